"""While Ben writes: what says the same is offered under his hands, and nothing he typed is ever swapped."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SEEDS
from tests.browser.test_keyboard import phone  # noqa: F401  (Ben, who came in by Tab and Enter)
from tests.browser.waiting import ask

pytestmark = pytest.mark.browser
ALIKE = "**/write/alike/"


@pytest.fixture
def writing(phone):  # noqa: F811
    phone.get_by_role("link", name="Write").click()
    phone.locator("#text").focus()
    return phone


def test_what_says_the_same_is_offered_and_the_keyboard_stays_where_it_is(writing):
    writing.keyboard.type("Say it when you are unsure")
    writing.locator("#alike .statement").wait_for()

    assert writing.locator("#alike .statement").inner_text() == SEEDS[0]
    assert writing.evaluate("document.activeElement.id") == "text"
    assert writing.locator("#text").input_value() == "Say it when you are unsure"
    assert writing.locator("#announce").inner_text() == "1 statement says something like it:"

    writing.keyboard.press("Tab")
    writing.keyboard.press("Enter")
    writing.locator("#card").wait_for()
    assert writing.locator("#card h1").inner_text() == SEEDS[0]


def test_on_a_slow_network_typing_goes_on_and_old_answers_are_dropped(writing):
    routes = []
    writing.route(ALIKE, lambda route: route.continue_() if routes else routes.append(route))
    with writing.expect_request(ALIKE):
        writing.keyboard.type("Say when you are not sure")
    with writing.expect_response(ALIKE):
        writing.keyboard.type(" of your sources.")
    routes[0].fulfill(content_type="text/html", body='<div id="alike">An old answer</div>')
    ask(writing)

    assert "An old answer" not in writing.locator("#alike").inner_text()
    assert writing.locator("#text").input_value() == "Say when you are not sure of your sources."
    assert writing.evaluate("document.activeElement.id") == "text"
    assert writing.locator("#connection").is_hidden()


def test_what_was_offered_while_typing_is_not_asked_again_after_sending(writing):
    writing.keyboard.type("Say it when you are unsure")
    writing.locator("#alike .statement").wait_for()
    writing.get_by_role("button", name="Send").click()
    writing.wait_for_url("**/write/")

    assert "Waiting to be read." in writing.locator("#own").inner_text()
    assert writing.locator("#refusal").count() == 0


def test_what_became_of_it_appears_by_itself(writing, room):
    writing.keyboard.type("Admit your mistakes")
    writing.get_by_role("button", name="Send").click()
    writing.get_by_text("Waiting to be read.").wait_for()
    writing.locator("#text").focus()
    writing.keyboard.type("Half a thought")

    room.console.reload()
    room.console.get_by_role("button", name="Accept").first.click()

    writing.get_by_text("Accepted.").wait_for()
    assert writing.locator("#text").input_value() == "Half a thought"
    assert writing.evaluate("document.activeElement.id") == "text"


def test_the_page_opens_for_writing_by_itself_and_what_is_typed_is_counted_and_kept(writing, room):
    switch = room.console.get_by_role("switch", name="Writing")
    switch.click()
    writing.reload()
    expect(writing.locator("main")).to_contain_text("Writing is not open right now")
    switch.click()

    writing.locator("textarea").fill("Be brief, and say so.")
    expect(writing.locator("#left")).to_have_text("179 characters left")
    writing.reload()
    expect(writing.locator("textarea")).to_have_value("Be brief, and say so.")
