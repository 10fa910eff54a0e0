"""Findings: one Report and the statements people wrote, arranged for the results page, the wall and the
console alike. Nothing in it is about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Subquery

from elicit.analysis import Report, sort_standings
from elicit.analysis.report.alternatives import open_alternative
from elicit.models import Analysis, Statement
from elicit.models.deliberation.showing import ALL

from .certainty import Certainty, read_certainty
from .opinion_change_rows import MoveRow, make_move_rows
from .rows import BlocRow, Row, make_bloc_rows, make_rows
from .stopping import Stopping, assess_stopping
from .topics import TopicRow, add_topics

CACHED = 32  # arranged findings of so many analyses stay in memory, since ticks repeat


@dataclass(frozen=True)
class Findings:
    """All rows in order of statement number, and the same rows by what they say about everybody.

    verdict_k: the number of blocs whose verdicts count. alternatives: the numbers that can be looked at, that
    included.
    """

    digest: str
    method: str
    k: int
    verdict_k: int
    alternatives: tuple[int, ...]
    has_polis: bool
    people: int  # grouped
    participants: int
    between: int
    votes: int
    is_frozen: bool
    blocs: tuple[BlocRow, ...]
    rows: tuple[Row, ...]
    topics: tuple[TopicRow, ...]  # of these rows, the largest first, everything else last
    unites: tuple[Row, ...]  # settled, widest agreement first
    against: tuple[Row, ...]  # settled against
    divides: tuple[Row, ...]  # contested, deepest division first
    lukewarm: tuple[Row, ...]
    unknown: tuple[Row, ...]  # undecided, nearest to an answer first
    certainty: Certainty | None  # None while something is hidden
    moves: tuple[MoveRow, ...] = ()  # on what was put to the vote again, what people moved most on first
    panels: frozenset[str] = ALL  # what of it is here: see panels.py
    topic: int | None = None  # the index of the one topic whose rows these are; None for all

    def filter_topic(self, topic: int) -> Findings:
        """The same with the rows of one topic only."""
        moves = tuple(move for move in self.moves if move.row.topic == topic)
        return replace(
            self.replace_rows(lambda rows: tuple(row for row in rows if row.topic == topic)),
            topic=topic,
            moves=moves,
        )

    def replace_rows(self, change: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Findings:
        """The same with what this makes of every list of rows."""
        return replace(
            self,
            rows=change(self.rows),
            unites=change(self.unites),
            against=change(self.against),
            divides=change(self.divides),
            lukewarm=change(self.lukewarm),
            unknown=change(self.unknown),
        )

    @property
    def is_alternative(self) -> bool:
        """Whether this is another view, which changes no verdict."""
        return self.method == "polis" or self.k != self.verdict_k

    @property
    def query(self) -> str:
        """What leads to this view, after an address; nothing for the verdicts."""
        if self.method == "polis":
            return "?method=polis"
        return f"?k={self.k}" if self.is_alternative else ""

    @property
    def public_moves(self) -> tuple[MoveRow, ...]:
        """The moves of five people or more."""
        return tuple(move for move in self.moves if move.room.people is not None)

    @property
    def withheld_moves(self) -> int:
        """How many there are besides."""
        return len(self.moves) - len(self.public_moves)

    @property
    def stopping(self) -> Stopping:
        """Whether more votes would change much."""
        return assess_stopping(self.rows, self.k)

    @property
    def dependent(self) -> tuple[Row, ...]:
        """Rows whose verdict depends on identical ballots."""
        return tuple(row for row in self.rows if row.why and row.why.depends)


def read_findings(analysis: Analysis, k: int | None = None) -> Findings:
    """What this analysis says about the statements that are accepted now. k: as it looks at another number of
    blocs. Raises ValueError with a sentence for one that the analysis does not have."""
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    polis = Analysis.objects.filter(deliberation_id=analysis.deliberation_id, method="polis").order_by("pk")
    rows = statements.annotate(polis=Subquery(polis.values("pk")[:1]))
    stamp = rows.aggregate(n=Count("id"), last=Max("moderated_at"), first_polis=Max("polis"))
    return _read_and_arrange(
        analysis.pk, k, stamp["first_polis"] is not None, (analysis.created_at, stamp["n"], stamp["last"])
    )


@lru_cache(maxsize=CACHED)
def _read_and_arrange(analysis_id: int, k: int | None, has_polis: bool, _stamp: tuple[object, ...]) -> Findings:
    """The stamp changes when a statement is accepted or rejected, so no entry is out of date."""
    analysis = Analysis.objects.get(pk=analysis_id)
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    by_number = {statement.number: statement for statement in statements}
    return arrange(
        analysis.report,
        by_number,
        is_frozen=analysis.is_frozen,
        k=k,
        has_polis=has_polis,
        topics=analysis.topics.get("found", []),
        moves=analysis.moves,
    )


def arrange(
    report: Report,
    statements: Mapping[int, Statement],
    *,
    is_frozen: bool,
    k: int | None = None,
    has_polis: bool = False,
    topics: Sequence[Mapping[str, Any]] = (),
    moves: Sequence[Mapping[str, Any]] = (),
) -> Findings:
    """Findings of a report. statements: by number, those to list. k: another number of blocs to look at. topics,
    moves: as the analysis has them. Raises ValueError with a sentence for a k that the report does not have."""
    view = report if k is None else open_alternative(report, k)
    rows, topic_rows = add_topics(make_rows(report, view, statements), topics)

    by_number = {row.number: row for row in rows}

    def select(verdict: str) -> tuple[Row, ...]:
        numbers = (standing.statement for standing in sort_standings(view.standings, verdict))
        return tuple(by_number[number] for number in numbers if number in by_number)

    return Findings(
        digest=report.digest,
        method=report.method,
        k=view.k,
        verdict_k=report.k,
        alternatives=tuple(sorted({report.k, *(alternative.k for alternative in report.alternatives)})),
        has_polis=has_polis,
        people=int(report.grouped.sum()),
        participants=len(report.participants),
        between=view.between,
        votes=sum(row.votes for row in rows),
        is_frozen=is_frozen,
        blocs=make_bloc_rows(view, statements),
        rows=rows,
        topics=topic_rows,
        unites=select("settled"),
        against=select("settled against"),
        divides=select("contested"),
        lukewarm=select("lukewarm"),
        unknown=select("undecided"),
        certainty=read_certainty(report),
        moves=make_move_rows(moves, rows, report.rules.confidence),
    )
