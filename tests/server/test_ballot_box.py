"""The short way of a vote: written together, answered with the next card; everything else goes the long way."""

import http.client
import threading
from contextlib import closing
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from elicit import access
from elicit.actions.deliberation import lifecycle
from elicit.actions.votes import casting
from elicit.models import Ballot
from elicit.server import ballot_box
from tests import factories
from tests.htmx import element, outline, start_over, words

pytestmark = pytest.mark.django_db(transaction=True)


def asked(person, said=None, *, way="vote/", headers=(), cookies=()):
    """What a phone of this person sends, with a token against forgery that fits."""
    factory = RequestFactory(
        headers={"HX-Request": "true", "Host": "127.0.0.1", **dict(headers)},
    )
    path = f"/d/{person.deliberation.code}/{way}"
    request = factory.get(path) if said is None else factory.post(path, said)
    token = get_token(request)
    request.COOKIES |= {"csrftoken": request.META["CSRF_COOKIE"]}
    request.COOKIES |= {access.cookie_name(person.deliberation.code): access.token(person), **dict(cookies)}
    request.META.setdefault("HTTP_X_CSRFTOKEN", token)
    return request


def ballot(number=1, choice=1, key="one", **more):
    return {"statement": number, "choice": choice, "key": key, "next": "card", **more}


def headers(answer):
    """Those a browser acts on; the policy's parts come in any order."""
    left_out = {"Content-Length", "Content-Language", "Vary", "Expires"}
    said = {name: value for name, value in answer.items() if name not in left_out}
    return said | {"Content-Security-Policy": sorted(said["Content-Security-Policy"].split("; "))}


def kept(person):
    return list(person.ballots.values_list("statement__number", "choice", "key"))


def test_a_vote_is_kept_and_answered_with_the_next_card(ben, phone_of):
    start_over()
    [answer] = ballot_box.answers([asked(ben, ballot())])

    assert kept(ben) == [(1, 1, "one")]
    start_over()
    fresh = phone_of(ben).get(f"/d/{ben.deliberation.code}/").content.decode()
    assert outline(element(answer.content.decode(), "card")) == outline(element(fresh, "card"))


def test_the_short_way_has_the_headers_of_the_long_one(ben, phone_of):
    [answer] = ballot_box.answers([asked(ben, ballot())])
    long = phone_of(ben).post(
        f"/d/{ben.deliberation.code}/vote/", ballot(2, key="two"), headers={"HX-Request": "true"}
    )

    assert headers(answer) == headers(long)


def test_votes_of_many_phones_are_written_together(deliberation, django_assert_max_num_queries):
    people = [factories.person(deliberation) for _ in range(25)]
    ballot_box.answers([asked(people[0], way="")])

    with django_assert_max_num_queries(18):
        answers = ballot_box.answers([asked(each, ballot(key=f"k{each.pk}")) for each in people])

    assert [answer.status_code for answer in answers] == [200] * 25
    assert deliberation.votes.count() == 25


def test_a_card_alone_is_asked_for_without_a_vote(ben):
    [answer] = ballot_box.answers([asked(ben, way="")])

    assert (answer.status_code, kept(ben)) == (200, [])
    assert "Your vote" in answer.content.decode()


def off_the_wire(person, **said):
    """A request that knows of its cookies only what they say."""
    request = asked(person, **said)
    del request.META["CSRF_COOKIE"]
    return request


def test_with_the_token_of_a_card_that_was_fetched_one_votes(ben):
    first = off_the_wire(ben, way="")
    [answer] = ballot_box.answers([first])
    form = element(answer.content.decode(), "card")
    token = next(each.get("value") for each in form.iter("input") if each.get("name") == "csrfmiddlewaretoken")

    vote = off_the_wire(ben, said=ballot(), cookies=first.COOKIES, headers={"X-CSRFToken": token})
    ballot_box.answers([vote])

    assert kept(ben) == [(1, 1, "one")]


def test_a_card_without_the_cookie_of_its_token_goes_the_long_way(ben):
    request = off_the_wire(ben, way="")
    del request.COOKIES["csrftoken"]

    assert ballot_box.answers([request]) == [None]


def test_the_same_key_twice_in_one_batch_is_one_vote(ben):
    first, second = ballot_box.answers([asked(ben, ballot(1)), asked(ben, ballot(1, choice=-1))])

    assert (first.status_code, second.status_code) == (200, 200)
    assert kept(ben) == [(1, 1, "one")]


@pytest.mark.parametrize(
    "said",
    [
        ballot(key=""),
        ballot(key="no spaces"),
        ballot(choice=7),
        ballot(number=99),
        ballot(next="votes"),
        ballot(edition="1700000000.000000"),
        {"statement": "one", "choice": 1, "key": "one"},
    ],
)
def test_what_is_out_of_the_ordinary_goes_the_long_way(ben, said):
    assert ballot_box.answers([asked(ben, said)]) == [None]
    assert kept(ben) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"headers": {"Host": "evil.example"}},
        {"headers": {"X-CSRFToken": "x" * 64}},
        {"headers": {"Origin": "https://evil.example"}},
        {"cookies": {"csrftoken": "y" * 32}},
    ],
)
def test_a_forged_vote_goes_the_long_way(ben, changed):
    assert ballot_box.answers([asked(ben, ballot(), **changed)]) == [None]
    assert kept(ben) == []


