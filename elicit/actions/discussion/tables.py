"""Tables: which statements each talks about, the links of their note-takers, and who sits where."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.live import presence
from elicit.models import Assignment, Deliberation, Participant, Seat, Statement, Table
from elicit.models.community.community import hash_token
from elicit.models.discussion import PROMPT_LIMIT
from elicit.reading.discussion.tables import suggest_topics
from elicit.reading.findings.analyses import find_latest
from elicit.reading.findings.findings import read_findings

MOST_TABLES = 200
MOST_PER_TABLE = 6
# People at a table, statements per table, and statements in all, where nobody chose.
SEATS, PER_TABLE, STATEMENTS = 8, 3, 12


@transaction.atomic
def set_up(
    *,
    deliberation: Deliberation,
    tables: int,
    per_table: int,
    kinds: Mapping[int, str],
    words: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> list[Table]:
    """So many tables, with the statements dealt to them. kinds: number of a statement -> why it is talked about,
    in the order in which they are dealt. words: what to ask about a kind, in place of the usual. Tables that are
    there keep their links and their points.

    Raises Invalid for numbers out of range, a prompt or a statement that cannot be used; Conflict where a table
    with points would go."""
    deliberation = lock(deliberation)
    statements = _check(deliberation, tables, per_table, list(kinds))
    prompts = {kind: _prompt(text) for kind, text in words.items()}
    surplus = deliberation.tables.filter(number__gt=tables)
    if surplus.filter(points__isnull=False).exists():
        raise Conflict("table_used", _("A table that would go has points already. Keep that many tables."))
    surplus.delete()
    numbers = set(deliberation.tables.values_list("number", flat=True))
    missing = [number for number in range(1, tables + 1) if number not in numbers]
    Table.objects.bulk_create(
        [Table(deliberation=deliberation, number=number, created_at=now) for number in missing]
    )
    rows = list(deliberation.tables.all())
    Assignment.objects.filter(table__deliberation=deliberation).delete()
    hands = [
        (table, number) for place, table in enumerate(rows) for number in _hand(list(kinds), place, per_table)
    ]
    Assignment.objects.bulk_create(
        Assignment(
            table=table, statement=statements[number], kind=kinds[number], words=prompts.get(kinds[number], "")
        )
        for table, number in hands
    )
    save_change(
        deliberation=deliberation, kind="tables_set_up", by=by, now=now, tables=tables, statements=sorted(kinds)
    )
    return rows


@transaction.atomic
def deal(*, deliberation: Deliberation, by: User | None, now: datetime) -> list[Table]:
    """What divides and what is undecided, over as many tables as the people here fill. Nothing where tables are
    set up already, or where no analysis says what to talk about."""
    analysis = None if deliberation.tables.exists() else find_latest(deliberation=deliberation)
    kinds = dict(islice(suggest_topics(read_findings(analysis) if analysis else None).items(), STATEMENTS))
    if not kinds:
        return []
    tables = min(MOST_TABLES, max(1, math.ceil(presence.count_phones(deliberation, now) / SEATS)))
    per_table = min(PER_TABLE, len(kinds))
    return set_up(
        deliberation=deliberation, tables=tables, per_table=per_table, kinds=kinds, words={}, by=by, now=now
    )


def _hand(numbers: Sequence[int], place: int, per_table: int) -> list[int]:
    """The numbers that one table gets, at most per_table of them: they go round, so that all come up about equally
    often."""
    start = place * min(per_table, len(numbers))
    return [numbers[(start + offset) % len(numbers)] for offset in range(min(per_table, len(numbers)))]


def _check(
    deliberation: Deliberation, tables: int, per_table: int, numbers: Sequence[int]
) -> dict[int, Statement]:
    if not 1 <= tables <= MOST_TABLES or not 1 <= per_table <= MOST_PER_TABLE:
        raise Invalid(
            "tables",
            _("From 1 to %(tables)s tables, with 1 to %(each)s statements each. Nothing was changed.")
            % {"tables": MOST_TABLES, "each": MOST_PER_TABLE},
        )
    if not numbers:
        raise Invalid("no_statements", _("Choose at least one statement to talk about. Nothing was changed."))
    rows = deliberation.statements.accepted().filter(number__in=numbers)
    statements = {statement.number: statement for statement in rows}
    if len(statements) < len(numbers):
        raise Invalid("no_statement", _("One of these statements is not accepted any more. Choose again."))
    return statements


def _prompt(text: str) -> str:
    return writing.clean(text, limit=PROMPT_LIMIT) if text.strip() else ""


@transaction.atomic
def make_links(
    *, deliberation: Deliberation, numbers: Sequence[int] | None = None, by: User | None, now: datetime
) -> dict[int, str]:
    """Fresh links for these tables, or for all: number -> token. They are shown once; older ones open nothing."""
    deliberation = lock(deliberation)
    tables = deliberation.tables.all() if numbers is None else deliberation.tables.filter(number__in=numbers)
    tokens = {}
    for table in tables:
        tokens[table.number] = secrets.token_urlsafe(24)
        table.token_hash = hash_token(tokens[table.number])
        table.save(update_fields=["token_hash"])
    save_change(deliberation=deliberation, kind="table_links_made", by=by, now=now, tables=sorted(tokens))
    return tokens


@transaction.atomic
def revoke_link(*, table: Table, by: User | None, now: datetime) -> None:
    """What was noted stays; whoever has the link can enter nothing more."""
    deliberation = lock(table.deliberation)
    deliberation.tables.filter(pk=table.pk).update(token_hash=None)
    save_change(deliberation=deliberation, kind="table_link_revoked", by=by, now=now, table=table.number)


@transaction.atomic
def sit(*, participant: Participant, table: Table | None, now: datetime) -> None:
    """The table where somebody says they sit; None takes it back."""
    Seat.objects.filter(participant=participant).delete()
    if table is not None:
        Seat.objects.create(participant=participant, table=table)
