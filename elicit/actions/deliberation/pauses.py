"""Hold and resume. Holding closes the switches and remembers which were open, so that the path of a vote asks
nothing it did not ask before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import changed, lock
from elicit.actions.refusals import Conflict
from elicit.models import Deliberation, Status

from .lifecycle import SWITCHES


@transaction.atomic
def hold(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Nobody writes or votes, and the time that is left is kept. Holding twice is holding once."""
    held = lock(deliberation)
    if held.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so there is nothing to pause."))
    if held.held_at is not None:
        return held
    held.held_at = now
    held.held_open = [name for name in SWITCHES if getattr(held, SWITCHES[name])]
    if held.closes_at is not None:
        held.held_seconds = max(0, round((held.closes_at - now).total_seconds()))
    for name in SWITCHES:
        setattr(held, SWITCHES[name], False)
    held.closes_at = None
    return changed(deliberation=held, kind="deliberation_held", by=by, now=now, left=held.held_seconds)


@transaction.atomic
def resume(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """Exactly what was open is open again, and the timer goes on where it stood."""
    held = lock(deliberation)
    if held.held_at is None:
        return held
    for name in held.held_open:
        setattr(held, SWITCHES[name], True)
    if held.held_seconds is not None:
        held.closes_at = now + timedelta(seconds=held.held_seconds)
    held.held_at, held.held_open, held.held_seconds = None, [], None
    return changed(deliberation=held, kind="deliberation_resumed", by=by, now=now)
