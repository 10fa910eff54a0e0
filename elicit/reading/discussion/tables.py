"""What tables may talk about, and what they do."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from elicit.models import Deliberation, Statement
from elicit.models.discussion import AssignmentKind, PointState
from elicit.reading.findings.findings import Findings


def suggest_topics(findings: Findings | None) -> dict[int, str]:
    """Number of a statement -> why it is worth talking about: what divides, deepest first, then what is undecided,
    nearest to an answer first."""
    if findings is None:
        return {}
    kinds = ((findings.divides, AssignmentKind.DIVIDES), (findings.unknown, AssignmentKind.UNDECIDED))
    return {row.number: kind.value for rows, kind in kinds for row in rows}


def list_discussed(deliberation: Deliberation) -> QuerySet[Statement]:
    """What some table talks about, or somebody has given an accepted reason on."""
    is_discussed = Q(assignments__isnull=False) | Q(points__state=PointState.ACCEPTED)
    return deliberation.statements.accepted().filter(is_discussed).distinct()
