"""Decisions on statements that stand."""

from __future__ import annotations

from elicit.models import Decision, Deliberation


def latest(*, deliberation: Deliberation, most: int) -> list[Decision]:
    """The newest decisions that stand, each the last on its statement, for whoever wants to take one back."""
    found = Decision.objects.filter(
        statement__deliberation=deliberation, undone_at__isnull=True, carried_by__isnull=True
    )
    seen: dict[int, Decision] = {}
    for each in found.select_related("statement__merged_into")[: 3 * most]:
        seen.setdefault(each.statement_id, each)
    return list(seen.values())[:most]
