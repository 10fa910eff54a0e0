"""Reasons for and against: noted at tables, given by participants, and decided on by moderators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from elicit import live, wording
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid, Missing
from elicit.models import Deliberation, Participant, Point, Statement, Table, Vote
from elicit.models.discussion import POINT_LIMIT, PointSide, PointState

OWN_LIMIT = 6  # reasons of one participant on one statement


@transaction.atomic
def note(*, table: Table, statement: Statement, side: str, text: str, now: datetime) -> Point:
    """What a table's note-taker enters, on a statement that the table talks about.

    Raises Missing for another statement, Invalid for a side or a text that cannot be used, Conflict where
    discussion is closed, the statement is not accepted or the same was noted before."""
    if not table.assignments.filter(statement=statement).exists():
        raise Missing("not_here", _("This table does not talk about that statement. Nothing was kept."))
    return _write(statement, side, text, now=now, table=table)


@transaction.atomic
def argue(*, participant: Participant, statement: Statement, side: str, text: str, now: datetime) -> Point:
    """A participant's own reason for or against a statement they have voted on.

    Raises Invalid for a side or a text that cannot be used; Conflict where they have not voted on it, have given
    OWN_LIMIT reasons or this one before, or as `note` does."""
    if side not in (PointSide.FOR, PointSide.AGAINST):
        raise Invalid("side", _("Say whether it speaks for the statement or against it. Nothing was kept."))
    if not is_open_to(participant, statement):
        raise Conflict("not_voted", _("Vote on this statement first; then you can give reasons."))
    if participant.points.filter(statement=statement).count() >= OWN_LIMIT:
        raise Conflict("enough", _("You have given enough reasons here. Take one back to give another."))
    return _write(statement, side, text, now=now, participant=participant)


@transaction.atomic
def correct(*, point: Point, side: str, text: str, now: datetime) -> Point:
    """Other words by whoever entered it, while discussion is open; where moderation is on, it waits again.

    Raises Conflict where discussion is closed, Invalid for a side or a text that cannot be used."""
    deliberation = _lock_open(point.deliberation)
    point.side, point.text = _side(side), clean(text)
    point.language = wording.language(point.text, deliberation.language)
    point.state, point.reason = _first_state(deliberation), ""
    point.save(update_fields=["side", "text", "language", "state", "reason"])
    _send_change(deliberation)
    return point


@transaction.atomic
def withdraw(*, point: Point, now: datetime) -> None:
    """Delete it, by whoever entered it. Raises Conflict where discussion is closed."""
    deliberation = _lock_open(point.deliberation)
    point.delete()
    _send_change(deliberation)


@transaction.atomic
def accept(*, point: Point, by: User | None, now: datetime) -> Point:
    return _decide(point, PointState.ACCEPTED, "", by=by, now=now)


@transaction.atomic
def reject(*, point: Point, reason: str, by: User | None, now: datetime) -> Point:
    """Its writer is shown the reason. Raises Invalid without one."""
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: whoever wrote it is shown the reason. Nothing was changed."))
    return _decide(point, PointState.REJECTED, reason.strip()[:300], by=by, now=now)


def is_open_to(participant: Participant, statement: Statement) -> bool:
    """Whether the participant has voted on the statement, and so may see and give reasons."""
    return Vote.objects.filter(participant=participant, statement=statement).exists()


def clean(text: str) -> str:
    """The text as it is stored. Raises Invalid for one that cannot be."""
    try:
        return wording.clean(text, limit=POINT_LIMIT)
    except wording.WordingError as error:
        raise Invalid(error.code, _sentence(error, len(text.strip()))) from error


def _sentence(error: wording.WordingError, length: int) -> Any:
    if error.code == "empty":
        return _("There is nothing to keep yet. Write it in one sentence, then send it again.")
    if error.code == "too_long":
        return ngettext(
            "At most %(limit)s characters, and this has %(length)s. Shorten it, then send it again.",
            "At most %(limit)s characters, and this has %(length)s. Shorten it, then send it again.",
            length,
        ) % {"limit": POINT_LIMIT, "length": length}
    return _(error.words) % error.values


def _write(statement: Statement, side: str, text: str, *, now: datetime, **source: Table | Participant) -> Point:
    deliberation = _lock_open(statement.deliberation)
    text = clean(text)
    if not statement.accepts_votes():
        raise Conflict("statement", _("This statement is not up for discussion any more. Nothing was kept."))
    if deliberation.points.filter(statement=statement, text=text, **source).exists():
        raise Conflict("duplicate", _("Exactly this is here already, so it was not kept twice."))
    last = deliberation.points.aggregate(last=Max("number"))["last"] or 0
    point = Point.objects.create(
        deliberation=deliberation,
        number=last + 1,
        statement=statement,
        side=_side(side),
        text=text,
        language=wording.language(text, deliberation.language),
        state=_first_state(deliberation),
        created_at=now,
        **source,
    )
    _send_change(deliberation)
    return point


def _lock_open(deliberation: Deliberation) -> Deliberation:
    """The row locked, so that two points do not get one number and none follows the end. Raises Conflict."""
    deliberation = Deliberation.objects.select_for_update().get(pk=deliberation.pk)
    if not deliberation.discussion_open:
        raise Conflict("discussion_closed", _("Discussion is not open at the moment. Your text was not sent."))
    return deliberation


def _side(side: str) -> str:
    if side not in PointSide.values:
        raise Invalid("side", _("Say whether it speaks for the statement or against it. Nothing was kept."))
    return side


def _first_state(deliberation: Deliberation) -> str:
    return PointState.WAITING if deliberation.moderation_on else PointState.ACCEPTED


def _send_change(deliberation: Deliberation) -> None:
    Deliberation.objects.filter(pk=deliberation.pk).update(revision=F("revision") + 1)
    live.after_commit(deliberation)


def _decide(point: Point, state: str, reason: str, *, by: User | None, now: datetime) -> Point:
    point = Point.objects.select_for_update().select_related("deliberation__community").get(pk=point.pk)
    if point.state == state:
        return point
    point.state, point.reason, point.moderated_at, point.moderated_by = state, reason, now, by
    point.save(update_fields=["state", "reason", "moderated_at", "moderated_by"])
    record(
        community=point.deliberation.community,
        kind=f"point_{state}",
        by=by,
        now=now,
        deliberation=point.deliberation.code,
        point=point.number,
    )
    _send_change(point.deliberation)
    return point
