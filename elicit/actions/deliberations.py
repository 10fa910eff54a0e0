"""From draft to closed: creating, opening, switching, revealing, and people coming in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit import broadcast
from elicit.models import Community, Consent, Deliberation, Participant, Stage
from elicit.models.deliberation import CODE_ALPHABET, CODE_LENGTH, PROMPT_LIMIT

from . import statements
from .log import record
from .refusals import Conflict, Invalid

CONSENT_VERSION = 1


@dataclass(frozen=True)
class Ticks:
    """The boxes a person ticked at the door, beyond taking part itself."""

    publishing_text: bool = False
    row_release: bool = False
    training_use: bool = False


@transaction.atomic
def create(
    *,
    community: Community,
    prompt: str,
    language: str = "en",
    moderation_on: bool = True,
    by: User | None,
    now: datetime,
) -> Deliberation:
    """A draft with a fresh join code, under the rules now in force."""
    deliberation = Deliberation.objects.create(
        community=community,
        rules=community.rules,
        code=fresh_code(),
        prompt=statements.clean(prompt, limit=PROMPT_LIMIT),
        language=language,
        moderation_on=moderation_on,
        seed=secrets.randbelow(2**31),
        created_by=by,
        created_at=now,
    )
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
    if held.stage == Stage.OPEN:
        raise Conflict("already_open", _("This deliberation is open already."))
    kind = "deliberation_opened" if held.opened_at is None else "deliberation_reopened"
    held.stage, held.writing_open, held.voting_open = Stage.OPEN, True, True
    held.opened_at, held.closed_at = held.opened_at or now, None
    return _changed(held, kind=kind, by=by, now=now)


@transaction.atomic
def close(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """No more statements, votes or reasons; the final analysis becomes due."""
    held = _hold(deliberation)
    if held.stage != Stage.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so it cannot be closed."))
    held.stage, held.writing_open, held.voting_open = Stage.CLOSED, False, False
    held.discussion_open = False
    held.closed_at, held.analysis_due_at = now, now
    return _changed(held, kind="deliberation_closed", by=by, now=now)


SWITCHES = {
    "writing": "writing_open",
    "voting": "voting_open",
    "discussion": "discussion_open",
    "results": "results_revealed",
}


@transaction.atomic
def switch(*, deliberation: Deliberation, name: str, on: bool, by: User | None, now: datetime) -> Deliberation:
    """Turn writing, voting, discussion or the visibility of results on or off."""
    if name not in SWITCHES:
        raise Invalid("unknown_switch", _("There is no such switch. Nothing was changed."))
    held = _hold(deliberation)
    if name == "results" and on and held.stage == Stage.DRAFT:
        raise Conflict("still_draft", _("There is nothing to reveal yet: open the deliberation first."))
    if name != "results" and on and held.stage != Stage.OPEN:
        raise Conflict(
            "not_open", _("Open the deliberation first; then writing, voting and discussion can be opened.")
        )
    if getattr(held, SWITCHES[name]) == on:
        return held
    setattr(held, SWITCHES[name], on)
    word = {"results": ("revealed", "hidden")}.get(name, ("opened", "closed"))[0 if on else 1]
    return _changed(held, kind=f"{name}_{word}", by=by, now=now)


@transaction.atomic
def set_timer(*, deliberation: Deliberation, minutes: int | None, by: User | None, now: datetime) -> Deliberation:
    """A count-down that every page shows; none takes it away. It closes nothing by itself."""
    held = _hold(deliberation)
    held.closes_at = now + timedelta(minutes=minutes) if minutes else None
    return _changed(held, kind="timer_set", by=by, now=now, minutes=minutes)


@transaction.atomic
def join(*, deliberation: Deliberation, ticks: Ticks, now: datetime, simulated: bool = False) -> Participant:
    """A new pseudonymous participant with their first consent."""
    held = _hold(deliberation)
    if held.stage != Stage.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so nobody can join it now."))
    participant = Participant.objects.create(
        deliberation=held,
        number=held.next_participant,
        key=secrets.token_hex(16),
        is_simulated=simulated,
        joined_at=now,
    )
    consent(participant=participant, ticks=ticks, now=now)
    held.next_participant += 1
    held.revision += 1
    held.save(update_fields=["next_participant", "revision"])
    broadcast.after_commit(held)
    return participant


def consent(*, participant: Participant, ticks: Ticks, now: datetime) -> Consent:
    """A new answer; earlier ones stay."""
    return Consent.objects.create(
        participant=participant,
        version=CONSENT_VERSION,
        taking_part=True,
        publishing_text=ticks.publishing_text,
        row_release=ticks.row_release,
        training_use=ticks.training_use,
        given_at=now,
    )


def _hold(deliberation: Deliberation) -> Deliberation:
    """The row as it is now, locked until commit: two facilitators' clicks happen one after the other."""
    return Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)


def _changed(
    held: Deliberation, *, kind: str, by: User | None, now: datetime, **payload: int | None
) -> Deliberation:
    held.revision += 1
    held.save()
    record(community=held.community, kind=kind, by=by, now=now, deliberation=held.code, **payload)
    broadcast.after_commit(held)
    return held
