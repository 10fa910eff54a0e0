"""Every page, in both themes and in Arabic: axe finds nothing wrong with it, it fits a narrow screen and large
type in any font, and a picture of it is kept for whoever wants to look."""

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.browser.axe import list_violations
from tests.browser.furnished import PAGES
from tests.browser.visitors import furnish, open_tabs
from tests.browser.widths import list_overflows, unfold
from tests.installation import run_installation

pytestmark = pytest.mark.browser
PEOPLE = "60"
NARROW = 320  # CSS pixels: a laptop at 400 %, or a small phone (WCAG 1.4.10)
TWICE = 640  # where letters are twice as large (WCAG 1.4.4)
EVERY_LENS = """() => document.querySelectorAll("[aria-labelledby=ways-k]").forEach(ways => {
  while (ways.children.length < 5) ways.append(ways.lastElementChild.cloneNode(true));
})"""
LOOKS = {"en-US": ("light", "dark"), "ar": ("light",)}
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
    "results_of", "why_of", "constitution", "gone",
}  # fmt: skip


@pytest.fixture(scope="module")
def premises(tmp_path_factory):
    with pytest.MonkeyPatch.context() as set_up:  # with a language model that does not answer
        set_up.setenv("ELICIT_MODEL_URL", "http://127.0.0.1:9/v1")
        set_up.setenv("ELICIT_MODEL", "babel-1")
        with run_installation(tmp_path_factory.mktemp("furnished")) as house:
            yield house, furnish(house, PEOPLE)


@pytest.fixture(scope="module")
def open_tab(premises, chromium):
    with open_tabs(chromium, *premises, LOOKS) as open_tab:
        yield open_tab


def keep(page, name):
    folder = settings.VAR_DIR / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.jpg", full_page=True, quality=85)


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_and_nothing_sticks_out(open_tab, name, language):
    page = open_tab(name, language)
    problems = []
    for theme in LOOKS[language]:
        page.emulate_media(color_scheme=theme)
        keep(page, f"{name}-{theme if language == 'en-US' else 'arabic'}")
        problems += [f"{theme}: {violation}" for violation in list_violations(page, colours_alone=theme == "dark")]
    page.evaluate(EVERY_LENS)  # how many a room has follows from its votes
    unfold(page)
    problems += list_overflows(page, NARROW, 640)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    problems += [f"in large type: {problem}" for problem in list_overflows(page, TWICE)]

    assert problems == []


def test_every_address_has_a_page_here_or_says_why_not():
    named = {page.route for page in PAGES.values()}

    assert sorted(list_routes() - named - ADDRESSES_WITHOUT_A_PAGE) == []
    assert sorted((named | ADDRESSES_WITHOUT_A_PAGE) - list_routes()) == []


def list_routes(resolver=None):
    """The names in elicit/urls.py; the API has its own tests, and the admin is Django's."""
    names: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            names.add(entry.name)
        elif not str(entry.pattern).startswith(("admin/", "i18n/", "api/")):
            names |= list_routes(entry)
    return names
