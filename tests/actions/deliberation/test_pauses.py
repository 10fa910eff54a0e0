"""One press pauses everything and keeps it; another restores exactly what was open."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import agenda, lifecycle, pauses, planning, rounds, showing
from elicit.actions.refusals import Conflict
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Ballot, Deliberation, Event
from elicit.models.deliberation.showing import ALL
from tests import factories

MINUTE = timedelta(minutes=1)


def hold(deliberation, now):
    return pauses.hold(deliberation=deliberation, by=None, now=now)


def resume(deliberation, now):
    return pauses.resume(deliberation=deliberation, by=None, now=now)


def read_switches(deliberation):
    deliberation.refresh_from_db()
    return (deliberation.writing_open, deliberation.voting_open, deliberation.results_revealed)


def test_a_discussion_is_paused_too(deliberation, ada, now):
    lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=ada, now=now)

    assert hold(deliberation, now).discussion_open is False
    assert resume(deliberation, now).discussion_open is True


def test_no_further_round_begins_while_it_is_held(deliberation, ada, now):
    factories.room(deliberation, "aadd")
    hold(deliberation, now)

    with pytest.raises(Conflict) as refusal:
        rounds.vote_again(deliberation=deliberation, by=ada, now=now)

    assert (refusal.value.code, Deliberation.objects.get().round) == ("held", 1)


def test_nobody_votes_or_writes_while_it_is_held(deliberation, ben, statement, now):
    hold(deliberation, now)

    with pytest.raises(Conflict) as vote:
        casting.cast(participant=ben, statement=statement, choice=1, now=now)
    with pytest.raises(Conflict) as text:
        writing.submit(participant=ben, text="Be brief.", now=now)

    assert (vote.value.code, text.value.code) == ("voting_closed", "writing_closed")
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("switch", [None, "writing", "voting"])
def test_resuming_opens_exactly_what_was_open(deliberation, ada, now, switch):
    if switch:
        lifecycle.switch(deliberation=deliberation, name=switch, on=False, by=ada, now=now)
    before = read_switches(deliberation)

    hold(deliberation, now)
    assert read_switches(deliberation) == (False, False, False)
    resume(deliberation, now)

    assert read_switches(deliberation) == before


def test_the_time_that_is_left_is_kept(deliberation, ada, now):
    lifecycle.set_timer(deliberation=deliberation, minutes=10, by=ada, now=now)

    deliberation = hold(deliberation, now + 4 * MINUTE)
    assert (deliberation.closes_at, deliberation.held_seconds) == (None, 360)
    deliberation = resume(deliberation, now + 60 * MINUTE)

    assert (deliberation.closes_at, deliberation.held_seconds) == (now + 66 * MINUTE, None)


def test_without_a_timer_none_begins(deliberation, now):
    hold(deliberation, now)

    assert resume(deliberation, now).closes_at is None


def test_minutes_added_meanwhile_are_there_afterwards(deliberation, ada, now):
    lifecycle.set_timer(deliberation=deliberation, minutes=10, by=ada, now=now)
    hold(deliberation, now)
    agenda.add_minutes(deliberation=deliberation, minutes=5, by=ada, now=now)

    assert resume(deliberation, now).closes_at == now + 15 * MINUTE


def test_holding_and_resuming_twice_is_once(deliberation, now):
    for action in (hold, hold, resume, resume):
        action(deliberation, now)

    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == ["deliberation_held", "deliberation_resumed"]
    assert read_switches(deliberation) == (True, True, False)


def test_a_stage_does_not_go_on_by_itself_while_it_is_held(draft, ada, now):
    planning.plan(deliberation=draft, template="week", by=ada, now=now)
    agenda.begin(deliberation=draft, by=ada, now=now)
    hold(draft, now)

    assert agenda.go_on(deliberation_id=draft.pk, now=now + timedelta(days=8)) is None
    resume(draft, now + timedelta(days=8))
    assert agenda.go_on(deliberation_id=draft.pk, now=now + timedelta(days=14)) is None
    assert agenda.go_on(deliberation_id=draft.pk, now=now + timedelta(days=15)).status == "closed"


def test_the_next_stage_ends_a_pause(draft, ada, now):
    planning.plan(deliberation=draft, template="quick", by=ada, now=now)
    agenda.begin(deliberation=draft, by=ada, now=now)
    hold(draft, now)

    meeting = agenda.begin(deliberation=draft, by=ada, now=now)

    assert (meeting.held_at, meeting.held_open, meeting.held_seconds) == (None, [], None)
    assert read_switches(draft) == (True, True, False)


def test_closing_ends_a_pause(deliberation, ada, now):
    hold(deliberation, now)

    room = lifecycle.close(deliberation=deliberation, by=ada, now=now)

    assert (room.held_at, room.held_open) == (None, [])
    assert resume(deliberation, now).status == "closed"
    assert read_switches(deliberation) == (False, False, False)


@pytest.mark.parametrize("switch", ["writing", "voting"])
def test_a_switch_says_that_it_is_held(deliberation, ada, now, switch):
    hold(deliberation, now)

    with pytest.raises(Conflict) as refusal:
        lifecycle.switch(deliberation=deliberation, name=switch, on=True, by=ada, now=now)
    with pytest.raises(Conflict):
        lifecycle.set_timer(deliberation=deliberation, minutes=5, by=ada, now=now)

    assert refusal.value.code == "held"
    assert read_switches(deliberation) == (False, False, False)


def test_results_may_be_revealed_in_a_pause(deliberation, ada, now):
    hold(deliberation, now)
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    resume(deliberation, now)

    assert read_switches(deliberation) == (True, True, True)


def test_a_draft_cannot_be_held(draft, now):
    with pytest.raises(Conflict):
        hold(draft, now)

    assert Deliberation.objects.get().held_at is None


@pytest.mark.parametrize("field", ["voting_open", "writing_open", "discussion_open"])
def test_the_database_takes_no_input_while_it_is_held(deliberation, now, field):
    deliberation = hold(deliberation, now)
    setattr(deliberation, field, True)

    with pytest.raises(IntegrityError), transaction.atomic():
        deliberation.save()
    deliberation.refresh_from_db()
    deliberation.save()
