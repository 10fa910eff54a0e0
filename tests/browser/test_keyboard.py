"""With the keyboard alone: no test here touches a mouse, or puts the focus anywhere that Tab does not."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SEEDS
from tests.browser.keyboard import read_focus, tab_to
from tests.browser.waiting import record

pytestmark = pytest.mark.browser
# another statement is there, and htmx has taken it over
NEXT = """text =>
  !document.querySelector("#card").innerText.includes(text) && !document.querySelector(".htmx-settling")"""
LENGTH = "n => document.querySelectorAll('#queue > li:not(.nothing)').length === n"


def read_statement(page) -> str:
    return page.locator("#card .statement").inner_text()


def vote(page, key: str) -> str:
    """Presses a key that votes; the statement it was about, once the next one is there."""
    before = read_statement(page)
    page.wait_for_load_state()  # scripts are deferred: a key pressed before them is nobody's
    page.keyboard.press(key)
    page.wait_for_function(NEXT, arg=before)
    return before


def press_choice(page, name: str) -> None:
    """Goes to a button that votes and presses it, and waits for the next statement."""
    before = read_statement(page)
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_function(NEXT, arg=before)


def read_votes(page) -> list[str]:
    """What one holds, newest first."""
    page.goto(re.sub(r"/d/(\w+)/.*", r"/d/\1/votes/", page.url))
    return [vote.strip() for vote in page.locator("#votes [aria-pressed=true]").all_inner_texts()]


@pytest.fixture
def phone(room, open_page):
    """Ben at a laptop, who came in by Tab and Enter."""
    page = open_page("/", "laptop")
    tab_to(page, "code")
    page.keyboard.type(room.code.lower())
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take part").wait_for()
    tab_to(page, "Take part")
    page.keyboard.press("Enter")
    page.locator("#card .statement").wait_for()
    return page


def test_one_votes_by_letter(phone):
    statements = [vote(phone, key) for key in "adp"]

    assert len(set(statements)) == 3
    assert read_votes(phone) == ["Pass", "Disagree", "Agree"]


def test_one_votes_by_tab_and_enter(phone):
    for name in ("Agree", "Disagree", "Pass, or not sure"):
        press_choice(phone, name)

    assert read_votes(phone) == ["Pass", "Disagree", "Agree"]


def test_after_a_vote_the_focus_is_on_the_next_statement(phone):
    press_choice(phone, "Agree")
    phone.wait_for_function("() => document.activeElement.matches('#card .statement')")

    assert read_focus(phone) == read_statement(phone)


def test_undo_by_keyboard_brings_the_statement_back(phone):
    before = vote(phone, "a")
    tab_to(phone, "Undo")
    phone.keyboard.press("Enter")
    phone.wait_for_function("text => document.querySelector('#card .statement').innerText === text", arg=before)

    assert read_votes(phone) == []


def test_letters_can_be_switched_off_and_stay_off(phone):
    tab_to(phone, "Switch keys off")
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Switch keys on").wait_for()
    for name in ("Disagree", "Pass, or not sure"):
        phone.keyboard.press("a")
        press_choice(phone, name)
        phone.reload()

    tab_to(phone, "Switch keys on")
    phone.keyboard.press("Enter")
    vote(phone, "a")
    assert read_votes(phone) == ["Agree", "Pass", "Disagree"]


def test_letters_typed_into_a_text_do_not_vote(phone, room):
    phone.goto(f"{room.base}/d/{room.code}/write/")
    tab_to(phone, "text")
    phone.keyboard.type("Add a plain pad.")
    tab_to(phone, "Send.*")
    phone.keyboard.press("Enter")
    phone.locator(".fate").wait_for()

    assert phone.locator(".mine .statement").all_inner_texts() == ["Add a plain pad."]
    assert read_votes(phone) == []


def test_the_first_tab_leads_past_the_header(phone):
    phone.reload()
    phone.keyboard.press("Tab")

    assert read_focus(phone) == "Skip to the content"
    phone.keyboard.press("Enter")
    phone.wait_for_function("() => document.activeElement.id === 'main'")


def test_keys_on_the_wall_hide_and_show_and_reveal_nothing(phone, room, open_page):
    for key in "adp":
        vote(phone, key)
    wall = open_page(f"/d/{room.code}/screen/", "wall")
    blank = "() => document.querySelector('.wall').dataset.blank === 'yes'"

    wall.keyboard.press("b")
    assert wall.evaluate(blank) is True
    wall.keyboard.press("b")
    assert wall.evaluate(blank) is False
    requests = record(wall, room.code, "POST")
    for key in ("r", "ArrowRight", "ArrowLeft", " ", "q", "q"):
        wall.keyboard.press(key)
    vote(phone, "a")
    expect(wall.locator("#live")).to_contain_text("4 votes")

    assert requests == []
    assert wall.locator("#live").get_attribute("data-revealed") == "no"
    assert [text for text in SEEDS if text in wall.locator("body").inner_text()] == []
    assert open_page(f"/d/{room.code}/results/", "phone").get_by_text("not shown yet").count() == 1


@pytest.fixture
def console(phone, room, open_page):
    """Ada's console with scripts, and two statements of Ben's in its queue."""
    for text in ("Admit it when you are wrong.", "Buy my book."):
        phone.goto(f"{room.base}/d/{room.code}/write/")
        tab_to(phone, "text")
        phone.keyboard.type(text)
        tab_to(phone, "Send.*")
        phone.keyboard.press("Enter")
        phone.get_by_text(text).wait_for()
    cookies = room.console.context.cookies()
    page = open_page(f"/d/{room.code}/", "laptop")
    page.context.add_cookies(cookies)
    page.goto(f"{room.base}/d/{room.code}/console/")
    page.wait_for_function(LENGTH, arg=2)
    return page


def test_the_queue_is_worked_off_by_letter(console, phone, room):
    console.keyboard.press("a")
    console.wait_for_function(LENGTH, arg=1)
    console.keyboard.press("r")
    console.locator("input[name=reason]:focus").wait_for()
    console.keyboard.type("A book is no answer.")
    console.keyboard.press("Enter")
    console.wait_for_function(LENGTH, arg=0)

    phone.goto(f"{room.base}/d/{room.code}/write/")
    fates = [" ".join(text.split()) for text in phone.locator(".fate").all_inner_texts()]
    assert fates == [
        "Not accepted: A book is no answer. By version 1 of what is accepted.",
        "Accepted. 0 people have voted on it. Vote on it yourself",
    ]


def test_arrows_choose_which_one_is_decided_on(console, phone, room):
    console.keyboard.press("ArrowDown")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("a")
    console.wait_for_function(LENGTH, arg=1)

    assert console.locator("#queue .statement").all_inner_texts() == ["Admit it when you are wrong."]


def test_a_rejection_without_a_reason_is_not_sent(console):
    requests = record(console, "/reject/", "POST")
    console.keyboard.press("r")
    console.locator("input[name=reason]:focus").wait_for()
    console.keyboard.press("Enter")
    console.keyboard.type("A book is no answer.")
    console.keyboard.press("Enter")
    console.wait_for_function(LENGTH, arg=1)

    assert len(requests) == 1


def test_what_the_server_refuses_takes_the_page_and_leads_back(console):
    console.locator("#minutes").evaluate("field => { field.form.noValidate = true; field.value = '-1'; }")
    tab_to(console, "set-timer|Start")
    console.keyboard.press("Enter")
    console.get_by_role("heading", name="That did not work").wait_for()
    assert console.locator("#console").count() == 0

    tab_to(console, "Go back")
    console.keyboard.press("Enter")
    expect(console.locator("#queue .statement")).to_have_count(2)
