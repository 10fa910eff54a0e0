"""Takes the pictures of the README (docs/images), or with --all DIR every page in every size and theme.

It makes a house of its own in a temporary folder, with something in every room, serves it on loopback and opens it
in chromium: `make screenshots`. The pages are those of tests/browser/furnished.py.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.chromium import FLAGS, SIZES
from tests.browser.furnished import MEMBER, PAGES, PARTICIPANT, STRANGER
from tests.installation import run_installation
from tests.shared import ROOT

WHOLE = ("results", "door")  # taken from top to bottom on a laptop
CHROMIUM = os.environ.get("ELICIT_CHROMIUM") or "/usr/bin/chromium"


class Visit:
    """Somebody at a screen of this size who likes this theme."""

    def __init__(self, browser: Any, base: str, size: str, theme: str, state: Any = None) -> None:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            storage_state=state,
            device_scale_factor=2 if size == "phone" else 1,
            reduced_motion="reduce",
        )
        self.page, self.base, self.name = context.new_page(), base, f"{size}-{theme}"
        self.is_laptop = size == "laptop"

    def open(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="load")
        self.page.wait_for_timeout(1200)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_timeout(800)

    def keep(self, folder: Path, name: str) -> None:
        whole = name in WHOLE and self.is_laptop
        self.page.screenshot(path=folder / f"{name}-{self.name}.png", full_page=whole)


def photograph_for_readme(visit: Callable[[str, str], Visit], addresses: dict[str, Any]) -> None:
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    phone = visit("phone", "light")
    take_part(phone, addresses)
    phone.page.screenshot(path=images / "phone.png")
    for name, size, theme, page in (("wall", "wall", "dark", "screen"), ("results", "laptop", "light", "results")):
        there = visit(size, theme)
        there.open(addresses["pages"][page])
        there.page.screenshot(path=images / f"{name}.png")


def photograph_pages(visit: Callable[..., Visit], addresses: dict[str, Any], folder: Path, only: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ada = visit("laptop", "light")
    ada.open(addresses["link"])
    ada.press("Sign in")
    state = ada.page.context.storage_state()
    for size in SIZES:
        for theme in ("light", "dark"):
            for who in (STRANGER, PARTICIPANT, MEMBER):
                there = visit(size, theme, state if who == MEMBER else None)
                names = [name for name, page in PAGES.items() if page.who == who and (not only or name in only)]
                if who == PARTICIPANT and names:
                    take_part(there, addresses)
                for name in names:
                    there.open(addresses["pages"][name])
                    there.keep(folder, name)


def take_part(visit: Visit, addresses: dict[str, Any]) -> None:
    """One vote, so that there is something to see on the pages that are one's own."""
    visit.page.context.add_cookies(addresses["cookies"])
    visit.open(addresses["pages"]["join"])
    visit.press("Take part")
    visit.press("Agree")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, in every size and theme")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="with --all: these pages alone")
    parser.add_argument("--people", type=int, default=300)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        run_installation(Path(folder)) as house,
        sync_playwright() as play,
    ):
        words = [sys.executable, "-m", "tests.browser.furnished", str(options.people)]
        addresses = json.loads(
            subprocess.run(words, cwd=ROOT, env=house.env, check=True, stdout=subprocess.PIPE).stdout
        )
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def visit(*who: Any) -> Visit:
            return Visit(browser, house.base, *who)

        if options.all:
            photograph_pages(visit, addresses, options.all, set(options.only))
        else:
            photograph_for_readme(visit, addresses)
        browser.close()


if __name__ == "__main__":
    main()
