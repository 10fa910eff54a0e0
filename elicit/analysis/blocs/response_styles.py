"""Response styles: how readily somebody says yes, and how readily they pass, whatever is asked.

A response style multiplies the odds of a choice in every bloc alike. Without it a room of one mind with ready and
reluctant yes-sayers looks like two blocs (Baumgartner and Steenkamp 2001)."""

from __future__ import annotations

import numpy as np

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.records import Floats

YES = 0.7  # logits between two neighbours on the grid: agreeing rather than disagreeing
PASS = 1.2  # passing rather than having an opinion
SPREAD = (0.5, 1.0)  # variances of the two at the start; the crowd's own take over
LEAST = 0.01  # variance; below it nobody is off the middle of the grid, as far as numbers go
STEPS = np.arange(-2, 3)

_YES, _PASS = (steps.ravel() for steps in np.meshgrid(YES * STEPS, PASS * STEPS, indexing="ij"))
YES_OF: Floats = _YES  # (styles,) logit of saying yes
PASS_OF: Floats = _PASS  # (styles,) logit of passing
LOGITS: Floats = np.stack([_YES / 2, -_YES / 2, _PASS], axis=1)  # (styles, 3) added for agree, disagree, pass
FACTORS: Floats = np.exp(LOGITS)
NUMBER = len(LOGITS)
NONE = NUMBER // 2  # the middle of the grid: no response style


def prior() -> Floats:
    """(styles,) shares before any vote."""
    return _normal(*SPREAD)


def fit_shares(mass: Floats) -> Floats:
    """(styles,) shares of independent normal styles whose variances are those of these people, and of one more who
    is as anybody was before. More freely shaped, styles would take over what divides people in a room of few
    statements. mass: (styles,) how many people have each."""
    people = mass.sum() + 1
    yes, passing = ((mass @ steps**2 + start) / people for steps, start in zip((_YES, _PASS), SPREAD, strict=True))
    return _normal(yes, passing)


def _normal(yes: float, passing: float) -> Floats:
    odds = np.exp(-0.5 * (_YES**2 / max(yes, LEAST) + _PASS**2 / max(passing, LEAST)))
    share: Floats = odds / odds.sum()
    return share


def tilt(rates: Floats) -> Floats:
    """(k, styles, 3, statements) rates of people with each style. rates: (k, 3, statements) without one."""
    odds = rates[:, None] * FACTORS[None, :, :, None]
    shares: Floats = odds / odds.sum(axis=2, keepdims=True)
    return shares


def totals(rates: Floats, selection: Ints | None = None) -> Floats:
    """(styles, k, statements) what the tilted odds add up to. selection: which styles; all of them when None."""
    k, _three, m = rates.shape
    factors = FACTORS if selection is None else FACTORS[selection]
    sums: Floats = factors @ rates.transpose(1, 0, 2).reshape(3, -1)
    return sums.reshape(len(factors), k, m)


def spread(logits: Floats, shares: Floats) -> float:
    """Standard deviation of logits, each that of such a share of people."""
    mean = float(logits @ shares)
    return float(np.sqrt(shares @ (logits - mean) ** 2))
