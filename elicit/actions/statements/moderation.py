"""Decisions on many statements at once, decisions taken back, and words changed before anybody has voted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from elicit import wording
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Ballot, Decision, Deliberation, Statement
from elicit.models.statements.statement import State

from .writing import announce_decision, clean, decide, refuse_if_merged_into


@transaction.atomic
def accept_many(
    *, deliberation: Deliberation, numbers: Sequence[int], by: User | None, now: datetime
) -> list[Statement]:
    """Those of them that still wait; what somebody else has decided on meanwhile stays as it is.

    Raises Conflict where none of them waits."""
    statements = list(deliberation.statements.waiting().filter(number__in=numbers).order_by("number"))
    if not statements:
        raise Conflict("nothing_waiting", _("None of these waits any more. Nothing was changed."))
    rows = [decide(statement=row, state=State.ACCEPTED, by=by, now=now, batch=True) for row in statements]
    announce_decision(
        deliberation=deliberation,
        kind="statements_accepted",
        by=by,
        now=now,
        statements=[row.number for row in rows],
    )
    return rows


@transaction.atomic
def undo(*, statement: Statement, by: User | None, now: datetime) -> Statement:
    """Take the latest decision on a statement back: it is exactly what it was before.

    Raises Conflict where there is none, where it came with a merge of another statement, or where other statements
    were merged into this one; Invalid where the statement it was merged into is not accepted any more."""
    statement = (
        Statement.objects.select_for_update().select_related("deliberation__community").get(pk=statement.pk)
    )
    decision = statement.decisions.filter(undone_at__isnull=True).first()
    if decision is None:
        raise Conflict("nothing_decided", _("Nothing was decided on this statement that could be taken back."))
    if decision.carried_by_id:
        raise Conflict(
            "carried",
            _("This statement went along when another one was merged. Take that merge back first."),
        )
    if decision.state_before != State.ACCEPTED:
        refuse_if_merged_into(statement=statement)
    _restore(statement, decision, by, now)
    for other in decision.carried.filter(undone_at__isnull=True).select_related("statement"):
        _restore(other.statement, other, by, now)
    announce_decision(
        deliberation=statement.deliberation,
        kind="decision_undone",
        by=by,
        now=now,
        statement=statement.number,
        was=decision.kind,
    )
    return statement


@transaction.atomic
def edit(*, statement: Statement, text: str, by: User | None, now: datetime) -> Statement:
    """Other words, as long as nobody has voted on the old ones. Its writer is told that it was edited.

    Raises Conflict where somebody has voted on it, where it is not open, or where another says the same; Invalid
    for a text that cannot be used."""
    statement = (
        Statement.objects.select_for_update().select_related("deliberation__community").get(pk=statement.pk)
    )
    _refuse_fixed(statement)
    text = clean(text)
    if text == statement.text:
        return statement
    deliberation = statement.deliberation
    twin = deliberation.statements.filter(text_key=wording.key(text)).exclude(pk=statement.pk).first()
    if twin is not None:
        raise _duplicate_refusal(twin.number)
    before, statement.text = statement.text, text
    fields = {
        "text": text,
        "text_key": wording.key(text),
        "language": wording.language(text, deliberation.language),
        "edited_at": now,
    }
    try:
        with transaction.atomic():
            # one condition for the check and the change: a vote that was a moment faster keeps its words
            without_votes = Statement.objects.filter(pk=statement.pk, ballots__isnull=True)
            count = Statement.objects.filter(pk__in=without_votes.values("pk")).update(**fields)
    except IntegrityError as error:
        raise _duplicate_refusal(None) from error
    if not count:
        raise _voted_on_refusal()
    announce_decision(
        deliberation=deliberation,
        kind="statement_edited",
        by=by,
        now=now,
        statement=statement.number,
        before=make_commitment(statement, before),
        after=make_commitment(statement, text),
    )
    statement.refresh_from_db()
    return statement


def make_commitment(statement: Statement, text: str) -> str:
    """What the log holds instead of words, in hexadecimal: whoever has words and this server's key can compare.

    HMAC-SHA-256 (RFC 2104) of code, number and text under a key derived from the server's."""
    message = f"{statement.deliberation.code}:{statement.number}:{text}"
    return salted_hmac("elicit.wording", message, algorithm="sha256").hexdigest()


def is_fixed(*, statement: Statement) -> bool:
    """Whether somebody has voted on these words, even if they took it back."""
    return Ballot.objects.filter(statement=statement).exists()


def _refuse_fixed(statement: Statement) -> None:
    if statement.state in (State.REJECTED, State.MERGED):
        raise Conflict(
            "not_open_to_edit", _("Only statements that wait or are accepted can be edited. Nothing was changed.")
        )
    if is_fixed(statement=statement):
        raise _voted_on_refusal()


def _voted_on_refusal() -> Conflict:
    return Conflict(
        "voted_on",
        _(
            "Somebody has voted on these words, so they stay as they are: nobody's vote may end up under words"
            " they have not read. Add a new statement instead, and merge or reject this one."
        ),
    )


def _duplicate_refusal(number: int | None) -> Conflict:
    if number is None:
        return Conflict("duplicate", _("Another statement says exactly this already. Nothing was changed."))
    sentence = _("Statement %(number)s says exactly this already. Nothing was changed.") % {"number": number}
    return Conflict("duplicate", sentence)


def _restore(statement: Statement, decision: Decision, by: User | None, now: datetime) -> None:
    target = decision.merged_into_before
    if decision.state_before == State.MERGED and (target is None or target.state != State.ACCEPTED):
        raise Invalid(
            "target_gone",
            _("The statement it had been merged into is not accepted any more. Nothing was changed."),
        )
    statement.state, statement.reason = decision.state_before, decision.reason_before
    statement.policy, statement.merged_into = decision.policy_before, target
    statement.moderated_at, statement.moderated_by = decision.moderated_at_before, decision.moderated_by_before
    statement.save(update_fields=["state", "reason", "policy", "merged_into", "moderated_at", "moderated_by"])
    decision.undone_at, decision.undone_by = now, by
    decision.save(update_fields=["undone_at", "undone_by"])
