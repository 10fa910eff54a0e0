"""Every page, in both themes and in Arabic: axe finds nothing wrong with it, it fits a narrow screen and large
type, and a picture of it is kept for whoever wants to look."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.browser.axe import violations
from tests.browser.chromium import pages
from tests.browser.furnished import MEMBER, PAGES, PARTICIPANT
from tests.installation import running
from tests.shared import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PEOPLE = 60
WALLS = ("screen", "wall-", "workshop-wall")
AS_WIDE_AS_THEY_ARE = (*WALLS, "poster", "paper-form")  # and sheets as they are printed
NARROW = 320  # CSS pixels: a laptop at 400 %, or a small phone (WCAG 1.4.10)
TWICE = 640  # where letters are twice as large (WCAG 1.4.4)
EVERY_LENS = """() => document.querySelectorAll("[aria-labelledby=ways-k]").forEach(ways => {
  while (ways.children.length < 5) ways.append(ways.lastElementChild.cloneNode(true));
})"""
MARGIN = """width => [...document.querySelectorAll("body *")].filter(each => {
    const box = each.getBoundingClientRect();
    const mayScroll = each.closest("[tabindex='0'], .visually-hidden, .skip");
    return box.width && (box.right > width + 1 || box.left < -1) && !mayScroll;
}).map(each => each.tagName + "." + each.className).slice(0, 5)"""
ADDRESSES_WITHOUT_A_PAGE = {
    # what forms are sent to, and parts of pages
    "join", "vote", "undo", "live", "switch", "timer", "show", "reveal", "plan", "add_step", "step", "next_step",
    "hold", "minutes", "rehearse", "crowd", "wipe", "accept", "reject", "reword", "admit", "issue", "tear_up",
    "enlist", "analyse_now", "sit", "change_own", "change_note", "table_links", "revoke_table", "accept_point",
    "reject_point", "vote_again", "keep_paper", "take_back", "revoke_invitation", "remove_helper", "draft_now",
    "release_now", "sign_out", "alike", "accept_selected", "undo_decision", "merge", "edit", "confirm_new",
    "ask", "interpret", "approve_translation", "reject_translation",
    # files
    "copy", "qr", "map", "picture", "tickets_csv", "version_file", "release_file",
    # pages that look like another one here
    "results_of", "why_of", "constitution", "gone", "argue",
}  # fmt: skip


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    with pytest.MonkeyPatch.context() as set_up:  # with a language model that does not answer
        set_up.setenv("ELICIT_MODEL_URL", "http://127.0.0.1:9/v1")
        set_up.setenv("ELICIT_MODEL", "babel-1")
        with running(tmp_path_factory.mktemp("furnished")) as house:
            yield house, furnish(house)


def furnish(house):
    words = [sys.executable, "-m", "tests.browser.furnished", str(PEOPLE)]
    return json.loads(subprocess.run(words, cwd=ROOT, env=house.env, stdout=subprocess.PIPE, check=True).stdout)


@pytest.fixture(scope="module")
def states(furnished, chromium):
    """What the browsers of a participant and of the facilitator keep."""
    house, said = furnished
    with pages(chromium, house.base) as opened:
        ada = opened(said["link"], "laptop")
        ada.get_by_role("button", name="Sign in", exact=True).click()
        ada.wait_for_url("**/c/")
        ben = opened(said["pages"]["join"], "phone")
        ben.get_by_role("button", name="Take part").click()
        ben.get_by_role("button", name="Agree", exact=True).click()
        ben.get_by_role("button", name="Undo").wait_for()
        ben.context.add_cookies(said["cookies"])
        yield {MEMBER: ada.context.storage_state(), PARTICIPANT: ben.context.storage_state()}


LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "arabic": {"locale": "ar", "color_scheme": "light"},
}


@pytest.fixture(scope="module", params=LOOKS)
def visits(request, furnished, states, chromium):
    """Opens a page as whoever it is for."""
    house, said = furnished
    with pages(chromium, house.base, reduced_motion="reduce", **LOOKS[request.param]) as opened:

        def visit(name):
            size = "laptop" if PAGES[name].who == MEMBER else "phone"
            if name.startswith(WALLS):
                size = "wall"
            page = opened(said["pages"][name], size, storage_state=states.get(PAGES[name].who))
            page.wait_for_timeout(400)
            keep(page, f"{name}-{request.param}")
            return page

        yield visit


def keep(page, name):
    folder = settings.VAR_DIR / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_and_nothing_sticks_out(visits, name):
    page = visits(name)
    found = violations(page)
    if not name.startswith(AS_WIDE_AS_THEY_ARE):
        page.evaluate(EVERY_LENS)  # how many a room has follows from its votes
        page.set_viewport_size({"width": NARROW, "height": 640})
        page.wait_for_timeout(150)
        found += [f"sticks out: {each}" for each in page.evaluate(MARGIN, NARROW)]
        page.set_viewport_size({"width": TWICE, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_timeout(150)
        found += [f"sticks out in large type: {each}" for each in page.evaluate(MARGIN, TWICE)]
    page.context.close()

    assert found == []


def test_every_address_has_a_page_here_or_says_why_not():
    named = {page.route for page in PAGES.values()}

    assert sorted(routes() - named - ADDRESSES_WITHOUT_A_PAGE) == []
    assert sorted((named | ADDRESSES_WITHOUT_A_PAGE) - routes()) == []


def routes(resolver=None):
    """The names in elicit/urls.py; the API has its own tests, and the admin is Django's."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(entry.name)
        elif not str(entry.pattern).startswith(("admin/", "i18n/", "api/")):
            found |= routes(entry)
    return found
