"""Words without an end: whatever people type, no page is wider than its window or its paper, in any font."""

from itertools import pairwise

import pytest

from tests.browser.furnished import PAGES
from tests.browser.visitors import WALLS, furnish, open_tabs
from tests.browser.widths import A4, FONTS, PAPER, list_overflows, unfold
from tests.browser.words import ADDRESS, ARABIC, GERMAN, UNBROKEN, stretch

pytestmark = pytest.mark.browser
PEOPLE = "42"
ENGLISH = "en-US"
WINDOWS = ((320, 640), (1280, 800))
WALL_WINDOWS = ((1920, 1080), (1280, 720), (640, 480))


@pytest.fixture(scope="module")
def open_tab(house, chromium):
    with open_tabs(chromium, house, furnish(house, PEOPLE, "unbroken"), [ENGLISH]) as open_tab:
        yield lambda name: open_tab(name, ENGLISH)


def measure(page, name):
    unfold(page)
    problems = []
    for window in WALL_WINDOWS if name.startswith(WALLS) else WINDOWS:
        problems += list_overflows(page, *window)
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    problems += [f"from right to left: {problem}" for problem in list_overflows(page, 320, 640)]
    page.emulate_media(media="print")
    return problems + [
        f"on paper: {problem}" for problem in list_overflows(page, A4 if name == "poster" else PAPER)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(open_tab, name):
    assert measure(open_tab(name), name) == []


def look_at_seeds(page):
    page.get_by_label("Statements, one on each line").fill("\n".join(stretch(GERMAN, 180 + n) for n in range(40)))
    page.get_by_role("button", name="Look at them").click()


def look_at_a_file_of_ballots(page):
    lines = f"ballot,statement,choice\n{stretch(GERMAN, 60)},1,agree\n".encode()
    choose(page, lines)


def look_at_a_file_with_mistakes(page):
    choose(page, f"ballot,statement,choice\n1,{stretch(ADDRESS, 200)},agree\n".encode())


def choose(page, content):
    name = f"{stretch(ARABIC, 150)}.csv"
    page.get_by_label("A CSV file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Look at it first").click()


def enlist(page):
    page.get_by_label("Names or addresses").fill(
        "\n".join(stretch(letters, 190) for letters in (GERMAN, ARABIC, ADDRESS))
    )
    page.get_by_role("button", name="Add to the roster").click()


def make_a_link(page):
    page.get_by_role("button", name="New link 3").click()


def name_a_site_that_is_none(page):
    page.get_by_label("Sites, one on each line").fill(stretch(GERMAN, 300))
    page.get_by_role("button", name="Save this list").click()


def write_what_is_there(page):
    page.get_by_label("One idea others can agree or disagree with").fill(UNBROKEN.statements[0])
    page.get_by_role("button", name="Send").click()


FORMS = (
    ("seeds", look_at_seeds),
    ("paper", look_at_a_file_of_ballots),
    ("paper", look_at_a_file_with_mistakes),
    ("tickets", enlist),
    ("workshop-tables", make_a_link),
    ("embed", name_a_site_that_is_none),
    ("write", write_what_is_there),
)


@pytest.mark.parametrize(("name", "send"), FORMS, ids=[send.__name__ for _name, send in FORMS])
def test_nor_is_what_a_form_leads_to(open_tab, name, send):
    page = open_tab(name)
    with page.expect_navigation():
        send(page)

    assert measure(page, name) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (f"<p style='white-space: nowrap'>{'m' * 300}", "p., a page "),
        (f"<p style='white-space: nowrap; overflow: hidden'>{'m' * 300}", "p. in "),
        (f"<p style='overflow: auto'><span dir='auto'>{'m' * 300}", "span. in "),
        ("<p style='position: absolute; left: -9px'>m", "p. in "),
    ],
    ids=["out of the window", "cut", "in a box that scrolls", "on the other side"],
)
def test_what_sticks_out_or_is_cut_would_be_noticed(chromium, body, problem):
    with chromium.new_page() as page:
        page.set_content(f"<!doctype html>{body}")
        problems = list_overflows(page, 320)

    assert len(problems) == len(FONTS)
    assert all(sentence.startswith(problem) for sentence in problems)


def test_each_font_has_another_width(chromium):
    width = "family => { words.style.fontFamily = family; return words.getBoundingClientRect().width; }"
    with chromium.new_page() as page:
        page.set_content("<!doctype html><span id='words'>Little will still fill it: a million minimums.</span>")
        widths = sorted(page.evaluate(width, family) for family in FONTS.values() if family)

    assert all(1.05 * one < other for one, other in pairwise(widths))
