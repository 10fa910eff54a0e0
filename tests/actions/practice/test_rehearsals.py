"""A practice room: a simulated crowd in small batches that can be stopped and wiped, and nothing of it leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from elicit import forms, tasks
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import agenda, lifecycle, pauses, planning
from elicit.actions.findings import analyses
from elicit.actions.practice import rehearsals
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.releases import publishing
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Analysis, Deliberation, Event, Participant, Rehearsal, Release, Version
from tests import factories

SECOND = timedelta(seconds=1)


@pytest.fixture
def room(deliberation, ada, now):
    """An open practice room for the deliberation."""
    practice_room = rehearsals.prepare(of=deliberation, by=ada, now=now)
    return lifecycle.open_(deliberation=practice_room, by=ada, now=now)


def send(room, now, people=9):
    return rehearsals.send(deliberation=room, people=people, by=None, now=now)


def run_batches(room, now, times=1, first=0):
    return sum(
        rehearsals.run_batch(deliberation_id=room.pk, now=now + second * SECOND)
        for second in range(first, first + times)
    )


def list_simulated(room):
    return room.participants.filter(is_simulated=True)


# --- making one ---


def test_a_practice_room_has_the_same_question_statements_and_agenda(draft, ada, now):
    planning.plan(deliberation=draft, template="quick", by=ada, now=now)
    writing.seed(deliberation=draft, texts=factories.TEXTS, by=ada, now=now)
    practice_room = rehearsals.prepare(of=draft, by=ada, now=now)

    assert (practice_room.is_practice, practice_room.practises_for, practice_room.status) == (True, draft, "draft")
    assert (practice_room.prompt, practice_room.code != draft.code) == (draft.prompt, True)
    assert list(practice_room.statements.values_list("text", flat=True)) == list(factories.TEXTS)
    assert list(practice_room.stages.values_list("kind", "minutes")) == list(
        draft.stages.values_list("kind", "minutes")
    )


def test_reverse_worded_statements_stay_each_others_reverse(deliberation, ada, now):
    one, other = deliberation.statements.order_by("number")[:2]
    one.twin, one.family = other, "candour"
    one.save()

    practice_room = rehearsals.prepare(of=deliberation, by=ada, now=now)

    copy = practice_room.statements.get(number=1)
    assert (copy.twin, copy.family) == (practice_room.statements.get(number=2), "candour")


def test_prepared_again_there_is_one_room_until_it_is_closed(deliberation, room, ada, now):
    assert rehearsals.prepare(of=deliberation, by=ada, now=now) == room
    lifecycle.close(deliberation=room, by=ada, now=now)

    assert rehearsals.prepare(of=deliberation, by=ada, now=now) != room


def test_nobody_rehearses_a_rehearsal(room, ada, now):
    with pytest.raises(Conflict):
        rehearsals.prepare(of=room, by=ada, now=now)


# --- the crowd ---


def test_the_crowd_comes_and_votes_batch_by_batch(room, now):
    row = send(room, now)
    first = run_batches(room, now)

    assert (first, list_simulated(room).count(), room.votes.count()) == (1, 1, 1)
    total = first + run_batches(room, now, times=200, first=1)

    row.refresh_from_db()
    assert (total, row.taken, row.is_running) == (row.expected, row.expected, False)
    assert (list_simulated(room).count(), room.votes.count()) == (9, row.expected)


def test_a_batch_is_small(room, now):
    row = send(room, now, people=600)

    turn_count = run_batches(room, now)

    assert row.expected > 1000
    assert (turn_count, list_simulated(room).count()) == (room.votes.count(), 20)
    assert 1 <= turn_count <= rehearsals.BATCH_LIMIT


def test_of_two_workers_one_takes_the_batch(room, now):
    send(room, now)

    assert [run_batches(room, now), run_batches(room, now)] == [1, 0]


def test_a_batch_whose_worker_died_is_taken_again(room, now):
    send(room, now)
    Rehearsal.objects.update(due_at=now + rehearsals.CLAIM_LASTS)

    assert run_batches(room, now + 59 * SECOND) == 0
    assert run_batches(room, now + 60 * SECOND) == 1


def test_the_crowd_waits_in_the_lobby_and_while_it_is_paused(room, now):
    pauses.hold(deliberation=room, by=None, now=now)
    send(room, now)
    turn_count = run_batches(room, now, times=12)
    assert (turn_count, list_simulated(room).count(), room.votes.count()) == (0, 9, 0)

    pauses.resume(deliberation=room, by=None, now=now)

    assert run_batches(room, now, times=3, first=12) == 3


def test_a_stopped_crowd_stays_as_it_is(room, now):
    send(room, now)
    run_batches(room, now, times=3)
    rehearsals.stop(deliberation=room, by=None, now=now)

    assert run_batches(room, now, times=9, first=3) == 0
    assert room.votes.count() == 3
    assert list(Event.objects.order_by("number").values_list("kind", flat=True))[-2:] == [
        "crowd_sent",
        "crowd_stopped",
    ]


def test_a_stop_in_the_middle_of_a_batch_holds(room, now, monkeypatch):
    send(room, now)
    whole = casting.cast

    def cast_and_stop(**arguments):
        rehearsals.stop(deliberation=room, by=None, now=now)
        return whole(**arguments)

    monkeypatch.setattr(casting, "cast", cast_and_stop)
    run_batches(room, now)

    assert Rehearsal.objects.get().is_running is False


def test_closing_the_room_ends_the_crowd(room, ada, now):
    send(room, now)
    lifecycle.close(deliberation=room, by=ada, now=now)

    assert run_batches(room, now) == 0
    assert Rehearsal.objects.get().is_running is False


@pytest.mark.parametrize("people", [0, -1, 1001])
def test_a_crowd_has_a_size(room, now, people):
    with pytest.raises(Invalid):
        send(room, now, people=people)

    assert not Rehearsal.objects.exists()


def test_a_crowd_needs_an_open_room_and_something_to_vote_on(draft, ada, now):
    empty = rehearsals.prepare(of=draft, by=ada, now=now)
    with pytest.raises(Conflict) as refusal:
        send(empty, now)
    lifecycle.open_(deliberation=empty, by=ada, now=now)
    with pytest.raises(Conflict) as nothing:
        send(empty, now)

    assert (refusal.value.code, nothing.value.code) == ("not_open", "nothing_to_vote_on")


@pytest.mark.parametrize("action", [send, lambda room, now: rehearsals.wipe(deliberation=room, by=None, now=now)])
def test_a_real_room_is_neither_simulated_nor_wiped(deliberation, ben, now, action):
    with pytest.raises(Conflict) as refusal:
        action(deliberation, now)

    assert refusal.value.code == "not_practice"
    assert Participant.objects.get() == ben


def test_the_ticker_sends_batches_that_are_due(room, now, monkeypatch):
    submissions = []
    monkeypatch.setattr(
        tasks.rehearse, "apply_async", lambda kwargs: submissions.append(kwargs["deliberation_id"])
    )
    send(room, now)
    tasks.Submitter().submit(now=now)
    rehearsals.stop(deliberation=room, by=None, now=now)
    tasks.Submitter().submit(now=now)

    assert submissions == [room.pk]


# --- wiping ---


@pytest.fixture
def busy_room(room, ada, now):
    """A whole rehearsal: an agenda begun, people simulated and one real, votes, and two kinds of analysis."""
    planning.plan(deliberation=room, template="quick", by=ada, now=now)
    send(room, now)
    run_batches(room, now, times=40)
    tester = factories.person(room)
    casting.cast(participant=tester, statement=room.statements.get(number=1), choice=1, now=now)
    analyses.run(deliberation=room, now=now)
    for _stage in range(4):
        agenda.begin(deliberation=room, by=ada, now=now)
    analyses.run(deliberation=room, now=now, final=True)
    return room


def test_wiping_takes_the_crowd_its_votes_and_the_analyses(busy_room, now):
    assert (Analysis.objects.count(), busy_room.ballots.count()) > (0, 1)

    room = rehearsals.wipe(deliberation=busy_room, by=None, now=now)

    assert (list_simulated(room).count(), Analysis.objects.count(), room.ballots.count()) == (0, 0, 1)
    assert room.participants.get().votes.count() == 1
    assert (room.status, room.results_revealed, room.round) == ("draft", False, 1)
    assert set(room.stages.values_list("started_at", "ended_at")) == {(None, None)}


def test_after_wiping_one_rehearses_again(busy_room, ada, now):
    rehearsals.wipe(deliberation=busy_room, by=ada, now=now)
    for _stage in range(2):
        agenda.begin(deliberation=busy_room, by=ada, now=now)
    row = send(busy_room, now, people=5)
    run_batches(busy_room, now, times=100)

    row.refresh_from_db()
    assert (list_simulated(busy_room).count(), row.is_running) == (5, False)
    assert analyses.run(deliberation=busy_room, now=now + SECOND).people == 6


def test_an_analysis_that_ran_while_its_people_were_wiped_is_not_kept(busy_room, now):
    then = now - SECOND
    rehearsals.wipe(deliberation=busy_room, by=None, now=now)

    analyses.run(deliberation=busy_room, now=then)
    assert Analysis.objects.count() == 0
    analyses.run(deliberation=busy_room, now=now + SECOND)
    assert Analysis.objects.count() == 1


def test_wiping_one_room_leaves_every_other(busy_room, deliberation, ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    rehearsals.wipe(deliberation=busy_room, by=None, now=now)

    assert (deliberation.votes.count(), deliberation.participants.get()) == (1, ben)


# --- nothing of it leaves ---


def test_nothing_of_a_rehearsal_is_drafted_or_released(busy_room, now):
    for action in (
        lambda: drafting.draft(deliberation=busy_room, by=None, now=now),
        lambda: publishing.publish(deliberation=busy_room, tier="T0", by=None, now=now),
    ):
        with pytest.raises(Conflict) as refusal:
            action()
        assert str(refusal.value).startswith("This is a practice room")

    assert (Version.objects.count(), Release.objects.count()) == (0, 0)


def test_a_practice_room_never_becomes_a_real_one(busy_room, ada, now):
    for action in (lifecycle.open_, lifecycle.close, lifecycle.open_, pauses.hold, rehearsals.wipe):
        action(deliberation=busy_room, by=ada, now=now)
        assert Deliberation.objects.get(pk=busy_room.pk).is_practice is True

    fields = {name for form in vars(forms).values() for name in getattr(form, "base_fields", {})}
    assert fields & {"is_practice", "practises_for"} == set()


def test_only_a_practice_room_practises_for_another(deliberation, room):
    room.is_practice = False

    with pytest.raises(IntegrityError), transaction.atomic():
        room.save()
    room.refresh_from_db()
    room.save()


def test_a_crowd_takes_no_more_turns_than_it_has(room, now):
    row = send(room, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rehearsal.objects.update(taken=row.expected + 1)
    Rehearsal.objects.update(taken=row.expected)
