"""Takes the pictures of the README (docs/images), or with --all DIR every page in every size and theme.

It makes its own demo in a temporary folder, lets a simulated crowd vote, serves it on loopback and opens it in
chromium: `make screenshots`.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLIDES = ("join", "prompt", "unites", "divides", "thanks")
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "wall": (1920, 1080)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()
BASE = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]


def manage(*words: str, **options: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, **options
    )
    return run.stdout


def prepare(people: int) -> dict[str, str]:
    """A demo with a crowd that has voted, results revealed, a draft and a release."""
    manage("migrate", "-v0")
    manage("collectstatic", "--noinput", "-v0")
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "elicit.settings"
    import django

    django.setup()
    from django.utils import timezone

    from elicit.actions import analyses, constitutions, deliberations, demo, releases, statements

    made = demo.prepare(now=timezone.now())
    manage("simulate", made.code, "--people", str(people), "--rate", "0")
    made.refresh_from_db()
    someone = made.participants.first()
    for text in (
        "It should admit it when it doesn’t know.",
        "It should remember what I told it last week, if I said it may.",
    ):
        statements.submit(participant=someone, text=text, now=timezone.now())
    deliberations.switch(deliberation=made, name="results", on=True, by=None, now=timezone.now())
    analyses.run(deliberation=made, now=timezone.now(), final=True)
    version = constitutions.draft(deliberation=made, by=None, now=timezone.now())
    release = releases.publish(deliberation=made, tier="T0", by=None, now=timezone.now())
    link = demo.facilitator_link(now=timezone.now())
    slug = made.community.slug
    return {
        "code": made.code,
        "sign-in": f"/sign-in/{link}/",
        "home": "/",
        "join": f"/d/{made.code}/",
        "screen": f"/d/{made.code}/screen/",
        **{f"wall-{name}": f"/d/{made.code}/screen/?slide={name}" for name in SLIDES},
        "results": f"/d/{made.code}/results/",
        "report": f"/d/{made.code}/report/",
        "why": f"/d/{made.code}/results/why/1/",
        "console": f"/d/{made.code}/console/",
        "embed": f"/d/{made.code}/console/embed/",
        "people": f"/d/{made.code}/console/people/",
        "poster": f"/d/{made.code}/poster/",
        "door": f"/d/{made.code}/console/door/",
        "communities": "/c/",
        "community": f"/c/{slug}/",
        "new": f"/c/{slug}/new/",
        "log": f"/c/{slug}/log/",
        "constitution": f"/c/{slug}/constitution/{version.number}/",
        "releases": f"/c/{slug}/releases/",
        "release": f"/c/{slug}/releases/{release.number}/",
        "missing": "/d/ZZZZZZ/",
    }


def shoot(pages: dict[str, str], everything: Path | None, only: set[str]) -> None:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("ELICIT_CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        images = ROOT / "docs" / "images"
        images.mkdir(exist_ok=True)
        if everything is None:
            phone = visitor(browser, "phone", "light")
            take_part(phone, pages)
            phone.screenshot(path=images / "phone.png")
            wall = visitor(browser, "wall", "dark")
            open_page(wall, pages["screen"])
            wall.screenshot(path=images / "wall.png")
            laptop = visitor(browser, "laptop", "light")
            open_page(laptop, pages["results"])
            laptop.screenshot(path=images / "results.png")
        else:
            everything.mkdir(parents=True, exist_ok=True)
            keep = browser.new_context()
            sign_in(keep.new_page(), pages)
            for size in SIZES:
                for theme in ("light", "dark"):
                    every_page(browser, keep.storage_state(), pages, size, theme, Folder(everything, only))
        browser.close()


def visitor(browser, size, theme, state=None):
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        storage_state=state,
        device_scale_factor=2 if size == "phone" else 1,
        reduced_motion="reduce",
    )
    return context.new_page()


def open_page(page, path):
    page.goto(BASE + path, wait_until="load")
    page.wait_for_timeout(1200)


def sign_in(page, pages):
    open_page(page, pages["sign-in"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/c/")


def take_part(page, pages):
    open_page(page, pages["join"])
    page.get_by_role("button", name="Take part").click()
    page.wait_for_timeout(800)


class Folder:
    """Where pictures go: all, or only those of some names."""

    def __init__(self, path: Path, only: set[str]) -> None:
        self.path, self.only = path, only

    def wants(self, *names: str) -> bool:
        return not self.only or bool(self.only & set(names))

    def keep(self, page, name: str, size: str, theme: str) -> None:
        if self.wants(name):
            whole = name in ("results", "door") and size == "laptop"
            page.screenshot(path=self.path / f"{name.replace('/', '-')}-{size}-{theme}.png", full_page=whole)


STRANGER = ("home", "join", "screen", *(f"wall-{name}" for name in SLIDES), "results", "report", "why", "missing")
MEMBER = (
    "console",
    "door",
    "communities",
    "community",
    "new",
    "log",
    "constitution",
    "releases",
    "release",
)
PARTICIPANT = ("votes", "write", "choices", "mine", "mine/erase")  # below the page of the card


def every_page(browser, state, pages, size, theme, folder):
    stranger = visitor(browser, size, theme)
    for name in filter(folder.wants, STRANGER):
        open_page(stranger, pages[name])
        folder.keep(stranger, name, size, theme)
    if folder.wants("card", *PARTICIPANT):
        take_part(stranger, pages)
        folder.keep(stranger, "card", size, theme)
        stranger.get_by_role("button", name="Agree", exact=True).click()
        stranger.wait_for_timeout(500)
        for name in PARTICIPANT:
            open_page(stranger, f"{pages['join']}{name}/")
            folder.keep(stranger, name, size, theme)
    member = visitor(browser, size, theme, state)
    for name in filter(folder.wants, MEMBER):
        open_page(member, pages[name])
        folder.keep(member, name, size, theme)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, in every size and theme")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="with --all: these pages alone")
    parser.add_argument("--people", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ELICIT_VAR": folder, "ELICIT_PUBLIC_URL": BASE}
        pages = prepare(options.people)
        server = subprocess.Popen([sys.executable, "manage.py", "serve", "--port", str(PORT)], cwd=ROOT)
        try:
            time.sleep(6)
            shoot(pages, options.all, set(options.only))
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
