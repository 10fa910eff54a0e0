"""With JavaScript off, everything a participant and a facilitator do still works."""

import re

import pytest

from tests.browser.conftest import QUESTION, SEEDS

pytestmark = pytest.mark.browser


def read_statement(page) -> str:
    return page.locator("#card .statement").inner_text()


def read_choices(page) -> dict[str, str]:
    """Each statement under My votes, with the choice that is pressed."""
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
    assert phone.url == f"{room.base}/d/{room.code}/"
    assert QUESTION in phone.locator("header .prompt").inner_text()
    assert read_statement(phone) in SEEDS


def test_voting_undoing_and_changing_need_no_script(phone):
    first = read_statement(phone)
    phone.get_by_label("This one matters to me").check()
    phone.get_by_role("button", name="Agree", exact=True).click()
    second = read_statement(phone)
    phone.get_by_role("button", name="Pass").click()
    assert phone.get_by_text("2 of about 5").count() == 1

    phone.get_by_role("button", name="Undo").click()
    assert read_statement(phone) == second
    phone.reload()
    assert (read_statement(phone), phone.get_by_text("1 of about 5").count()) == (second, 1)

    phone.get_by_role("link", name="My votes").click()
    assert read_choices(phone) == {first: "Agree"}
    assert phone.get_by_role("button", name="take that back").count() == 1
    phone.get_by_role("button", name="Disagree", exact=True).click()
    assert read_choices(phone) == {first: "Disagree"}
    phone.get_by_role("button", name="Undo this vote").click()
    assert read_choices(phone) == {}


def test_voting_to_the_end_needs_no_script(phone):
    for _ in SEEDS:
        phone.get_by_role("button", name="Disagree", exact=True).click()

    assert "You have voted on everything there is" in phone.locator("#card").inner_text()
    phone.get_by_role("link", name="My votes").click()
    assert set(read_choices(phone)) == set(SEEDS)


def test_writing_and_deciding_need_no_script(phone, room):
    for text in ("Admit it when you are wrong.", "Buy my book."):
        phone.goto(f"{room.base}/d/{room.code}/write/")
        phone.get_by_role("textbox").fill(text)
        phone.get_by_role("button", name="Send").click()
    phone.get_by_role("textbox").fill(SEEDS[0])
    phone.get_by_role("button", name="Send").click()
    assert "Somebody has said exactly this already." in phone.locator("#refusal").inner_text()
    assert phone.get_by_role("textbox").input_value() == SEEDS[0]

    room.console.reload()
    room.console.get_by_role("button", name="Accept").first.click()
    room.console.get_by_text("Reject…").click()
    room.console.get_by_label("Why?").fill("It is about a book.")
    room.console.get_by_role("button", name="Reject", exact=True).click()
    assert "Nothing is waiting." in room.console.locator("#queue").inner_text()

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
    assert "Voting is closed at the moment" in phone.locator(".refusal").inner_text()

    room.console.get_by_role("switch", name="Results for everyone").click()
    room.console.get_by_role("button", name="Close it").click()
    phone.goto(f"{room.base}/d/{room.code}/")
    assert "This deliberation is closed" in phone.locator("#card").inner_text()
    phone.get_by_role("link", name="See what the room found", exact=True).click()
    assert phone.url.endswith("/results/")

    room.console.get_by_role("button", name="Draft a constitution").click()
    assert re.search(r"/constitution/\d+/$", room.console.url)
    assert "DRAFT" in room.console.locator("main").inner_text()
