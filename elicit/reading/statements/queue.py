"""What waits for a decision, what says the same, and what was just decided. Nothing here holds a tally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elicit.models import Deliberation, Statement

from . import decisions, likeness, policies

SHOWN = 50  # statements of the queue on one page
RECENT = 5  # decisions that can be taken back from it


@dataclass(frozen=True)
class Waiting:
    """near: the accepted statement that says most nearly the same, if any."""

    statement: Statement
    near: Statement | None


def queue(found: Deliberation) -> dict[str, Any]:
    """What the console shows beside its broadcast state."""
    waiting = list(found.statements.waiting().order_by("number")[:SHOWN])
    near = likeness.nearest(deliberation=found, statements=waiting)
    return {
        "waiting": [Waiting(each, near.get(each.number)) for each in waiting],
        "decided": decisions.latest(deliberation=found, most=RECENT),
        "policy": policies.in_force(deliberation=found),
    }
