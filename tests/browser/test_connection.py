"""Pages whose socket is closed: they ask by themselves, try again, or leave it, as the server says why."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BROKEN, REFUSED, FULL = 1011, 4403, 4429


@pytest.fixture
def phone(room, open_page):
    page = open_page(f"/d/{room.code}/", "phone")
    page.get_by_role("button", name="Take part").click()
    page.locator("#card").wait_for()
    return page


def count_sockets(page, code: int) -> list[str]:
    """Every socket of the page is closed with this code from now on; the list grows with each that is opened."""
    sockets = []

    def close(socket):
        sockets.append(socket.url)
        socket.close(code=code)

    page.route_web_socket("**/ws/**", close)
    page.reload()
    return sockets


def reveal(room) -> None:
    room.console.reload()
    room.console.get_by_role("switch", name="Results for everyone").click()


@pytest.mark.parametrize("code", [BROKEN, FULL])
def test_without_a_socket_the_page_asks_what_is_new(phone, room, code):
    count_sockets(phone, code)
    reveal(room)

    expect(phone.locator("#live")).to_contain_text("The results are out", timeout=15_000)


@pytest.mark.parametrize(("code", "is_opened_again"), [(BROKEN, True), (FULL, False)])
def test_a_lost_socket_is_opened_again_and_one_that_is_full_is_not(phone, code, is_opened_again):
    sockets = count_sockets(phone, code)
    phone.wait_for_timeout(6000)

    assert (len(sockets) > 2) is is_opened_again
    assert sockets


def test_a_page_that_may_not_listen_stays_as_it_is(phone, room):
    sockets = count_sockets(phone, REFUSED)
    phone.wait_for_timeout(2500)
    reveal(room)
    phone.wait_for_timeout(6000)

    assert len(sockets) == 1
    assert "The results are out" not in phone.locator("#live").inner_text()
