"""A practice room: a simulated crowd in small bites that can be stopped and wiped, and nothing of it leaves."""

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
    made = rehearsals.prepare(of=deliberation, by=ada, now=now)
    return lifecycle.open_(deliberation=made, by=ada, now=now)


def send(room, now, people=9):
    return rehearsals.send(deliberation=room, people=people, by=None, now=now)


def bite(room, now, times=1, first=0):
    return sum(
        rehearsals.bite(deliberation_id=room.pk, now=now + second * SECOND)
        for second in range(first, first + times)
    )


def simulated(room):
    return room.participants.filter(is_simulated=True)


# --- making one ---


def test_a_practice_room_has_the_same_question_statements_and_agenda(draft, ada, now):
    planning.plan(deliberation=draft, template="quick", by=ada, now=now)
    writing.seed(deliberation=draft, texts=factories.TEXTS, by=ada, now=now)
    made = rehearsals.prepare(of=draft, by=ada, now=now)

    assert (made.is_practice, made.practises_for, made.status) == (True, draft, "draft")
    assert (made.prompt, made.code != draft.code) == (draft.prompt, True)
    assert list(made.statements.values_list("text", flat=True)) == list(factories.TEXTS)
    assert list(made.stages.values_list("kind", "minutes")) == list(draft.stages.values_list("kind", "minutes"))


def test_reverse_worded_statements_stay_each_others_reverse(deliberation, ada, now):
    one, other = deliberation.statements.order_by("number")[:2]
    one.twin, one.family = other, "candour"
    one.save()

    made = rehearsals.prepare(of=deliberation, by=ada, now=now)

    copied = made.statements.get(number=1)
    assert (copied.twin, copied.family) == (made.statements.get(number=2), "candour")


def test_asked_again_there_is_one_room_until_it_is_closed(deliberation, room, ada, now):
    assert rehearsals.prepare(of=deliberation, by=ada, now=now) == room
    lifecycle.close(deliberation=room, by=ada, now=now)

    assert rehearsals.prepare(of=deliberation, by=ada, now=now) != room


def test_nobody_rehearses_a_rehearsal(room, ada, now):
    with pytest.raises(Conflict):
        rehearsals.prepare(of=room, by=ada, now=now)


# --- the crowd ---


def test_the_crowd_comes_and_votes_bite_by_bite(room, now):
    row = send(room, now)
    first = bite(room, now)

    assert (first, simulated(room).count(), room.votes.count()) == (1, 1, 1)
    total = first + bite(room, now, times=200, first=1)

    row.refresh_from_db()
    assert (total, row.taken, row.is_running) == (row.expected, row.expected, False)
    assert (simulated(room).count(), room.votes.count()) == (9, row.expected)


def test_a_bite_is_small(room, now):
    row = send(room, now, people=600)

    taken = bite(room, now)

    assert row.expected > 1000
    assert (taken, simulated(room).count()) == (room.votes.count(), 20)
    assert 1 <= taken <= rehearsals.MOST_A_BITE


def test_of_two_workers_one_takes_the_bite(room, now):
    send(room, now)

    assert [bite(room, now), bite(room, now)] == [1, 0]


def test_a_bite_whose_worker_died_is_taken_again(room, now):
    send(room, now)
    Rehearsal.objects.update(due_at=now + rehearsals.CLAIM_LASTS)

    assert bite(room, now + 59 * SECOND) == 0
    assert bite(room, now + 60 * SECOND) == 1


def test_the_crowd_waits_in_the_lobby_and_while_it_is_paused(room, now):
    pauses.hold(deliberation=room, by=None, now=now)
    send(room, now)
    taken = bite(room, now, times=12)
    assert (taken, simulated(room).count(), room.votes.count()) == (0, 9, 0)

    pauses.resume(deliberation=room, by=None, now=now)

    assert bite(room, now, times=3, first=12) == 3


def test_a_stopped_crowd_stays_as_it_is(room, now):
    send(room, now)
    bite(room, now, times=3)
    rehearsals.stop(deliberation=room, by=None, now=now)

    assert bite(room, now, times=9, first=3) == 0
    assert room.votes.count() == 3
    assert list(Event.objects.order_by("number").values_list("kind", flat=True))[-2:] == [
        "crowd_sent",
        "crowd_stopped",
    ]


def test_a_stop_in_the_middle_of_a_bite_holds(room, now, monkeypatch):
    send(room, now)
    cast = casting.cast

    def cast_and_stop(**said):
        rehearsals.stop(deliberation=room, by=None, now=now)
        return cast(**said)

    monkeypatch.setattr(casting, "cast", cast_and_stop)
    bite(room, now)

    assert Rehearsal.objects.get().is_running is False


def test_closing_the_room_ends_the_crowd(room, ada, now):
    send(room, now)
    lifecycle.close(deliberation=room, by=ada, now=now)

    assert bite(room, now) == 0
    assert Rehearsal.objects.get().is_running is False


