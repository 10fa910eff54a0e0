"""Why a verdict: the rules in the order they are tried, with the numbers that make each of them hold or fail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from elicit.analysis import Report, Rules, Share, Standing
from elicit.analysis.data.records import FOLDS

HALF = 0.5  # of a bloc holds or opposes a statement; the rest is a community's rule


@dataclass(frozen=True)
class Condition:
    """One condition of a rule: what it is about, whether it holds, and the bloc that decides it ("" where that is
    everyone). value: its number; line: what that is held against. Shares are in per cent."""

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
    conditions: tuple[Condition, ...]

    @property
    def holds(self) -> bool:
        return all(each.holds for each in self.conditions)


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


class Juror(NamedTuple):
    """One bloc whose agreement is asked for; "" stands for everyone."""

    letter: str
    votes: int
    agree: Share
    disagree: Share


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
    """The first of these that holds is the verdict; where none does, it is undecided."""
    jury = _jury(standing, counting)
    return (
        Rule("settled", (_votes(jury, rules), _held(jury, rules), _overall(standing, rules))),
        Rule("contested", (_holding(jury), _opposing(jury))),
        Rule("settled against", (_against(jury),)),
        Rule("lukewarm", (_short(jury),)),
    )


def _redraws(report: Report, number: int) -> int:
    """How many of the redraws asked about this statement: each leaves one fold of statements out."""
    return (report.resamples - number % FOLDS + FOLDS - 1) // FOLDS


def _jury(standing: Standing, counting: Collection[str]) -> list[Juror]:
    blocs = [each for each in standing.blocs if each.letter in counting]
    if not blocs:
        return [Juror("", standing.tally.votes, standing.agree, standing.disagree)]
    return [Juror(each.letter, each.tally.votes, each.agree, each.disagree) for each in blocs]


def _votes(jury: list[Juror], rules: Rules) -> Condition:
    fewest = min(jury, key=lambda each: each.votes)
    least = rules.min_votes_per_bloc
    return Condition("votes", fewest.votes >= least, fewest.letter, fewest.votes, least)


def _held(jury: list[Juror], rules: Rules) -> Condition:
    lowest, line = min(jury, key=lambda each: each.agree.low), rules.settled_in_bloc
    return Condition("held", lowest.agree.low > line, lowest.letter, 100 * lowest.agree.low, 100 * line)


def _overall(standing: Standing, rules: Rules) -> Condition:
    low, line = standing.agree.low, rules.settled_overall
    return Condition("overall", low >= line, "", 100 * low, 100 * line)


def _holding(jury: list[Juror]) -> Condition:
    most = max(jury, key=lambda each: each.agree.low)
    return Condition("holding", most.agree.low > HALF, most.letter, 100 * most.agree.low, 100 * HALF)


def _opposing(jury: list[Juror]) -> Condition:
    most = max(jury, key=lambda each: each.disagree.low - each.agree.high)
    low, high = most.disagree.low, most.agree.high
    return Condition("opposing", low > high, most.letter, 100 * low, 100 * high)


def _against(jury: list[Juror]) -> Condition:
    lowest = min(jury, key=lambda each: each.disagree.low)
    return Condition("against", lowest.disagree.low > HALF, lowest.letter, 100 * lowest.disagree.low, 100 * HALF)


def _short(jury: list[Juror]) -> Condition:
    lowest = min(jury, key=lambda each: each.agree.high)
    return Condition("short", lowest.agree.high < HALF, lowest.letter, 100 * lowest.agree.high, 100 * HALF)
