"""Ballots cast on paper: brought in whole or not at all, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import erasures
from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.exports.formats.paper import Paper, PaperProblem, PaperVote, read_paper
from elicit.models import Ballot, Deliberation, PaperBatch, Participant, Status, Vote

SENTENCES = {
    "not_utf8": _("The file is not UTF-8 text (byte %(value)s). Save it as CSV UTF-8."),
    "broken": _("The file is not a readable CSV (%(value)s)."),
    "empty": _("The file holds no ballots."),
    "too_long": _("The file has more than %(value)s lines. Split it."),
    "columns": _("These columns are missing: %(value)s. The first line has to name them."),
    "ballot": _("A ballot needs a label, of at most 100 characters."),
    "statement": _("There is no statement “%(value)s” that takes votes. Give its number, or its exact words."),
    "ambiguous": _("Several statements say “%(value)s”. Give the number."),
    "choice": _("“%(value)s” is no choice. Write agree, disagree or pass; or 1, -1 or 0."),
    "round": _("There was no round “%(value)s”."),
    "important": _("“%(value)s” under important is not understood. Write 1 or 0."),
    "twice": _("This ballot votes on the same statement a second time in one round (%(value)s)."),
}


def describe_problem(problem: PaperProblem) -> Any:
    """A sentence for people, translated when it is shown."""
    return SENTENCES[problem.code] % {"value": problem.value}


def read(*, deliberation: Deliberation, content: bytes) -> Paper:
    """What a file says, and what is wrong with it; nothing is kept."""
    statements = dict(deliberation.statements.accepted().values_list("number", "text"))
    return read_paper(content, statements, deliberation.round)


@transaction.atomic
def bring_in(
    *, deliberation: Deliberation, content: bytes, name: str, by: User | None, now: datetime
) -> PaperBatch:
    """All ballots of a file, each as a participant of its own whom nobody can act as.

    Raises Conflict where the room is not open or the same file is in it already, Invalid for a bad file."""
    deliberation = lock(deliberation)
    lifecycle.refuse_while_paused(deliberation)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so no ballots come in. Nothing was kept."))
    paper = read(deliberation=deliberation, content=content)
    if paper.problems:
        raise Invalid("paper", _("%(why)s Nothing was kept.") % {"why": describe_problem(paper.problems[0])})
    if deliberation.paper_batches.filter(digest=paper.digest, taken_back_at__isnull=True).exists():
        raise Conflict(
            "paper_twice",
            _("These ballots are here already: the same file came in before."),
        )
    batch = PaperBatch.objects.create(
        deliberation=deliberation,
        number=deliberation.paper_batches.count() + 1,
        name=name[:200],
        digest=paper.digest,
        people=len(paper.ballots),
        votes=len(paper.lines),
        created_at=now,
        created_by=by,
    )
    people = _make_people(deliberation, batch, paper.ballots, now)
    _write(deliberation, people, paper.lines, now)
    deliberation.next_participant += len(people)
    deliberation.analysis_due_at = deliberation.analysis_due_at or now
    counts = {"people": batch.people, "votes": batch.votes}
    save_change(deliberation=deliberation, kind="paper_brought_in", by=by, now=now, batch=batch.number, **counts)
    return batch


@transaction.atomic
def take_back(*, batch: PaperBatch, by: User | None, now: datetime) -> PaperBatch:
    """Its ballots are erased, with a tombstone; the same file may come in again.

    Raises Conflict where they were taken back before."""
    deliberation = lock(batch.deliberation)
    batch = deliberation.paper_batches.get(pk=batch.pk)
    if batch.taken_back_at is not None:
        raise Conflict("taken_back", _("These ballots were taken back already."))
    batch.taken_back_at = now
    batch.save(update_fields=["taken_back_at"])
    save_change(deliberation=deliberation, kind="paper_taken_back", by=by, now=now, batch=batch.number)
    erasures.erase_these(people=deliberation.participants.filter(batch=batch), deliberation=deliberation, now=now)
    return batch


def _make_people(
    deliberation: Deliberation, batch: PaperBatch, labels: Sequence[str], now: datetime
) -> dict[str, Participant]:
    participants = Participant.objects.bulk_create(
        Participant(
            deliberation=deliberation,
            number=deliberation.next_participant + place,
            is_paper=True,
            batch=batch,
            joined_at=now,
        )
        for place in range(len(labels))
    )
    return dict(zip(labels, participants, strict=True))


def _write(
    deliberation: Deliberation, people: dict[str, Participant], lines: Sequence[PaperVote], now: datetime
) -> None:
    statements = {statement.number: statement for statement in deliberation.statements.accepted()}
    rows: list[dict[str, Any]] = [
        {
            "deliberation": deliberation,
            "participant": people[line.ballot],
            "statement": statements[line.statement],
            "choice": line.choice,
            "important": line.important,
            "round": line.round,
            "at": now,
        }
        for line in sorted(lines, key=lambda line: (line.round, line.number))
    ]
    Ballot.objects.bulk_create((Ballot(**row) for row in rows), batch_size=2000)
    latest = {(row["participant"].pk, row["statement"].pk): Vote(**row) for row in rows}  # of the last round
    Vote.objects.bulk_create(latest.values(), batch_size=2000)
