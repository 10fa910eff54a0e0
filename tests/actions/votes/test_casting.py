"""Casting, changing and undoing votes."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import erasures
from elicit.actions.refusals import Conflict, Invalid, Missing
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Ballot, Statement, Vote
from elicit.models.votes.vote import unseen
from tests import factories


@pytest.fixture
def other_room(community, ada, now):
    """The statement of another open deliberation."""
    deliberation = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    [statement] = writing.seed(deliberation=deliberation, texts=["Ask me first."], by=ada, now=now)
    lifecycle.open_(deliberation=deliberation, by=ada, now=now)
    return statement


def read_log(participant):
    return list(participant.ballots.order_by("id").values_list("statement__number", "choice", "important"))


def test_a_vote_is_kept_as_the_current_one_and_in_the_log(ben, statement, now):
    result = casting.cast(participant=ben, statement=statement, choice=1, important=True, now=now)

    assert (result.replayed, result.vote.choice, result.vote.important) == (False, 1, True)
    assert read_log(ben) == [(1, 1, True)]


def test_a_changed_vote_replaces_the_current_one_and_the_log_keeps_both(ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    casting.cast(participant=ben, statement=statement, choice=-1, now=now)

    assert [vote.choice for vote in ben.votes.all()] == [-1]
    assert read_log(ben) == [(1, 1, False), (1, -1, False)]


def test_an_undone_vote_is_unseen_again_and_the_log_says_so(ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=0, now=now)
    casting.undo(participant=ben, statement=statement, now=now)

    assert not ben.votes.exists()
    assert read_log(ben) == [(1, 0, False), (1, None, False)]
    assert statement in unseen(ben.deliberation.statements.all(), ben)


def test_undoing_what_was_never_voted_on_is_refused(ben, statement, now):
    with pytest.raises(Missing) as refusal:
        casting.undo(participant=ben, statement=statement, now=now)

    assert refusal.value.code == "no_vote"
    assert read_log(ben) == []


def test_the_same_key_again_changes_nothing(ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, key="abc", now=now)
    replay = casting.cast(participant=ben, statement=statement, choice=-1, key="abc", now=now)

    assert (replay.replayed, replay.vote.choice) == (True, 1)
    assert read_log(ben) == [(1, 1, False)]


def test_two_people_may_use_the_same_key(ben, deliberation, statement, now):
    other = factories.person(deliberation)
    casting.cast(participant=ben, statement=statement, choice=1, key="abc", now=now)
    result = casting.cast(participant=other, statement=statement, choice=1, key="abc", now=now)

    assert not result.replayed


def test_a_vote_makes_the_analysis_due_and_bumps_the_revision(ben, statement, now):
    before = ben.deliberation.revision
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    ben.deliberation.refresh_from_db()

    assert ben.deliberation.revision == before + 1
    assert ben.deliberation.analysis_due_at == now + casting.ANALYSIS_WAITS


def test_no_vote_is_recorded_once_voting_is_closed(ben, statement, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        casting.cast(participant=ben, statement=statement, choice=1, now=now)

    assert (refusal.value.code, refusal.value.status) == ("voting_closed", 409)
    assert (Vote.objects.count(), Ballot.objects.count()) == (0, 0)


@pytest.mark.parametrize("choice", [2, -2, 7])
def test_a_choice_that_does_not_exist_is_refused(ben, statement, now, choice):
    with pytest.raises(Invalid) as refusal:
        casting.cast(participant=ben, statement=statement, choice=choice, now=now)

    assert refusal.value.code == "unknown_choice"


def test_a_waiting_statement_takes_no_votes(ben, now):
    mine = writing.submit(participant=ben, text="Let me be wrong in peace.", now=now)

    with pytest.raises(Conflict) as refusal:
        casting.cast(participant=ben, statement=mine, choice=1, now=now)

    assert refusal.value.code == "statement_waiting"


def test_a_rejected_statement_takes_no_more_votes_and_keeps_those_it_has(ben, statement, ada, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    own = writing.reject(statement=statement, reason="Off topic.", by=ada, now=now)

    with pytest.raises(Conflict) as refusal:
        casting.cast(participant=ben, statement=own, choice=-1, now=now)

    assert refusal.value.code == "statement_rejected"
    assert read_log(ben) == [(1, 1, False)]


def test_a_merged_statement_points_to_the_other_one(ben, deliberation, now):
    into = deliberation.statements.get(number=2)
    deliberation.statements.filter(number=1).update(state=Statement.State.MERGED, merged_into=into)

    with pytest.raises(Conflict) as refusal:
        casting.cast(participant=ben, statement=deliberation.statements.get(number=1), choice=1, now=now)

    assert refusal.value.code == "statement_merged"


def test_a_statement_of_another_deliberation_does_not_exist_here(ben, elsewhere, dora, now):
    other = lifecycle.create(community=elsewhere, prompt="Where to?", by=dora, now=now)
    [foreign] = writing.seed(deliberation=other, texts=["North."], by=dora, now=now)

    with pytest.raises(Missing) as refusal:
        casting.cast(participant=ben, statement=foreign, choice=1, now=now)

    assert refusal.value.code == "foreign_statement"


def test_the_database_refuses_a_second_current_vote(ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    twin = Vote(deliberation=ben.deliberation, participant=ben, statement=statement, choice=1, at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_database_refuses_a_statement_that_is_its_own_reverse(statement):
    statement.twin = statement

    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save()


def test_the_database_refuses_a_vote_of_seven(ben, statement, now):
    odd = Vote(deliberation=ben.deliberation, participant=ben, statement=statement, choice=7, at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        odd.save()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_vote_at_once_leave_one_current_vote_and_lose_nothing(ben, statement, now):
    barrier, answers = Barrier(2), []

    def vote(choice, key):
        barrier.wait()
        answers.append(casting.cast(participant=ben, statement=statement, choice=choice, key=key, now=now))
        connection.close()

    tabs = [Thread(target=vote, args=(choice, key)) for choice, key in ((1, "tab-1"), (-1, "tab-2"))]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()

    assert len(answers) == 2
    assert ben.votes.count() == 1
    assert sorted(choice for _number, choice, _important in read_log(ben)) == [-1, 1]
    assert ben.votes.get().choice == read_log(ben)[-1][1]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_key_at_once_record_it_once(ben, statement, now):
    barrier, answers = Barrier(2), []

    def vote():
        barrier.wait()
        answers.append(casting.cast(participant=ben, statement=statement, choice=1, key="same", now=now))
        connection.close()

    tabs = [Thread(target=vote) for _ in range(2)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()

    assert sorted(answer.replayed for answer in answers) == [False, True]
    assert read_log(ben) == [(1, 1, False)]


def test_many_votes_are_written_together_and_each_is_refused_alone(ben, deliberation, other_room, now):
    one, two = deliberation.statements.order_by("number")[:2]
    votes = [
        casting.VoteRequest(ben, one, 1, key="first"),
        casting.VoteRequest(ben, one, 7),
        casting.VoteRequest(ben, other_room, 1),
        casting.VoteRequest(ben, one, -1, important=True, key="second"),
        casting.VoteRequest(ben, two, 0, key="first"),
    ]

    outcomes = casting.cast_all(votes=votes, now=now)

    assert [getattr(outcome, "code", None) or outcome.replayed for outcome in outcomes] == [
        False,
        "unknown_choice",
        "foreign_statement",
        False,
        True,
    ]
    assert read_log(ben) == [(1, 1, False), (1, -1, True)]
    assert [(vote.statement.number, vote.choice, vote.important) for vote in ben.votes.all()] == [(1, -1, True)]


def test_a_room_that_is_closed_refuses_its_own_votes_only(ben, deliberation, other_room, ada, now):
    dan = factories.person(other_room.deliberation)
    lifecycle.switch(deliberation=deliberation, name="voting", on=False, by=ada, now=now)
    votes = [
        casting.VoteRequest(ben, deliberation.statements.get(number=1), 1),
        casting.VoteRequest(dan, other_room, 1),
    ]

    refusal, result = casting.cast_all(votes=votes, now=now)

    assert (refusal.code, result.vote.choice) == ("voting_closed", 1)
    assert (read_log(ben), read_log(dan)) == ([], [(1, 1, False)])


def test_a_room_writes_thirty_votes_with_as_many_queries_as_one(
    deliberation, statement, now, django_assert_max_num_queries
):
    people = [factories.person(deliberation) for _ in range(30)]
    with django_assert_max_num_queries(9):
        casting.cast_all(votes=[casting.VoteRequest(people[0], statement, 1, key="a")], now=now)
    with django_assert_max_num_queries(9):
        casting.cast_all(votes=[casting.VoteRequest(person, statement, 1, key="b") for person in people], now=now)

    assert deliberation.votes.count() == 30


def test_a_vote_of_somebody_erased_meanwhile_is_refused_and_takes_no_other_vote_down(ben, statement, now):
    """Both were loaded before; a commit with a vote of nobody would fail as a whole."""
    dan = factories.person(ben.deliberation)
    erasures.erase(participant=ben, now=now)
    votes = [casting.VoteRequest(person, statement, 1, key="k") for person in (ben, dan)]

    refusal, result = casting.cast_all(votes=votes, now=now)

    assert (refusal.code, result.vote.participant) == ("nobody", dan)
    assert list(statement.ballots.values_list("participant", flat=True)) == [dan.pk]
