"""A real browser shows a deliberation inside the site that was named, and inside no other."""

import pytest

from tests.browser.conftest import QUESTION

pytestmark = pytest.mark.browser
NAMED, OTHER = "https://www.example.org/", "https://other.example.org/"


@pytest.fixture
def site(chromium):
    """A page of some site that holds one frame."""
    context = chromium.new_context()

    def opened(address, framed):
        page = context.new_page()
        body = f'<!doctype html><title>A site</title><iframe src="{framed}" width="800" height="600"></iframe>'
        page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
        page.goto(address)
        page.wait_for_timeout(1500)
        return page.frames[1]

    yield opened
    context.close()


def test_only_the_site_that_was_named_shows_it(site, room):
    room.console.goto(f"{room.base}/d/{room.code}/console/embed/")
    room.console.get_by_label("Sites, one on each line").fill("www.example.org")
    room.console.get_by_role("button", name="Save this list").click()
    page = f"{room.base}/d/{room.code}/"

    assert site(NAMED, page).get_by_text(QUESTION).count() == 1
    assert site(OTHER, page).get_by_text(QUESTION).count() == 0
    assert site(NAMED, f"{room.base}/sign-in/").get_by_text("Sign in").count() == 0


def test_without_a_list_no_site_shows_it(site, room):
    assert site(NAMED, f"{room.base}/d/{room.code}/").get_by_text(QUESTION).count() == 0
