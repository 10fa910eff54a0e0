"""The results page: what is behind a verdict comes when it is asked for."""

import pytest

pytestmark = pytest.mark.browser
ANALYSED = 60_000  # milliseconds; the room is analysed by itself, seconds after a vote
VOTED_ON = """n => [...document.querySelectorAll(".why tbody tr:last-child td:nth-of-type(1)")]
  .filter(each => each.innerText === "1").length === n"""


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
    page.locator("#why5 summary").wait_for(timeout=ANALYSED)
    why = [page.locator(f"#why{number}") for number in range(1, 6)]
    for each in why:
        each.locator("summary").press("Enter")
        each.get_by_text("if none of these holds.").wait_for()

    def votes() -> list[str]:
        return sorted(each.locator("tbody tr:last-child td").first.inner_text() for each in why)

    assert votes() == ["0", "0", "0", "0", "1"]
    agree(phone)
    page.wait_for_function(VOTED_ON, arg=2, timeout=ANALYSED)
    assert votes() == ["0", "0", "0", "1", "1"]
    assert page.locator(".why[open]").count() == 5
    assert page.evaluate("() => document.activeElement.closest('details').id") == "why5"


def test_numbers_that_came_are_not_asked_for_again_while_nothing_happens(phone, room, open_page):
    page = open_page(f"/d/{room.code}/results/", "laptop")
    page.locator("#why5 summary").wait_for(timeout=ANALYSED)
    requests = []
    page.on("request", lambda request: requests.append(request.url) if "/why/" in request.url else None)
    page.locator("#why5 summary").press("Enter")
    page.locator("#why5").get_by_text("if none of these holds.").wait_for()
    page.wait_for_timeout(2000)

    assert len(requests) <= 2  # once when asked for, and once more where a frame came in between


def test_without_a_script_the_numbers_have_a_page(phone, room, open_page, open_plain):
    open_page(f"/d/{room.code}/results/", "laptop").locator("#why1 summary").wait_for(timeout=ANALYSED)
    page = open_plain(f"/d/{room.code}/results/", "phone")
    page.locator("#why1 summary").click()
    page.locator("#why1").get_by_role("link", name="Its rules and all of its numbers").click()

    assert page.url.endswith("/results/why/1/")
    assert page.get_by_text("if none of these holds.").count() == 1
    assert page.locator("main").bounding_box()["width"] <= page.viewport_size["width"]
    assert page.locator(".why-body table").bounding_box()["width"] > page.viewport_size["width"]  # it scrolls
    page.get_by_role("link", name="To all results").click()
    assert page.url.endswith("/results/#s1")
