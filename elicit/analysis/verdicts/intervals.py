"""Jeffreys intervals, vectorised."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from elicit.analysis.data.records import Floats


class Interval(NamedTuple):
    """Observed share and central interval; arrays of the shape of the counts."""

    value: Floats
    low: Floats
    high: Floats


def jeffreys(hits: ArrayLike, votes: ArrayLike, confidence: float) -> Interval:
    """Central interval of a share under the Beta(1/2, 1/2) prior (Brown, Cai and DasGupta 2001, section 4.3:
    the lower end is 0 when nobody did, the upper end 1 when everybody did). Without votes the share is 0."""
    hits, votes = np.asarray(hits, dtype=np.float64), np.asarray(votes, dtype=np.float64)
    tail = (1 - confidence) / 2
    low = np.where(hits <= 0, 0.0, betaincinv(hits + 0.5, votes - hits + 0.5, tail))
    high = np.where(hits >= votes, 1.0, betaincinv(hits + 0.5, votes - hits + 0.5, 1 - tail))
    return Interval(hits / np.maximum(votes, 1.0), low, high)


def finite(hits: ArrayLike, votes: ArrayLike, people: ArrayLike, confidence: float) -> Interval:
    """Interval of a share among so many people, of whom `votes` voted: the finite-population correction as more
    votes at the same share (Cochran 1977, section 2.6). The interval is a point when all of them voted."""
    hits, votes = np.asarray(hits, dtype=np.float64), np.asarray(votes, dtype=np.float64)
    rest = np.maximum(np.asarray(people, dtype=np.float64) - votes, 0.0)
    factor = np.where(rest > 0, np.maximum(votes + rest - 1, 1.0) / np.where(rest > 0, rest, 1.0), 1.0)
    wide = jeffreys(hits * factor, votes * factor, confidence)
    value = hits / np.maximum(votes, 1.0)
    is_complete = (rest == 0) & (votes > 0)
    low, high = (np.where(is_complete, value, end) for end in (wide.low, wide.high))
    return Interval(value, np.minimum(low, value), np.maximum(high, value))


def difference(one: Interval, other: Interval) -> Interval:
    """Interval of one share minus another, from their own intervals (Newcombe 1998, method 10)."""
    value = one.value - other.value
    low = value - np.hypot(one.value - one.low, other.high - other.value)
    high = value + np.hypot(one.high - one.value, other.value - other.low)
    return Interval(value, low, high)


def votes_needed(share: ArrayLike, line: float, confidence: float) -> Floats:
    """How many votes at this share put its interval on one side of `line` (normal approximation); infinite on
    the line itself."""
    share = np.asarray(share, dtype=np.float64)
    z = float(ndtri(1 - (1 - confidence) / 2))
    distance = np.maximum(np.abs(share - line), 1e-9)
    number: Floats = z * z * share * (1 - share) / distance**2
    return number
