"""How a deliberation's row is changed: locked, saved under a new revision, recorded in the log, sent to pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from elicit import live
from elicit.models import Deliberation

from .log import record


def lock(deliberation: Deliberation) -> Deliberation:
    """The row as it is now, locked until commit: two facilitators' clicks happen one after the other."""
    return Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)


def save_change(
    *, deliberation: Deliberation, kind: str, by: User | None, now: datetime, **payload: Any
) -> Deliberation:
    """Save a locked row under the next revision, record the event `kind` with its payload in the log, and send the
    change to open pages after the commit."""
    deliberation.revision += 1
    deliberation.save()
    record(community=deliberation.community, kind=kind, by=by, now=now, deliberation=deliberation.code, **payload)
    live.after_commit(deliberation)
    return deliberation
