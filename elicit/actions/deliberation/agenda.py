"""Running an agenda: stages begin, go on by themselves when their time is over, get more minutes, and can be
gone back to. What is open follows from the kind of the stage."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.discussion import tables
from elicit.actions.locking import changed, lock
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Agenda, Deliberation, Stage, Status
from elicit.models.deliberation.agenda import LONGEST, Kind
from elicit.models.deliberation.showing import ALL

from . import lifecycle, rounds, showing
from .lifecycle import SWITCHES

# What each kind of stage opens. Everything else that takes input is closed while it lasts; results that have been
# revealed stay so, until somebody hides them.
OPENS: dict[str, frozenset[str]] = {
    Kind.LOBBY: frozenset(),
    Kind.WRITE: frozenset({"writing"}),
    Kind.VOTE: frozenset({"voting"}),
    Kind.WRITE_AND_VOTE: frozenset({"writing", "voting"}),
    Kind.DISCUSS: frozenset({"discussion"}),
    Kind.VOTE_AGAIN: frozenset({"voting"}),
    Kind.REVEAL: frozenset({"results"}),
    Kind.CLOSE: frozenset(),
}


@transaction.atomic
def begin(
    *, deliberation: Deliberation, stage: Stage | None = None, by: User | None, now: datetime
) -> Deliberation:
    """The next stage begins, or this one; the stage before it ends, and a pause with it. A draft opens, and what
    was closed opens again. Later stages have not been: the agenda goes on from here."""
    held = lock(deliberation)
    chosen = _chosen(held, stage)
    if chosen.kind == Kind.CLOSE:
        return _end(held, chosen, by=by, now=now)
    held.stages.current().update(ended_at=now)
    held.stages.filter(position__gte=chosen.position).update(started_at=None, ended_at=None)
    held.stages.filter(pk=chosen.pk).update(started_at=now)
    if held.status != Status.OPEN:
        _enter(held, by=by, now=now)
    _open_room(held, chosen, now)
    begun = changed(
        deliberation=held, kind="step_began", by=by, now=now, position=chosen.position, step=chosen.kind
    )
    if "results" in OPENS[chosen.kind]:
        return showing.reveal(deliberation=begun, show=ALL, by=by, now=now)
    if chosen.kind == Kind.VOTE_AGAIN and rounds.is_voted_in(begun):
        return rounds.vote_again(deliberation=begun, by=by, now=now)
    if chosen.kind == Kind.DISCUSS and tables.deal(deliberation=begun, by=by, now=now):
        begun.refresh_from_db()
    return begun


def go_on(*, deliberation_id: int, now: datetime) -> Deliberation | None:
    """What comes after a stage whose time is over. The UPDATE takes the timer away, so of many callers one goes
    on; it is undone with everything else if that fails."""
    with transaction.atomic():
        over = Stage.objects.over(now).filter(pk=deliberation_id)
        if not over.update(closes_at=None):
            return None
        return begin(deliberation=Deliberation(pk=deliberation_id), by=None, now=now)


@transaction.atomic
def add_minutes(*, deliberation: Deliberation, minutes: int, by: User | None, now: datetime) -> Deliberation:
    """More time for what is going on. While it is paused, the timer stands and has more left."""
    held = lock(deliberation)
    if held.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so no time is running."))
    if not 1 <= minutes <= LONGEST:
        raise Invalid("minutes", _("Add whole minutes, one or more. Nothing was changed."))
    if held.held_at is not None:
        held.held_seconds = (held.held_seconds or 0) + 60 * minutes
    else:
        held.closes_at = max(held.closes_at or now, now) + timedelta(minutes=minutes)
    return changed(deliberation=held, kind="minutes_added", by=by, now=now, minutes=minutes)


def _chosen(held: Deliberation, stage: Stage | None) -> Stage:
    chosen = Agenda.of(held).following if stage is None else held.stages.filter(pk=stage.pk).first()
    if chosen is None:
        raise Conflict(
            "no_next", _("There is no further stage on the agenda. Add one, or close the deliberation.")
        )
    return chosen


def _enter(held: Deliberation, *, by: User | None, now: datetime) -> None:
    kind = "deliberation_opened" if held.opened_at is None else "deliberation_reopened"
    held.status, held.opened_at, held.closed_at = Status.OPEN, held.opened_at or now, None
    record(community=held.community, kind=kind, by=by, now=now, deliberation=held.code)


def _open_room(held: Deliberation, stage: Stage, now: datetime) -> None:
    for name in SWITCHES:
        setattr(held, SWITCHES[name], name in OPENS[stage.kind])
    held.closes_at = now + timedelta(minutes=stage.minutes) if stage.minutes else None
    held.held_at, held.held_open, held.held_seconds = None, [], None


def _end(held: Deliberation, stage: Stage, *, by: User | None, now: datetime) -> Deliberation:
    """The last stage takes no time: it closes."""
    closed = lifecycle.close(deliberation=held, by=by, now=now)
    closed.stages.filter(pk=stage.pk).update(started_at=now, ended_at=now)
    return changed(
        deliberation=closed, kind="step_began", by=by, now=now, position=stage.position, step=stage.kind
    )
