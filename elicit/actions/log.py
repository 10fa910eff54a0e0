"""The hash-chained log of a community. The head row is locked, so numbers have no gaps and no forks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    community: str
    number: int
    what: str


def breaks(*, community: Community) -> Iterator[Break]:
    """Every place where the log was edited, cut or reordered; nothing when the chain holds."""
    previous, expected = "", 1
    for event in community.events.order_by("number").iterator():
        if event.number != expected:
            yield Break(community.slug, expected, f"event {expected} is missing")
        if event.previous_hash != previous:
            yield Break(community.slug, event.number, "it does not follow the event before it")
        if event.hash != event.expected_hash():
            yield Break(community.slug, event.number, "its contents were changed after it was recorded")
        previous, expected = event.hash, event.number + 1
    community.refresh_from_db(fields=["log_head", "log_length"])
    if (community.log_head, community.log_length) != (previous, expected - 1):
        yield Break(community.slug, expected, "the head of the log does not match its last event")