@pytest.mark.parametrize("people", [0, -1, 1001])
def test_a_crowd_has_a_size(room, now, people):
    with pytest.raises(Invalid):
        send(room, now, people=people)

    assert not Rehearsal.objects.exists()


def test_a_crowd_needs_an_open_room_and_something_to_vote_on(draft, ada, now):
    empty = rehearsals.prepare(of=draft, by=ada, now=now)
    with pytest.raises(Conflict) as closed:
        send(empty, now)
    lifecycle.open_(deliberation=empty, by=ada, now=now)
    with pytest.raises(Conflict) as nothing:
        send(empty, now)

    assert (closed.value.code, nothing.value.code) == ("not_open", "nothing_to_vote_on")


@pytest.mark.parametrize("action", [send, lambda room, now: rehearsals.wipe(deliberation=room, by=None, now=now)])
def test_a_real_room_is_neither_simulated_nor_wiped(deliberation, ben, now, action):
    with pytest.raises(Conflict) as refused:
        action(deliberation, now)

    assert refused.value.code == "not_practice"
    assert Participant.objects.get() == ben


def test_the_ticker_sends_bites_that_are_due(room, now, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.rehearse, "apply_async", lambda kwargs: sent.append(kwargs["deliberation_id"]))
    send(room, now)
    tasks.Submitter().submit(now=now)
    rehearsals.stop(deliberation=room, by=None, now=now)
    tasks.Submitter().submit(now=now)

    assert sent == [room.pk]


# --- wiping ---


@pytest.fixture
def rehearsed(room, ada, now):
    """A whole rehearsal: an agenda begun, people simulated and one real, votes, and two kinds of analysis."""
    planning.plan(deliberation=room, template="quick", by=ada, now=now)
    send(room, now)
    bite(room, now, times=40)
    tester = factories.person(room)
    casting.cast(participant=tester, statement=room.statements.get(number=1), choice=1, now=now)
    analyses.run(deliberation=room, now=now)
    for _stage in range(4):
        agenda.begin(deliberation=room, by=ada, now=now)
    analyses.run(deliberation=room, now=now, final=True)
    return room


def test_wiping_takes_the_crowd_its_votes_and_the_analyses(rehearsed, now):
    assert (Analysis.objects.count(), rehearsed.ballots.count()) > (0, 1)

    wiped = rehearsals.wipe(deliberation=rehearsed, by=None, now=now)

    assert (simulated(wiped).count(), Analysis.objects.count(), wiped.ballots.count()) == (0, 0, 1)
    assert wiped.participants.get().votes.count() == 1
    assert (wiped.status, wiped.results_revealed, wiped.round) == ("draft", False, 1)
    assert set(wiped.stages.values_list("started_at", "ended_at")) == {(None, None)}


def test_after_wiping_one_rehearses_again(rehearsed, ada, now):
    rehearsals.wipe(deliberation=rehearsed, by=ada, now=now)
    for _stage in range(2):
        agenda.begin(deliberation=rehearsed, by=ada, now=now)
    row = send(rehearsed, now, people=5)
    bite(rehearsed, now, times=100)

    row.refresh_from_db()
    assert (simulated(rehearsed).count(), row.is_running) == (5, False)
    assert analyses.run(deliberation=rehearsed, now=now + SECOND).people == 6


def test_an_analysis_that_ran_while_its_people_were_wiped_is_not_kept(rehearsed, now):
    then = now - SECOND
    rehearsals.wipe(deliberation=rehearsed, by=None, now=now)

    analyses.run(deliberation=rehearsed, now=then)
    assert Analysis.objects.count() == 0
    analyses.run(deliberation=rehearsed, now=now + SECOND)
    assert Analysis.objects.count() == 1


def test_wiping_one_room_leaves_every_other(rehearsed, deliberation, ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    rehearsals.wipe(deliberation=rehearsed, by=None, now=now)

    assert (deliberation.votes.count(), deliberation.participants.get()) == (1, ben)


# --- nothing of it leaves ---


def test_nothing_of_a_rehearsal_is_drafted_or_released(rehearsed, now):
    for refused in (
        lambda: drafting.draft(deliberation=rehearsed, by=None, now=now),
        lambda: publishing.publish(deliberation=rehearsed, tier="T0", by=None, now=now),
    ):
        with pytest.raises(Conflict) as said:
            refused()
        assert str(said.value).startswith("This is a practice room")

    assert (Version.objects.count(), Release.objects.count()) == (0, 0)


def test_a_practice_room_never_becomes_a_real_one(rehearsed, ada, now):
    for action in (lifecycle.open_, lifecycle.close, lifecycle.open_, pauses.hold, rehearsals.wipe):
        action(deliberation=rehearsed, by=ada, now=now)
        assert Deliberation.objects.get(pk=rehearsed.pk).is_practice is True

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
