"""Writing statements and deciding on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from elicit import live, wording
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Decision, Deliberation, Participant, Statement
from elicit.models.statements.statement import TEXT_LIMIT, State

from . import policies

SEEDS_LIMIT = 1000


def submit(*, participant: Participant, text: str, now: datetime) -> Statement:
    """A participant's own statement: accepted at once, or waiting where moderation is on.

    Raises Conflict where writing is closed or the same was said before, Invalid for a text that cannot be used."""
    deliberation = Deliberation.objects.get(pk=participant.deliberation_id)
    text = _writable(deliberation, text)
    state = State.WAITING if deliberation.moderation_on else State.ACCEPTED
    try:
        [statement] = _write(deliberation, [text], now=now, author=participant, state=state)
    except IntegrityError:
        _refuse_duplicate(deliberation, text)  # somebody was a moment faster with the same words
        raise
    return statement


def check(*, participant: Participant, text: str) -> None:
    """Refuses what `submit` would refuse, and writes nothing."""
    _writable(participant.deliberation, text)


def _writable(deliberation: Deliberation, text: str) -> str:
    if not deliberation.writing_open:
        raise Conflict("writing_closed", _("Writing is closed at the moment. Your text was not sent."))
    text = clean(text)
    _refuse_duplicate(deliberation, text)
    return text


@transaction.atomic
def seed(
    *,
    deliberation: Deliberation,
    texts: Sequence[str],
    by: User | None,
    now: datetime,
) -> list[Statement]:
    """Statements the organisers put in, all or none; they are accepted and have no privilege in routing.

    Raises Invalid for a text that cannot be used or too many, Conflict for one that is there twice."""
    texts = [_clean_line(number, text) for number, text in enumerate(texts, start=1)]
    _refuse_repeats(deliberation, texts)
    statements = _write(deliberation, texts, now=now, is_seed=True, state=State.ACCEPTED, moderated_at=now)
    record(
        community=deliberation.community,
        kind="statements_seeded",
        by=by,
        now=now,
        deliberation=deliberation.code,
        statements=[statement.number for statement in statements],
    )
    return statements


def seed_lines(text: str) -> list[str]:
    """One statement per line, empty lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def seed_csv(content: bytes) -> list[str]:
    """The column `statement`, `text` or `comment-body` of a CSV, or its only column.

    Raises Invalid for a file that is no such CSV in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            "csv_not_utf8",
            _("The file is not UTF-8 text (byte %(at)s). Save it as CSV UTF-8 and send it again.")
            % {"at": error.start},
        ) from error
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        raise Invalid(
            "csv_broken", _("The file is not a readable CSV (%(why)s). Nothing was kept.") % {"why": error}
        ) from error
    if not rows:
        raise Invalid("csv_empty", _("The file holds no rows. Nothing was kept."))
    header = [cell.strip().lower() for cell in rows[0]]
    columns = [name for name in ("statement", "text", "comment-body") if name in header]
    if columns:
        column = header.index(columns[0])
        return [row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()]
    if max(map(len, rows)) > 1:
        raise Invalid(
            "csv_columns",
            _("The file has several columns and none is named “statement”. Name one so; nothing was kept."),
        )
    return [row[0].strip() for row in rows]


@transaction.atomic
def accept(*, statement: Statement, by: User | None, now: datetime) -> Statement:
    """From now on it takes votes. Raises Conflict as `decide` does."""
    return decide(statement=statement, state=State.ACCEPTED, by=by, now=now)


@transaction.atomic
def reject(*, statement: Statement, reason: str, by: User | None, now: datetime) -> Statement:
    """The author is told the reason and by which policy; votes cast so far are kept in the log and leave the
    analysis.

    Raises Invalid without a reason, Conflict as `decide` does."""
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the author is shown the reason. Nothing was changed."))
    return decide(statement=statement, state=State.REJECTED, reason=reason.strip()[:300], by=by, now=now)


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text as it is stored. limit: in characters. Raises Invalid for one that cannot be."""
    try:
        return wording.clean(text, limit=limit)
    except wording.WordingError as error:
        raise Invalid(error.code, _(error.words) % error.values) from error


def _clean_line(number: int, text: str) -> str:
    try:
        return clean(text)
    except Invalid as refusal:
        sentence = _("Statement %(number)s: %(why)s Nothing was kept.") % {"number": number, "why": refusal}
        raise Invalid(refusal.code, sentence) from refusal


