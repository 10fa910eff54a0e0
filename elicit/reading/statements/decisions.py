"""Decisions on statements that stand."""

from __future__ import annotations

from elicit.models import Decision, Deliberation


def list_latest(*, deliberation: Deliberation, most: int) -> list[Decision]:
    """The newest decisions that stand, each the last on its statement, for whoever wants to take one back."""
    decisions = Decision.objects.filter(
        statement__deliberation=deliberation, undone_at__isnull=True, carried_by__isnull=True
    )
    latest: dict[int, Decision] = {}
    for decision in decisions.select_related("statement__merged_into")[: 3 * most]:
        latest.setdefault(decision.statement_id, decision)
    return list(latest.values())[:most]
