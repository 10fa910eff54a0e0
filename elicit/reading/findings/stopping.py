"""Whether more votes would change much: how many statements have an answer, and what the others still need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

ENOUGH = 0.9  # of the statements have an answer


class VerdictRow(Protocol):
    """What is looked at of a statement."""

    @property
    def verdict(self) -> str: ...
    @property
    def votes(self) -> int: ...
    @property
    def more_votes(self) -> int | None: ...
    @property
    def too_close(self) -> bool: ...


@dataclass(frozen=True)
class Stopping:
    """more: further votes per bloc that would likely decide `decides` of the open ones; None where none would.
    close: open ones that are close to a tie; unheard: those nobody has voted on yet. may_stop: whether more votes
    would change little."""

    statements: int
    answered: int
    open: int
    close: int
    unheard: int
    more: int | None
    decides: int
    may_stop: bool

    @property
    def percent(self) -> int:
        """Rounded down: nobody is told that all is answered before it is."""
        return 100 * self.answered // self.statements if self.statements else 0

    @property
    def rest(self) -> int:
        """Open ones that so many further votes would not decide, and that are not close to a tie either."""
        return self.open - self.decides - self.close


def assess_stopping(rows: Sequence[VerdictRow], blocs: int) -> Stopping:
    """blocs: how many share the votes of a statement."""
    undecided = [row for row in rows if row.verdict == "undecided"]
    needs = sorted(row.more_votes for row in undecided if row.more_votes and not row.too_close)
    more = needs[(len(needs) - 1) // 2] if needs else None  # what decides half of them, or more
    answered = len(rows) - len(undecided)
    so_far = median(row.votes for row in rows) / max(blocs, 1) if rows else 0
    unheard = sum(not row.votes for row in undecided)
    is_much = more is None or more > so_far
    is_enough = bool(rows) and (answered >= ENOUGH * len(rows) or (is_much and not unheard))
    return Stopping(
        statements=len(rows),
        answered=answered,
        open=len(undecided),
        close=sum(row.too_close for row in undecided),
        unheard=unheard,
        more=more,
        decides=sum(need <= (more or 0) for need in needs),
        may_stop=is_enough,
    )
