"""Joining, voting and writing through the API."""

import pytest

from elicit import access, limits
from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from tests import factories
from tests.api.conftest import Caller


def test_joining_gives_a_token_that_works(cleo, client, deliberation):
    response = cleo.post("join", row_release=True)

    assert (response.status, response.body["participant"], response.body["deliberation"]) == (
        201,
        1,
        deliberation.code,
    )
    me = Caller(client, deliberation.code, response.body["token"])
    assert me.get("votes").body == []
    consent = deliberation.participants.get().consents.get()
    assert (consent.row_release, consent.training_use) == (True, False)


def test_a_code_may_be_typed_as_it_is_spoken(client, deliberation):
    caller = Caller(client, deliberation.spoken_code.lower())

    assert caller.post("join").status == 201


def test_the_next_statement_is_one_not_voted_on(caller, deliberation):
    numbers = set()
    for remainder in (4, 3, 2, 1):
        turn = caller.get("next").body
        assert turn["remaining"] == remainder
        numbers.add(turn["statement"]["id"])
        assert caller.post("votes", statement=turn["statement"]["id"], choice=1).status == 201

    assert numbers == {1, 2, 3, 4}
    assert caller.get("next").body == {"statement": None, "remaining": 0}


def test_a_vote_is_answered_with_what_is_kept(caller):
    response = caller.post("votes", statement=2, choice=-1, important=True, key="k-1")

    assert response.status == 201
    assert response.body["replayed"] is False
    assert {key: response.body["vote"][key] for key in ("statement", "choice", "important")} == {
        "statement": 2,
        "choice": -1,
        "important": True,
    }


def test_a_repeated_key_is_answered_and_changes_nothing(caller, ben):
    caller.post("votes", statement=2, choice=-1, key="k-1")
    again = caller.post("votes", statement=2, choice=1, key="k-1")

    assert (again.status, again.body["replayed"], again.body["vote"]["choice"]) == (200, True, -1)
    assert ben.ballots.count() == 1


def test_a_vote_can_be_undone(caller):
    caller.post("votes", statement=2, choice=0)

    assert caller.delete("votes/2").status == 204
    assert caller.get("votes").body == []
    assert caller.delete("votes/2").body["code"] == "no_vote"


@pytest.mark.parametrize(
    "body",
    [
        {"statement": 1, "choice": 7},
        {"statement": 1, "choice": None},
        {"statement": 1},
        {"choice": 1},
        {"statement": "one", "choice": 1},
        {"statement": -1, "choice": 1},
        {"statement": 1, "choice": 1, "key": "no spaces"},
        {"statement": 1, "choice": 1, "key": "x" * 65},
    ],
)
def test_a_malformed_vote_is_refused_and_nothing_is_kept(caller, ben, body):
    response = caller.post("votes", **body)

    assert (response.status, response.body["code"]) == (400, "invalid")
    assert not ben.ballots.exists()


def test_a_vote_on_a_statement_of_elsewhere_is_missing(caller):
    response = caller.post("votes", statement=99, choice=1)

    assert (response.status, response.body["code"]) == (404, "missing")


def test_a_vote_on_a_waiting_statement_is_a_conflict(caller):
    mine = caller.post("statements", text="Let me be wrong in peace.")

    response = caller.post("votes", statement=mine.body["id"], choice=1)
    assert (response.status, response.body["code"]) == (409, "statement_waiting")


def test_a_vote_after_closing_is_a_conflict(caller, ben, ada, now):
    lifecycle.close(deliberation=ben.deliberation, by=ada, now=now)

    response = caller.post("votes", statement=1, choice=1)
    assert (response.status, response.body["code"]) == (409, "voting_closed")


@pytest.mark.parametrize("token", ["", "forged", "forged:with:colons", "ImtleSI:1abcde:zzzz"])
def test_a_forged_token_is_nobody(client, deliberation, token):
    response = Caller(client, deliberation.code, token or None).post("votes", statement=1, choice=1)

    assert (response.status, response.body["code"]) == (401, "not_authenticated")


def test_a_token_of_another_deliberation_is_nobody_here(client, ben, community, ada, now):
    other = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    lifecycle.open_(deliberation=other, by=ada, now=now)
    from elicit import access

    response = Caller(client, other.code, access.make_token(ben)).post("votes", statement=1, choice=1)
    assert response.status == 401


def test_a_revoked_token_is_nobody(caller, ben, now):
    type(ben).objects.filter(pk=ben.pk).update(revoked_at=now)

    assert caller.get("votes").status == 401


def test_what_became_of_ones_own_statements(caller, ben, ada, now):
    response = caller.post("statements", text="Be brief.")
    assert (response.status, response.body["state"]) == (201, "waiting")

    writing.reject(statement=ben.statements.get(), reason="Said already.", by=ada, now=now)
    [mine] = caller.get("statements").body
    assert (mine["text"], mine["state"], mine["reason"]) == ("Be brief.", "rejected", "Said already.")
    assert (mine["policy"], mine["merged_into"], mine["edited_at"], mine["people"]) == (1, None, None, 0)


def test_what_says_nearly_the_same_is_told_and_nothing_that_waits(caller, ben):
    caller.post("statements", text="Tell me when you are not certain.")

    there = caller.post("statements/alike", text="Tell me when you're not sure!").body

    assert [(statement["id"], statement["text"]) for statement in there] == [(1, factories.TEXTS[0])]
    assert caller.post("statements/alike", text="Say when you are sure.").body == []


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 400, "empty"),
        ("x" * 201, 400, "too_long"),
        ("Be\u0007brief", 400, "control"),
        ("\u202efeirb eB", 400, "bidi"),
        (factories.TEXTS[0].upper(), 409, "duplicate"),
    ],
)
def test_text_that_cannot_be_voted_on_is_refused_with_its_sentence(caller, text, status, code):
    response = caller.post("statements", text=text)

    assert (response.status, response.body["code"]) == (status, code)
    assert len(response.body["detail"]) > 20


def test_an_unknown_code_is_missing_and_a_closed_room_takes_nobody(client, cleo, deliberation, ada, now):
    assert Caller(client, "ZZZZZZ").post("join").status == 404

    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    response = cleo.post("join")
    assert (response.status, response.body["code"]) == (409, "not_open")


def test_after_too_many_guesses_a_right_code_opens_only_to_those_who_take_part(client, deliberation, ben):
    factories.guess(limits.GUESSES - 1)

    responses = [Caller(client, "ZZZZZZ").post("join") for _ in range(2)]

    assert [response.status for response in responses] == [404, 429]
    assert responses[1].body["code"] == "too_many"
    assert Caller(client, deliberation.code).post("join").status == 429
    assert Caller(client, deliberation.code, access.make_token(ben)).get("next").status == 200
