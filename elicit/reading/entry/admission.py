"""How people came in."""

from __future__ import annotations

from elicit.models import Deliberation, Event
from elicit.models.deliberation.deliberation import Admission


def list_ways_in(deliberation: Deliberation) -> tuple[str, ...]:
    """Every way somebody came in by, in order, as the log has it."""
    if deliberation.source:
        return ("imported",)
    events = Event.objects.filter(
        community=deliberation.community_id, kind="admission_set", payload__deliberation=deliberation.code
    )
    ways: list[str] = []
    way, people = str(Admission.OPEN), 0
    for payload in events.order_by("number").values_list("payload", flat=True):
        if payload["people"] > people:
            ways.append(way)
        way, people = payload["admission"], payload["people"]
    if deliberation.next_participant - 1 > people or not ways:
        ways.append(way)
    return tuple(dict.fromkeys(ways))
