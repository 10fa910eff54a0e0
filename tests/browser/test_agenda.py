"""The agenda in a real browser: by keyboard alone, with JavaScript off, and with a simulated crowd."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import list_violations
from tests.browser.conftest import QUESTION, SEEDS

pytestmark = pytest.mark.browser


def make(page, house):
    """A room with a quick pulse, at its console."""
    page.goto(f"{house.base}/c/riverside-library/new/")
    page.get_by_label("The question").fill(QUESTION)
    page.get_by_label("Starter statements").fill("\n".join(SEEDS))
    page.get_by_label("Quick pulse").check()
    page.get_by_role("button", name="Make it").click()
    return re.search(r"/d/([A-Z0-9]{6})/", page.url)[1]


@pytest.fixture
def console(house, open_page):
    """Ada's laptop, with scripts."""
    link = house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"]
    page = open_page(link, "laptop")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/c/")
    return page


def press(page, name):
    """The focus stays on the button, so that the next press needs no way back."""
    page.keyboard.press("Enter")
    expect(page.locator("#console")).to_contain_text(name)
    return page.evaluate("document.activeElement.id")


def test_a_session_is_run_by_keyboard_alone_and_the_phone_follows(house, console, open_page):
    code = make(console, house)
    console.locator("#next-stage").focus()
    assert press(console, "Stage 1 of 4") == "next-stage"

    phone = open_page(f"/d/{code}/", "phone")
    phone.get_by_role("button", name="Take part").click()
    expect(phone.locator("#live")).to_contain_text("What will happen")
    expect(phone.locator("#card")).to_contain_text("You are in")

    assert press(console, "Stage 2 of 4") == "next-stage"
    expect(phone.locator("#card .statement")).to_be_visible()
    expect(phone.locator("#live .timer")).to_have_text(re.compile(r"^(0\d:\d\d|10:00)$"))

    console.locator("#hold").focus()
    assert press(console, "paused") == "hold"
    expect(phone.locator("#card")).to_contain_text("The facilitator has paused")
    assert press(console, "Then it goes on automatically") == "hold"
    expect(phone.locator("#card .statement")).to_be_visible()
    phone.get_by_role("button", name="Agree", exact=True).click()
    expect(console.locator("#live .facts")).to_contain_text("Votes1")


def test_a_session_is_planned_and_run_without_scripts(house, desk):
    code = make(desk, house)
    desk.get_by_role("link", name="Change the agenda").click()
    desk.get_by_label("What happens").select_option("vote")
    desk.locator("#title").fill("Last votes")
    desk.get_by_role("button", name="Add it").click()
    desk.get_by_role("button", name="Earlier Last votes").click()
    desk.get_by_role("button", name="Remove Results").click()
    expect(desk.locator(".agenda-list h2")).to_have_text(
        ["1. Arriving", "2. Writing and voting", "3. Last votes", "4. The end"]
    )

    desk.goto(f"{house.base}/d/{code}/console/")
    for button in ("Begin: Arriving", "Next stage: Writing and voting", "+5 min", "Hold", "Resume"):
        desk.get_by_role("button", name=button).click()
    desk.get_by_role("button", name="Next stage: Last votes").click()
    desk.get_by_role("button", name="Next stage: The end").click()
    expect(desk.get_by_role("button", name="Open it again")).to_be_visible()


def test_axe_finds_nothing_wrong_in_either_theme(house, console, open_page):
    code = make(console, house)
    console.get_by_role("button", name="Rehearse with a crowd").click()
    practice = re.search(r"/d/([A-Z0-9]{6})/", console.url)[1]
    console.get_by_role("button", name="Begin: Arriving").click()
    expect(console.locator("#console")).to_contain_text("Stage 1 of 4")
    phone = open_page(f"/d/{practice}/", "phone")
    phone.get_by_role("button", name="Take part").click()
    expect(phone.locator("#live")).to_contain_text("What will happen")
    addresses = [f"/d/{practice}/console/{page}" for page in ("", "agenda/", "practice/wipe/")]
    addresses += [f"/d/{code}/console/", "/c/riverside-library/new/"]

    problems = {}
    for scheme in ("light", "dark"):
        for page in (phone, console):
            page.emulate_media(color_scheme=scheme)
        problems[f"phone {scheme}"] = list_violations(phone)
        for address in addresses:
            console.goto(house.base + address)
            problems[f"{address} {scheme}"] = list_violations(console)

    assert {name: wrong for name, wrong in problems.items() if wrong} == {}


def test_a_rehearsal_fills_the_room_and_is_wiped(house, console):
    make(console, house)
    console.get_by_role("button", name="Rehearse with a crowd").click()
    for button in ("Begin: Arriving", "Next stage: Writing and voting"):
        console.get_by_role("button", name=button).click()
    expect(console.locator("#console")).to_contain_text("Stage 2 of 4")
    console.get_by_label("Simulated people").fill("60")
    console.get_by_role("button", name="Send them in").click()

    crowd = console.locator("#live .crowd")
    expect(crowd).to_contain_text(re.compile(r"60 simulated people vote\.\s+[1-9]\d* of"))
    console.get_by_role("button", name="Stop the crowd").click()
    expect(console.locator("#live .crowd")).to_contain_text("The simulated crowd has stopped")
    console.get_by_role("link", name="Wipe and rehearse again").click()
    console.get_by_role("button", name="Wipe it").click()
    expect(console.locator("#live .facts")).to_contain_text("Joined0")
