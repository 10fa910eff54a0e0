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
from elicit.models import Deliberation, Statement, Vote
from elicit.models.statements.moderation import DecisionKind
from elicit.models.statements.statement import State
from elicit.reading.statements.likeness import list_pairs_alike

from .writing import announce_decision, record_decision

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


@transaction.atomic
def merge(*, statement: Statement, into: Statement, by: User | None, now: datetime) -> Statement:
    """From now on one says what both said: votes on the other are kept, and it leaves the analysis. What had been
    merged into it goes along.

    Raises Invalid for statements of two deliberations or one statement twice, Conflict where their states do not
    allow it or they are twins."""
    statement, target = _lock_both(statement, into)
    _refuse_to_merge(statement, target)
    decision = record_decision(statement=statement, kind=DecisionKind.MERGED, by=by, now=now)
    followers = list(statement.merged.select_for_update().order_by("number"))
    for row in followers:
        record_decision(statement=row, kind=DecisionKind.MERGED, by=by, now=now, carried_by=decision)
    for row in (statement, *followers):
        row.state, row.merged_into, row.reason, row.policy = State.MERGED, target, "", None
        row.moderated_at, row.moderated_by = now, by
        row.save(update_fields=["state", "merged_into", "reason", "policy", "moderated_at", "moderated_by"])
    announce_decision(
        deliberation=statement.deliberation,
        kind="statement_merged",
        by=by,
        now=now,
        statement=statement.number,
        into=target.number,
        along=[row.number for row in followers],
    )
    return statement


def suggest_pairs(*, deliberation: Deliberation, most: int = PAIRS) -> list[Pair]:
    """Pairs that a person may want to merge, those most alike first. Nothing is merged by itself."""
    pairs = list_pairs_alike(deliberation=deliberation)[:most]
    numbers = {number for pair in pairs for number in pair}
    rows = {row.number: row for row in deliberation.statements.accepted().filter(number__in=numbers)}
    both = [(rows[one], rows[other]) for one, other in pairs if one in rows and other in rows]
    both = [(one, other) for one, other in both if not _are_twins(one, other)]
    choices = _load_choices([statement for pair in both for statement in pair])
    return [_compare(one, other, choices) for one, other in both]


def _lock_both(statement: Statement, into: Statement) -> tuple[Statement, Statement]:
    """Both rows, locked in one order: two people who merge crosswise wait instead of blocking each other."""
    both = Statement.objects.select_for_update().filter(pk__in=(statement.pk, into.pk)).order_by("pk")
    rows = {row.pk: row for row in both.select_related("deliberation__community")}
    return rows[statement.pk], rows[into.pk]


def _refuse_to_merge(statement: Statement, target: Statement) -> None:
    if statement.deliberation_id != target.deliberation_id:
        raise Invalid("foreign_statement", _("These two are not in one deliberation. Nothing was merged."))
    if statement.pk == target.pk:
        raise Invalid("into_itself", _("A statement cannot be merged into itself. Nothing was changed."))
    if statement.state not in (State.WAITING, State.ACCEPTED):
        raise Conflict(
            "not_mergeable",
            _("Only a statement that waits or is accepted can be merged. Statement %(number)s is neither.")
            % {"number": statement.number},
        )
    if target.state != State.ACCEPTED:
        raise Conflict(
            "target_not_accepted",
            _("Statement %(number)s is not accepted, so nothing can be merged into it. Nothing was changed.")
            % {"number": target.number},
        )
    if _are_twins(statement, target):
        raise Conflict(
            "twins", _("These two were written as each other's reverse, so they are not one. Nothing was merged.")
        )


def _are_twins(one: Statement, other: Statement) -> bool:
    return one.twin_id == other.pk or other.twin_id == one.pk


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
