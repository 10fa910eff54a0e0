"""Why a verdict: the rules in the order they are tried, with the numbers that make each of them hold or fail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from elicit.analysis import BlocStanding, Report, Rules, Standing
from elicit.analysis.data.records import FOLDS
from elicit.analysis.verdicts.conditions import CONDITIONS, Condition, Figures, Scope


@dataclass(frozen=True)
class Check:
    """One condition of a rule as it came out: about: its name; holds: whether it does; letter: of the bloc that
    decides it ("" where that is everyone). value: its figure; line: what that is compared with. Shares are in per
    cent."""

    about: str
    holds: bool
    letter: str
    value: float
    line: float

    @property
    def digits(self) -> int:
        """Decimals that show on which side of the line the value lies: one, more where it comes close."""
        return next((n for n in (1, 2, 3, 4) if round(self.value, n) != round(self.line, n)), 1)


@dataclass(frozen=True)
class Rule:
    """A verdict and its conditions, all of which have to hold."""

    verdict: str
    conditions: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.conditions)


@dataclass(frozen=True)
class Why:
    """What stands behind one verdict besides the shares themselves.

    same: in so many of `redraws` the verdict was the same; None where nobody was drawn again. fares: the verdict
    at one bloc fewer and one more, as (k, verdict). doubt: chance in per cent that a settled statement is not
    agreed to as widely as that says. depends: identical ballots it depends on. consensus, majority: Polis's own.
    """

    rules: tuple[Rule, ...]
    same: int | None
    redraws: int
    fares: tuple[tuple[int, str], ...]
    doubt: float | None
    depends: int | None
    important: int
    bridging: float
    consensus: float
    majority: str  # "agree" or "disagree" where Polis counts it among its strongest majorities, else ""


def why(report: Report, standing: Standing, counting: Collection[str]) -> Why:
    redraws = _redraws(report, standing.statement)
    polis = standing.polis
    return Why(
        rules=rules_tried(standing, counting, report.rules),
        same=None if standing.holds is None or not redraws else round(standing.holds * redraws),
        redraws=redraws,
        fares=standing.fares,
        doubt=None if standing.doubt is None else 100 * standing.doubt,
        depends=standing.depends,
        important=standing.important,
        bridging=100 * standing.bridging,
        consensus=100 * polis.group_informed_consensus,
        majority="agree" if polis.consensus_agree else "disagree" if polis.consensus_disagree else "",
    )


def rules_tried(standing: Standing, counting: Collection[str], rules: Rules) -> tuple[Rule, ...]:
    """The first of these that holds is the verdict; where none does, it is undecided. counting: letters of the
    blocs that count."""
    jury = [bloc for bloc in standing.blocs if bloc.letter in counting] or [_everyone(standing)]
    figures = Figures(
        votes=np.array([bloc.tally.votes for bloc in jury]),
        agree_low=np.array([bloc.agree.low for bloc in jury]),
        agree_high=np.array([bloc.agree.high for bloc in jury]),
        disagree_low=np.array([bloc.disagree.low for bloc in jury]),
        overall_low=np.array(standing.agree.low),
    )
    letters = [bloc.letter for bloc in jury]
    return tuple(
        Rule(verdict, tuple(_explain(condition, figures, rules, letters) for condition in conditions))
        for verdict, conditions in CONDITIONS.items()
    )


def _redraws(report: Report, number: int) -> int:
    """How many of the redraws asked about this statement: each leaves one fold of statements out."""
    return (report.resamples - number % FOLDS + FOLDS - 1) // FOLDS


def _everyone(standing: Standing) -> BlocStanding:
    """Everyone together, who stand for one bloc where none counts."""
    return BlocStanding("", standing.tally, standing.agree, standing.disagree, standing.room)


def _explain(condition: Condition, figures: Figures, rules: Rules, letters: Sequence[str]) -> Check:
    values, lines, letter = condition.values(figures), condition.lines(figures, rules), ""
    if condition.scope is not Scope.EVERYONE:
        bloc = int(condition.deciding_bloc(figures))
        values, lines, letter = values[bloc], lines[bloc], letters[bloc]
    value, line = float(values), float(lines)
    if condition.figure == "votes":
        value, line = int(value), int(line)
    else:
        value, line = 100 * value, 100 * line
    return Check(condition.name, bool(condition.holds(figures, rules)), letter, value, line)
