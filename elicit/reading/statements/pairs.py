"""Pairs of statements that a person may want to merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elicit.models import Deliberation, Statement, Vote

from .likeness import list_pairs_alike

FEWEST = 5  # people in a cell that is shown


PAIRS = 10  # suggested at a time


@dataclass(frozen=True)
class Pair:
    """Two accepted statements that say nearly the same, and how people who voted on both did: None where they are
    too few to be shown. opposite: agreed with one and disagreed with the other."""

    one: Statement
    other: Statement
    agree: int | None
    disagree: int | None
    opposite: int | None

    @property
    def is_shown(self) -> bool:
        return any(cell is not None for cell in (self.agree, self.disagree, self.opposite))


def suggest_pairs(*, deliberation: Deliberation, most: int = PAIRS) -> list[Pair]:
    """Pairs that a person may want to merge, those most alike first. Nothing is merged by itself."""
    pairs = list_pairs_alike(deliberation=deliberation)[:most]
    numbers = {number for pair in pairs for number in pair}
    rows = {row.number: row for row in deliberation.statements.accepted().filter(number__in=numbers)}
    both = [(rows[one], rows[other]) for one, other in pairs if one in rows and other in rows]
    both = [(one, other) for one, other in both if not one.is_twin_of(other)]
    choices = _load_choices([statement for pair in both for statement in pair])
    return [_compare(one, other, choices) for one, other in both]


def _load_choices(statements: Sequence[Statement]) -> dict[int, dict[int, int]]:
    """Choices by the key of a statement and the key of a person."""
    choices: dict[int, dict[int, int]] = {statement.pk: {} for statement in statements}
    votes = Vote.objects.filter(statement__in=choices).order_by()
    rows = votes.values_list("statement_id", "participant_id", "choice")
    for statement, person, choice in rows.iterator(20_000):
        choices[statement][person] = choice
    return choices


def _compare(one: Statement, other: Statement, choices: dict[int, dict[int, int]]) -> Pair:
    first, second = choices[one.pk], choices[other.pk]
    both = np.array([(first[person], second[person]) for person in first.keys() & second.keys()]).reshape(-1, 2)
    sums = both.sum(axis=1)
    counts = (sums == 2).sum(), (sums == -2).sum(), (np.abs(both[:, 0] - both[:, 1]) == 2).sum()
    cells = [int(count) if count >= FEWEST else None for count in counts]
    return Pair(one, other, *cells)
