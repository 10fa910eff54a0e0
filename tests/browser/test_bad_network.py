"""A vote made while the network is away, or while the server says not now, is kept and arrives once."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import phone, read_statement, read_votes, vote  # noqa: F401  (Ben, by Tab and Enter)
from tests.browser.waiting import stop_clock, take_clock, wait_for_frame

pytestmark = pytest.mark.browser
KEPT = "() => localStorage.getItem('elicit:kept')"
ARRIVED = "() => localStorage.getItem('elicit:kept') === null"
VOTES = "**/vote/"


@pytest.fixture
def responses(phone):  # noqa: F811
    """What the network does with the next votes, and what it did with all of them."""
    plans, outcomes = [], []
    take_clock(phone)
    wait_for_frame(phone)  # what is kept is sent as soon as a connection opens

    def respond(route):
        outcomes.append(plans.pop(0) if plans else "arrives")
        if outcomes[-1] == "lost":
            route.abort()
        elif outcomes[-1] == "too many":
            route.fulfill(status=429, content_type="text/html", body="<p>A little slower</p>")
        else:
            route.continue_()

    phone.route(VOTES, respond)
    return plans, outcomes


def test_a_vote_that_is_lost_is_kept_and_sent_once(phone, responses):  # noqa: F811
    plans, outcomes = responses
    plans += ["lost"]
    stop_clock(phone)
    phone.keyboard.press("a")
    phone.wait_for_function(KEPT)
    phone.get_by_text("Your vote is kept").first.wait_for()
    phone.clock.resume()
    phone.wait_for_function(ARRIVED)
    vote(phone, "d")

    assert outcomes == ["lost", "arrives", "arrives"]
    assert read_votes(phone) == ["Disagree", "Agree"]


def test_a_kept_vote_the_server_puts_off_is_sent_again(phone, responses):  # noqa: F811
    plans, outcomes = responses
    plans += ["lost", "too many"]
    stop_clock(phone)
    phone.keyboard.press("p")
    phone.wait_for_function(KEPT)
    phone.clock.resume()
    phone.wait_for_function(ARRIVED)

    assert outcomes == ["lost", "too many", "arrives"]
    assert read_votes(phone) == ["Pass"]


# Another page of the same phone sends the first vote, too, and takes it off the list while this one waits.
SENT_BY_ANOTHER_PAGE = """() => {
  const post = window.fetch;
  window.fetch = async (...request) => {
    const response = await post(...request);
    const votes = JSON.parse(localStorage.getItem("elicit:kept")) ?? [];
    const isFirst = request[1]?.method === "POST" && votes.length === 2;
    if (isFirst) localStorage.setItem("elicit:kept", JSON.stringify(votes.slice(1)));
    return response;
  };
}"""


def test_a_vote_that_another_page_sent_meanwhile_takes_no_other_with_it(phone):  # noqa: F811
    phone.evaluate(SENT_BY_ANOTHER_PAGE)
    phone.context.set_offline(True)
    vote(phone, "a")
    vote(phone, "d")
    phone.context.set_offline(False)
    phone.wait_for_function(ARRIVED)

    assert read_votes(phone) == ["Disagree", "Agree"]


def test_voting_goes_on_while_the_network_is_away(phone, room):  # noqa: F811
    vote(phone, "a")
    phone.context.set_offline(True)
    statements = [vote(phone, key) for key in "dpd"]
    expect(phone.locator("#connection")).to_contain_text("Your vote is kept")
    expect(phone.get_by_role("button", name="Undo")).to_have_count(0)
    last = read_statement(phone)

    phone.context.set_offline(False)
    phone.wait_for_function(ARRIVED)

    assert len({*statements, last}) == 4
    assert read_statement(phone) == last  # nobody's statement changes under their thumb
    vote(phone, "a")
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")
    assert read_votes(phone) == ["Agree", "Disagree", "Pass", "Disagree", "Agree"]


def test_one_waits_where_the_page_has_no_more_statements(phone):  # noqa: F811
    phone.context.set_offline(True)
    for key in "adpa":
        vote(phone, key)
    last = read_statement(phone)
    phone.keyboard.press("d")
    expect(phone.get_by_role("button", name="Disagree", exact=True)).to_be_disabled()
    assert read_statement(phone) == last

    phone.context.set_offline(False)
    expect(phone.locator("#card")).to_contain_text("You have voted on everything there is")
    assert read_votes(phone) == ["Disagree", "Agree", "Pass", "Disagree", "Agree"]


def test_a_vote_that_came_too_late_is_said_to_have_been_refused(phone, room):  # noqa: F811
    phone.context.set_offline(True)
    for key in "ad":
        vote(phone, key)
    room.console.reload()
    room.console.get_by_role("switch", name="Voting").click()
    phone.context.set_offline(False)

    expect(phone.locator("#card .refusal")).to_contain_text("Voting is closed")


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
        phone.wait_for_url("chrome-error://**")
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
    expect(phone.locator("#votes li")).to_have_count(2)
    first, second = phone.locator("#votes li").all()
    phone.context.set_offline(True)

    for place, word in ((first, "Disagree"), (first, "Pass"), (second, "Disagree")):
        place.get_by_role("button", name=word, exact=True).click()
        expect(place.get_by_role("button", name=word, exact=True)).to_have_attribute("aria-pressed", "true")
    phone.get_by_text("Your vote is kept").first.wait_for()
    phone.context.set_offline(False)
    phone.wait_for_function(ARRIVED)

    assert read_votes(phone) == ["Disagree", "Pass"]
    record = phone.context.request.get(f"{room.base}/d/{room.code}/mine.json").json()
    assert sorted(change["said"] for change in record["changes"]) == [
        "agree",
        "agree",
        "disagree",
        "disagree",
        "pass",
    ]
