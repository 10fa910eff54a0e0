"""Stages begin, go on by themselves, get more time, and can be gone back to; what is open follows from them."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from elicit import tasks
from elicit.actions.deliberation import agenda, lifecycle, planning
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Agenda, Deliberation, Event, Stage
from elicit.models.deliberation.agenda import StageKind
from tests import factories

MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(draft, ada, now):
    """A draft with the quick pulse: arriving, writing and voting, results, the end."""
    return planning.plan(deliberation=draft, template="quick", by=ada, now=now)


def begin_next(deliberation, now):
    return agenda.begin(deliberation=deliberation, by=None, now=now)


def begin_stage(deliberation, position, now):
    stage = deliberation.stages.get(position=position)
    return agenda.begin(deliberation=deliberation, stage=stage, by=None, now=now)


def list_open(deliberation):
    deliberation.refresh_from_db()
    switches = ("writing_open", "voting_open", "discussion_open", "results_revealed")
    return [name.split("_")[0] for name in switches if getattr(deliberation, name)]


def get_kind(deliberation):
    stage = Agenda.of(deliberation).current
    return stage and stage.kind


@pytest.mark.parametrize(
    ("kind", "switches"),
    [
        (StageKind.LOBBY, []),
        (StageKind.WRITE, ["writing"]),
        (StageKind.VOTE, ["voting"]),
        (StageKind.WRITE_AND_VOTE, ["writing", "voting"]),
        (StageKind.DISCUSS, ["discussion"]),
        (StageKind.VOTE_AGAIN, ["voting"]),
        (StageKind.REVEAL, ["results"]),
    ],
)
def test_each_kind_of_stage_opens_what_it_is_for_and_closes_the_rest(deliberation, ada, now, kind, switches):
    planning.add(deliberation=deliberation, kind=kind, by=ada, now=now)

    room = begin_next(deliberation, now)

    assert (room.status, list_open(deliberation), get_kind(deliberation)) == ("open", switches, kind)


def test_every_kind_says_what_it_opens():
    assert set(agenda.OPENS) == set(StageKind.values)


def test_voting_again_begins_a_further_round_once_somebody_has_voted(deliberation, ada, now):
    for kind in (StageKind.VOTE_AGAIN, StageKind.VOTE, StageKind.VOTE_AGAIN):
        planning.add(deliberation=deliberation, kind=kind, by=ada, now=now)
    factories.room(deliberation, "aadd")

    rounds = [begin_next(deliberation, now).round for _stage in range(3)]

    assert rounds == [2, 2, 2]
    factories.room(deliberation, "aadd")
    assert begin_stage(Deliberation.objects.get(), 3, now).round == 3


def test_the_first_stage_opens_a_draft_and_the_last_closes(meeting, now):
    stages = []
    for minute in range(4):
        room = begin_next(meeting, now + minute * MINUTE)
        stages.append((room.status, list_open(meeting), get_kind(meeting)))

    assert stages == [
        ("open", [], "lobby"),
        ("open", ["writing", "voting"], "write_and_vote"),
        ("open", ["results"], "reveal"),
        ("closed", ["results"], None),
    ]
    assert (meeting.analysis_due_at, meeting.closed_at) == (now + 3 * MINUTE, now + 3 * MINUTE)


def test_the_time_of_a_stage_is_the_timer_that_every_page_shows(meeting, now):
    ends = [begin_next(meeting, now).closes_at for _stage in range(4)]

    assert ends == [now + 2 * MINUTE, now + 10 * MINUTE, now + 3 * MINUTE, None]


def test_one_stage_ends_where_the_next_begins(meeting, now):
    begin_next(meeting, now)
    begin_next(meeting, now + MINUTE)

    times = list(meeting.stages.values_list("started_at", "ended_at"))
    assert times == [(now, now + MINUTE), (now + MINUTE, None), (None, None), (None, None)]


def test_after_the_last_stage_there_is_none(deliberation, ada, now):
    with pytest.raises(Conflict) as refusal:
        begin_next(deliberation, now)

    assert refusal.value.code == "no_next"
    assert list_open(deliberation) == ["writing", "voting"]


def test_the_log_tells_of_every_stage_and_of_nothing_that_was_written(meeting, ada, now):
    stage = meeting.stages.get(position=1)
    planning.change(stage=stage, title="Come in", minutes=3, goes_on=False, by=ada, now=now)
    for _stage in range(4):
        begin_next(meeting, now)

    events = list(Event.objects.order_by("number").values_list("kind", "payload"))
    kinds = [kind for kind, _payload in events]
    assert kinds[-9:] == [
        "agenda_planned",
        "step_changed",
        "deliberation_opened",
        *["step_began"] * 3,
        "results_shown",
        "deliberation_closed",
        "step_began",
    ]
    assert events[-1][1] == {"deliberation": meeting.code, "position": 4, "step": "close"}
    assert "Come in" not in str(events)


# --- by itself ---


def go_on(deliberation, at):
    return agenda.go_on(deliberation_id=deliberation.pk, now=at)


def test_a_stage_whose_time_is_over_goes_on_by_itself(meeting, now):
    begin_next(meeting, now)
    begin_next(meeting, now)

    assert go_on(meeting, now + 9 * MINUTE) is None
    stage = go_on(meeting, now + 10 * MINUTE)

    assert (stage.pk, get_kind(meeting), list_open(meeting)) == (meeting.pk, "reveal", ["results"])
    assert stage.closes_at == now + 13 * MINUTE


def test_it_goes_on_once(meeting, now):
    begin_next(meeting, now)
    begin_next(meeting, now)

    moves = [go_on(meeting, now + 10 * MINUTE) is not None for _caller in range(3)]

    assert (moves, get_kind(meeting)) == ([True, False, False], "reveal")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_goes_on(meeting, now):
    begin_next(meeting, now)
    begin_next(meeting, now)
    winners, barrier = [], threading.Barrier(4)

    def worker():
        barrier.wait()
        winners.append(go_on(meeting, now + 10 * MINUTE) is not None)
        connections.close_all()

    threads = [threading.Thread(target=worker) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(winners), get_kind(meeting)) == ([False, False, False, True], "reveal")
    assert Event.objects.filter(kind="step_began").count() == 3


def test_one_that_waits_for_the_facilitator_does_not_go_on(meeting, now):
    begin_next(meeting, now)

    assert go_on(meeting, now + 60 * MINUTE) is None
    assert get_kind(meeting) == "lobby"


def test_the_last_stage_has_nothing_to_go_on_to(deliberation, ada, now):
    planning.add(deliberation=deliberation, kind=StageKind.VOTE, minutes=5, goes_on=True, by=ada, now=now)
    begin_next(deliberation, now)

    assert list(Stage.objects.over(now + 6 * MINUTE)) == []
    assert go_on(deliberation, now + 6 * MINUTE) is None
    assert list_open(deliberation) == ["voting"]


def test_a_timer_set_by_hand_closes_nothing(deliberation, ada, now):
    lifecycle.set_timer(deliberation=deliberation, minutes=5, by=ada, now=now)

    assert go_on(deliberation, now + 6 * MINUTE) is None
    assert list_open(deliberation) == ["writing", "voting"]


def test_what_fails_on_the_way_leaves_the_timer_for_the_next_try(meeting, now, monkeypatch):
    begin_next(meeting, now)
    begin_next(meeting, now)

    def fail(*_args, **_kwargs):
        raise FloatingPointError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(agenda, "save_change", fail)
        with pytest.raises(FloatingPointError):
            go_on(meeting, now + 10 * MINUTE)

    assert get_kind(meeting) == "write_and_vote"
    assert go_on(meeting, now + 10 * MINUTE) is not None


def test_a_week_is_over_after_seven_days(draft, ada, now):
    planning.plan(deliberation=draft, template="week", by=ada, now=now)
    begin_next(draft, now)

    assert go_on(draft, now + timedelta(days=7) - MINUTE) is None
    assert go_on(draft, now + timedelta(days=7)).status == "closed"


def test_the_ticker_finds_what_is_over_also_after_a_restart(meeting, now):
    begin_next(meeting, now)
    begin_next(meeting, now)
    begun_at = meeting.stages.current().get().started_at

    tasks.Submitter().submit(now=begun_at + 9 * MINUTE)
    assert get_kind(meeting) == "write_and_vote"
    Deliberation.objects.update(closes_at=now - MINUTE)  # the task asks the real clock
    tasks.Submitter().submit(now=now)

    assert get_kind(meeting) == "reveal"


# --- more time ---


def test_minutes_are_added_to_what_is_left(meeting, now):
    begin_next(meeting, now)

    more = agenda.add_minutes(deliberation=meeting, minutes=5, by=None, now=now + MINUTE)

    assert more.closes_at == now + 7 * MINUTE


def test_minutes_added_after_the_end_count_from_now(meeting, now):
    begin_next(meeting, now)

    more = agenda.add_minutes(deliberation=meeting, minutes=5, by=None, now=now + 30 * MINUTE)

    assert more.closes_at == now + 35 * MINUTE


@pytest.mark.parametrize("minutes", [0, -1, 10**9])
def test_minutes_that_are_none_are_refused(deliberation, now, minutes):
    with pytest.raises(Invalid):
        agenda.add_minutes(deliberation=deliberation, minutes=minutes, by=None, now=now)

    assert Deliberation.objects.get().closes_at is None


def test_no_time_runs_in_a_draft(meeting, now):
    with pytest.raises(Conflict):
        agenda.add_minutes(deliberation=meeting, minutes=5, by=None, now=now)


# --- closing and opening again ---


def test_closing_by_hand_ends_the_stage_and_its_time(meeting, ada, now):
    begin_next(meeting, now)

    room = lifecycle.close(deliberation=meeting, by=ada, now=now + MINUTE)

    assert (room.status, room.closes_at, get_kind(meeting)) == ("closed", None, None)
    assert meeting.stages.get(position=1).ended_at == now + MINUTE


def test_what_was_closed_opens_again_by_hand(meeting, ada, now):
    for _stage in range(4):
        begin_next(meeting, now)

    again = lifecycle.open_(deliberation=meeting, by=ada, now=now)

    assert (again.status, list_open(meeting)) == ("open", ["writing", "voting", "results"])
    assert (get_kind(meeting), Agenda.of(meeting).following) == (None, None)


def test_what_was_closed_opens_again_at_a_stage_and_goes_on_from_there(meeting, now):
    for _stage in range(4):
        begin_next(meeting, now)

    again = begin_stage(meeting, 2, now + MINUTE)

    assert (again.status, again.closed_at, again.opened_at) == ("open", None, now)
    assert (get_kind(meeting), Agenda.of(meeting).following.kind) == ("write_and_vote", "reveal")
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == ["deliberation_reopened", "step_began"]


def test_a_stage_may_be_passed_over(meeting, now):
    begin_next(meeting, now)
    begin_stage(meeting, 3, now)

    assert (get_kind(meeting), [stage.kind for stage in Agenda.of(meeting).upcoming]) == ("reveal", ["close"])


def test_a_draft_cannot_begin_with_its_end(meeting, now):
    with pytest.raises(Conflict):
        begin_stage(meeting, 4, now)

    assert (list_open(meeting), meeting.status) == ([], "draft")


# --- what the database keeps ---

FAULTS = {
    "step_position_once": {"position": 1},
    "step_position_from_one": {"position": 0},
    "step_kind_known": {"kind": "dance"},
    "step_minutes_in_reach": {"minutes": 0},
    "step_goes_on_after_minutes": {"goes_on": True},
    "step_begins_before_it_ends": {"ended_at": True},
    "step_one_current": {"started_at": True},
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_database_takes_no_stage_that_breaks_a_promise(meeting, now, name):
    begin_next(meeting, now)
    fields = {"deliberation": meeting, "position": 9, "kind": StageKind.VOTE}
    fault = {key: now if value is True and key.endswith("_at") else value for key, value in FAULTS[name].items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.create(**fields | fault)
    Stage.objects.create(**fields)


def test_a_stage_does_not_end_before_it_began(meeting, now):
    begin_next(meeting, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.stages.current().update(ended_at=now - MINUTE)
    meeting.stages.current().update(ended_at=now)