def _refuse_duplicate(deliberation: Deliberation, text: str) -> None:
    twin = deliberation.statements.filter(text_key=wording.key(text)).first()
    if twin is None:
        return
    if twin.state == State.ACCEPTED:
        raise Conflict("duplicate", _("Somebody has said exactly this already. You can vote on it instead."))
    raise Conflict("duplicate", _("Somebody has sent exactly this already, so it was not kept twice."))


def _refuse_repeats(deliberation: Deliberation, texts: Sequence[str]) -> None:
    if len(texts) > SEEDS_LIMIT:
        raise Invalid(
            "too_many",
            ngettext(
                "At most %(limit)s statement at a time.",
                "At most %(limit)s statements at a time.",
                SEEDS_LIMIT,
            )
            % {"limit": SEEDS_LIMIT},
        )
    first_at: dict[str, int] = {}
    for number, text in enumerate(texts, start=1):
        key = wording.key(text)
        if key in first_at:
            raise Conflict(
                "duplicate",
                _("Statements %(first)s and %(second)s say the same. Nothing was kept.")
                % {"first": first_at[key], "second": number},
            )
        first_at[key] = number
    twin = deliberation.statements.filter(text_key__in=first_at).first()
    if twin is not None:
        raise Conflict(
            "duplicate",
            _("Statement %(number)s is here already. Nothing was kept.") % {"number": first_at[twin.text_key]},
        )


@transaction.atomic
def _write(
    deliberation: Deliberation, texts: Sequence[str], *, now: datetime, **fields: object
) -> list[Statement]:
    deliberation = Deliberation.objects.select_for_update().get(pk=deliberation.pk)
    statements = [
        Statement(
            deliberation=deliberation,
            number=deliberation.next_statement + offset,
            text=text,
            text_key=wording.key(text),
            language=wording.language(text, deliberation.language),
            created_at=now,
            **fields,
        )
        for offset, text in enumerate(texts)
    ]
    Statement.objects.bulk_create(statements)
    Deliberation.objects.filter(pk=deliberation.pk).update(
        next_statement=deliberation.next_statement + len(texts), revision=F("revision") + 1
    )
    live.after_commit(deliberation)
    return statements


def decide(
    *, statement: Statement, state: State, reason: str = "", by: User | None, now: datetime, batch: bool = False
) -> Statement:
    """What was before is kept with the decision, so that it can be taken back. batch: whoever calls this for many
    says once that the room has changed."""
    statement = (
        Statement.objects.select_for_update().select_related("deliberation__community").get(pk=statement.pk)
    )
    if statement.state == State.MERGED:
        raise Conflict("merged", _("This statement was merged into another one, so it cannot be decided on."))
    if statement.state == state:
        return statement
    if state != State.ACCEPTED:
        refuse_if_merged_into(statement=statement)
    record_decision(statement=statement, kind=state, by=by, now=now)
    statement.state, statement.reason, statement.moderated_at, statement.moderated_by = state, reason, now, by
    statement.policy = (
        policies.save_in_force(deliberation=statement.deliberation) if state == State.REJECTED else None
    )
    statement.save(update_fields=["state", "reason", "policy", "moderated_at", "moderated_by"])
    if not batch:
        announce_decision(
            deliberation=statement.deliberation,
            kind=f"statement_{state}",
            by=by,
            now=now,
            statement=statement.number,
        )
    return statement


def refuse_if_merged_into(*, statement: Statement) -> None:
    """Others lead to this one, so it has to stay accepted. Raises Conflict where there are any."""
    if statement.merged.exists():
        raise Conflict(
            "merged_into",
            _("Other statements were merged into this one. Take those merges back first; nothing was changed."),
        )


def record_decision(
    *, statement: Statement, kind: str, by: User | None, now: datetime, carried_by: Decision | None = None
) -> Decision:
    """A decision with the statement as it was before it."""
    return Decision.objects.create(
        statement=statement,
        kind=kind,
        by=by,
        at=now,
        carried_by=carried_by,
        state_before=statement.state,
        reason_before=statement.reason,
        policy_before=statement.policy,
        merged_into_before=statement.merged_into,
        moderated_at_before=statement.moderated_at,
        moderated_by_before=statement.moderated_by,
    )


def announce_decision(
    *, deliberation: Deliberation, kind: str, by: User | None, now: datetime, **payload: object
) -> None:
    """After a decision on statements: records it, makes an analysis due and tells the pages of writers."""
    Deliberation.objects.filter(pk=deliberation.pk).update(
        revision=F("revision") + 1, fates=F("fates") + 1, analysis_due_at=now
    )
    record(community=deliberation.community, kind=kind, by=by, now=now, deliberation=deliberation.code, **payload)
    live.after_commit(deliberation)
