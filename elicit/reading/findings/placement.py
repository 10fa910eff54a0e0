"""Where one participant stands: by their own votes, for their own eyes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from elicit.analysis import Report
from elicit.analysis.data.records import Floats
from elicit.analysis.routing import Guide
from elicit.models import Analysis, Participant
from elicit.models.deliberation.showing import ALL

from .findings import Findings
from .panels import reveal_findings
from .rows import Row, Stand

FEW = 2  # statements named under each heading
NEARLY = 99  # per cent; nobody is told that they are surer than this


@dataclass(frozen=True)
class OwnVote:
    """A statement, and what this person voted on it: 1, 0, -1, or None for unseen."""

    statement: Row | Stand
    choice: int | None


@dataclass(frozen=True)
class Placement:
    """letter: the likeliest bloc, "" while that cannot be said; other: the next likely, where neither is clear.
    sure: chance of the likeliest, in per cent. needed: further votes before anything can be said. x, y: on the map
    of the analysis with this digest."""

    votes: int
    needed: int
    letter: str
    other: str
    sure: int
    k: int
    size: int
    digest: str
    x: float | None
    y: float | None
    stands: tuple[OwnVote, ...]
    meets: tuple[OwnVote, ...]
    divides: tuple[OwnVote, ...]


def place_participant(participant: Participant, analysis: Analysis, panels: Collection[str] = ALL) -> Placement:
    """Where the votes of this participant place them among the blocs of this analysis; statements are named as far
    as these panels list them."""
    choices = dict(participant.votes.values_list("statement__number", "choice"))
    report, findings = analysis.report, reveal_findings(analysis, panels)
    row = _row(report, participant.number)
    chances = _chances(report, row, choices)
    best, letters = np.argsort(-chances, kind="stable").tolist(), [bloc.letter for bloc in report.blocs]
    is_sure = bool(best) and chances[best[0]] >= report.rules.between_below
    position = None if row is None else report.positions[row]
    return Placement(
        votes=len(choices),
        needed=0 if best else max(_enough(report) - len(choices), 1),
        letter=letters[best[0]] if best else "",
        other=letters[best[1]] if len(best) > 1 and not is_sure else "",
        sure=min(round(100 * chances[best[0]]), NEARLY) if best else 0,
        k=report.k,
        size=next((bloc.size for bloc in report.blocs if best and bloc.index == best[0]), 0),
        digest=analysis.digest,
        x=None if position is None else float(position[0]),
        y=None if position is None else float(position[1]),
        stands=_own_votes(_stands(findings, letters[best[0]] if is_sure else ""), choices),
        meets=_own_votes(findings.unites, choices),
        divides=_own_votes(findings.divides, choices),
    )


def _row(report: Report, number: int) -> int | None:
    """Of somebody who was grouped."""
    [rows] = np.nonzero((report.participants == number) & report.grouped)
    return int(rows[0]) if len(rows) else None


def _chances(report: Report, row: int | None, choices: Mapping[int, int]) -> Floats:
    """Of each bloc: what the analysis says, or what the votes say of somebody who came after it; none of somebody
    with too few votes."""
    if row is not None:
        chances: Floats = report.membership[row]
        return chances
    if len(choices) < _enough(report) or not report.blocs:
        return np.zeros(0)
    return Guide.of(report).membership(choices)


def _enough(report: Report) -> int:
    return min(report.rules.min_votes_to_group, max(len(report.statements), 1))


def _stands(findings: Findings, letter: str) -> tuple[Stand, ...]:
    return next((bloc.stands for bloc in findings.blocs if bloc.letter == letter), ())


def _own_votes(statements: Iterable[Row | Stand], choices: Mapping[int, int]) -> tuple[OwnVote, ...]:
    return tuple(OwnVote(statement, choices.get(statement.number)) for statement in tuple(statements)[:FEW])
