"""Pausing and resuming. A pause closes the switches and remembers which were open, so that a vote costs no further
query."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict
from elicit.models import Deliberation, Status

from .lifecycle import SWITCHES


@transaction.atomic
def hold(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Nobody writes or votes, and the seconds left on the timer are stored. Idempotent.

    Raises Conflict where it is not open."""
    deliberation = lock(deliberation)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so there is nothing to pause."))
    if deliberation.held_at is not None:
        return deliberation
    deliberation.held_at = now
    deliberation.held_open = [name for name in SWITCHES if getattr(deliberation, SWITCHES[name])]
    if deliberation.closes_at is not None:
        deliberation.held_seconds = max(0, round((deliberation.closes_at - now).total_seconds()))
    for name in SWITCHES:
        setattr(deliberation, SWITCHES[name], False)
    deliberation.closes_at = None
    return save_change(
        deliberation=deliberation, kind="deliberation_held", by=by, now=now, left=deliberation.held_seconds
    )


@transaction.atomic
def resume(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Exactly what was open is open again, and the timer goes on where it stood."""
    deliberation = lock(deliberation)
    if deliberation.held_at is None:
        return deliberation
    for name in deliberation.held_open:
        setattr(deliberation, SWITCHES[name], True)
    if deliberation.held_seconds is not None:
        deliberation.closes_at = now + timedelta(seconds=deliberation.held_seconds)
    deliberation.held_at, deliberation.held_open, deliberation.held_seconds = None, [], None
    return save_change(deliberation=deliberation, kind="deliberation_resumed", by=by, now=now)
