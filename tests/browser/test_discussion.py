"""A discussion in a real browser: tables, a note-taker without an account, reasons, the second vote; and axe on
every page of it, in both themes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import list_violations

pytestmark = pytest.mark.browser


@pytest.fixture
def ada(house, open_page):
    """Ada's laptop, with scripts, beside the one without."""
    link = house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"]
    page = open_page(link, "laptop")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/c/")
    return page


@pytest.fixture
def phone(room, open_page):
    """Ben's phone, after he agreed with everything."""
    page = open_page(f"/d/{room.code}/", "phone")
    page.get_by_role("button", name="Take part").click()
    for left in range(5, 0, -1):
        expect(page.locator("#card .num")).to_have_text(f"{5 - left} of about 5")
        page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator("#card")).to_contain_text("You have voted on everything there is")
    return page


@pytest.fixture
def table(room):
    """The address of the one table's note-taker; discussion is open."""
    desk = room.console
    desk.goto(f"{room.base}/d/{room.code}/console/tables/")
    desk.get_by_label("Tables", exact=True).fill("1")
    for number in (1, 2):
        desk.locator(f"input[name=statements][value='{number}']").check()
    desk.get_by_role("button", name="Set up").click()
    desk.get_by_role("button", name="Make links for all note-takers").click()
    address = desk.locator(".table-cards a").get_attribute("href")
    desk.goto(f"{room.base}/d/{room.code}/console/")
    desk.locator("#switch-discussion").click()
    return re.sub(r"^https?://[^/]+", "", address)


@pytest.fixture
def note(room, table, open_plain):
    """A reason for and one against the first statement, written at the table and accepted at the console."""
    note = open_plain(table, "phone")
    for side, text in (("For it", "It saves me from a mistake."), ("Against it", "It would say so all day.")):
        sheet = note.locator("#s1")
        sheet.get_by_label(side).first.check()
        sheet.get_by_label("In one sentence").first.fill(text)
        sheet.get_by_role("button", name="Note it down").click()
    desk = room.console
    for _ in range(2):
        desk.goto(f"{room.base}/d/{room.code}/console/tables/")
        desk.get_by_role("button", name="Accept").first.click()
    return note


def test_what_was_said_at_a_table_stands_beside_the_second_vote(room, phone, note):
    phone.goto(f"{room.base}/d/{room.code}/discuss/1/")
    expect(phone.locator(".sides")).to_contain_text("It saves me from a mistake.")
    expect(phone.locator(".sides")).to_contain_text("It would say so all day.")

    desk = room.console
    desk.goto(f"{room.base}/d/{room.code}/console/tables/")
    desk.get_by_label("the 2 statements that were discussed").check()
    desk.get_by_role("button", name="Begin the next round").click()
    phone.goto(f"{room.base}/d/{room.code}/?again=1")
    expect(phone.locator("#card")).to_contain_text("In the first round you agreed.")
    expect(phone.locator(".beside .sides")).to_be_hidden()
    phone.get_by_text("Reasons for and against").click()
    expect(phone.locator(".beside .sides")).to_contain_text("It saves me from a mistake.")

    phone.keyboard.press("a")
    expect(phone.locator("#card .num")).to_have_text("4 of about 5")
    phone.keyboard.press("d")
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")


def test_axe_finds_nothing_on_any_page_of_it(room, phone, note, ada, open_page, table):
    base = f"{room.base}/d/{room.code}"
    pages = [
        (phone, [f"{base}/{path}" for path in ("discuss/", "discuss/1/", "languages/", "languages/1/", "votes/")]),
        (ada, [f"{base}/console/{path}" for path in ("", "tables/", "paper/", "paper/form/", "translations/")]),
        (open_page(table, "phone"), [f"{room.base}{table}"]),
    ]
    problems = {}
    for page, addresses in pages:
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for address in addresses:
                page.goto(address)
                problems[f"{theme} {address.removeprefix(base)}"] = list_violations(page)
    assert {name: wrong for name, wrong in problems.items() if wrong} == {}
