"""Planning an agenda: from a template, and stage by stage as long as a stage has not begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.models import Agenda, Deliberation, Stage
from elicit.models.deliberation.agenda import LONGEST, TITLE_LIMIT, StageKind

from .agenda import OPENS

WEEK = 7 * 24 * 60
MOST = 30  # stages


class StagePlan(NamedTuple):
    kind: str
    minutes: int | None = None
    goes_on: bool = False


@dataclass(frozen=True)
class Template:
    """A template of an agenda, with its name and its purpose."""

    name: str | Promise
    about: str | Promise
    stages: tuple[StagePlan, ...] = ()


TEMPLATES = {
    "quick": Template(
        _("Quick pulse, 15 minutes"),
        _("People arrive, vote and write for ten minutes, then look at the results together."),
        (
            StagePlan(StageKind.LOBBY, 2),
            StagePlan(StageKind.WRITE_AND_VOTE, 10, goes_on=True),
            StagePlan(StageKind.REVEAL, 3),
            StagePlan(StageKind.CLOSE),
        ),
    ),
    "workshop": Template(
        _("Values workshop, an hour"),
        _("People write, vote, talk about what divides them, vote once more, and look at what moved."),
        (
            StagePlan(StageKind.LOBBY, 5),
            StagePlan(StageKind.WRITE, 10, goes_on=True),
            StagePlan(StageKind.VOTE, 15, goes_on=True),
            StagePlan(StageKind.DISCUSS, 12),
            StagePlan(StageKind.VOTE_AGAIN, 8, goes_on=True),
            StagePlan(StageKind.REVEAL, 10),
            StagePlan(StageKind.CLOSE),
        ),
    ),
    "week": Template(
        _("Open for a week"),
        _("People come when they like. It closes automatically seven days after you begin."),
        (StagePlan(StageKind.WRITE_AND_VOTE, WEEK, goes_on=True), StagePlan(StageKind.CLOSE)),
    ),
    "hand": Template(_("I run it by hand"), _("No agenda: you open and close everything yourself.")),
}


@transaction.atomic
def plan(*, deliberation: Deliberation, template: str, by: User | None, now: datetime) -> Deliberation:
    """The stages of a template, for a deliberation that has none yet; the template for running by hand has none.

    Raises Invalid for an unknown template, Conflict where there is an agenda."""
    if template not in TEMPLATES:
        raise Invalid("unknown_template", _("There is no such template. Nothing was changed."))
    deliberation = lock(deliberation)
    if deliberation.stages.exists():
        raise Conflict("planned", _("There is an agenda already. Change its stages one by one."))
    stages = TEMPLATES[template].stages
    if not stages:
        return deliberation
    rows = [
        Stage(deliberation=deliberation, position=n, **stage._asdict()) for n, stage in enumerate(stages, start=1)
    ]
    Stage.objects.bulk_create(rows)
    return save_change(
        deliberation=deliberation, kind="agenda_planned", by=by, now=now, stages=[row.kind for row in rows]
    )


@transaction.atomic
def add(
    *,
    deliberation: Deliberation,
    kind: str,
    title: str = "",
    minutes: int | None = None,
    goes_on: bool = False,
    by: User | None,
    now: datetime,
) -> Stage:
    """One more stage: the last, or the last but one where the agenda ends with closing.

    Raises Invalid for an unknown kind, minutes out of range or too many stages."""
    deliberation = lock(deliberation)
    if kind not in OPENS:
        raise Invalid("unknown_kind", _("There is no such kind of stage. Nothing was changed."))
    if deliberation.stages.count() >= MOST:
        raise Invalid("too_many", _("An agenda has at most 30 stages. Nothing was changed."))
    fields = _fields(kind, title, minutes, goes_on)
    stage = Stage.objects.create(
        deliberation=deliberation, position=_place(deliberation, kind), kind=kind, **fields
    )
    save_change(deliberation=deliberation, kind="step_added", by=by, now=now, position=stage.position, stage=kind)
    return stage


@transaction.atomic
def change(
    *, stage: Stage, title: str, minutes: int | None, goes_on: bool, by: User | None, now: datetime
) -> Stage:
    """Its title, its minutes, and whether it goes on by itself.

    Raises Conflict where it has begun, Invalid for a title or minutes that cannot be."""
    deliberation, stage = _editable(stage)
    for name, value in _fields(stage.kind, title, minutes, goes_on).items():
        setattr(stage, name, value)
    stage.save()
    save_change(
        deliberation=deliberation,
        kind="step_changed",
        by=by,
        now=now,
        position=stage.position,
        minutes=minutes,
        goes_on=goes_on,
    )
    return stage


@transaction.atomic
def remove(*, stage: Stage, by: User | None, now: datetime) -> None:
    """Raises Conflict where it has begun."""
    deliberation, stage = _editable(stage)
    position = stage.position
    stage.delete()
    save_change(deliberation=deliberation, kind="step_removed", by=by, now=now, position=position)


@transaction.atomic
def move(*, stage: Stage, by_places: int, by: User | None, now: datetime) -> Stage:
    """Earlier (-1) or later (+1), among the stages that have not begun.

    Raises Conflict where it has begun, or at the end."""
    deliberation, stage = _editable(stage)
    upcoming = Agenda.of(deliberation).upcoming
    at = next(n for n, row in enumerate(upcoming) if row.pk == stage.pk)
    to = at + by_places
    if not 0 <= to < len(upcoming):
        raise Conflict("at_the_end", _("It cannot be moved further. Nothing was changed."))
    before, after = stage.position, upcoming[to].position
    _swap(stage, upcoming[to])
    save_change(deliberation=deliberation, kind="step_moved", by=by, now=now, position=before, to=after)
    return stage


def _swap(stage: Stage, other: Stage) -> None:
    """Positions are unique at every moment, so the first is moved behind all others first."""
    mine, its = stage.position, other.position
    for row, position in ((stage, _last(stage.deliberation) + 1), (other, mine), (stage, its)):
        row.position = position
        row.save(update_fields=["position"])


def _fields(kind: str, title: str, minutes: int | None, goes_on: bool) -> dict[str, Any]:
    if minutes is not None and not 1 <= minutes <= LONGEST:
        raise Invalid("minutes", _("A stage lasts whole minutes, at most 90 days. Nothing was changed."))
    if kind == StageKind.CLOSE:
        minutes, goes_on = None, False
    if goes_on and minutes is None:
        raise Invalid(
            "no_minutes", _("Say how many minutes it lasts; then it can go on automatically. Nothing was changed.")
        )
    title = writing.clean(title, limit=TITLE_LIMIT) if title.strip() else ""
    return {"title": title, "minutes": minutes, "goes_on": goes_on}


def _editable(stage: Stage) -> tuple[Deliberation, Stage]:
    deliberation = lock(stage.deliberation)
    row = next((row for row in Agenda.of(deliberation).upcoming if row.pk == stage.pk), None)
    if row is None:
        raise Conflict("begun", _("This stage has begun already or is gone. The rest of the agenda is unchanged."))
    return deliberation, row


def _place(deliberation: Deliberation, kind: str) -> int:
    upcoming = Agenda.of(deliberation).upcoming
    if kind != StageKind.CLOSE and upcoming and upcoming[-1].kind == StageKind.CLOSE:
        last = upcoming[-1]
        place, last.position = last.position, last.position + 1
        last.save(update_fields=["position"])
        return place
    return _last(deliberation) + 1


def _last(deliberation: Deliberation) -> int:
    return deliberation.stages.aggregate(last=Max("position"))["last"] or 0
