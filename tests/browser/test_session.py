"""One session from the first code to the end, in three windows at once: Ben's phone, the wall, and Ada's console.
What one of them does shows on the others by itself; nobody reloads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import QUESTION, SEEDS
from tests.browser.test_keyboard import vote

pytestmark = pytest.mark.browser
OWN = "Tell me whom you work for."


@pytest.fixture
def console(house, open_page):
    """Ada's laptop, with scripts, at the console of a room she has just made."""
    link = house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"]
    page = open_page(link, "laptop")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Riverside Library").first.click()
    page.get_by_role("link", name="New deliberation").click()
    page.get_by_label("The question").fill(QUESTION)
    page.get_by_label("Starter statements").fill("\n".join(SEEDS))
    page.get_by_label("I run it by hand").check()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("button", name="Close it")).to_be_visible()
    return page


def vote_on_all(phone) -> int:
    """One vote after another until there is nothing left; how many."""
    count = 0
    while phone.locator("#card .choices").count():
        vote(phone, "a")
        count += 1
    return count


def test_three_windows_through_a_whole_session(house, console, open_page):
    code = re.search(r"/d/([A-Z0-9]{6})/", console.url)[1]
    wall = open_page(f"/d/{code}/screen/", "wall")
    expect(wall.locator("#slide-join")).to_contain_text(f"{code[:3]} {code[3:]}")

    phone = open_page(f"/d/{code}/", "phone")
    phone.get_by_role("button", name="Take part").click()
    expect(phone.locator("#live")).to_contain_text("1 here")
    expect(wall.locator("#live")).to_contain_text("1 here")
    expect(console.locator("#live .facts")).to_contain_text("Joined1")

    assert vote_on_all(phone) == len(SEEDS)
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")
    expect(wall.locator("#live")).to_contain_text(f"{len(SEEDS)} votes")

    phone.get_by_role("link", name="Write", exact=True).click()
    phone.locator("textarea").fill(OWN)
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("main")).to_contain_text(OWN)
    expect(console.locator("#queue")).to_contain_text(OWN)
    console.locator("#queue > li").first.focus()
    console.keyboard.press("a")
    expect(console.locator("#queue")).not_to_contain_text(OWN)

    house.manage("simulate", code, "--people", "60", "--blocs", "2", "--rate", "0", "--seed", "4")
    expect(console.locator("#live .facts")).to_contain_text("Joined61")
    expect(console.locator("#live canvas")).to_be_visible()
    expect(wall.locator("canvas")).to_have_count(0)

    phone.goto(phone.url.replace("write/", ""))
    console.get_by_role("switch", name=re.compile("Results")).click()
    expect(phone.locator("#live")).to_contain_text("The results are out")
    expect(wall.locator("canvas")).to_have_count(1)
    phone.get_by_role("link", name="The results are out: see what the room found").click()
    expect(phone.locator("#you")).to_contain_text("Only you see this")

    console.get_by_role("button", name="Close it").click()
    expect(wall.locator(".wall-clock")).to_contain_text("closed")
    phone.goto(f"{house.base}/d/{code}/")
    expect(phone.locator("#card")).to_contain_text("This deliberation is closed")
    expect(console.get_by_role("button", name="Open it again")).to_be_visible()


def test_a_phone_that_is_offline_in_the_middle_loses_nothing(house, console, open_page):
    code = re.search(r"/d/([A-Z0-9]{6})/", console.url)[1]
    wall = open_page(f"/d/{code}/screen/", "wall")
    phone = open_page(f"/d/{code}/", "phone")
    phone.get_by_role("button", name="Take part").click()
    vote(phone, "a")
    expect(wall.locator("#live")).to_contain_text("1 vote")

    phone.context.set_offline(True)
    vote(phone, "d")
    vote(phone, "p")
    house.manage("simulate", code, "--people", "60", "--blocs", "2", "--rate", "0", "--seed", "4")
    console.get_by_role("switch", name=re.compile("Results")).click()
    expect(wall.locator("canvas")).to_have_count(1)
    expect(phone.locator("#live")).not_to_contain_text("The results are out")

    phone.context.set_offline(False)
    expect(phone.locator("#live")).to_contain_text("The results are out")
    expect(phone.locator("#connection")).to_be_hidden()
    vote_on_all(phone)
    phone.get_by_role("link", name="My votes").click()
    expect(phone.locator("#votes [aria-pressed=true]")).to_have_count(len(SEEDS))
    phone.go_back()

    phone.get_by_role("link", name="The results are out: see what the room found").click()
    expect(phone.locator("#you")).to_contain_text("Only you see this")
    phone.context.set_offline(True)
    console.get_by_role("button", name="Close it").click()
    expect(wall.locator(".wall-clock")).to_contain_text("closed")
    phone.context.set_offline(False)
    phone.goto(f"{house.base}/d/{code}/")
    expect(phone.locator("#card")).to_contain_text("This deliberation is closed")


def test_a_server_that_restarts_in_the_middle_is_not_noticed_for_long(house, room, open_page):
    phone = open_page(f"/d/{room.code}/", "phone")
    phone.get_by_role("button", name="Take part").click()
    expect(phone.locator("#live")).to_contain_text("1 here")
    wall = open_page(f"/d/{room.code}/screen/", "wall")
    server = house.children.pop(0)
    server.kill()
    server.wait()

    before = phone.locator("#card .statement").inner_text()
    phone.get_by_role("button", name="Disagree", exact=True).click()
    phone.get_by_text("Your vote is kept").first.wait_for()
    house.serve()
    house.children.insert(0, house.children.pop())

    expect(phone.locator("#card .statement")).not_to_have_text(before)
    expect(wall.locator("#live")).to_contain_text("1 vote")
    expect(phone.locator("#connection")).to_be_hidden()
    phone.get_by_role("link", name="My votes").click()
    expect(phone.locator("#votes li")).to_have_count(1)
