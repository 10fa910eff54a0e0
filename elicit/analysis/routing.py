"""Which statement to show next: weights from an analysis, and the weighted draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from . import verdicts
from .ballots import Ints
from .report import Floats
from .verdicts import Tallies

RARE = 5.0  # votes after which the bonus of a statement nobody has seen has halved
BONUS = 8.0
DECIDED = 0.25  # what a vote on a decided statement is worth, against one on an undecided statement


def weights(tallies: Tallies, chosen: Ints) -> Floats:
    """(S,) how useful a vote on each statement is now, above 0: wide intervals, open verdicts, rarely seen."""
    width = tallies.agree_overall.high - tallies.agree_overall.low
    widest = (tallies.jury.agree.high - tallies.jury.agree.low).max(axis=0)
    open_ones = np.where(chosen == verdicts.UNDECIDED, 1.0, DECIDED)
    rare = 1 + BONUS * 2.0 ** (-tallies.overall.sum(axis=1) / RARE)
    useful: Floats = (0.05 + width + widest) * open_ones * rare
    return useful


def next_statement(
    unseen: Sequence[int],
    seen_counts: Mapping[int, int],
    weights: Mapping[int, float] | None,
    *,
    draw: float,
    twins: Mapping[int, int] | None = None,
    voted: Collection[int] = (),
) -> int | None:
    """One of the unseen statements, by a weighted random draw; None when nothing may be shown.

    seen_counts: votes so far per statement. weights: from an analysis; a statement it does not know gets the
    largest weight. Without weights the draw is among the least seen. twins: a reverse-worded statement is never
    shown to somebody who voted on its twin. draw: a random number in [0, 1); the same draw, the same answer.
    """
    held = set(voted)
    mirrored = dict(twins or {})
    mirrored |= {other: one for one, other in mirrored.items() if other not in mirrored}
    open_ones = sorted(number for number in unseen if mirrored.get(number) not in held)
    if not open_ones:
        return None
    if weights is None:
        least = min(seen_counts.get(number, 0) for number in open_ones)
        open_ones = [number for number in open_ones if seen_counts.get(number, 0) == least]
        return open_ones[int(draw * len(open_ones))]
    unknown = max(weights.values(), default=1.0)
    heaps = np.cumsum([weights.get(number, unknown) for number in open_ones])
    return open_ones[min(int(np.searchsorted(heaps, draw * heaps[-1], side="right")), len(open_ones) - 1)]
