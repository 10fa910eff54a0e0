"""Statements that say the same become one. A person says so and can take it back; votes on both are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Decision, Deliberation, Statement, Vote
from elicit.models.statements.statement import State
from elicit.reading.statements.likeness import list_pairs_alike

from .writing import changed, keep

FEWEST = 5  # people in a cell that is told
PAIRS = 10  # suggested at a time


@dataclass(frozen=True)
class Pair:
    """Two accepted statements that say nearly the same, and how people who voted on both did: None where they are
    too few to be told. opposite: agreed with one and disagreed with the other."""

    one: Statement
    other: Statement
    agree: int | None
    disagree: int | None
    opposite: int | None

    @property
    def is_told(self) -> bool:
        return any(cell is not None for cell in (self.agree, self.disagree, self.opposite))


@transaction.atomic
def merge(*, statement: Statement, into: Statement, by: User | None, now: datetime) -> Statement:
    """From now on one says what both said: votes on the other are kept, and it leaves the analysis. What had been
    merged into it goes along."""
    held, target = _held(statement, into)
    _refuse_to_merge(held, target)
    decision = keep(held=held, kind=Decision.Kind.MERGED, by=by, now=now)
    carried = list(held.merged.select_for_update().order_by("number"))
    for each in carried:
        keep(held=each, kind=Decision.Kind.MERGED, by=by, now=now, carried_by=decision)
    for each in (held, *carried):
        each.state, each.merged_into, each.reason, each.policy = State.MERGED, target, "", None
        each.moderated_at, each.moderated_by = now, by
        each.save(update_fields=["state", "merged_into", "reason", "policy", "moderated_at", "moderated_by"])
    changed(
        deliberation=held.deliberation,
        kind="statement_merged",
        by=by,
        now=now,
        statement=held.number,
        into=target.number,
        along=[each.number for each in carried],
    )
    return held


def suggested(*, deliberation: Deliberation, most: int = PAIRS) -> list[Pair]:
    """Pairs that a person may want to merge, those most alike first. Nothing is merged by itself."""
    found = list_pairs_alike(deliberation=deliberation)[:most]
    numbers = {number for pair in found for number in pair}
    rows = {each.number: each for each in deliberation.statements.accepted().filter(number__in=numbers)}
    both = [(rows[one], rows[other]) for one, other in found if one in rows and other in rows]
    both = [(one, other) for one, other in both if not _are_twins(one, other)]
    choices = _choices([each for pair in both for each in pair])
    return [_compared(one, other, choices) for one, other in both]


def _held(statement: Statement, into: Statement) -> tuple[Statement, Statement]:
    """Both rows, locked in one order: two people who merge crosswise wait instead of blocking each other."""
    both = Statement.objects.select_for_update().filter(pk__in=(statement.pk, into.pk)).order_by("pk")
    rows = {each.pk: each for each in both.select_related("deliberation__community")}
    return rows[statement.pk], rows[into.pk]


def _refuse_to_merge(held: Statement, target: Statement) -> None:
    if held.deliberation_id != target.deliberation_id:
        raise Invalid("foreign_statement", _("These two are not in one deliberation. Nothing was merged."))
    if held.pk == target.pk:
        raise Invalid("into_itself", _("A statement cannot be merged into itself. Nothing was changed."))
    if held.state not in (State.WAITING, State.ACCEPTED):
        raise Conflict(
            "not_mergeable",
            _("Only a statement that waits or is accepted can be merged. Statement %(number)s is neither.")
            % {"number": held.number},
        )
    if target.state != State.ACCEPTED:
        raise Conflict(
            "target_not_accepted",
            _("Statement %(number)s is not accepted, so nothing can be merged into it. Nothing was changed.")
            % {"number": target.number},
        )
    if _are_twins(held, target):
        raise Conflict(
            "twins", _("These two were written as each other's reverse, so they are not one. Nothing was merged.")
        )


def _are_twins(one: Statement, other: Statement) -> bool:
    return one.twin_id == other.pk or other.twin_id == one.pk


def _choices(statements: Sequence[Statement]) -> dict[int, dict[int, int]]:
    """For each statement who voted what on it."""
    choices: dict[int, dict[int, int]] = {each.pk: {} for each in statements}
    votes = Vote.objects.filter(statement__in=choices).order_by()
    rows = votes.values_list("statement_id", "participant_id", "choice")
    for statement, person, choice in rows.iterator(20_000):
        choices[statement][person] = choice
    return choices


def _compared(one: Statement, other: Statement, choices: dict[int, dict[int, int]]) -> Pair:
    mine, theirs = choices[one.pk], choices[other.pk]
    both = np.array([(mine[person], theirs[person]) for person in mine.keys() & theirs.keys()]).reshape(-1, 2)
    sums = both.sum(axis=1)
    counts = (sums == 2).sum(), (sums == -2).sum(), (np.abs(both[:, 0] - both[:, 1]) == 2).sum()
    told = [int(count) if count >= FEWEST else None for count in counts]
    return Pair(one, other, *told)
