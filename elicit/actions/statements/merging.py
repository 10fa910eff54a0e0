"""Statements that say the same become one. A person says so and can take it back; votes on both are kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Statement
from elicit.models.statements.moderation import DecisionKind
from elicit.models.statements.statement import State

from .writing import announce_decision, record_decision


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
    if statement.is_twin_of(target):
        raise Conflict(
            "twins", _("These two were written as each other's reverse, so they are not one. Nothing was merged.")
        )
