"""K-means in plain arrays: the same sums in the same order on every machine, however many cores it has.

Not scikit-learn's, which it replaced: that took three times as long here, adds up in the order its threads finish,
refills empty clusters, which Polis drops, and ends by another rule than Polis.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.draws import Draws
from elicit.analysis.data.records import Floats
from elicit.analysis.runtime import threads

ROUNDS = 50
ROUNDING = 1e-9  # by which sums of distances may be off
AT_ONCE = 8192  # people whose distances fit into the cache
FEW = 20_000  # distances that are sooner measured again than looked after


def cluster(points: Floats, k: int, draws: Draws, *, weights: Floats | None = None, tries: int = 1) -> Ints:
    """(people,) labels below k of the tightest of `tries` runs from spread-out starts (k-means++, Arthur and
    Vassilvitskii 2007). points: (people, axes). draws: of these people. weights: (people,) how often each
    counts; once by default. Fewer than k distinct points leave labels unused."""
    heavy = np.ones(len(points)) if weights is None else weights
    best, tightest = np.zeros(len(points), dtype=np.int64), np.inf
    for number in range(tries):
        labels, spread = lloyd(
            points, _spread_centres(points, k, draws.spawn(number), heavy), heavy, rounds=ROUNDS
        )
        if spread < tightest:
            best, tightest = labels, spread
    return best


def lloyd(
    points: Floats, centres: Floats, weights: Floats, *, rounds: int, tolerance: float = 0.0
) -> tuple[Ints, float]:
    """Labels and weighted sum of squares from (k, axes) centres. Weights act in the centres only; an
    empty cluster stays where it is. Ends after `rounds`, or once no centre moves by more than `tolerance`."""
    k, near = len(centres), _Nearest(points)
    for _round in range(rounds):
        labels = near.to(centres)
        mass = np.bincount(labels, weights, minlength=k)
        sums = np.stack([np.bincount(labels, weights * axis, minlength=k) for axis in points.T], axis=1)
        fresh = np.where(mass[:, None] > 0, sums / np.where(mass > 0, mass, 1.0)[:, None], centres)
        step = np.linalg.norm(fresh - centres, axis=1).max()
        centres = fresh
        if step <= tolerance:
            break
    labels = near.to(centres)
    return labels, float(_squared(points, centres, labels) @ weights)


def nearest(points: Floats, centres: Floats) -> Ints:
    """(people,) index of the centre that is nearest to each point; of equals the first."""
    return _Nearest(points).to(centres)


def _squared(points: Floats, centres: Floats, labels: Ints) -> Floats:
    """(people,) squared distance of each point to its centre, axis by axis: short rows are slow to sum."""
    total = np.zeros(len(points))
    for axis, centre in zip(points.T, centres.T, strict=True):
        total += (axis - centre[labels]) ** 2
    return total


class _Nearest:
    """The nearest centre of each point, while the centres move. Points that are nearer to theirs than any other
    centre can have come since they were last measured, or than half the way from theirs to the next centre, are
    not measured again (Hamerly 2010)."""

    def __init__(self, points: Floats) -> None:
        self.points, self.slack = points, ROUNDING * (1.0 + np.abs(points).max(initial=0.0))
        self.labels = np.zeros(len(points), dtype=np.int64)
        self.other = np.zeros(len(points))
        self.before: Floats | None = None

    def to(self, centres: Floats) -> Ints:
        """(people,) index of the centre that is nearest to each point; of equals the first."""
        if len(self.points) * len(centres) <= FEW:
            closest: Ints = cdist(self.points, centres, "sqeuclidean").argmin(axis=1)
            return closest
        if self.before is None:
            doubtful = np.arange(len(self.points))
        else:
            step = np.linalg.norm(centres - self.before, axis=1)
            self.other -= _of_the_others(step)[self.labels]
            own = np.sqrt(_squared(self.points, centres, self.labels))
            apart = cdist(centres, centres)
            np.fill_diagonal(apart, np.inf)
            free = np.maximum(self.other, apart.min(axis=1)[self.labels] / 2)
            doubtful = np.flatnonzero(own + self.slack >= free)
        cuts = np.array_split(doubtful, max(-(-len(doubtful) // AT_ONCE), 1))
        threads.run_all(lambda rows: self._measure(rows, centres), cuts, AT_ONCE * len(centres))
        self.before = centres
        return self.labels.copy()

    def _measure(self, rows: Ints, centres: Floats) -> None:
        apart = cdist(self.points[rows], centres, "sqeuclidean")
        at = np.arange(len(rows)), apart.argmin(axis=1)
        self.labels[rows] = at[1]
        apart[at] = np.inf
        self.other[rows] = np.sqrt(apart.min(axis=1))


def _spread_centres(points: Floats, k: int, draws: Draws, weights: Floats) -> Floats:
    """Up to k of the points, each drawn with odds of its squared distance to those drawn before."""
    odds, distance = weights, np.full(len(points), np.inf)
    rows: list[int] = []
    while len(rows) < k and odds.any():
        rows.append(draws.spawn(len(rows)).choose(odds))
        distance = np.minimum(distance, ((points - points[rows[-1]]) ** 2).sum(axis=1))
        odds = weights * distance
    return points[rows]


def _of_the_others(step: Floats) -> Floats:
    """(k,) the largest of these but each one's own."""
    first = int(step.argmax())
    largest = np.full(len(step), step[first])
    largest[first] = np.delete(step, first).max(initial=0.0)
    return largest
