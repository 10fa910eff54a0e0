"""Bringing a Polis conversation in: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from elicit import live, wording
from elicit.actions.deliberation.lifecycle import fresh_code
from elicit.actions.entry import consents
from elicit.actions.log import record
from elicit.actions.refusals import Invalid
from elicit.exports import PolisExport, PolisStatement
from elicit.models import Ballot, Community, Deliberation, Participant, Statement, Status, Vote
from elicit.models.deliberation.deliberation import PROMPT_LIMIT
from elicit.models.statements.statement import STORED_LIMIT, State

BATCH = 5_000
SEED = 0  # so that the same conversation, imported anywhere, gives the same report
Progress = Callable[[str, int, int], None]
VoteFields = dict[str, Any]


def _quiet(what: str, done: int, total: int) -> None:
    """Progress that is shown nowhere."""


@transaction.atomic
def import_polis(
    *,
    community: Community,
    export: PolisExport,
    was_public: bool = False,
    by: User | None,
    now: datetime,
    progress: Progress = _quiet,
) -> Deliberation:
    """A closed deliberation that holds the conversation. Numbers of people and statements stay Polis's own.

    Raises Invalid for an export without statements, or with one that is too long."""
    _refuse(export)
    deliberation = _deliberation(community, export, was_public, by, now)
    consents.write_first(deliberation=deliberation, now=now)
    people = {
        number: Participant(deliberation=deliberation, number=number, joined_at=now)
        for number in export.participants
    }
    _write(people.values(), len(people), gettext("people"), progress)
    statements = {
        statement.number: _build_statement(deliberation, statement, people, now) for statement in export.statements
    }
    _write(statements.values(), len(statements), gettext("statements"), progress)
    _pair(statements, export.twins)
    votes = _list_votes(deliberation, export, people, statements, now)
    _write(_build_ballots(votes), len(votes), gettext("ballots"), progress)
    current = _list_current(votes)
    _write(current, len(current), gettext("current votes"), progress)
    record(
        community=community,
        kind="conversation_imported",
        by=by,
        now=now,
        deliberation=deliberation.code,
        people=len(people),
        statements=len(statements),
        ballots=len(export.votes),
    )
    live.after_commit(deliberation)
    return deliberation


def _refuse(export: PolisExport) -> None:
    if not export.statements:
        raise Invalid("no_statements", gettext_lazy("The export holds no statement. Nothing was imported."))
    for statement in export.statements:
        if len(statement.text) > STORED_LIMIT:
            sentence = gettext_lazy(
                "Statement %(number)s is longer than %(limit)s characters. Nothing was imported."
            )
            raise Invalid("too_long", sentence % {"number": statement.number, "limit": STORED_LIMIT})


def _deliberation(
    community: Community, export: PolisExport, was_public: bool, by: User | None, now: datetime
) -> Deliberation:
    summary = export.summary
    prompt = summary.get("topic") or summary.get("conversation-description") or gettext("An imported conversation")
    languages = Counter(wording.language(statement.text, "en") for statement in export.statements[:200])
    return Deliberation.objects.create(
        community=community,
        rules=community.rules,
        code=fresh_code(),
        prompt=prompt[:PROMPT_LIMIT],
        language=languages.most_common(1)[0][0],
        status=Status.CLOSED,
        seed=SEED,
        source={
            "kind": "polis",
            "url": summary.get("url", ""),
            "topic": summary.get("topic", ""),
            "was_public": was_public,
        },
        created_by=by,
        created_at=now,
        opened_at=now,
        closed_at=now,
        next_participant=max(export.participants, default=0) + 1,
        next_statement=max(statement.number for statement in export.statements) + 1,
        analysis_due_at=now,
    )


def _build_statement(
    deliberation: Deliberation, statement: PolisStatement, people: dict[int, Participant], now: datetime
) -> Statement:
    """Not decided on in Polis means shown and voted on: accepted, but by no moderator."""
    is_rejected = statement.moderated == -1
    return Statement(
        deliberation=deliberation,
        number=statement.number,
        text=statement.text,
        text_key=wording.key(statement.text)[:STORED_LIMIT],
        language=wording.language(statement.text, deliberation.language),
        author=people.get(statement.author) if statement.author is not None else None,
        is_seed=statement.is_seed,
        is_meta=statement.is_meta,
        is_imported=True,
        state=State.REJECTED if is_rejected else State.ACCEPTED,
        reason=gettext("Rejected in the imported conversation.") if is_rejected else "",
        created_at=statement.created_at or now,
        moderated_at=now if statement.moderated else None,
    )


def _pair(statements: dict[int, Statement], twins: Iterable[tuple[int, int]]) -> None:
    """Reverse-worded statements are each other's twin again; either of the two can say so."""
    for one, other in twins:
        says, of = (one, other) if statements[one].twin is None else (other, one)
        statements[says].twin = statements[of]
    Statement.objects.bulk_update([statement for statement in statements.values() if statement.twin], ["twin"])


def _build_ballots(votes: Iterable[VoteFields]) -> Iterator[Ballot]:
    for vote in votes:
        yield Ballot(**vote)


def _list_current(votes: Iterable[VoteFields]) -> list[Vote]:
    """The last vote of every person on every statement."""
    last = {(vote["participant"].number, vote["statement"].number): vote for vote in votes}
    return [Vote(**vote) for vote in last.values()]


def _list_votes(
    deliberation: Deliberation,
    export: PolisExport,
    people: dict[int, Participant],
    statements: dict[int, Statement],
    now: datetime,
) -> list[VoteFields]:
    """The fields of every vote of the export, in order of time."""
    return [
        {
            "deliberation": deliberation,
            "participant": people[person],
            "statement": statements[statement],
            "choice": choice,
            "important": important,
            "at": _moment(at, now),
        }
        for person, statement, choice, important, at in _rows(export)
    ]


def _rows(export: PolisExport) -> Iterator[tuple[Any, ...]]:
    votes = export.votes
    columns = (votes.participants, votes.statements, votes.choices, votes.important, votes.at)
    return zip(*(column.tolist() for column in columns), strict=True)


def _moment(milliseconds: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else now


def _write(rows: Any, total: int, what: str, progress: Progress) -> None:
    waiting, done = iter(rows), 0
    while batch := list(islice(waiting, BATCH)):
        type(batch[0]).objects.bulk_create(batch, BATCH)
        done += len(batch)
        progress(what, done, total)
