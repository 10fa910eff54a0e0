"""Personal habits of answering: how readily somebody says yes, and how readily they pass, whatever is asked.

A habit multiplies the odds of a choice in every bloc alike. Without it a room of one mind with ready and reluctant
yes-sayers looks like two blocs (response styles: Baumgartner and Steenkamp 2001)."""

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
YES_OF: Floats = _YES  # (habits,) logit of saying yes
PASS_OF: Floats = _PASS  # (habits,) logit of passing
LOGITS: Floats = np.stack([_YES / 2, -_YES / 2, _PASS], axis=1)  # (habits, 3) added for agree, disagree, pass
FACTORS: Floats = np.exp(LOGITS)
NUMBER = len(LOGITS)
NONE = NUMBER // 2  # the habit of having none


def prior() -> Floats:
    """(habits,) shares before anything is known."""
    return _normal(*SPREAD)


def matching(mass: Floats) -> Floats:
    """(habits,) shares of independent normal habits whose variances are those of these people, and of one more who
    is as anybody was before. More freely shaped, habits would take over what divides people in a room of few
    statements. mass: (habits,) how many people have each."""
    people = mass.sum() + 1
    yes, passing = ((mass @ steps**2 + start) / people for steps, start in zip((_YES, _PASS), SPREAD, strict=True))
    return _normal(yes, passing)


def _normal(yes: float, passing: float) -> Floats:
    odds = np.exp(-0.5 * (_YES**2 / max(yes, LEAST) + _PASS**2 / max(passing, LEAST)))
    share: Floats = odds / odds.sum()
    return share


def tilted(rates: Floats) -> Floats:
    """(k, habits, 3, statements) rates of people with each habit. rates: (k, 3, statements) without one."""
    odds = rates[:, None] * FACTORS[None, :, :, None]
    shares: Floats = odds / odds.sum(axis=2, keepdims=True)
    return shares


def totals(rates: Floats, chosen: Ints | None = None) -> Floats:
    """(habits, k, statements) what the tilted odds add up to. chosen: which habits; all of them when None."""
    k, _three, m = rates.shape
    factors = FACTORS if chosen is None else FACTORS[chosen]
    added: Floats = factors @ rates.transpose(1, 0, 2).reshape(3, -1)
    return added.reshape(len(factors), k, m)


def spread(logits: Floats, shares: Floats) -> float:
    """Standard deviation of logits held by these shares of people."""
    mean = float(logits @ shares)
    return float(np.sqrt(shares @ (logits - mean) ** 2))
