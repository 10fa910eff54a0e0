"""Findings: one Report and the statements people wrote, arranged for the results page, the wall and the
console alike. Nothing in it is about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Subquery

from elicit.analysis import Report
from elicit.analysis.report.alternatives import at
from elicit.models import Analysis, Statement
from elicit.models.deliberation.showing import ALL

from .certainty import Certainty, certainty
from .opinion_change_rows import MovedRow, moved
from .rows import BlocRow, Row, blocs_of, rows_of
from .stopping import Stopping, stopping
from .topics import TopicRow, placed

KEPT = 32  # arranged findings of so many analyses stay in memory, since ticks repeat
LISTS = ("rows", "unites", "against", "divides", "lukewarm", "unknown")


@dataclass(frozen=True)
class Findings:
    """All rows in order of statement number, and the same rows by what they say about the room.

    verdict_k: the number of blocs whose verdicts count. lenses: the numbers that can be looked at, that included.
    """

    digest: str
    method: str
    k: int
    verdict_k: int
    lenses: tuple[int, ...]
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
    moves: tuple[MovedRow, ...] = ()  # on what was put to the vote again, what people moved most on first
    panels: frozenset[str] = ALL  # what of it is here: see panels.py
    topic: int | None = None  # the index of the one topic whose rows these are; None for all

    def about(self, topic: int) -> Findings:
        """The same with the rows of one topic only."""
        lists = {name: getattr(self, name) for name in LISTS}
        kept = {name: tuple(row for row in rows if row.topic == topic) for name, rows in lists.items()}
        moves = tuple(each for each in self.moves if each.row.topic == topic)
        return replace(self, topic=topic, moves=moves, **kept)

    @property
    def is_lens(self) -> bool:
        """Whether this is a way of looking that changes no verdict."""
        return self.method == "polis" or self.k != self.verdict_k

    @property
    def query(self) -> str:
        """What leads to this way of looking, after an address; nothing for the verdicts."""
        if self.method == "polis":
            return "?method=polis"
        return f"?k={self.k}" if self.is_lens else ""

    @property
    def moved(self) -> tuple[MovedRow, ...]:
        """The moves that are told of: by five people or more."""
        return tuple(each for each in self.moves if each.room.people is not None)

    @property
    def untold(self) -> int:
        return len(self.moves) - len(self.moved)

    @property
    def stopping(self) -> Stopping:
        """Whether more votes would change much."""
        return stopping(self.rows, self.k)

    @property
    def depending(self) -> tuple[Row, ...]:
        """Rows whose verdict depends on identical ballots."""
        return tuple(row for row in self.rows if row.why and row.why.depends)


def findings(analysis: Analysis, k: int | None = None) -> Findings:
    """What this analysis says about the statements that are accepted now. k: as it looks at another number of
    blocs; raises ValueError with a sentence for one that was not kept."""
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    polis = Analysis.objects.filter(deliberation_id=analysis.deliberation_id, method="polis").order_by("pk")
    said = statements.annotate(beside=Subquery(polis.values("pk")[:1]))
    stamp = said.aggregate(n=Count("id"), last=Max("moderated_at"), polis=Max("beside"))
    return _arranged(analysis.pk, k, stamp["polis"] is not None, (analysis.created_at, stamp["n"], stamp["last"]))


@lru_cache(maxsize=KEPT)
def _arranged(analysis_id: int, k: int | None, has_polis: bool, _stamp: tuple[object, ...]) -> Findings:
    """The stamp changes when a statement is accepted or rejected, so what is kept is never out of date."""
    analysis = Analysis.objects.get(pk=analysis_id)
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    numbered = {each.number: each for each in statements}
    return arrange(
        analysis.report,
        numbered,
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
    """k: another number of blocs to look through; ValueError with a sentence for one that was not kept."""
    shown = report if k is None else at(report, k)
    rows, about = placed(rows_of(report, shown, statements), topics)

    def chosen(verdict: str, order: Callable[[Row], Any]) -> tuple[Row, ...]:
        return tuple(sorted((row for row in rows if row.verdict == verdict), key=order))

    return Findings(
        digest=report.digest,
        method=report.method,
        k=shown.k,
        verdict_k=report.k,
        lenses=tuple(sorted({report.k, *(each.k for each in report.alternatives)})),
        has_polis=has_polis,
        people=int(report.grouped.sum()),
        participants=len(report.participants),
        between=shown.between,
        votes=sum(row.votes for row in rows),
        is_frozen=is_frozen,
        blocs=blocs_of(shown, statements),
        rows=rows,
        topics=about,
        unites=chosen("settled", lambda row: (-row.bridging, row.number)),
        against=chosen("settled against", lambda row: (-row.against.value, row.number)),
        divides=chosen("contested", lambda row: (-row.division.value, row.number)),
        lukewarm=chosen("lukewarm", lambda row: (-row.share.value, row.number)),
        unknown=chosen("undecided", lambda row: (row.too_close, row.more_votes or 0, row.number)),
        certainty=certainty(report),
        moves=moved(moves, rows, report.rules.confidence),
    )
