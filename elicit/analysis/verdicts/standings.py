"""From tallies to standings, and what represents each bloc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.polis_report import PolisStanding
from elicit.analysis.data.records import VERDICTS, BlocStanding, Floats, Representative, Share, Standing, Tally

from .intervals import Interval, difference, jeffreys
from .verdicts import SETTLED, UNDECIDED, Tallies

TYPICAL = 5


@dataclass(frozen=True, eq=False)
class StandingContext:
    """What a standing says besides tallies (S of each). holds: share of resamples with the same verdict.
    important: votes marked. depends: identical ballots the verdict depends on, 0 for none. fares:
    for other numbers of blocs, (S,) indices into VERDICTS. polis: Polis's own figures."""

    holds: Floats | None
    important: Ints
    depends: Ints
    fares: Mapping[int, Ints]
    polis: Sequence[PolisStanding]


def standings(
    statements: Ints, tallies: Tallies, verdict: Ints, context: StandingContext, letters: Sequence[str]
) -> tuple[Standing, ...]:
    """One Standing per statement. verdict: (S,) indices into VERDICTS. letters: of the blocs, by index."""
    columns = _Columns(tallies, verdict, context, letters)
    return tuple(columns.row(i, number) for i, number in enumerate(statements.tolist()))


class _Columns:
    """The columns of all standings, computed once as plain lists."""

    def __init__(self, tallies: Tallies, verdict: Ints, context: StandingContext, letters: Sequence[str]) -> None:
        self.tallies, self.verdict, self.context, self.letters = tallies, verdict.tolist(), context, letters
        self.order = sorted(range(len(tallies.counts)), key=lambda bloc: letters[bloc])
        hold, oppose = tallies.contested_by()
        self.hold, self.oppose = hold.T.tolist(), oppose.T.tolist()
        self.bridging = tallies.bridging().tolist()
        self.apart = [ends.tolist() for ends in division(tallies)]
        more, close = tallies.further_votes()
        self.more, self.is_close = more.tolist(), close.tolist()
        self.doubt = tallies.doubt.tolist()
        self.overall = _tallies(tallies.overall)
        everyone = (tallies.agree_overall, tallies.disagree_overall, tallies.room_overall)
        self.agree, self.disagree, self.room = (_shares(*interval) for interval in everyone)
        self.blocs = list(zip(*(self._bloc(bloc) for bloc in self.order), strict=True))
        self.holds = None if context.holds is None else context.holds.tolist()
        self.important, self.depends = context.important.tolist(), context.depends.tolist()
        self.fares = {k: verdicts.tolist() for k, verdicts in sorted(context.fares.items())}

    def _bloc(self, bloc: int) -> list[BlocStanding]:
        """How every statement fared in one bloc."""
        tallies, letter = self.tallies, self.letters[bloc]
        shares = (_shares(*_of(interval, bloc)) for interval in (tallies.agree, tallies.disagree, tallies.room))
        return [BlocStanding(letter, *row) for row in zip(_tallies(tallies.counts[bloc]), *shares, strict=True)]

    def row(self, i: int, number: int) -> Standing:
        is_undecided, is_close = self.verdict[i] == UNDECIDED, self.is_close[i]
        value, low, high = (ends[i] for ends in self.apart)
        return Standing(
            statement=number,
            verdict=VERDICTS[self.verdict[i]],
            tally=self.overall[i],
            agree=self.agree[i],
            disagree=self.disagree[i],
            blocs=self.blocs[i],
            held_by=tuple(self.letters[b] for b in self.order if self.hold[i][b]),
            opposed_by=tuple(self.letters[b] for b in self.order if self.oppose[i][b]),
            bridging=self.bridging[i],
            division=value,
            division_low=low,
            division_high=high,
            more_votes=self.more[i] if is_undecided and not is_close and not self.depends[i] else None,
            too_close=is_undecided and is_close and not self.depends[i],
            holds=None if self.holds is None else self.holds[i],
            important=self.important[i],
            room=self.room[i],
            doubt=self.doubt[i] if self.verdict[i] == SETTLED else None,
            depends=self.depends[i] or None,
            fares=tuple((k, VERDICTS[verdicts[i]]) for k, verdicts in self.fares.items()),
            polis=self.context.polis[i],
        )


def _tallies(counts: Floats) -> list[Tally]:
    """counts: (S, 3) agree, disagree, pass."""
    return list(map(Tally, *counts.astype(np.int64).T.tolist()))


def _shares(value: Floats, low: Floats, high: Floats) -> list[Share]:
    return list(map(Share, value.tolist(), low.tolist(), high.tolist()))


def division(tallies: Tallies) -> Interval:
    """(S,) the largest difference of agree shares between two counting blocs, with its interval; 0 with fewer
    than two."""
    counting = np.flatnonzero(tallies.counting).tolist()
    zero = np.zeros(len(tallies.overall))
    best = Interval(zero, zero, zero)
    for one in counting:
        for other in counting:
            if one != other:
                apart = difference(_of(tallies.agree, one), _of(tallies.agree, other))
                larger = apart.value > best.value
                best = Interval(*(np.where(larger, new, old) for new, old in zip(apart, best, strict=True)))
    return best


def representatives(tallies: Tallies, bloc: int, statements: Ints) -> tuple[Representative, ...]:
    """Up to five statements that most of a bloc takes one way, and clearly more of it than of all others."""
    others = tallies.counts.sum(axis=0) - tallies.counts[bloc]
    votes, other_votes = tallies.counts[bloc].sum(axis=1), others.sum(axis=1)
    strongest: list[tuple[float, Representative]] = []
    for column, direction in ((0, 1), (1, -1)):
        mine = _of((tallies.agree, tallies.disagree)[column], bloc)
        elsewhere = jeffreys(others[:, column], other_votes, tallies.rules.confidence)
        apart = difference(mine, elsewhere)
        for i in np.flatnonzero((mine.low > 0.5) & (apart.low > 0)):
            share = float(mine.value[i]), float(mine.low[i]), float(mine.high[i])
            row = Representative(int(statements[i]), direction, *share, float(elsewhere.value[i]), int(votes[i]))
            strongest.append((float(apart.low[i]), row))
    strongest.sort(key=lambda pair: (-pair[0], pair[1].statement))
    return tuple(row for _strength, row in strongest[:TYPICAL])


def _of(interval: Interval, bloc: int) -> Interval:
    return Interval(*(ends[bloc] for ends in interval))
