"""How likely a share lies above a line, judged by the shares that the other statements have.

Statements are called settled because their votes came out high; one by one, their shares look surer than they are.
A prior learnt from all statements, chosen or not, corrects for that (empirical Bayes: Efron 2010, chapter 1)."""

from __future__ import annotations

import numpy as np

from elicit.analysis.data.records import Floats

CELLS = 100
ROUNDS = 50
SHARES: Floats = (np.arange(CELLS) + 0.5) / CELLS


def chance_above(hits: Floats, votes: Floats, line: float) -> Floats:
    """(S,) chance that the share behind each statement's hits lies above the line. The prior is the distribution
    of shares under which the hits of all of them are likeliest, by EM over a grid, with one statement's worth of
    pull towards every share alike (Laird 1978)."""
    hits, votes = hits[:, None], votes[:, None]
    logs = hits * np.log(SHARES) + (votes - hits) * np.log(1 - SHARES)
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    prior = np.full(CELLS, 1 / CELLS)
    for _round in range(ROUNDS):
        mass = prior * ((1 / (likely @ prior)) @ likely)
        prior = (mass + 1 / CELLS) / (len(hits) + 1)
    odds = likely * prior
    chance: Floats = odds[:, line < SHARES].sum(axis=1) / odds.sum(axis=1)
    return chance