def test_nobody_votes_with_the_token_of_another_room(ben, community, ada, now):
    made = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    dan = factories.person(lifecycle.open_(deliberation=made, by=ada, now=now))
    cookies = {access.cookie_name(ben.deliberation.code): access.token(dan)}

    assert ballot_box.answers([asked(ben, ballot(), cookies=cookies)]) == [None]
    assert not Ballot.objects.exists()


def test_a_revoked_person_goes_the_long_way(ben, now):
    ben.revoked_at = now
    ben.save()

    assert ballot_box.answers([asked(ben, ballot()), asked(ben, way="")]) == [None, None]


def test_a_closed_room_goes_the_long_way_and_others_do_not_notice(ben, community, ada, now):
    made = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    other = lifecycle.open_(deliberation=made, by=ada, now=now)
    dan = factories.person(other)
    lifecycle.switch(deliberation=other, name="voting", on=False, by=ada, now=now)

    answer, closed = ballot_box.answers([asked(ben, ballot()), asked(dan, ballot())])

    assert (answer.status_code, closed) == (200, None)
    assert (len(kept(ben)), kept(dan)) == (1, [])


def test_too_many_votes_go_the_long_way(ben, monkeypatch):
    def full(person):
        raise ballot_box.Exceeded

    monkeypatch.setattr(ballot_box.limits, "voting", full)

    assert ballot_box.answers([asked(ben, ballot())]) == [None]
    assert kept(ben) == []


def send(server, request):
    """This request over the network, as a browser's script sends it."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    cookies = "; ".join(f"{name}={value}" for name, value in request.COOKIES.items())
    headers = {"Cookie": cookies, "HX-Request": "true", "X-CSRFToken": request.META["HTTP_X_CSRFTOKEN"]}
    body = urlencode(request.POST.dict())
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(line):
        line.request(request.method, request.get_full_path(), body if request.method == "POST" else None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def test_the_server_takes_the_short_way(server, ben, monkeypatch):
    taken = []
    answers = ballot_box.answers
    monkeypatch.setattr(ballot_box, "answers", lambda requests: taken.append(len(requests)) or answers(requests))

    status, text = send(server, asked(ben, ballot()))
    assert (status, kept(ben), taken) == (200, [(1, 1, "one")], [1])
    assert "Your vote" in text
    assert send(server, asked(ben, way=""))[0] == 200
    assert taken == [1, 1]


def test_a_refusal_over_the_short_way_says_what_the_page_says(server, ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    status, text = send(server, asked(ben, ballot()))

    assert (status, kept(ben)) == (409, [])
    assert "Voting is closed at the moment" in words(element(text, "card"))


def test_votes_that_come_at_once_are_all_kept_once(server, deliberation):
    people = [factories.person(deliberation) for _ in range(40)]
    outcomes = []

    def vote(person):
        outcomes.extend(send(server, asked(person, ballot(n, key=f"k{n}")))[0] for n in (1, 2, 3, 4, 1))

    threads = [threading.Thread(target=vote, args=[each]) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [200] * 200
    assert (deliberation.votes.count(), deliberation.ballots.count()) == (160, 160)


def test_a_database_that_fails_sends_everybody_the_long_way(server, ben, monkeypatch, caplog):
    def fail(*, said, now):
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(ballot_box.casting, "cast_all", fail)
        status, _text = send(server, asked(ben, ballot()))
    assert status == 500
    assert kept(ben) == []
    assert send(server, asked(ben, ballot()))[0] == 200
    assert kept(ben) == [(1, 1, "one")]
    assert "A batch of votes went the long way." in caplog.text


def test_a_vote_written_before_an_error_is_written_once(server, ben, monkeypatch, caplog):
    def fail(asked):
        raise OperationalError("the server restarts")

    with monkeypatch.context() as patched:
        patched.setattr(ballot_box, "_cards", fail)
        status, text = send(server, asked(ben, ballot()))

    assert (status, kept(ben)) == (200, [(1, 1, "one")])
    assert "Your vote" in text
    assert "the server restarts" in caplog.text


@pytest.fixture
def phone_of():
    def made(person):
        client = Client()
        client.cookies[access.cookie_name(person.deliberation.code)] = access.token(person)
        return client

    return made


def test_casting_is_the_one_action(ben, statement, now):
    """What the box writes is what `cast` writes."""
    ballot_box.answers([asked(ben, ballot(1, 0, "box"))])
    dan = factories.person(ben.deliberation)
    casting.cast(participant=dan, statement=statement, choice=0, key="box", now=now)

    def rows(person):
        return list(person.ballots.values("statement", "choice", "important", "round", "key"))

    assert rows(ben) == rows(dan)
