"""Voting again."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle, rounds
from elicit.actions.refusals import Conflict
from elicit.actions.votes import casting
from elicit.models import Vote
from elicit.models.votes.vote import unseen


def vote_again(deliberation, ada, now):
    return rounds.vote_again(deliberation=deliberation, by=ada, now=now)


@pytest.fixture
def first_round(deliberation, ben, statement, now):
    """Ben agreed with the first statement."""
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    return deliberation


def test_a_further_round_opens_voting_and_leaves_the_other_switches(first_round, ada, now):
    for name in ("voting", "writing"):
        lifecycle.switch(deliberation=first_round, name=name, on=False, by=ada, now=now)
    lifecycle.switch(deliberation=first_round, name="discussion", on=True, by=ada, now=now)

    deliberation = vote_again(first_round, ada, now)

    assert (
        deliberation.round,
        deliberation.voting_open,
        deliberation.writing_open,
        deliberation.discussion_open,
    ) == (2, True, False, True)


def test_what_is_put_to_the_vote_again_counts_as_unseen_and_the_vote_stands(first_round, ben, ada, statement, now):
    assert statement not in unseen(first_round.statements.all(), ben)

    vote_again(first_round, ada, now)

    assert statement in unseen(first_round.statements.all(), ben)
    assert Vote.objects.get(participant=ben, statement=statement).choice == 1


def test_a_vote_of_the_new_round_says_so_in_the_log_and_is_seen(first_round, ben, ada, statement, now):
    vote_again(first_round, ada, now)
    ben.deliberation.refresh_from_db()
    casting.cast(participant=ben, statement=statement, choice=-1, now=now)

    assert list(first_round.ballots.values_list("round", "choice")) == [(1, 1), (2, -1)]
    assert statement not in unseen(first_round.statements.all(), ben)


def test_the_log_of_the_community_says_which_round_began(first_round, ada, now):
    vote_again(first_round, ada, now)

    event = first_round.community.events.last()
    payload = {"deliberation": first_round.code, "round": 2, "statements": 4}
    assert (event.kind, event.actor, event.payload) == ("round_begun", ada, payload)


def test_a_round_nobody_voted_in_is_not_left_for_the_next(first_round, ada, now):
    vote_again(first_round, ada, now)

    with pytest.raises(Conflict) as refusal:
        vote_again(first_round, ada, now)

    first_round.refresh_from_db()
    assert (refusal.value.code, first_round.round) == ("round_empty", 2)


def test_nobody_votes_again_once_it_is_closed(first_round, ada, now):
    lifecycle.close(deliberation=first_round, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        vote_again(first_round, ada, now)

    assert refusal.value.code == "not_open"


def test_the_database_wants_to_know_when_a_statement_was_put_to_the_vote_again(statement, now):
    statement.round, statement.again_at = 2, now
    statement.save()
    for round_, when in ((2, None), (1, now), (0, None)):
        statement.round, statement.again_at = round_, when
        with pytest.raises(IntegrityError), transaction.atomic():
            statement.save()


# --- discussion ---


def test_discussion_is_a_switch_that_closing_turns_off(deliberation, ada, now):
    room = lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=ada, now=now)
    assert room.discussion_open

    room = lifecycle.close(deliberation=deliberation, by=ada, now=now)

    assert not room.discussion_open
    kinds = list(deliberation.community.events.values_list("kind", flat=True))
    assert kinds[-2:] == ["discussion_opened", "deliberation_closed"]


def test_discussion_is_not_opened_before_the_deliberation_is(draft, ada, now):
    with pytest.raises(Conflict):
        lifecycle.switch(deliberation=draft, name="discussion", on=True, by=ada, now=now)


def test_the_database_takes_no_reasons_outside_an_open_stage(draft):
    draft.discussion_open = True

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
