"""One session from the first code to the end by keyboard alone: Ada at her laptop, Ben at his, and whoever stands
at the wall. Nobody touches a mouse, and nothing is opened by its address but the three first pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import QUESTION, SEEDS
from tests.browser.keyboard import go, press, tab_to, type_into
from tests.browser.test_keyboard import vote

pytestmark = pytest.mark.browser
OWN = "Tell me whom you work for."


def make(ada) -> str:
    """Ada makes a room and opens it; its code."""
    go(ada, "Sign in")
    go(ada, "Riverside Library.*")
    go(ada, "New deliberation")
    type_into(ada, "The question.*", QUESTION)
    type_into(ada, "Starter statements.*", "\n".join(SEEDS))
    tab_to(ada, "I run it by hand.*|.*Quick pulse.*|.*workshop.*|.*week.*")
    while "I run it by hand" not in ada.evaluate("document.activeElement.labels[0].innerText"):
        ada.keyboard.press("ArrowDown")
    go(ada, "Make it")
    press(ada, "Open it")
    expect(ada.get_by_role("button", name="Close it")).to_be_visible()
    return re.search(r"/d/([A-Z0-9]{6})/", ada.url)[1]


def test_a_whole_session_needs_no_mouse(house, open_page):
    ada = open_page(house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"], "laptop")
    code = make(ada)
    wall = open_page(f"/d/{code}/screen/", "wall")
    expect(wall.locator("#slide-join")).to_be_visible()

    ben = open_page("/", "laptop")
    type_into(ben, "code", code.lower())
    with ben.expect_navigation():
        ben.keyboard.press("Enter")
    go(ben, "Take part")
    expect(wall.locator("#live")).to_contain_text("1 here")
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("#slide-prompt")).to_be_visible()

    tab_to(ben, "This one matters to me")
    ben.keyboard.press("Space")
    for key in "adpa":
        vote(ben, key)
    press(ben, "Undo")
    expect(ben.locator("#card")).to_contain_text("3 of about")
    for _rest in range(2):
        vote(ben, "d")
    expect(ben.locator("#card")).to_contain_text("You have voted on everything there is")
    go(ben, "My votes")
    expect(ben.locator("#votes [aria-pressed=true]")).to_have_count(len(SEEDS))
    ben.go_back()

    go(ben, "Write")
    type_into(ben, "text", OWN)
    go(ben, "Send.*")
    expect(ben.locator("main")).to_contain_text("Waiting")
    expect(ada.locator("#queue")).to_contain_text(OWN)
    tab_to(ada, f".*{re.escape(OWN)}.*")
    ada.keyboard.press("a")
    expect(ada.locator("#queue")).not_to_contain_text(OWN)
    expect(ben.locator("main")).to_contain_text("Accepted")
    go(ben, "Vote on it yourself")
    ben.get_by_role("button", name="Agree", exact=True).wait_for()
    vote(ben, "a")

    house.manage("simulate", code, "--people", "60", "--blocs", "2", "--rate", "0", "--seed", "4")
    expect(ada.locator("#live canvas")).to_be_visible()
    tab_to(ada, "Results for everyone.*")
    ada.keyboard.press("Space")
    expect(wall.locator("canvas")).to_have_count(1)
    expect(ben.locator("#live")).to_contain_text("The results are out")
    go(ben, "The results are out.*")
    expect(ben.locator("#you")).to_contain_text("Only you see this")
    tab_to(ben, "Why this verdict.*")
    ben.keyboard.press("Enter")
    expect(ben.locator("main")).to_contain_text("holds")

    press(ada, "Close it")
    expect(wall.locator(".wall-clock")).to_contain_text("closed")
    go(ada, "Draft a constitution")
    expect(ada.locator("main")).to_contain_text("DRAFT")
