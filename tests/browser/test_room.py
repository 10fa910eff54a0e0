"""One room, used in two harder ways: with JavaScript off, and with the keyboard alone."""

import re

import pytest

from tests.browser.chromium import launched, pages
from tests.installation import running

pytestmark = pytest.mark.browser

SEEDS = ["Say when you are not sure.", "Let me decide.", "Name your sources.", "Be brief.", "Be kind."]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """An open room with five statements, Ada's sign-in link, and a browser."""
    folder = tmp_path_factory.mktemp("room")
    with launched() as browser, running(folder) as house, pages(browser, house.base) as open_page:
        link = house.answer("sign_in_link", "ada", "--community", "Riverside Library")["link"]
        console = open_page(link, "laptop")
        console.get_by_role("button", name="Sign in", exact=True).click()
        console.goto(f"{house.base}/c/riverside-library/new/")
        console.get_by_label("The question").fill("How should it treat us?")
        console.get_by_label("First statements").fill("\n".join(SEEDS))
        console.get_by_role("button", name="Make it").click()
        console.get_by_role("button", name="Open it").click()
        console.get_by_role("button", name="Close it").wait_for()
        code = re.search(r"/d/([A-Z0-9]{6})/", console.url)[1]
        yield browser, house, code, console


def statement(page) -> str:
    return page.locator("#card .statement").inner_text()


def test_everything_a_participant_does_works_without_javascript(room):
    browser, house, code, _console = room
    with pages(browser, house.base, java_script_enabled=False) as open_page:
        phone = open_page("/", "phone")
        phone.get_by_label("Join code").fill(f"{code[:3]} {code[3:].lower()}")
        phone.get_by_role("button", name="Join").click()
        phone.get_by_role("button", name="Take part").click()

        first = statement(phone)
        phone.get_by_label("This one matters to me").check()
        phone.get_by_role("button", name="Agree", exact=True).click()
        assert statement(phone) != first

        phone.get_by_role("button", name="Undo").click()
        assert statement(phone) == first
        phone.get_by_role("button", name="Disagree", exact=True).click()

        phone.get_by_role("link", name="My votes").click()
        assert first in phone.locator("#votes").inner_text()
        phone.get_by_role("button", name="Pass").click()
        pressed = phone.locator("#votes button[aria-pressed=true]").first
        assert "Pass" in pressed.inner_text()

        phone.goto(f"{house.base}/d/{code}/write/")
        phone.get_by_role("textbox").fill("Admit it when you are wrong.")
        phone.get_by_role("button", name="Send").click()
        assert "Waiting" in phone.locator("main").inner_text()


def test_a_participant_needs_nothing_but_the_keyboard(room):
    browser, house, code, _console = room
    with pages(browser, house.base) as open_page:
        phone = open_page(f"/d/{code}/", "laptop")
        phone.get_by_role("button", name="Take part").focus()
        phone.keyboard.press("Enter")
        phone.locator("#card").wait_for()
        phone.wait_for_load_state("load")  # keys are heard once the page's scripts have run

        seen = []
        for key in "adp":
            seen.append(statement(phone))
            phone.keyboard.press(key)
            phone.wait_for_function(
                "text => !document.querySelector('#card').innerText.includes(text)", arg=seen[-1]
            )
        assert len(set(seen)) == 3

        before = statement(phone)
        phone.get_by_role("button", name="Switch keys off").focus()
        phone.keyboard.press("Enter")
        phone.get_by_role("button", name="Switch keys on").wait_for()
        phone.keyboard.press("a")
        phone.wait_for_timeout(500)
        assert statement(phone) == before

        phone.get_by_role("button", name="Agree", exact=True).focus()
        phone.keyboard.press("Enter")
        phone.wait_for_function("text => !document.querySelector('#card').innerText.includes(text)", arg=before)
        phone.goto(f"{house.base}/d/{code}/votes/")
        assert phone.locator("#votes button[aria-pressed=true]").count() == 4


def test_a_facilitator_decides_on_the_queue_by_keyboard(room):
    browser, house, code, console = room
    with pages(browser, house.base) as open_page:
        phone = open_page(f"/d/{code}/", "phone")
        phone.get_by_role("button", name="Take part").click()
        for text in ("Remember my name.", "Buy my book."):
            phone.goto(f"{house.base}/d/{code}/write/")
            phone.get_by_role("textbox").fill(text)
            phone.get_by_role("button", name="Send").click()

        console.reload(wait_until="load")
        queue = console.locator("#queue")
        queue.get_by_text("Buy my book.").wait_for()
        waiting = queue.locator("li").count()
        console.keyboard.press("a")
        console.wait_for_function("n => document.querySelectorAll('#queue > li').length < n", arg=waiting)
        console.keyboard.press("r")
        reason = console.locator("#queue input[name=reason]:focus, #queue textarea[name=reason]:focus")
        reason.wait_for()
        console.keyboard.type("Not about the question.")
        console.keyboard.press("Enter")
        console.wait_for_function("n => document.querySelectorAll('#queue > li').length < n", arg=waiting - 1)
