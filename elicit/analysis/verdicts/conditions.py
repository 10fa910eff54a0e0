"""The conditions of the verdicts, in one table: from it follow the verdict of a statement, what one more vote is
worth to it, and the explanation of why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.records import VERDICTS, Floats
from elicit.analysis.data.rules import Rules

HALF = 0.5  # of a bloc holds or opposes; what settles is a rule


class Figures(NamedTuple):
    """What conditions look at, of one statement or of S of them.

    votes: (j,) or (j, S) of each bloc of a jury. agree_low, agree_high, disagree_low: the same shape, ends of the
    intervals of the shares. overall_low: () or (S,) the lower end of everyone's agreement.
    """

    votes: Floats
    agree_low: Floats
    agree_high: Floats
    disagree_low: Floats
    overall_low: Floats


class Scope(Enum):
    """Whose figure has to lie beyond the line."""

    EVERY_BLOC = "every bloc"
    SOME_BLOC = "some bloc"
    EVERYONE = "everyone together"


class Side(Enum):
    """On which side of its line a figure has to lie."""

    ABOVE = "above"
    AT_LEAST = "at least"
    BELOW = "below"


_IS_BEYOND = {Side.ABOVE: np.greater, Side.AT_LEAST: np.greater_equal, Side.BELOW: np.less}


@dataclass(frozen=True)
class Condition:
    """One condition of a verdict. figure: by its name in `Figures`. line: a number, or the name of a threshold in
    `Rules` or of another figure."""

    name: str
    scope: Scope
    figure: str
    side: Side
    line: str | float

    @property
    def is_relative(self) -> bool:
        """Whether the line is a figure of the same bloc."""
        return self.line in Figures._fields

    def threshold(self, rules: Rules) -> float:
        """The line under these rules. Raises ValueError where it is another figure."""
        if self.is_relative:
            raise ValueError(f"The line of {self.name} is a figure, not a number.")
        return float(getattr(rules, self.line) if isinstance(self.line, str) else self.line)

    def values(self, figures: Figures) -> Floats:
        """The figure, of every bloc or of everyone."""
        values: Floats = getattr(figures, self.figure)
        return values

    def lines(self, figures: Figures, rules: Rules) -> Floats:
        """What the figure is compared with, of the same shape."""
        if self.is_relative:
            lines: Floats = getattr(figures, str(self.line))
            return lines
        return np.full_like(self.values(figures), self.threshold(rules), dtype=np.float64)

    def is_beyond(self, values: Floats, line: Floats | float) -> Flags:
        """Which of these values lie on the side of the line that the condition asks for."""
        flags: Flags = _IS_BEYOND[self.side](values, line)
        return flags

    def holds_in(self, figures: Figures, rules: Rules) -> Flags:
        """In which blocs the condition holds, or whether it does for everyone; of the shape of the figure."""
        return self.is_beyond(self.values(figures), self.lines(figures, rules))

    def holds(self, figures: Figures, rules: Rules) -> Flags:
        """() or (S,) whether it holds for the jury."""
        flags = self.holds_in(figures, rules)
        if self.scope is Scope.EVERYONE:
            return flags
        combine = np.logical_and if self.scope is Scope.EVERY_BLOC else np.logical_or
        over_blocs: Flags = combine.reduce(flags, axis=0)
        return over_blocs

    def deciding_bloc(self, figures: Figures) -> Ints:
        """() or (S,) index of the bloc that decides: the one furthest from meeting the condition where every bloc
        has to, the one closest to it where one is enough; the first of equals. Not for the scope of everyone."""
        distance = self.values(figures)
        if self.is_relative:
            distance = distance - getattr(figures, str(self.line))
        is_lowest = (self.scope is Scope.EVERY_BLOC) is (self.side is not Side.BELOW)
        bloc: Ints = distance.argmin(axis=0) if is_lowest else distance.argmax(axis=0)
        return bloc


VOTES = Condition("votes", Scope.EVERY_BLOC, "votes", Side.AT_LEAST, "min_votes_per_bloc")
AGREEMENT = Condition("agreement", Scope.EVERY_BLOC, "agree_low", Side.ABOVE, "settled_in_bloc")
OVERALL = Condition("overall", Scope.EVERYONE, "overall_low", Side.AT_LEAST, "settled_overall")
HOLDING = Condition("holding", Scope.SOME_BLOC, "agree_low", Side.ABOVE, HALF)
OPPOSING = Condition("opposing", Scope.SOME_BLOC, "disagree_low", Side.ABOVE, "agree_high")
DISAGREEMENT = Condition("disagreement", Scope.EVERY_BLOC, "disagree_low", Side.ABOVE, HALF)
SHORT = Condition("short", Scope.SOME_BLOC, "agree_high", Side.BELOW, HALF)

CONDITIONS: Mapping[str, tuple[Condition, ...]] = {  # of a verdict all; the first whose conditions hold is it
    "settled": (VOTES, AGREEMENT, OVERALL),
    "contested": (HOLDING, OPPOSING),
    "settled against": (DISAGREEMENT,),
    "lukewarm": (SHORT,),
}


def judge(figures: Figures, rules: Rules) -> Ints:
    """() or (S,) indices into VERDICTS: the first verdict all of whose conditions hold, undecided without one.
    Exhaustive and exclusive."""
    holds = [
        np.logical_and.reduce([condition.holds(figures, rules) for condition in conditions])
        for conditions in CONDITIONS.values()
    ]
    places = [VERDICTS.index(verdict) for verdict in CONDITIONS]
    verdict: Ints = np.select(holds, places, VERDICTS.index("undecided")).astype(np.int64)
    return verdict
