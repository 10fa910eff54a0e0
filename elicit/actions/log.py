"""The hash-chained log of a community. The head row is locked, so numbers have no gaps and no forks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from elicit.models import Community, Event


@transaction.atomic
def record(*, community: Community, kind: str, by: User | None, now: datetime, **payload: Any) -> Event:
    head = Community.objects.select_for_update().get(pk=community.pk)
    event = Event(
        community=head,
        number=head.log_length + 1,
        kind=kind,
        actor=by,
        actor_name=f"user {by.pk}" if by else "terminal",
        payload=payload,
        at=now,
        previous_hash=head.log_head,
    )
    event.hash = event.expected_hash()
    event.save(force_insert=True)
    Community.objects.filter(pk=head.pk).update(log_head=event.hash, log_length=event.number)
    return event
