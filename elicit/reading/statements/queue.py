"""What waits for a decision, what says the same, and what was just decided. Nothing here holds a tally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elicit.models import Deliberation, Statement

from . import decisions, likeness, policies

PAGE_SIZE = 50  # statements of the queue on one page
RECENT = 5  # decisions that can be taken back from it


@dataclass(frozen=True)
class Waiting:
    """near: the accepted statement that says most nearly the same, if any."""

    statement: Statement
    near: Statement | None


def read_queue(deliberation: Deliberation) -> dict[str, Any]:
    """What the console shows beside its live state."""
    waiting = list(deliberation.statements.waiting().order_by("number")[:PAGE_SIZE])
    near = likeness.find_nearest(deliberation=deliberation, statements=waiting)
    return {
        "waiting": [Waiting(statement, near.get(statement.number)) for statement in waiting],
        "decided": decisions.list_latest(deliberation=deliberation, most=RECENT),
        "policy": policies.read_policy(deliberation=deliberation),
    }
