"""From tallies to standings, and what is typical of each bloc."""

from __future__ import annotations

import numpy as np

from .ballots import Ints
from .intervals import Interval, difference, jeffreys
from .report import VERDICTS, BlocStanding, Floats, PolisStanding, Representative, Share, Standing, Tally
from .verdicts import UNDECIDED, Tallies

TYPICAL = 5


def standings(
    statements: Ints,
    tallies: Tallies,
    chosen: Ints,
    holds: Floats | None,
    polis: list[PolisStanding],
    letters: list[str],
) -> tuple[Standing, ...]:
    """One Standing per statement. chosen: (S,) indices into VERDICTS. letters: of the blocs, by index."""
    k = len(tallies.counts)
    hold, oppose = tallies.contested_by()
    bridging = tallies.bridging()
    apart = division(tallies)
    more, close = tallies.further_votes()
    order = sorted(range(k), key=lambda bloc: letters[bloc])
    said = []
    for i, number in enumerate(statements.tolist()):
        undecided = chosen[i] == UNDECIDED
        said.append(
            Standing(
                statement=number,
                verdict=VERDICTS[chosen[i]],
                tally=_tally(tallies.overall[i]),
                agree=_share(tallies.agree_overall, i),
                disagree=_share(tallies.disagree_overall, i),
                blocs=_blocs(tallies, i, order, letters),
                held_by=tuple(letters[b] for b in order if hold[b, i]),
                opposed_by=tuple(letters[b] for b in order if oppose[b, i]),
                bridging=float(bridging[i]),
                division=float(apart.value[i]),
                division_low=float(apart.low[i]),
                division_high=float(apart.high[i]),
                more_votes=int(more[i]) if undecided and not close[i] else None,
                too_close=bool(undecided and close[i]),
                holds=None if holds is None else float(holds[i]),
                polis=polis[i],
            )
        )
    return tuple(said)


def _blocs(tallies: Tallies, i: int, order: list[int], letters: list[str]) -> tuple[BlocStanding, ...]:
    return tuple(
        BlocStanding(
            letters[b],
            _tally(tallies.counts[b, i]),
            _share(tallies.agree, b, i),
            _share(tallies.disagree, b, i),
        )
        for b in order
    )


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


def typical(tallies: Tallies, bloc: int, statements: Ints) -> tuple[Representative, ...]:
    """Up to five statements that most of a bloc takes one way, and clearly more of it than of all others."""
    others = tallies.counts.sum(axis=0) - tallies.counts[bloc]
    votes, other_votes = tallies.counts[bloc].sum(axis=1), others.sum(axis=1)
    found: list[tuple[float, Representative]] = []
    for column, direction in ((0, 1), (1, -1)):
        mine = _of((tallies.agree, tallies.disagree)[column], bloc)
        elsewhere = jeffreys(others[:, column], other_votes, tallies.rules.confidence)
        apart = difference(mine, elsewhere)
        for i in np.flatnonzero((mine.low > 0.5) & (apart.low > 0)):
            share = float(mine.value[i]), float(mine.low[i]), float(mine.high[i])
            each = Representative(int(statements[i]), direction, *share, float(elsewhere.value[i]), int(votes[i]))
            found.append((float(apart.low[i]), each))
    found.sort(key=lambda pair: (-pair[0], pair[1].statement))
    return tuple(each for _strength, each in found[:TYPICAL])


def _of(interval: Interval, bloc: int) -> Interval:
    return Interval(*(ends[bloc] for ends in interval))


def _share(interval: Interval, *where: int) -> Share:
    return Share(*(float(ends[where]) for ends in interval))


def _tally(counts: Floats) -> Tally:
    return Tally(*(int(count) for count in counts))
