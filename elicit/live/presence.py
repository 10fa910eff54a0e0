"""Open sockets, over all server processes: each writes its own rows, and rows nobody renews stop counting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Sum

from elicit.models import Deliberation, Presence

EXPIRES = timedelta(seconds=30)


def write(process: str, sockets: Mapping[tuple[int, str], int], now: datetime) -> None:
    """The open sockets of this process by deliberation id and audience. Rows of dead processes are deleted."""
    existing = Deliberation.objects.filter(pk__in={pk for pk, _audience in sockets})
    keys = set(existing.values_list("pk", flat=True))
    rows = [
        Presence(deliberation_id=pk, process=process, audience=audience, sockets=count, seen_at=now)
        for (pk, audience), count in sockets.items()
        if pk in keys
    ]
    Presence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["deliberation", "process", "audience"],
        update_fields=["sockets", "seen_at"],
    )
    Presence.objects.filter(process=process, seen_at__lt=now).delete()
    Presence.objects.filter(seen_at__lt=now - EXPIRES).delete()


def remove(process: str) -> None:
    """This process has no open sockets any more."""
    Presence.objects.filter(process=process).delete()


def count_phones(deliberation: Deliberation, now: datetime) -> int:
    """How many phones are open in this deliberation."""
    fresh = Presence.objects.filter(deliberation=deliberation, audience="phone", seen_at__gte=now - EXPIRES)
    return fresh.aggregate(total=Sum("sockets"))["total"] or 0
