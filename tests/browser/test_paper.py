"""What is printed fits its paper, in every script."""

import json
import re

import pytest

from tests.browser.visitors import DRAWN
from tests.browser.walls import CLIPPED, ROOMS, make

pytestmark = pytest.mark.browser
PAINTED = """() => {
  const map = document.getElementById("map"), { width, height } = map;
  const pixels = map.getContext("2d").getImageData(0, 0, width, height).data;
  return width > 100 && pixels.some((value, at) => at % 4 === 3 && value > 0);
}"""
WIPE = """() => {
  const map = document.getElementById("map");
  map.getContext("2d").clearRect(0, 0, map.width, map.height);
}"""


@pytest.fixture(scope="module")
def rooms(house):
    """One room in each script, as long as words may be, and a short one."""
    return json.loads(house.manage("shell", "-v0", "-c", make("paper")))


@pytest.fixture
def open_as_ada(open_page, desk):
    """Opens a page for Ada, with scripts."""

    def open_(path):
        page = open_page("/", "laptop")
        page.context.add_cookies(desk.context.cookies())
        page.goto(page.url.rstrip("/") + path)
        return page

    return open_


def count_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize(("paper", "size"), [("a4", "595"), ("letter", "612")])
def test_a_poster_is_one_sheet_with_nothing_cut(open_as_ada, rooms, name, paper, size):
    page = open_as_ada(f"/d/{rooms[name]}/poster/?paper={paper}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 820, "height": 1130})
    cut = page.evaluate(CLIPPED)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    assert (cut, count_pages(pdf)) == ([], 1)
    assert re.search(rb"/MediaBox\s*\[0 0 (\d+)", pdf)[1].decode() in (
        size,
        str(int(size) - 1),
        str(int(size) + 1),
    )
    assert page.locator(".sheet").get_attribute("dir") == ("rtl" if name == "arabic" else "ltr")
    assert page.locator(".sheet-code").inner_text() == f"{rooms[name][:3]} {rooms[name][3:]}"


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_report_is_one_page(open_page, rooms, name, paper):
    page = open_page(f"/d/{rooms[name]}/report/", "laptop")
    page.wait_for_function(DRAWN)
    pdf = page.pdf(format=paper, prefer_css_page_size=False)

    assert count_pages(pdf) == 1
    assert page.locator(".report section").count() == 3
    assert page.locator(".report li .statement").count() >= 2


def test_the_map_of_a_report_is_drawn_for_paper_too(open_page, rooms):
    page = open_page(f"/d/{rooms['short']}/report/", "laptop")
    page.wait_for_function(PAINTED)
    page.evaluate(WIPE)
    assert page.evaluate(PAINTED) is False

    page.emulate_media(media="print")

    page.wait_for_function(PAINTED)
