"""Votes in batches: written together, answered with the next card; everything else goes to the page's own view."""

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
from elicit.server import vote_batches
from tests import factories
from tests.htmx import find_element, outline, read_words, start_over
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def build_request(person, data=None, *, path="vote/", headers=(), cookies=()):
    """What a phone of this person sends, with a token against forgery that fits."""
    factory = RequestFactory(
        headers={"HX-Request": "true", "Host": "127.0.0.1", **dict(headers)},
    )
    url = f"/d/{person.deliberation.code}/{path}"
    request = factory.get(url) if data is None else factory.post(url, data)
    token = get_token(request)
    request.COOKIES |= {"csrftoken": request.META["CSRF_COOKIE"]}
    request.COOKIES |= {access.name_cookie(person.deliberation.code): access.make_token(person), **dict(cookies)}
    request.META.setdefault("HTTP_X_CSRFTOKEN", token)
    return request


def build_fields(number=1, choice=1, key="one", **more):
    return {"statement": number, "choice": choice, "key": key, "next": "card", **more}


def select_headers(answer):
    """Those a browser acts on; the policy's parts come in any order."""
    exceptions = {"Content-Length", "Content-Language", "Vary", "Expires"}
    rest = {name: value for name, value in answer.items() if name not in exceptions}
    return rest | {"Content-Security-Policy": sorted(rest["Content-Security-Policy"].split("; "))}


def list_ballots(person):
    return list(person.ballots.values_list("statement__number", "choice", "key"))


def test_a_vote_is_kept_and_answered_with_the_next_card(ben, phone_of):
    start_over()
    [answer] = vote_batches.answer_all([build_request(ben, build_fields())])

    assert list_ballots(ben) == [(1, 1, "one")]
    start_over()
    fresh = phone_of(ben).get(f"/d/{ben.deliberation.code}/").content.decode()
    assert outline(find_element(answer.content.decode(), "card")) == outline(find_element(fresh, "card"))


def test_a_card_from_a_batch_has_the_headers_of_the_page(ben, phone_of):
    [answer] = vote_batches.answer_all([build_request(ben, build_fields())])
    long = phone_of(ben).post(
        f"/d/{ben.deliberation.code}/vote/", build_fields(2, key="two"), headers={"HX-Request": "true"}
    )

    assert select_headers(answer) == select_headers(long)


def test_votes_of_many_phones_are_written_together(deliberation, django_assert_max_num_queries):
    people = [factories.person(deliberation) for _ in range(25)]
    vote_batches.answer_all([build_request(people[0], path="")])

    with django_assert_max_num_queries(18):
        answers = vote_batches.answer_all(
            [build_request(person, build_fields(key=f"k{person.pk}")) for person in people]
        )

    assert [answer.status_code for answer in answers] == [200] * 25
    assert deliberation.votes.count() == 25


def test_a_card_alone_is_asked_for_without_a_vote(ben):
    [answer] = vote_batches.answer_all([build_request(ben, path="")])

    assert (answer.status_code, list_ballots(ben)) == (200, [])
    assert "Your vote" in answer.content.decode()


def parse_request(person, **parts):
    """A request that knows of its cookies only what they hold."""
    request = build_request(person, **parts)
    del request.META["CSRF_COOKIE"]
    return request


def test_with_the_token_of_a_card_that_was_fetched_one_votes(ben):
    first = parse_request(ben, path="")
    [answer] = vote_batches.answer_all([first])
    form = find_element(answer.content.decode(), "card")
    token = next(field.get("value") for field in form.iter("input") if field.get("name") == "csrfmiddlewaretoken")

    vote = parse_request(ben, data=build_fields(), cookies=first.COOKIES, headers={"X-CSRFToken": token})
    vote_batches.answer_all([vote])

    assert list_ballots(ben) == [(1, 1, "one")]


def test_a_card_without_the_cookie_of_its_token_goes_to_the_page(ben):
    request = parse_request(ben, path="")
    del request.COOKIES["csrftoken"]

    assert vote_batches.answer_all([request]) == [None]


def test_the_same_key_twice_in_one_batch_is_one_vote(ben):
    first, second = vote_batches.answer_all(
        [build_request(ben, build_fields(1)), build_request(ben, build_fields(1, choice=-1))]
    )

    assert (first.status_code, second.status_code) == (200, 200)
    assert list_ballots(ben) == [(1, 1, "one")]


@pytest.mark.parametrize(
    "data",
    [
        build_fields(key=""),
        build_fields(key="no spaces"),
        build_fields(choice=7),
        build_fields(number=99),
        build_fields(next="votes"),
        build_fields(edition="1700000000.000000"),
        {"statement": "one", "choice": 1, "key": "one"},
    ],
)
def test_what_is_out_of_the_ordinary_goes_to_the_page(ben, data):
    assert vote_batches.answer_all([build_request(ben, data)]) == [None]
    assert list_ballots(ben) == []


@pytest.mark.parametrize(
    "forgery",
    [
        {"headers": {"Host": "evil.example"}},
        {"headers": {"X-CSRFToken": "x" * 64}},
        {"headers": {"Origin": "https://evil.example"}},
        {"cookies": {"csrftoken": "y" * 32}},
    ],
)
def test_a_forged_vote_goes_to_the_page(ben, forgery):
    assert vote_batches.answer_all([build_request(ben, build_fields(), **forgery)]) == [None]
    assert list_ballots(ben) == []


