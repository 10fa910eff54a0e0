"""A vote made while the network is away, or while the server says not now, is kept and arrives once."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import choices, phone, shown, vote  # noqa: F401  (Ben, who came in by Tab and Enter)

pytestmark = pytest.mark.browser
KEPT = "() => localStorage.getItem('elicit:kept')"
ARRIVED = "() => localStorage.getItem('elicit:kept') === null"
VOTES = "**/vote/"


@pytest.fixture
def responses(phone):  # noqa: F811
    """What the network does with the next votes, and what it did with all of them."""
    planned, done = [], []
    heard = []
    phone.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(frame)))
    phone.reload()
    while not heard:  # what is kept is sent as soon as a connection opens
        phone.wait_for_timeout(50)

    def vote_sent(route):
        done.append(planned.pop(0) if planned else "arrives")
        if done[-1] == "lost":
            route.abort()
        elif done[-1] == "too many":
            route.fulfill(status=429, content_type="text/html", body="<p>A little slower</p>")
        else:
            route.continue_()

    phone.route(VOTES, vote_sent)
    return planned, done


def test_a_vote_that_is_lost_is_kept_and_sent_once(phone, responses):  # noqa: F811
    planned, done = responses
    planned += ["lost"]
    phone.keyboard.press("a")
    phone.wait_for_function(KEPT)
    phone.get_by_text("Your vote is kept").first.wait_for()
    phone.wait_for_function(ARRIVED, timeout=20_000)
    vote(phone, "d")

    assert done == ["lost", "arrives", "arrives"]
    assert choices(phone) == ["Disagree", "Agree"]


def test_a_kept_vote_the_server_puts_off_is_sent_again(phone, responses):  # noqa: F811
    planned, done = responses
    planned += ["lost", "too many"]
    phone.keyboard.press("p")
    phone.wait_for_function(KEPT)
    phone.wait_for_function(ARRIVED, timeout=30_000)

    assert done == ["lost", "too many", "arrives"]
    assert choices(phone) == ["Pass"]


def test_voting_goes_on_while_the_network_is_away(phone, room):  # noqa: F811
    vote(phone, "a")
    phone.wait_for_function("() => document.activeElement.matches('#card h1')")  # htmx has taken the new card over
    phone.context.set_offline(True)
    said = [vote(phone, key) for key in "dpd"]
    expect(phone.locator("#connection")).to_contain_text("Your vote is kept")
    expect(phone.get_by_role("button", name="Undo")).to_have_count(0)
    waiting = shown(phone)

    phone.context.set_offline(False)
    phone.wait_for_function(ARRIVED, timeout=20_000)

    assert len({*said, waiting}) == 4
    assert shown(phone) == waiting  # nobody's statement changes under their thumb
    vote(phone, "a")
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")
    assert choices(phone) == ["Agree", "Disagree", "Pass", "Disagree", "Agree"]


def test_one_waits_where_the_page_has_no_more_statements(phone):  # noqa: F811
    phone.context.set_offline(True)
    for key in "adpa":
        vote(phone, key)
    last = shown(phone)
    phone.keyboard.press("d")
    expect(phone.get_by_role("button", name="Disagree", exact=True)).to_be_disabled()
    assert shown(phone) == last

    phone.context.set_offline(False)
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is", timeout=20_000)
    assert choices(phone) == ["Disagree", "Agree", "Pass", "Disagree", "Agree"]


def test_a_vote_that_came_too_late_is_said_to_have_been_refused(phone, room):  # noqa: F811
    phone.context.set_offline(True)
    for key in "ad":
        vote(phone, key)
    room.console.reload()
    room.console.get_by_role("switch", name="Voting").click()
    phone.context.set_offline(False)

    expect(phone.locator("#card .refusal")).to_contain_text("Voting is closed", timeout=20_000)


@pytest.mark.parametrize("way", ["offline", "lost"])
def test_what_was_written_is_not_lost_with_the_network(phone, room, way):  # noqa: F811
    phone.get_by_role("link", name="Write", exact=True).click()
    phone.locator("textarea").fill("Tell me whom you work for.")
    if way == "offline":
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Send").click()
        expect(phone.locator("#connection")).to_contain_text("Nothing was sent")
        phone.context.set_offline(False)
    else:
        phone.route("**/write/", lambda route: route.abort())
        phone.get_by_role("button", name="Send").click()
        phone.wait_for_timeout(300)
        phone.unroute("**/write/")
        phone.goto(f"{room.base}/d/{room.code}/write/")
    expect(phone.locator("textarea")).to_have_value("Tell me whom you work for.")

    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#own")).to_contain_text("Tell me whom you work for.")
    expect(phone.locator("textarea")).to_have_value("")
    phone.reload()
    expect(phone.locator("textarea")).to_have_value("")


def test_votes_changed_while_the_network_is_away_arrive_once_and_in_order(phone, room):  # noqa: F811
    vote(phone, "a")
    vote(phone, "a")
    phone.get_by_role("link", name="My votes").click()
    first, second = phone.locator("#votes li").all()
    phone.context.set_offline(True)

    for place, word in ((first, "Disagree"), (first, "Pass"), (second, "Disagree")):
        place.get_by_role("button", name=word, exact=True).click()
        expect(place.get_by_role("button", name=word, exact=True)).to_have_attribute("aria-pressed", "true")
    phone.get_by_text("Your vote is kept").first.wait_for()
    phone.context.set_offline(False)
    phone.wait_for_function(ARRIVED, timeout=20_000)

    assert choices(phone) == ["Disagree", "Pass"]
    kept = phone.context.request.get(f"{room.base}/d/{room.code}/mine.json").json()
    assert sorted(each["said"] for each in kept["changes"]) == ["agree", "agree", "disagree", "disagree", "pass"]
