"""Running an agenda: stages begin, go on by themselves when their time is over, get more minutes, and can be
gone back to. What is open follows from the kind of the stage."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.discussion import tables
from elicit.actions.locking import lock, save_change
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Agenda, Deliberation, Stage, Status
from elicit.models.deliberation.agenda import LONGEST, StageKind
from elicit.models.deliberation.showing import ALL
from elicit.reading.deliberation.rounds import is_voted_in

from . import lifecycle, rounds, showing
from .lifecycle import SWITCHES

# What each kind of stage opens. Everything else that takes input is closed while it lasts; results that have been
# revealed stay so, until somebody hides them.
OPENS: dict[str, frozenset[str]] = {
    StageKind.LOBBY: frozenset(),
    StageKind.WRITE: frozenset({"writing"}),
    StageKind.VOTE: frozenset({"voting"}),
    StageKind.WRITE_AND_VOTE: frozenset({"writing", "voting"}),
    StageKind.DISCUSS: frozenset({"discussion"}),
    StageKind.VOTE_AGAIN: frozenset({"voting"}),
    StageKind.REVEAL: frozenset({"results"}),
    StageKind.CLOSE: frozenset(),
}


@transaction.atomic
def begin(
    *, deliberation: Deliberation, stage: Stage | None = None, by: User | None, now: datetime
) -> Deliberation:
    """The next stage begins, or this one; the stage before it ends, and a pause with it. A draft opens, and what
    was closed opens again. Later stages have not been: the agenda goes on from here.

    Raises Conflict where no stage is next, this one is none of the agenda, or it would close what is not open."""
    deliberation = lock(deliberation)
    stage = _stage_to_begin(deliberation, stage)
    if stage.kind == StageKind.CLOSE:
        return _end(deliberation, stage, by=by, now=now)
    deliberation.stages.current().update(ended_at=now)
    deliberation.stages.filter(position__gte=stage.position).update(started_at=None, ended_at=None)
    deliberation.stages.filter(pk=stage.pk).update(started_at=now)
    if deliberation.status != Status.OPEN:
        _enter(deliberation, by=by, now=now)
    _open_room(deliberation, stage, now)
    deliberation = save_change(
        deliberation=deliberation, kind="step_began", by=by, now=now, position=stage.position, step=stage.kind
    )
    if "results" in OPENS[stage.kind]:
        return showing.reveal(deliberation=deliberation, show=ALL, by=by, now=now)
    if stage.kind == StageKind.VOTE_AGAIN and is_voted_in(deliberation):
        return rounds.vote_again(deliberation=deliberation, by=by, now=now)
    if stage.kind == StageKind.DISCUSS and tables.deal(deliberation=deliberation, by=by, now=now):
        deliberation.refresh_from_db()
    return deliberation


def go_on(*, deliberation_id: int, now: datetime) -> Deliberation | None:
    """The next stage after one whose time is over; None where none is. The UPDATE takes the timer away, so of many
    callers one goes on; it is undone with everything else if that fails."""
    with transaction.atomic():
        due = Stage.objects.over(now).filter(pk=deliberation_id)
        if not due.update(closes_at=None):
            return None
        return begin(deliberation=Deliberation(pk=deliberation_id), by=None, now=now)


@transaction.atomic
def add_minutes(*, deliberation: Deliberation, minutes: int, by: User | None, now: datetime) -> Deliberation:
    """More time for the current stage, in minutes; a paused timer has more left when it is resumed.

    Raises Conflict where it is not open, Invalid for minutes out of range."""
    deliberation = lock(deliberation)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so no time is running."))
    if not 1 <= minutes <= LONGEST:
        raise Invalid("minutes", _("Add whole minutes, one or more. Nothing was changed."))
    if deliberation.held_at is not None:
        deliberation.held_seconds = (deliberation.held_seconds or 0) + 60 * minutes
    else:
        deliberation.closes_at = max(deliberation.closes_at or now, now) + timedelta(minutes=minutes)
    return save_change(deliberation=deliberation, kind="minutes_added", by=by, now=now, minutes=minutes)


def _stage_to_begin(deliberation: Deliberation, stage: Stage | None) -> Stage:
    stage = Agenda.of(deliberation).following if stage is None else deliberation.stages.filter(pk=stage.pk).first()
    if stage is None:
        raise Conflict(
            "no_next", _("There is no further stage on the agenda. Add one, or close the deliberation.")
        )
    return stage


def _enter(deliberation: Deliberation, *, by: User | None, now: datetime) -> None:
    kind = "deliberation_opened" if deliberation.opened_at is None else "deliberation_reopened"
    deliberation.status, deliberation.opened_at, deliberation.closed_at = (
        Status.OPEN,
        deliberation.opened_at or now,
        None,
    )
    record(community=deliberation.community, kind=kind, by=by, now=now, deliberation=deliberation.code)


def _open_room(deliberation: Deliberation, stage: Stage, now: datetime) -> None:
    for name in SWITCHES:
        setattr(deliberation, SWITCHES[name], name in OPENS[stage.kind])
    deliberation.closes_at = now + timedelta(minutes=stage.minutes) if stage.minutes else None
    deliberation.held_at, deliberation.held_open, deliberation.held_seconds = None, [], None


def _end(deliberation: Deliberation, stage: Stage, *, by: User | None, now: datetime) -> Deliberation:
    """The last stage takes no time: it closes."""
    deliberation = lifecycle.close(deliberation=deliberation, by=by, now=now)
    deliberation.stages.filter(pk=stage.pk).update(started_at=now, ended_at=now)
    return save_change(
        deliberation=deliberation, kind="step_began", by=by, now=now, position=stage.position, step=stage.kind
    )
