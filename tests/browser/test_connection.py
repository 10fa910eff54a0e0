"""Pages whose socket is closed: they ask by themselves, try again, or leave it, as the server says why."""

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import ask, record, take_clock
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
BROKEN, REFUSED, FULL = 1011, 4403, 4429
STATE = "**/live/phone/"
MINUTE = 60_000  # milliseconds


@pytest.fixture
def phone(room, open_page):
    page = open_page(f"/d/{room.code}/", "phone")
    page.get_by_role("button", name="Take part").click()
    page.locator("#card").wait_for()
    return page


def close_sockets(page, code: int) -> list[str]:
    """Every socket of the page is closed with this code from now on; the list grows with each that is opened."""
    sockets = []

    def close(socket):
        sockets.append(socket.url)
        socket.close(code=code)

    page.route_web_socket("**/ws/**", close)
    take_clock(page)
    return sockets


def reveal(room) -> None:
    room.console.reload()
    room.console.get_by_role("switch", name="Results for everyone").click()


@pytest.mark.parametrize("code", [BROKEN, FULL])
def test_without_a_socket_the_page_asks_what_is_new(phone, room, code):
    close_sockets(phone, code)
    reveal(room)

    expect(phone.locator("#live")).to_contain_text("The results are out")


def test_a_lost_socket_is_opened_again_and_again(phone):
    sockets = close_sockets(phone, BROKEN)

    wait_until(lambda: phone.clock.run_for(1000) or len(sockets) > 2)


def test_one_that_is_full_is_not_opened_again(phone):
    sockets = close_sockets(phone, FULL)
    for _question in range(3):
        with phone.expect_response(STATE):
            phone.clock.run_for(5000)

    assert len(sockets) == 1


def test_a_page_that_may_not_listen_stays_as_it_is(phone, room):
    with phone.expect_response(STATE):  # it asks once more
        sockets = close_sockets(phone, REFUSED)
    reveal(room)
    requests = record(phone, "/live/")
    phone.clock.run_for(MINUTE)
    ask(phone)

    assert (len(sockets), requests) == (1, [])
    assert "The results are out" not in phone.locator("#live").inner_text()
