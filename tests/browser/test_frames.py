"""A real browser shows a deliberation inside the site that was named, and inside no other."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import QUESTION
from tests.browser.waiting import TIMEOUT

pytestmark = pytest.mark.browser
NAMED, OTHER = "https://www.example.org/", "https://other.example.org/"


@pytest.fixture
def open_site(chromium):
    """Opens a page of some site that holds one frame, with this address in it."""
    context = chromium.new_context()
    context.set_default_timeout(TIMEOUT)

    def open_(address, content):
        page = context.new_page()
        body = f'<!doctype html><title>A site</title><iframe src="{content}" width="800" height="600"></iframe>'
        page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
        page.goto(address)
        return page.frames[1]

    yield open_
    context.close()


def expect_refusal(frame):
    """The browser shows a page of its own there."""
    frame.wait_for_url("chrome-error://**")
    assert frame.get_by_text(QUESTION).count() == 0


def test_only_the_site_that_was_named_shows_it(open_site, room):
    room.console.goto(f"{room.base}/d/{room.code}/console/embed/")
    room.console.get_by_label("Sites, one on each line").fill("www.example.org")
    room.console.get_by_role("button", name="Save this list").click()
    page = f"{room.base}/d/{room.code}/"

    expect(open_site(NAMED, page).get_by_text(QUESTION)).to_be_visible()
    expect_refusal(open_site(OTHER, page))
    expect_refusal(open_site(NAMED, f"{room.base}/sign-in/"))


def test_without_a_list_no_site_shows_it(open_site, room):
    expect_refusal(open_site(NAMED, f"{room.base}/d/{room.code}/"))
