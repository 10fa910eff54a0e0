"""A participant's pages, with and without JavaScript."""

import re

import pytest

from elicit import access
from elicit.actions import deliberations, statements, votes
from elicit.models import Ballot, Consent, Participant, Statement
from tests import factories
from tests.htmx import HTMX, element

HOSTILE = '<b>bold</b> & "quoted" <script>alert(1)</script> {{ 7|add:7 }}'


def words(response):
    """What a reader sees."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def shown(response):
    """The number of the statement that the page asks about."""
    found = re.search(r'name="statement" value="(\d+)"', response.content.decode())
    return int(found[1]) if found else None


def test_the_door_says_who_runs_this_and_asks_for_consent(client, at, community):
    page = client.get(at())

    assert page.status_code == 200
    assert community.name in words(page)
    assert "Take part" in words(page)
    assert not Participant.objects.exists()


def test_joining_takes_one_tap_and_gives_a_signed_cookie(client, at, deliberation):
    answer = client.post(at("join/"), {"row_release": "on"})

    cookie = answer.cookies[access.cookie_name(deliberation.code)]
    assert (answer.status_code, answer["Location"]) == (302, at())
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    consent = Consent.objects.get()
    assert (consent.taking_part, consent.publishing_text, consent.row_release, consent.training_use) == (
        True,
        False,
        True,
        False,
    )
    assert shown(client.get(at())) in range(1, 5)


def test_joining_twice_is_joining_once(client, at):
    client.post(at("join/"))
    client.post(at("join/"))

    assert Participant.objects.count() == 1


@pytest.mark.parametrize("carried", ["", "forged", "a.b.c", "ImtleSI:1abcde:zzzz"])
def test_a_forged_cookie_is_nobody(client, at, deliberation, carried):
    client.cookies[access.cookie_name(deliberation.code)] = carried

    assert "Take part" in words(client.get(at()))
    assert client.get(at("votes/")).status_code == 302
    assert client.post(at("vote/"), {"statement": 1, "choice": 1}).status_code == 403
    assert not Ballot.objects.exists()


def test_a_cookie_of_another_deliberation_is_nobody_here(client, ben, community, ada, now):
    other = deliberations.create(community=community, prompt="And then?", by=ada, now=now)
    deliberations.open_(deliberation=other, by=ada, now=now)
    client.cookies[access.cookie_name(other.code)] = access.token(ben)

    assert "Take part" in words(client.get(f"/d/{other.code}/"))


def test_a_revoked_cookie_is_nobody(phone, at, ben, now):
    Participant.objects.filter(pk=ben.pk).update(revoked_at=now)

    assert phone.post(at("vote/"), {"statement": 1, "choice": 1}).status_code == 403


def test_without_javascript_a_vote_redirects_so_that_reloading_sends_nothing(phone, at, ben):
    answer = phone.post(at("vote/"), {"statement": 1, "choice": 1, "important": "on", "key": "k1"})

    assert (answer.status_code, answer["Location"]) == (302, at())
    vote = ben.votes.get()
    assert (vote.statement.number, vote.choice, vote.important) == (1, 1, True)


def test_a_swapped_card_equals_a_fresh_one(phone, at, deliberation):
    deliberation.statements.filter(number__gt=2).update(state="rejected", reason="x")
    swapped = phone.post(at("vote/"), {"statement": 1, "choice": 1}, headers=HTMX)
    fresh = phone.get(at())

    assert swapped.status_code == 200
    assert element(swapped.content.decode(), "card") == element(fresh.content.decode(), "card")


def test_a_swapped_list_of_votes_equals_a_fresh_one(phone, at):
    swapped = phone.post(at("vote/"), {"statement": 1, "choice": -1, "next": "votes"}, headers=HTMX)
    fresh = phone.get(at("votes/"))

    assert element(swapped.content.decode(), "votes") == element(fresh.content.decode(), "votes")


def test_the_same_key_from_two_tabs_is_one_vote(phone, at, ben):
    for choice in (1, -1):
        phone.post(at("vote/"), {"statement": 1, "choice": choice, "key": "same"})

    assert list(ben.ballots.values_list("choice", flat=True)) == [1]


def test_different_keys_from_two_tabs_leave_the_later_vote(phone, at, ben):
    for choice, key in ((1, "tab-a"), (-1, "tab-b")):
        phone.post(at("vote/"), {"statement": 1, "choice": choice, "key": key})

    assert (ben.votes.get().choice, ben.ballots.count()) == (-1, 2)


def test_undo_shows_the_statement_again(phone, at, ben, statement, now):
    votes.cast(participant=ben, statement=statement, choice=1, now=now)
    answer = phone.post(at("undo/"), headers=HTMX)

    assert shown(answer) == statement.number
    assert not ben.votes.exists()


def test_each_of_my_votes_can_be_changed_and_undone(phone, at, ben, statement, now):
    votes.cast(participant=ben, statement=statement, choice=1, now=now)
    assert statement.text in words(phone.get(at("votes/")))

    changed = phone.post(at("vote/"), {"statement": 1, "choice": 0, "next": "votes"})
    assert (changed["Location"], ben.votes.get().choice) == (at("votes/"), 0)
    phone.post(at("undo/"), {"statement": 1, "next": "votes"})
    assert not ben.votes.exists()


def test_undoing_nothing_says_so(phone, at):
    answer = phone.post(at("undo/"))

    assert answer.status_code == 404
    assert "no vote of yours" in words(answer)


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [
        ("waiting", 409, "still waiting for a moderator"),
        ("rejected", 409, "was not accepted"),
        ("merged", 409, "was merged into another one"),
    ],
)
def test_a_statement_that_takes_no_votes_says_why(phone, at, ben, deliberation, state, status, sentence):
    into = deliberation.statements.get(number=2) if state == "merged" else None
    reason = "Off topic." if state == "rejected" else ""
    deliberation.statements.filter(number=1).update(state=state, merged_into=into, reason=reason)

    answer = phone.post(at("vote/"), {"statement": 1, "choice": 1})
    assert answer.status_code == status
    assert sentence in words(answer)
    assert not ben.ballots.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"statement": 99, "choice": 1}, 404),
        ({"statement": 1, "choice": 7}, 400),
        ({"statement": "one", "choice": 1}, 400),
        ({"choice": 1}, 400),
        ({}, 400),
        ({"statement": 1, "choice": 1, "key": "no spaces"}, 400),
    ],
)
def test_a_malformed_vote_is_refused_and_nothing_is_kept(phone, at, ben, sent, status):
    assert phone.post(at("vote/"), sent).status_code == status
    assert not ben.ballots.exists()


def test_closed_voting_says_what_was_kept(phone, at, ben, statement, ada, now):
    votes.cast(participant=ben, statement=statement, choice=1, now=now)
    deliberations.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    answer = phone.post(at("vote/"), {"statement": 2, "choice": 1}, headers=HTMX)
    assert answer.status_code == 409
    assert "Earlier votes stand." in words(answer)
    assert ben.votes.count() == 1


def test_no_tally_is_on_the_card_before_voting(phone, at, deliberation):
    factories.room(deliberation, *["adpa"] * 137)

    seen = words(phone.get(at()))
    assert shown(phone.get(at())) is not None
    assert "137" not in seen
    assert "%" not in seen


def test_when_everything_has_a_vote_the_end_is_honest(phone, at, ben, deliberation, now):
    for each in deliberation.statements.all():
        votes.cast(participant=ben, statement=each, choice=1, now=now)

    page = phone.get(at())
    assert page.status_code == 200
    assert shown(page) is None


def test_a_statement_is_sent_and_its_fate_is_told(phone, at, ben, ada, now):
    answer = phone.post(at("write/"), {"text": "Be brief."})
    assert (answer.status_code, answer["Location"]) == (302, at("write/"))
    assert "Waiting" in words(phone.get(at("write/")))

    statements.reject(statement=ben.statements.get(), reason="Said already.", by=ada, now=now)
    page = words(phone.get(at("write/")))
    assert "Not accepted: Said already." in page


def test_merged_and_accepted_statements_say_so_too(phone, at, ben, deliberation, ada, now):
    mine = statements.submit(participant=ben, text="Be brief.", now=now)
    other = statements.submit(participant=ben, text="Be short.", now=now)
    statements.accept(statement=mine, by=ada, now=now)
    Statement.objects.filter(pk=other.pk).update(state="merged", merged_into=mine)

    page = words(phone.get(at("write/")))
    assert "Accepted. 0 people have voted on it." in page
    assert "Merged into" in page


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        (" \u200b ", 400),
        ("x" * 201, 400),
        ("Be\x07brief", 400),
        ("\u202efeirb eB", 400),
        (factories.TEXTS[0], 409),
        ("x" * 90_000, 400),
    ],
)
def test_text_that_cannot_be_voted_on_is_refused_and_stays_in_the_box(phone, at, ben, text, status):
    answer = phone.post(at("write/"), {"text": text})

    assert answer.status_code == status
    assert not ben.statements.exists()


def test_a_body_of_three_megabytes_is_refused(phone, at, ben):
    answer = phone.post(at("write/"), {"text": "x" * 3_000_000})

    assert answer.status_code in {400, 413}
    assert not ben.statements.exists()


def test_hostile_text_is_shown_as_text_everywhere(phone, at, ben, ada, now):
    mine = statements.submit(participant=ben, text=HOSTILE, now=now)
    mine = statements.accept(statement=mine, by=ada, now=now)
    votes.cast(participant=ben, statement=mine, choice=1, now=now)

    for path in ("votes/", "write/"):
        page = phone.get(at(path)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("spelling", ["{0}", "{1}", "{2}"])
def test_a_code_may_be_typed_as_it_is_read(client, deliberation, spelling):
    code = deliberation.code
    typed = spelling.format(code, code.lower(), f"{code[:3]} {code[3:].lower()}")

    answer = client.post("/", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/d/{code}/")


def test_an_unknown_code_gets_a_sentence_on_the_same_page(client, db):
    answer = client.post("/", {"code": "ZZZ ZZZ"})

    assert answer.status_code == 404
    assert "There is no deliberation with this code." in words(answer)


def test_a_draft_is_unknown_to_those_outside(client, draft):
    assert client.get(f"/d/{draft.code}/").status_code == 404


def test_a_closed_room_says_that_it_is_closed(client, at, deliberation, ada, now):
    deliberations.close(deliberation=deliberation, by=ada, now=now)

    assert "This deliberation is closed." in words(client.get(at()))
    assert client.post(at("join/")).status_code == 409


def test_guessing_codes_ends_with_a_sentence(client, db):
    answers = [client.get("/d/ZZZZZZ/").status_code for _ in range(61)]
    last = client.get("/d/ZZZZZZ/")

    assert answers == [404] * 60 + [429]
    assert "wait a little" in words(last)


def test_a_page_that_sends_no_token_is_refused_with_what_to_do(deliberation, ben):
    from tests.views.conftest import StrictClient

    outside = StrictClient(enforce_csrf_checks=True)
    answer = outside.post(f"/d/{deliberation.code}/join/")
    assert answer.status_code == 403
    assert "Nothing was changed." in words(answer)
