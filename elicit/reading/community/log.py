"""Whether the log of a community is still as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from elicit.models import Community


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    community: str
    number: int
    what: str


def list_breaks(*, community: Community) -> Iterator[Break]:
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