def test_nobody_votes_with_the_token_of_another_deliberation(ben, community, ada, now):
    other_draft = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    dan = factories.person(lifecycle.open_(deliberation=other_draft, by=ada, now=now))
    cookies = {access.name_cookie(ben.deliberation.code): access.make_token(dan)}

    assert vote_batches.answer_all([build_request(ben, build_fields(), cookies=cookies)]) == [None]
    assert not Ballot.objects.exists()


def test_a_revoked_person_goes_to_the_page(ben, now):
    ben.revoked_at = now
    ben.save()

    assert vote_batches.answer_all([build_request(ben, build_fields()), build_request(ben, path="")]) == [
        None,
        None,
    ]


def test_a_closed_deliberation_goes_to_the_page_and_others_do_not_notice(ben, community, ada, now):
    other_draft = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    other = lifecycle.open_(deliberation=other_draft, by=ada, now=now)
    dan = factories.person(other)
    lifecycle.switch(deliberation=other, name="voting", on=False, by=ada, now=now)

    answer, refusal = vote_batches.answer_all(
        [build_request(ben, build_fields()), build_request(dan, build_fields())]
    )

    assert (answer.status_code, refusal) == (200, None)
    assert (len(list_ballots(ben)), list_ballots(dan)) == (1, [])


def test_too_many_votes_go_to_the_page(ben, monkeypatch):
    def refuse(person):
        raise vote_batches.Exceeded

    monkeypatch.setattr(vote_batches.limits, "count_vote", refuse)

    assert vote_batches.answer_all([build_request(ben, build_fields())]) == [None]
    assert list_ballots(ben) == []


def send(server, request):
    """This request over the network, as a browser's script sends it."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    cookies = "; ".join(f"{name}={value}" for name, value in request.COOKIES.items())
    headers = {"Cookie": cookies, "HX-Request": "true", "X-CSRFToken": request.META["HTTP_X_CSRFTOKEN"]}
    body = urlencode(request.POST.dict())
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(line):
        line.request(request.method, request.get_full_path(), body if request.method == "POST" else None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def test_the_server_answers_in_batches(server, ben, monkeypatch):
    sizes = []
    answers = vote_batches.answer_all
    monkeypatch.setattr(
        vote_batches, "answer_all", lambda requests: sizes.append(len(requests)) or answers(requests)
    )

    status, text = send(server, build_request(ben, build_fields()))
    assert (status, list_ballots(ben), sizes) == (200, [(1, 1, "one")], [1])
    assert "Your vote" in text
    assert send(server, build_request(ben, path=""))[0] == 200
    assert sizes == [1, 1]


def test_a_refusal_from_a_batch_says_what_the_page_says(server, ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    status, text = send(server, build_request(ben, build_fields()))

    assert (status, list_ballots(ben)) == (409, [])
    assert "Voting is closed at the moment" in read_words(find_element(text, "card"))


def test_votes_that_come_at_once_are_all_kept_once(server, deliberation):
    people = [factories.person(deliberation) for _ in range(40)]
    outcomes = []

    def vote(person):
        outcomes.extend(
            send(server, build_request(person, build_fields(n, key=f"k{n}")))[0] for n in (1, 2, 3, 4, 1)
        )

    threads = [threading.Thread(target=vote, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [200] * 200
    assert (deliberation.votes.count(), deliberation.ballots.count()) == (160, 160)


def test_a_database_that_fails_sends_everybody_to_the_page(server, ben, monkeypatch, caplog):
    def fail(*, votes, now):
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(vote_batches.casting, "cast_all", fail)
        status, _text = send(server, build_request(ben, build_fields()))
    assert status == 500
    assert list_ballots(ben) == []
    assert send(server, build_request(ben, build_fields()))[0] == 200
    assert list_ballots(ben) == [(1, 1, "one")]
    assert "A batch of votes failed; the pages' own view takes them." in caplog.text


def test_a_vote_written_before_an_error_is_written_once(server, ben, monkeypatch, caplog):
    def fail(card_requests):
        raise OperationalError("the server restarts")

    with monkeypatch.context() as patch:
        patch.setattr(vote_batches, "_cards", fail)
        status, text = send(server, build_request(ben, build_fields()))

    assert (status, list_ballots(ben)) == (200, [(1, 1, "one")])
    assert "Your vote" in text
    assert "the server restarts" in caplog.text


@pytest.fixture
def phone_of():
    def open_phone(person):
        client = Client()
        client.cookies[access.name_cookie(person.deliberation.code)] = access.make_token(person)
        return client

    return open_phone


def test_casting_is_the_one_action(ben, statement, now):
    """What a batch writes is what `cast` writes."""
    vote_batches.answer_all([build_request(ben, build_fields(1, 0, "batch"))])
    dan = factories.person(ben.deliberation)
    casting.cast(participant=dan, statement=statement, choice=0, key="batch", now=now)

    def list_rows(person):
        return list(person.ballots.values("statement", "choice", "important", "round", "key"))

    assert list_rows(ben) == list_rows(dan)
