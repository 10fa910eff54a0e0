"""The results page: what is behind a verdict comes when it is asked for."""

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import ask, record, take_clock

pytestmark = pytest.mark.browser
MINUTE = 60_000  # milliseconds
VOTED_ON = """n => [...document.querySelectorAll(".why tbody tr:last-child td:nth-of-type(1)")]
  .filter(cell => cell.innerText === "1").length === n"""
COUNT_STATES = """() => {
  window.states = 0;
  document.addEventListener("elicit:state", () => { window.states += 1; });
}"""


@pytest.fixture
def phone(room, open_page):
    """Ben, who has voted once; what comes of it is open to everyone."""
    page = open_page(f"/d/{room.code}/", "phone")
    page.get_by_role("button", name="Take part").click()
    agree(page)
    room.console.get_by_role("switch", name="Results for everyone").click()
    return page


def agree(page) -> None:
    before = page.locator("#card .statement").inner_text()
    page.get_by_role("button", name="Agree", exact=True).click()
    page.wait_for_function("text => !document.querySelector('#card').innerText.includes(text)", arg=before)


def test_the_numbers_come_when_asked_for_and_follow_the_room(phone, room, open_page):
    page = open_page(f"/d/{room.code}/results/", "laptop")
    page.locator("#why5 summary").wait_for()
    why = [page.locator(f"#why{number}") for number in range(1, 6)]
    for details in why:
        details.locator("summary").press("Enter")
        details.get_by_text("if none of these holds.").wait_for()

    def count_votes() -> list[str]:
        return sorted(details.locator("tbody tr:last-child td").first.inner_text() for details in why)

    assert count_votes() == ["0", "0", "0", "0", "1"]
    agree(phone)
    page.wait_for_function(VOTED_ON, arg=2)
    assert count_votes() == ["0", "0", "0", "1", "1"]
    assert page.locator(".why[open]").count() == 5
    assert page.evaluate("() => document.activeElement.closest('details').id") == "why5"


def test_numbers_that_came_are_not_asked_for_again_while_nothing_happens(phone, room, open_page):
    page = open_page(f"/d/{room.code}/results/", "laptop")
    page.locator("#why5 summary").wait_for()
    take_clock(page)
    page.evaluate(COUNT_STATES)
    requests = record(page, "/why/")
    page.locator("#why5 summary").press("Enter")
    page.locator("#why5").get_by_text("if none of these holds.").wait_for()
    for _minute in range(3):
        page.clock.run_for(MINUTE)
        ask(page)

    assert len(requests) <= 1 + page.evaluate("() => window.states")  # once more for each frame that came


def test_without_a_script_the_numbers_have_a_page(phone, room, open_page, open_plain):
    open_page(f"/d/{room.code}/results/", "laptop").locator("#why1 summary").wait_for()
    page = open_plain(f"/d/{room.code}/results/", "phone")
    page.locator("#why1 summary").click()
    page.locator("#why1").get_by_role("link", name="Its rules and all of its numbers").click()

    page.wait_for_url("**/results/why/1/")
    expect(page.get_by_text("if none of these holds.")).to_be_visible()
    assert page.locator("main").bounding_box()["width"] <= page.viewport_size["width"]
    assert page.locator(".why-body table").bounding_box()["width"] > page.viewport_size["width"]  # it scrolls
    page.get_by_role("link", name="To all results").click()
    page.wait_for_url("**/results/#s1")
