"""Those who look at every page of a furnished house: a stranger, a participant and a member, each at a tab that
stays open from page to page."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.browser.chromium import SIZES, open_pages
from tests.browser.furnished import MEMBER, PAGES, PARTICIPANT, STRANGER
from tests.shared import ROOT

WALLS = ("screen", "wall-", "workshop-wall")
DRAWN = """() => [...document.querySelectorAll("canvas.map")].every(
  map => !map.checkVisibility() || map.hasAttribute("width"))"""


def furnish(house: Any, *words: str) -> dict[str, Any]:
    """Addresses, a sign-in link and cookies, as tests/browser/furnished.py says them."""
    command = [sys.executable, "-m", "tests.browser.furnished", *words]
    return json.loads(subprocess.run(command, cwd=ROOT, env=house.env, stdout=subprocess.PIPE, check=True).stdout)


@contextmanager
def open_tabs(
    chromium: Any, house: Any, world: dict[str, Any], languages: Sequence[str]
) -> Iterator[Callable[..., Any]]:
    """Opens a page of this name as whoever it is for, in this language."""
    with open_pages(chromium, house.base, reduced_motion="reduce") as open_page:
        tabs = {
            (who, language): open_page("/", "laptop", storage_state=state, locale=language)
            for who, state in sign_in(open_page, world).items()
            for language in languages
        }
        yield lambda name, language: visit(
            tabs[PAGES[name].who, language], name, house.base + world["pages"][name]
        )


def sign_in(open_page: Callable[..., Any], world: dict[str, Any]) -> dict[str, Any]:
    """What the browser of each of them keeps."""
    ada = open_page(world["link"], "laptop")
    ada.get_by_role("button", name="Sign in", exact=True).click()
    ada.wait_for_url("**/c/")
    ben = open_page(world["pages"]["join"], "phone")
    ben.get_by_role("button", name="Take part").click()
    ben.get_by_role("button", name="Agree", exact=True).click()
    ben.get_by_role("button", name="Undo").wait_for()
    ben.context.add_cookies(world["cookies"])
    return {STRANGER: None, PARTICIPANT: ben.context.storage_state(), MEMBER: ada.context.storage_state()}


def find_size(name: str) -> tuple[int, int]:
    """In CSS pixels, of the screen that a page is made for."""
    if name.startswith(WALLS):
        return SIZES["wall"]
    return SIZES["laptop" if PAGES[name].who == MEMBER else "phone"]


def visit(tab: Any, name: str, address: str) -> Any:
    """The tab with this page, as if nothing had been open in it before."""
    width, height = find_size(name)
    tab.evaluate("() => sessionStorage.clear()")
    tab.emulate_media(color_scheme="light", media="screen")
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(address)
    tab.wait_for_function(DRAWN)
    return tab
