"""From draft to closed: creating, opening, switching and the timer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.entry import consents
from elicit.actions.locking import changed as _changed
from elicit.actions.locking import lock as _hold
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
    consents.first(deliberation=deliberation, now=now)
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
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if not Deliberation.objects.filter(code=code).exists():
            return code


@transaction.atomic
def open_(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Open, or open again: people may come in, write and vote."""
    held = _hold(deliberation)
    if held.status == Status.OPEN:
        raise Conflict("already_open", _("This deliberation is open already."))
    kind = "deliberation_opened" if held.opened_at is None else "deliberation_reopened"
    held.status, held.writing_open, held.voting_open = Status.OPEN, True, True
    held.opened_at, held.closed_at = held.opened_at or now, None
    consents.renew(deliberation=held, by=by, now=now)
    return _changed(deliberation=held, kind=kind, by=by, now=now)


@transaction.atomic
def close(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """No more statements, votes or reasons; the final analysis becomes due."""
    held = _hold(deliberation)
    if held.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so it cannot be closed."))
    held.status, held.writing_open, held.voting_open = Status.CLOSED, False, False
    held.discussion_open = False
    held.closed_at, held.analysis_due_at, held.closes_at = now, now, None
    held.held_at, held.held_open, held.held_seconds = None, [], None
    held.stages.current().update(ended_at=now)
    return _changed(deliberation=held, kind="deliberation_closed", by=by, now=now)


# what takes input, by the name of its switch
SWITCHES = {"writing": "writing_open", "voting": "voting_open", "discussion": "discussion_open"}


@transaction.atomic
def switch(*, deliberation: Deliberation, name: str, on: bool, by: User | None, now: datetime) -> Deliberation:
    """Turn writing, voting or discussion on or off."""
    if name not in SWITCHES:
        raise Invalid("unknown_switch", _("There is no such switch. Nothing was changed."))
    held = _hold(deliberation)
    if on and held.status != Status.OPEN:
        raise Conflict(
            "not_open", _("Open the deliberation first; then writing, voting and discussion can be opened.")
        )
    if on:
        refuse_held(held)
    if getattr(held, SWITCHES[name]) == on:
        return held
    setattr(held, SWITCHES[name], on)
    return _changed(deliberation=held, kind=f"{name}_{'opened' if on else 'closed'}", by=by, now=now)


@transaction.atomic
def set_timer(*, deliberation: Deliberation, minutes: int | None, by: User | None, now: datetime) -> Deliberation:
    """A count-down that every page shows; none takes it away. It closes nothing by itself."""
    held = _hold(deliberation)
    refuse_held(held)
    held.closes_at = now + timedelta(minutes=minutes) if minutes else None
    return _changed(deliberation=held, kind="timer_set", by=by, now=now, minutes=minutes)


def refuse_held(held: Deliberation) -> None:
    if held.held_at is not None:
        raise Conflict("held", _("The session is paused. Resume it first; everything is as you left it."))


def refuse_practice(deliberation: Deliberation) -> None:
    """What was voted in a rehearsal is nobody's opinion."""
    if deliberation.is_practice:
        raise Conflict(
            "practice",
            _("This is a practice room: nothing of it is released or becomes part of a constitution."),
        )
