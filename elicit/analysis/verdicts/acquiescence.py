"""Acquiescence: how much more people agree than disagree whichever way a statement is worded."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.records import Floats, YesSaying


def yes_saying(twins: Ints, statements: Ints, overall: Floats, confidence: float) -> YesSaying | None:
    """From reverse-worded pairs, each side shown to other people: half of (agree - disagree) on one side plus
    (agree - disagree) on the other, which is 0 where only content matters; averaged over pairs, with a normal
    interval. None without a pair that both have votes. twins: (pairs, 2); overall: (S, 3)."""
    row_of = {number: row for row, number in enumerate(statements.tolist())}
    rows = [(row_of[one], row_of[other]) for one, other in twins.tolist() if one in row_of and other in row_of]
    votes = overall.sum(axis=1)
    rows = [pair for pair in rows if votes[list(pair)].min() > 0]
    if not rows:
        return None
    places = np.array(rows)
    shares = (overall + 1 / 3) / (votes + 1)[:, None]
    lean = shares[:, 0] - shares[:, 1]
    spread = (shares[:, 0] + shares[:, 1] - lean**2) / np.maximum(votes, 1)
    rate = float(lean[places].sum(axis=1).mean() / 2)
    error = float(np.sqrt(spread[places].sum() / 4) / len(places))
    z = float(ndtri(1 - (1 - confidence) / 2))
    return YesSaying(rate, max(rate - z * error, -1.0), min(rate + z * error, 1.0), len(rows))
