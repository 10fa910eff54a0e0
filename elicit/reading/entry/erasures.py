"""What an erasure cannot reach, and how many people were erased."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Min, Sum

from elicit.models import Analysis, Erasure, Participant


@dataclass(frozen=True)
class Remains:
    """What an erasure cannot reach: frozen analyses and releases made since the first vote of a person."""

    analyses: int
    releases: int

    def __bool__(self) -> bool:
        return bool(self.analyses or self.releases)


def count_remains(participant: Participant) -> Remains:
    """Nothing for somebody who never voted."""
    first = participant.ballots.aggregate(at=Min("at"))["at"]
    if first is None:
        return Remains(0, 0)
    since = {"deliberation": participant.deliberation_id, "created_at__gte": first}
    return Remains(
        Analysis.objects.filter(is_frozen=True, **since).count(),
        participant.deliberation.releases.filter(created_at__gte=first).count(),
    )


def count_withdrawn(*, analysis: Analysis) -> int:
    """How many people were erased since this analysis was made."""
    erasures = Erasure.objects.filter(deliberation=analysis.deliberation_id, at__gte=analysis.created_at)
    return erasures.aggregate(people=Sum("people"))["people"] or 0
