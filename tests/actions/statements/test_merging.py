"""Two statements become one and two again. Nobody's vote is lost on the way."""

import pytest

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import erasures
from elicit.actions.findings import analyses
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import merging, moderation, writing
from elicit.actions.votes import casting
from elicit.models import Ballot, Deliberation, Statement, Vote
from elicit.reading.votes.ballot_log import load_ballots
from tests import factories

NEAR = "Tell me when you're not sure!"  # beside the first of the statements


@pytest.fixture
def copy(deliberation, now):
    """Says the same as the first statement, and is accepted."""
    [statement] = writing.seed(deliberation=deliberation, texts=[NEAR], by=None, now=now)
    return statement


def read_fields(statement):
    names = ("state", "reason", "policy_id", "merged_into_id", "moderated_at", "moderated_by_id")
    return Statement.objects.filter(pk=statement.pk).values(*names).get()


def test_merging_keeps_every_vote_and_says_so_in_the_log(deliberation, statement, copy, ada, now):
    factories.room(deliberation, "a---d", "d---a")
    before = Vote.objects.count(), Ballot.objects.count()

    loser = merging.merge(statement=copy, into=statement, by=ada, now=now)

    event = deliberation.community.events.last()
    assert (loser.state, loser.merged_into) == ("merged", statement)
    assert (Vote.objects.count(), Ballot.objects.count()) == before
    assert (event.kind, event.payload) == (
        "statement_merged",
        {"deliberation": deliberation.code, "statement": 5, "into": 1, "along": []},
    )
    assert Deliberation.objects.get().analysis_due_at == now


def test_a_merged_statement_takes_no_votes_and_leaves_the_analysis(deliberation, statement, copy, ben, ada, now):
    factories.room(deliberation, "a---a")
    merging.merge(statement=copy, into=statement, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        casting.cast(participant=ben, statement=Statement.objects.get(pk=copy.pk), choice=1, now=now)

    assert refusal.value.code == "statement_merged"
    assert load_ballots(deliberation).items.tolist() == [1, 2, 3, 4]


def test_an_analysis_before_a_merge_equals_the_one_after_the_merge_was_taken_back(room, ada, now):
    """Ballots, digests and the whole report: as if nothing had been."""
    one, other = room.statements.get(number=2), room.statements.get(number=3)
    state = read_fields(other)
    before = analyses.run(deliberation=room, now=now, final=True)

    merging.merge(statement=other, into=one, by=ada, now=now)
    analysis = analyses.run(deliberation=room, now=now, final=True)
    moderation.undo(statement=other, by=ada, now=now)
    after = analyses.run(deliberation=room, now=now, final=True)

    assert read_fields(other) == state
    assert (after.digest, after.ballots_digest) == (before.digest, before.ballots_digest)
    assert after.report.to_dict() == before.report.to_dict()
    assert analysis.ballots_digest != before.ballots_digest


@pytest.fixture
def room(deliberation):
    factories.camps(deliberation, 12)
    return deliberation


def test_what_was_merged_before_goes_along_and_comes_back(deliberation, statement, copy, ada, now):
    [third] = writing.seed(deliberation=deliberation, texts=["Say it if you aren't sure."], by=None, now=now)
    merging.merge(statement=third, into=copy, by=ada, now=now)
    state = read_fields(third), read_fields(copy)

    merging.merge(statement=copy, into=statement, by=ada, now=now)
    assert (read_fields(third)["merged_into_id"], read_fields(copy)["merged_into_id"]) == (
        statement.pk,
        statement.pk,
    )
    assert not Statement.objects.filter(merged_into__state="merged").exists()
    with pytest.raises(Conflict) as refusal:
        moderation.undo(statement=third, by=ada, now=now)
    assert refusal.value.code == "carried"

    moderation.undo(statement=copy, by=ada, now=now)
    assert (read_fields(third), read_fields(copy)) == state
    moderation.undo(statement=third, by=ada, now=now)
    assert read_fields(third)["state"] == "accepted"


def test_a_waiting_statement_is_merged_and_waits_again_when_that_is_taken_back(ben, statement, ada, now):
    mine = writing.submit(participant=ben, text=NEAR, now=now)
    before = read_fields(mine)

    merging.merge(statement=mine, into=statement, by=ada, now=now)
    assert read_fields(mine)["merged_into_id"] == statement.pk
    moderation.undo(statement=mine, by=ada, now=now)
    assert read_fields(mine) == before


def test_what_others_were_merged_into_stays_accepted(deliberation, statement, copy, ada, now):
    merging.merge(statement=copy, into=statement, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        writing.reject(statement=statement, reason="Off topic.", by=ada, now=now)

    assert refusal.value.code == "merged_into"
    assert read_fields(statement)["state"] == "accepted"


def test_an_acceptance_is_not_taken_back_while_others_lead_there(ben, deliberation, statement, ada, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    writing.accept(statement=mine, by=ada, now=now)
    merging.merge(statement=statement, into=mine, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        moderation.undo(statement=mine, by=ada, now=now)

    assert refusal.value.code == "merged_into"
    assert read_fields(mine)["state"] == "accepted"


@pytest.mark.parametrize("fault", ["itself", "rejected", "into waiting", "into merged", "elsewhere", "twins"])
def test_what_cannot_be_one_is_refused_and_nothing_changes(fault, deliberation, statement, copy, ben, ada, now):
    other = deliberation.statements.get(number=2)
    one, into = copy, statement
    if fault == "itself":
        into = copy
    elif fault == "rejected":
        one = writing.reject(statement=other, reason="Off topic.", by=ada, now=now)
    elif fault == "into waiting":
        into = writing.submit(participant=ben, text="Be brief.", now=now)
    elif fault == "into merged":
        into = merging.merge(statement=other, into=statement, by=ada, now=now)
    elif fault == "elsewhere":
        Statement.objects.filter(pk=copy.pk).update(deliberation=_create_other(deliberation, now))
    else:
        Statement.objects.filter(pk=copy.pk).update(twin=statement)
    before = list(Statement.objects.order_by("pk").values())

    with pytest.raises((Conflict, Invalid)):
        merging.merge(statement=one, into=into, by=ada, now=now)

    assert list(Statement.objects.order_by("pk").values()) == before


def _create_other(deliberation, now):
    return lifecycle.create(community=deliberation.community, prompt="And then?", by=None, now=now)


def test_whoever_leaves_takes_a_statement_along_to_which_a_decision_had_led(ben, statement, copy, ada, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    writing.accept(statement=mine, by=ada, now=now)
    merging.merge(statement=copy, into=mine, by=ada, now=now)
    merging.merge(statement=mine, into=statement, by=ada, now=now)
    moderation.undo(statement=mine, by=ada, now=now)
    moderation.undo(statement=copy, by=ada, now=now)

    erasures.erase(participant=ben, now=now)

    assert not Statement.objects.filter(pk=mine.pk).exists()
    assert read_fields(copy)["state"] == "accepted"
