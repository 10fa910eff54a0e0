"""With JavaScript off, everything a participant and a facilitator do still works."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import QUESTION, SEEDS

pytestmark = pytest.mark.browser


def read_statement(page) -> str:
    return page.locator("#card .statement").inner_text()


def read_choices(page) -> dict[str, str]:
    """Each statement under My votes, with the choice that is pressed."""
    page.wait_for_url("**/votes/**")
    items = page.locator("#votes li.card").all()
    return {
        item.locator(".statement").inner_text(): item.locator("[aria-pressed=true]").inner_text().strip()
        for item in items
    }


@pytest.fixture
def phone(room, open_plain):
    """Ben's phone, past the door."""
    page = open_plain("/", "phone")
    page.get_by_label("Join code").fill(f"{room.code[:3]} {room.code[3:].lower()}")
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Statements I write may be in data released").check()
    page.get_by_role("button", name="Take part").click()
    return page


def test_joining_needs_no_script(phone, room):
    phone.wait_for_url(f"{room.base}/d/{room.code}/")
    expect(phone.locator("header .prompt")).to_contain_text(QUESTION)
    assert read_statement(phone) in SEEDS


def test_voting_undoing_and_changing_need_no_script(phone):
    first = read_statement(phone)
    phone.get_by_label("This one matters to me").check()
    phone.get_by_role("button", name="Agree", exact=True).click()
    second = read_statement(phone)
    phone.get_by_role("button", name="Pass").click()
    expect(phone.get_by_text("2 of about 5")).to_be_visible()

    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("1 of about 5")).to_be_visible()
    assert read_statement(phone) == second
    phone.reload()
    expect(phone.get_by_text("1 of about 5")).to_be_visible()
    assert read_statement(phone) == second

    phone.get_by_role("link", name="My votes").click()
    assert read_choices(phone) == {first: "Agree"}
    expect(phone.get_by_role("button", name="take that back")).to_be_visible()
    phone.get_by_role("button", name="Disagree", exact=True).click()
    assert read_choices(phone) == {first: "Disagree"}
    phone.get_by_role("button", name="Undo this vote").click()
    assert read_choices(phone) == {}


def test_voting_to_the_end_needs_no_script(phone):
    for _ in SEEDS:
        phone.get_by_role("button", name="Disagree", exact=True).click()

    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")
    phone.get_by_role("link", name="My votes").click()
    assert set(read_choices(phone)) == set(SEEDS)


def test_writing_and_deciding_need_no_script(phone, room):
    for text in ("Admit it when you are wrong.", "Buy my book."):
        phone.goto(f"{room.base}/d/{room.code}/write/")
        phone.get_by_role("textbox").fill(text)
        phone.get_by_role("button", name="Send").click()
    phone.get_by_role("textbox").fill(SEEDS[0])
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#refusal")).to_contain_text("Somebody has said exactly this already.")
    assert phone.get_by_role("textbox").input_value() == SEEDS[0]

    room.console.reload()
    room.console.get_by_role("button", name="Accept").first.click()
    room.console.get_by_text("Reject…").click()
    room.console.get_by_label("Why?").fill("It is about a book.")
    room.console.get_by_role("button", name="Reject", exact=True).click()
    expect(room.console.locator("#queue")).to_contain_text("Nothing is waiting.")

    phone.goto(f"{room.base}/d/{room.code}/write/")
    fates = [" ".join(text.split()) for text in phone.locator(".fate").all_inner_texts()]
    assert fates == [
        "Not accepted: It is about a book. By version 1 of what is accepted.",
        "Accepted. 0 people have voted on it. Vote on it yourself",
    ]


def test_running_the_room_needs_no_script(phone, room):
    phone.get_by_role("button", name="Agree", exact=True).click()
    room.console.get_by_role("switch", name="Voting").click()
    phone.get_by_role("button", name="Agree", exact=True).click()
    expect(phone.locator(".refusal")).to_contain_text("Voting is closed at the moment")

    room.console.get_by_role("switch", name="Results for everyone").click()
    room.console.get_by_role("button", name="Close it").click()
    phone.goto(f"{room.base}/d/{room.code}/")
    expect(phone.locator("#card")).to_contain_text("This deliberation is closed")
    phone.get_by_role("link", name="See what the room found", exact=True).click()
    phone.wait_for_url("**/results/")

    room.console.get_by_role("button", name="Draft a constitution").click()
    room.console.wait_for_url(re.compile(r"/constitution/\d+/$"))
    expect(room.console.locator("main")).to_contain_text("DRAFT")
