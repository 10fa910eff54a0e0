"""A deliberation under attack: whoever runs it knows, and nobody else notices."""

from contextlib import suppress

import pytest
from django.core import signing
from django.test import Client

from elicit import access, limits, live
from elicit.actions.deliberation import lifecycle
from elicit.live import abuse_counts
from elicit.models import Ballot, Participant
from tests.servers import strip_tags

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(community, ada, now):
    return lifecycle.create(community=community, prompt="And then?", by=ada, now=now)


def exceed(times, limit, *arguments):
    for _ in range(times):
        with suppress(limits.Exceeded):
            limit(*arguments)


def read_abuse(console):
    """What the newest frame of the console says was turned away."""
    text = strip_tags(console.frames[-1])
    return text.partition("Turned away in the last hour")[2].partition("Nothing came of any")[0].strip()


def test_a_quiet_deliberation_says_nothing_about_it(open_page, deliberation, ada):
    console = open_page(deliberation, "console", user=ada)
    console.until("The room so far")

    assert "Turned away" not in strip_tags(console.frames[-1])


def test_forged_cookies_and_sockets_get_nothing_and_are_counted(open_page, deliberation, ben, ada):
    console = open_page(deliberation, "console", user=ada)
    console.until("The room so far")
    name, stranger = access.name_cookie(deliberation.code), Client()
    cookies = [
        f"{access.make_token(ben)}x",
        signing.dumps("guess", salt="another"),
        "0" * 40,
        access.make_token(ben)[:-1],
    ]

    for cookie in cookies:
        stranger.cookies[name] = cookie
        answer = stranger.post(f"/d/{deliberation.code}/vote/", {"statement": 1, "choice": 1})
        assert answer.status_code == 403
        assert open_page(deliberation, "phone", cookies={name: cookie}).read_close_code() == 4403

    console.until("4 votes or texts from somebody who had not joined 4 connections that had no right to listen")
    assert (Ballot.objects.count(), Participant.objects.count()) == (0, 1)


def test_guessed_codes_are_told_to_every_console(open_page, deliberation, ada):
    console = open_page(deliberation, "console", user=ada)
    for _ in range(3):
        Client().get("/d/ZZZZZZ/")

    console.until("3 codes that do not exist, on this whole server")
    assert read_abuse(console) == "3 codes that do not exist, on this whole server"


def test_too_many_votes_texts_and_joins_are_told_to_their_own_console(deliberation, ben, other):
    exceed(303, limits.count_vote, ben)
    exceed(12, limits.count_statement, ben)
    exceed(6001, limits.count_join, "127.0.0.1", deliberation.code)

    assert live.read_abuse_counts([deliberation.code, other.code]) == {
        deliberation.code: {"votes": 3, "statements": 2, "joins": 1},
        other.code: {},
    }


def test_a_phone_is_told_nothing_of_it(open_page, deliberation, ben, ada):
    phone, console = open_page(deliberation, "phone", person=ben), open_page(deliberation, "console", user=ada)
    phone.until("1 here")
    for _ in range(5):
        Client().post(f"/d/{deliberation.code}/vote/", {"statement": 1, "choice": 1})
    console.until("5 votes or texts from somebody who had not joined")

    assert phone.listen() == []


def test_what_was_turned_away_is_forgotten_after_an_hour(deliberation, monkeypatch):
    live.count_abuse("sockets", deliberation.code)
    later = abuse_counts.time.time() + 3601
    monkeypatch.setattr(abuse_counts.time, "time", lambda: later)

    assert live.read_abuse_counts([deliberation.code]) == {deliberation.code: {}}
