"""While Ben writes: what says the same is offered under his hands, and nothing he typed is ever swapped."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SEEDS
from tests.browser.test_keyboard import phone  # noqa: F401  (Ben, who came in by Tab and Enter)
from tests.browser.waiting import ask

pytestmark = pytest.mark.browser
ALIKE = "**/write/alike/"


@pytest.fixture
def page(phone):  # noqa: F811
    phone.get_by_role("link", name="Write").click()
    phone.locator("#text").focus()
    return phone


def test_what_says_the_same_is_offered_and_the_keyboard_stays_where_it_is(page):
    page.keyboard.type("Say it when you are unsure")
    page.locator("#alike .statement").wait_for()

    assert page.locator("#alike .statement").inner_text() == SEEDS[0]
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.locator("#text").input_value() == "Say it when you are unsure"
    assert page.locator("#announce").inner_text() == "1 statement says something like it:"

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#card").wait_for()
    assert page.locator("#card h1").inner_text() == SEEDS[0]


def test_on_a_slow_network_typing_goes_on_and_old_answers_are_dropped(page):
    routes = []
    page.route(ALIKE, lambda route: route.continue_() if routes else routes.append(route))
    with page.expect_request(ALIKE):
        page.keyboard.type("Say when you are not sure")
    with page.expect_response(ALIKE):
        page.keyboard.type(" of your sources.")
    routes[0].fulfill(content_type="text/html", body='<div id="alike">An old answer</div>')
    ask(page)

    assert "An old answer" not in page.locator("#alike").inner_text()
    assert page.locator("#text").input_value() == "Say when you are not sure of your sources."
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.locator("#connection").is_hidden()


def test_what_was_offered_while_typing_is_not_asked_again_after_sending(page):
    page.keyboard.type("Say it when you are unsure")
    page.locator("#alike .statement").wait_for()
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#own")).to_contain_text("Waiting to be read.")
    assert page.locator("#refusal").count() == 0


def test_what_became_of_it_appears_by_itself(page, room):
    page.keyboard.type("Admit your mistakes")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Waiting to be read.").wait_for()
    page.locator("#text").focus()
    page.keyboard.type("Half a thought")

    room.console.reload()
    room.console.get_by_role("button", name="Accept").first.click()

    expect(page.locator("#own")).to_contain_text("Accepted.")
    assert page.locator("#text").input_value() == "Half a thought"
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_page_opens_for_writing_by_itself_and_what_is_typed_is_counted_and_kept(page, room):
    switch = room.console.get_by_role("switch", name="Writing")
    switch.click()
    page.reload()
    expect(page.locator("main")).to_contain_text("Writing is not open right now")
    switch.click()

    page.locator("textarea").fill("Be brief, and say so.")
    expect(page.locator("#left")).to_have_text("179 characters left")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Be brief, and say so.")
