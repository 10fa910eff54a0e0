"""K-means in plain arrays: one thread, the same sums in the same order on every machine."""

from __future__ import annotations

import numpy as np

from .ballots import Ints
from .report import Floats

ROUNDS = 50


def cluster(
    points: Floats, k: int, random: np.random.Generator, *, weights: Floats | None = None, tries: int = 1
) -> Ints:
    """(people,) labels below k of the tightest of `tries` runs from spread-out starts (k-means++, Arthur and
    Vassilvitskii 2007). points: (people, axes). weights: (people,) how often each counts; once by default.
    Fewer than k distinct points leave labels unused."""
    heavy = np.ones(len(points)) if weights is None else weights
    best, tightest = np.zeros(len(points), dtype=np.int64), np.inf
    for _try in range(tries):
        labels, spread = lloyd(points, _spread_out(points, k, random, heavy), heavy, rounds=ROUNDS)
        if spread < tightest:
            best, tightest = labels, spread
    return best


def lloyd(
    points: Floats, centres: Floats, weights: Floats, *, rounds: int, moved: float = 0.0
) -> tuple[Ints, float]:
    """Labels and weighted sum of squares from given (k, axes) centres. Weights act in the centres only; an
    empty cluster stays where it is. Ends after `rounds`, or once no centre moves by more than `moved`."""
    from scipy.spatial.distance import cdist

    k, rows = len(centres), np.arange(len(points))
    for _round in range(rounds):
        labels: Ints = cdist(points, centres, "sqeuclidean").argmin(axis=1)
        mass = np.bincount(labels, weights, minlength=k)
        sums = np.stack([np.bincount(labels, weights * axis, minlength=k) for axis in points.T], axis=1)
        fresh = np.where(mass[:, None] > 0, sums / np.where(mass > 0, mass, 1.0)[:, None], centres)
        step = np.linalg.norm(fresh - centres, axis=1).max()
        centres = fresh
        if step <= moved:
            break
    distance = cdist(points, centres, "sqeuclidean")[rows, labels]
    return labels, float(distance @ weights)


def _spread_out(points: Floats, k: int, random: np.random.Generator, weights: Floats) -> Floats:
    """Up to k of the points, each drawn with odds of its squared distance to those drawn before."""
    odds, nearest = weights, np.full(len(points), np.inf)
    chosen: list[int] = []
    while len(chosen) < k and odds.sum() > 0:
        heaps = np.cumsum(odds)
        drawn = min(int(np.searchsorted(heaps, random.random() * heaps[-1], side="right")), len(points) - 1)
        chosen.append(drawn)
        nearest = np.minimum(nearest, ((points - points[drawn]) ** 2).sum(axis=1))
        odds = weights * nearest
    return points[chosen]
