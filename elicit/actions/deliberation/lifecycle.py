"""From draft to closed: creating, opening, switching and the timer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.entry import consents
from elicit.actions.locking import lock, save_change
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.models import Community, Deliberation, Status
from elicit.models.deliberation.deliberation import CODE_ALPHABET, CODE_LENGTH, PROMPT_LIMIT


@transaction.atomic
def create(
    *,
    community: Community,
    prompt: str,
    language: str = "en",
    moderation_on: bool = True,
    practises_for: Deliberation | None = None,
    by: User | None,
    now: datetime,
) -> Deliberation:
    """A draft with a fresh join code, under the rules now in force; or a practice room for another one."""
    deliberation = Deliberation.objects.create(
        community=community,
        rules=community.rules,
        code=fresh_code(),
        prompt=writing.clean(prompt, limit=PROMPT_LIMIT),
        language=language,
        moderation_on=moderation_on,
        is_practice=practises_for is not None,
        practises_for=practises_for,
        seed=secrets.randbelow(2**31),
        created_by=by,
        created_at=now,
    )
    consents.write_first(deliberation=deliberation, now=now)
    record(
        community=community,
        kind="deliberation_created",
        by=by,
        now=now,
        deliberation=deliberation.code,
        rules=deliberation.rules.number,
    )
    return deliberation


def fresh_code() -> str:
    """A join code that no deliberation has."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if not Deliberation.objects.filter(code=code).exists():
            return code


@transaction.atomic
def open_(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Open, or open again: people may come in, write and vote. Raises Conflict where it is open."""
    deliberation = lock(deliberation)
    if deliberation.status == Status.OPEN:
        raise Conflict("already_open", _("This deliberation is open already."))
    kind = "deliberation_opened" if deliberation.opened_at is None else "deliberation_reopened"
    deliberation.status, deliberation.writing_open, deliberation.voting_open = Status.OPEN, True, True
    deliberation.opened_at, deliberation.closed_at = deliberation.opened_at or now, None
    consents.renew(deliberation=deliberation, by=by, now=now)
    return save_change(deliberation=deliberation, kind=kind, by=by, now=now)


@transaction.atomic
def close(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """No more statements, votes or reasons; the final analysis becomes due. Raises Conflict where it is not
    open."""
    deliberation = lock(deliberation)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so it cannot be closed."))
    deliberation.status, deliberation.writing_open, deliberation.voting_open = Status.CLOSED, False, False
    deliberation.discussion_open = False
    deliberation.closed_at, deliberation.analysis_due_at, deliberation.closes_at = now, now, None
    deliberation.held_at, deliberation.held_open, deliberation.held_seconds = None, [], None
    deliberation.stages.current().update(ended_at=now)
    return save_change(deliberation=deliberation, kind="deliberation_closed", by=by, now=now)


# what takes input, by the name of its switch
SWITCHES = {"writing": "writing_open", "voting": "voting_open", "discussion": "discussion_open"}


@transaction.atomic
def switch(*, deliberation: Deliberation, name: str, on: bool, by: User | None, now: datetime) -> Deliberation:
    """Turn writing, voting or discussion on or off.

    Raises Invalid for an unknown switch; Conflict for turning one on where it is not open, or is paused."""
    if name not in SWITCHES:
        raise Invalid("unknown_switch", _("There is no such switch. Nothing was changed."))
    deliberation = lock(deliberation)
    if on and deliberation.status != Status.OPEN:
        raise Conflict(
            "not_open", _("Open the deliberation first; then writing, voting and discussion can be opened.")
        )
    if on:
        refuse_while_paused(deliberation)
    if getattr(deliberation, SWITCHES[name]) == on:
        return deliberation
    setattr(deliberation, SWITCHES[name], on)
    return save_change(deliberation=deliberation, kind=f"{name}_{'opened' if on else 'closed'}", by=by, now=now)


@transaction.atomic
def set_timer(*, deliberation: Deliberation, minutes: int | None, by: User | None, now: datetime) -> Deliberation:
    """A count-down in minutes that every page shows; no minutes take it away. It closes nothing by itself.

    Raises Conflict while the session is paused."""
    deliberation = lock(deliberation)
    refuse_while_paused(deliberation)
    deliberation.closes_at = now + timedelta(minutes=minutes) if minutes else None
    return save_change(deliberation=deliberation, kind="timer_set", by=by, now=now, minutes=minutes)


def refuse_while_paused(deliberation: Deliberation) -> None:
    """Raises Conflict while the session is paused."""
    if deliberation.held_at is not None:
        raise Conflict("held", _("The session is paused. Resume it first; everything is as you left it."))


def refuse_practice(deliberation: Deliberation) -> None:
    """Raises Conflict in a practice room: its votes are no results."""
    if deliberation.is_practice:
        raise Conflict(
            "practice",
            _("This is a practice room: nothing of it is released or becomes part of a constitution."),
        )
