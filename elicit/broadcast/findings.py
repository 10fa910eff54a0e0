"""Findings: one Report and the statements people wrote, arranged for the results page, the wall and the
console alike. Nothing in it is about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from elicit.analysis import Report, Standing
from elicit.models import Analysis, Statement

KEPT = 32  # arranged findings of so many analyses stay in memory, since ticks repeat


@dataclass(frozen=True)
class Percent:
    """A share and its interval, in whole per cent."""

    value: int
    low: int
    high: int


@dataclass(frozen=True)
class Cell:
    """How one bloc voted on one statement."""

    letter: str
    agree: int
    disagree: int
    passed: int
    votes: int
    share: Percent  # of agreement


@dataclass(frozen=True)
class Row:
    """How one statement fared, overall and in every bloc."""

    number: int
    text: str
    language: str
    verdict: str
    agree: int
    disagree: int
    passed: int
    votes: int
    share: Percent  # of agreement, overall
    against: Percent  # of disagreement, overall
    blocs: tuple[Cell, ...]
    least: Cell | None  # the counting bloc that agrees least
    most: Cell | None
    held_by: tuple[str, ...]
    opposed_by: tuple[str, ...]
    bridging: float
    division: Percent
    more_votes: int | None
    too_close: bool
    holds: int | None  # in how many of a hundred resamples the verdict is the same


@dataclass(frozen=True)
class Stand:
    """What a bloc stands for, in a statement somebody wrote."""

    number: int
    text: str
    language: str
    agrees: bool
    share: Percent
    elsewhere: int
    votes: int


@dataclass(frozen=True)
class BlocRow:
    letter: str
    index: int
    size: int
    share: int
    counts: bool
    stability: int | None
    stands: tuple[Stand, ...]


@dataclass(frozen=True)
class Findings:
    """All rows in order of statement number, and the same rows by what they say about the room."""

    digest: str
    method: str
    k: int
    people: int  # grouped
    participants: int
    between: int
    votes: int
    is_frozen: bool
    blocs: tuple[BlocRow, ...]
    rows: tuple[Row, ...]
    unites: tuple[Row, ...]  # settled, widest agreement first
    against: tuple[Row, ...]  # settled against
    divides: tuple[Row, ...]  # contested, deepest division first
    lukewarm: tuple[Row, ...]
    unknown: tuple[Row, ...]  # undecided, nearest to an answer first


def findings(analysis: Analysis) -> Findings:
    """What this analysis says about the statements that are accepted now."""
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    stamp = statements.aggregate(n=Count("id"), last=Max("moderated_at"))
    return _arranged(analysis.pk, (analysis.created_at, stamp["n"], stamp["last"]))


@lru_cache(maxsize=KEPT)
def _arranged(analysis_id: int, _stamp: tuple[object, ...]) -> Findings:
    """The stamp changes when a statement is accepted or rejected, so what is kept is never out of date."""
    analysis = Analysis.objects.get(pk=analysis_id)
    statements = Statement.objects.filter(deliberation_id=analysis.deliberation_id).accepted()
    return arrange(analysis.report, {each.number: each for each in statements}, is_frozen=analysis.is_frozen)


def arrange(report: Report, statements: Mapping[int, Statement], *, is_frozen: bool) -> Findings:
    counting = {bloc.letter for bloc in report.blocs if bloc.counts}
    standings = [standing for standing in report.standings if standing.statement in statements]
    rows = tuple(_row(standing, statements[standing.statement], counting) for standing in standings)

    def chosen(verdict: str, order: Callable[[Row], Any]) -> tuple[Row, ...]:
        return tuple(sorted((row for row in rows if row.verdict == verdict), key=order))

    return Findings(
        digest=report.digest,
        method=report.method,
        k=report.k,
        people=int(report.grouped.sum()),
        participants=len(report.participants),
        between=report.between,
        votes=sum(row.votes for row in rows),
        is_frozen=is_frozen,
        blocs=_blocs(report, statements),
        rows=rows,
        unites=chosen("settled", lambda row: (-row.bridging, row.number)),
        against=chosen("settled against", lambda row: (-row.against.value, row.number)),
        divides=chosen("contested", lambda row: (-row.division.value, row.number)),
        lukewarm=chosen("lukewarm", lambda row: (-row.share.value, row.number)),
        unknown=chosen("undecided", lambda row: (row.too_close, row.more_votes or 0, row.number)),
    )


def _row(standing: Standing, statement: Statement, counting: set[str]) -> Row:
    cells = tuple(
        Cell(
            bloc.letter,
            bloc.tally.agree,
            bloc.tally.disagree,
            bloc.tally.passed,
            bloc.tally.votes,
            _percent(bloc.agree.value, bloc.agree.low, bloc.agree.high),
        )
        for bloc in standing.blocs
    )
    heard = [cell for cell in cells if cell.letter in counting and cell.votes]
    return Row(
        number=standing.statement,
        text=statement.text,
        language=statement.language,
        verdict=standing.verdict,
        agree=standing.tally.agree,
        disagree=standing.tally.disagree,
        passed=standing.tally.passed,
        votes=standing.tally.votes,
        share=_percent(standing.agree.value, standing.agree.low, standing.agree.high),
        against=_percent(standing.disagree.value, standing.disagree.low, standing.disagree.high),
        blocs=cells,
        least=min(heard, key=lambda cell: cell.share.value, default=None),
        most=max(heard, key=lambda cell: cell.share.value, default=None),
        held_by=tuple(standing.held_by),
        opposed_by=tuple(standing.opposed_by),
        bridging=standing.bridging,
        division=_percent(standing.division, standing.division_low, standing.division_high),
        more_votes=standing.more_votes,
        too_close=standing.too_close,
        holds=None if standing.holds is None else round(100 * standing.holds),
    )


def _blocs(report: Report, statements: Mapping[int, Statement]) -> tuple[BlocRow, ...]:
    return tuple(
        BlocRow(
            letter=bloc.letter,
            index=bloc.index,
            size=bloc.size,
            share=round(100 * bloc.share),
            counts=bloc.counts,
            stability=None if bloc.stability is None else round(100 * bloc.stability),
            stands=tuple(
                Stand(
                    each.statement,
                    statements[each.statement].text,
                    statements[each.statement].language,
                    each.direction > 0,
                    _percent(each.share, each.low, each.high),
                    round(100 * each.elsewhere),
                    each.votes,
                )
                for each in bloc.represents
                if each.statement in statements
            ),
        )
        for bloc in report.blocs
    )


def _percent(value: float, low: float, high: float) -> Percent:
    return Percent(round(100 * value), round(100 * low), round(100 * high))
