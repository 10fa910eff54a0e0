"""Statements and blocs of one Report, each with the words people wrote and whole per cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elicit.analysis import BlocStanding, Report, Share, Standing
from elicit.models import Statement

from .why import Why, why


@dataclass(frozen=True)
class Percent:
    """A share and its interval, in whole per cent."""

    value: int
    low: int
    high: int


@dataclass(frozen=True)
class Cell:
    """How one bloc voted on one statement: the people whom their votes on other statements place there."""

    letter: str
    counts: bool
    agree: int
    disagree: int
    passed: int
    votes: int
    unseen: int
    share: Percent  # of agreement, among people like these
    against: Percent  # of disagreement
    room: Percent  # of agreement, among those placed here, whether or not they voted on it


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
    unseen: int
    share: Percent  # of agreement, overall
    against: Percent  # of disagreement, overall
    room: Percent  # of agreement, among everyone here who voted at all
    blocs: tuple[Cell, ...]
    least: Cell | None  # the counting bloc that agrees least
    most: Cell | None
    held_by: tuple[str, ...]
    opposed_by: tuple[str, ...]
    bridging: float
    division: Percent
    more_votes: int | None
    too_close: bool
    why: Why | None  # None while blocs are hidden
    topic: int | None = None  # the index of what it is about, where topics are known


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


def make_rows(report: Report, view: Report, statements: Mapping[int, Statement]) -> tuple[Row, ...]:
    """A row for each statement of the report that is among these. view: the report itself, or as it looks at
    another number of blocs."""
    sizes = _sizes(report, view)
    counting = {bloc.letter for bloc in view.blocs if bloc.counts}
    index = {bloc.letter: bloc.index for bloc in view.blocs}
    return tuple(
        _row(
            view,
            standing,
            statements[standing.statement],
            tuple(_cell(bloc, sizes[index[bloc.letter]][place], counting) for bloc in standing.blocs),
        )
        for place, standing in enumerate(view.standings)
        if standing.statement in statements
    )


def _sizes(report: Report, view: Report) -> list[list[int]]:
    """(k, S) people placed in each bloc where a statement is concerned."""
    alternatives = (item.sizes for item in report.alternatives if item.k == view.k and view is not report)
    folds = next(alternatives, None) or [np.bincount(row[row >= 0], minlength=view.k) for row in view.assignment]
    sizes: list[list[int]] = np.array(folds).T[:, report.folds].tolist()
    return sizes


def _cell(bloc: BlocStanding, size: int, counting: set[str]) -> Cell:
    tally = bloc.tally
    return Cell(
        letter=bloc.letter,
        counts=bloc.letter in counting,
        agree=tally.agree,
        disagree=tally.disagree,
        passed=tally.passed,
        votes=tally.votes,
        unseen=max(size - tally.votes, 0),
        share=_percent(bloc.agree),
        against=_percent(bloc.disagree),
        room=_percent(bloc.room),
    )


def _row(view: Report, standing: Standing, statement: Statement, cells: tuple[Cell, ...]) -> Row:
    counting = [cell for cell in cells if cell.counts and cell.votes]
    return Row(
        number=standing.statement,
        text=statement.text,
        language=statement.language,
        verdict=standing.verdict,
        agree=standing.tally.agree,
        disagree=standing.tally.disagree,
        passed=standing.tally.passed,
        votes=standing.tally.votes,
        unseen=max(view.voters - standing.tally.votes, 0),
        share=_percent(standing.agree),
        against=_percent(standing.disagree),
        room=_percent(standing.room),
        blocs=cells,
        least=min(counting, key=lambda cell: cell.share.value, default=None),
        most=max(counting, key=lambda cell: cell.share.value, default=None),
        held_by=tuple(standing.held_by),
        opposed_by=tuple(standing.opposed_by),
        bridging=standing.bridging,
        division=_percent(Share(standing.division, standing.division_low, standing.division_high)),
        more_votes=standing.more_votes,
        too_close=standing.too_close,
        why=why(view, standing, {cell.letter for cell in cells if cell.counts}),
    )


def make_bloc_rows(report: Report, statements: Mapping[int, Statement]) -> tuple[BlocRow, ...]:
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
                    item.statement,
                    statements[item.statement].text,
                    statements[item.statement].language,
                    item.direction > 0,
                    _percent(Share(item.share, item.low, item.high)),
                    round(100 * item.elsewhere),
                    item.votes,
                )
                for item in bloc.represents
                if item.statement in statements
            ),
        )
        for bloc in report.blocs
    )


def _percent(share: Share) -> Percent:
    return Percent(round(100 * share.value), round(100 * share.low), round(100 * share.high))
