"""A real browser: Debian's chromium, driven by playwright, that talks to loopback only."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.waiting import NOTE_FRAMES, TIMEOUT

SIZES = {"phone": (390, 844), "laptop": (1280, 800), "wall": (1920, 1080), "small wall": (1280, 720)}
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-features=LocalNetworkAccessChecks",  # a site elsewhere may hold a frame of the server on loopback
]


def find_chromium() -> str:
    """Where chromium is; the test skips where there is none, or fails where it was promised."""
    executable = os.environ.get("ELICIT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if executable:
        return executable
    if os.environ.get("ELICIT_REQUIRE_BROWSER"):
        pytest.fail("There is no chromium on this machine, and this run promised one.")
    pytest.skip("no chromium on this machine; on Debian: apt install chromium")


@contextmanager
def launch_chromium():
    executable = find_chromium()
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def open_pages(browser: Browser, base: str, **options):
    """Opens pages of a size, each in a browser of its own; whatever a page logs as an error fails the test."""
    contexts, errors = [], []

    def open_page(address: str, size: str, **more) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, **options, **more)
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        context.add_init_script(NOTE_FRAMES)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address if address.startswith("http") else base + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == [], errors
