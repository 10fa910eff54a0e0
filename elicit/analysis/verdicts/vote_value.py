"""What one more vote of a bloc's member is expected to do for a statement's verdict: the chance that the statement
is decided within its next votes, per vote that takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.records import Floats

from .conditions import AGREEMENT, DISAGREEMENT, HOLDING, OPPOSING, OVERALL, SHORT, VOTES, Condition, Side
from .verdicts import AGAINST, CONTESTED, LUKEWARM, SETTLED, UNDECIDED, Tallies

PRIOR = 2.0  # votes' worth of pull of a bloc's shares towards everyone's
HORIZON = np.array([0, 1, 2, 3, 4, 6, 8, 12, 18, 27, 40, 60, 90, 130, 200, 300], dtype=np.float64)  # next votes
PRICES = (0.3, 0.1, 0.03, 0.01, 0.003)  # of a vote, in logarithms of the chance it buys
LEAST_COST = 2.0  # votes: plans that cost less are worth no more, as one vote seldom does it
CHOICE = {"agree_low": 0, "agree_high": 0, "disagree_low": 1}  # column of the tallies behind a figure
RARE = 1e-12  # chances below this are none


def expected_shares(counts: Floats, overall: Floats) -> tuple[Floats, Floats]:
    """(k, S, 3) shares of agree, disagree and pass to expect of each bloc, and (k, S) how many votes they rest on.

    The mean of a Dirichlet posterior: a bloc's votes, with PRIOR votes' worth of pull towards the shares of
    everyone on the statement; these in turn are pulled as much towards those on any statement.
    """
    anything = (overall.sum(axis=0) + 1) / (overall.sum() + 3)
    everyone = (overall + PRIOR * anything) / (overall.sum(axis=1, keepdims=True) + PRIOR)
    weight = counts + PRIOR * everyone
    strength = weight.sum(axis=2)
    shares: Floats = weight / strength[:, :, None]
    return shares, strength


def vote_values(tallies: Tallies, verdict: Ints) -> Floats:
    """(k, S) how much a vote from each bloc is expected to help decide each statement; 0 for nothing.

    For every verdict a statement may still get: the chance that the votes of a plan bring it, over the votes of
    the plan, at the best plan in which this bloc votes; summed over the verdicts. Settled, contested and settled
    against need nothing more; what is lukewarm may still turn out contested. The votes of a bloc that does not
    count are worth what those of the counting ones are on average. verdict: (S,) indices into VERDICTS.
    """
    outlook = _Outlook(tallies.jury)
    best = np.maximum.reduce([outlook.plans(price) for price in PRICES])
    best[LUKEWARM] *= verdict == UNDECIDED
    value: Floats = best.sum(axis=0) * np.isin(verdict, (LUKEWARM, UNDECIDED))
    if not tallies.counting.any():
        return np.repeat(value, len(tallies.counts), axis=0)
    everyone = np.tile(value.mean(axis=0), (len(tallies.counts), 1))
    everyone[tallies.counting] = value
    return everyone


@dataclass(frozen=True, eq=False)
class _Outlook:
    """The next votes of each bloc of a jury, as its past ones foretell them: log chances (j, S, HORIZON) that a
    condition of a verdict holds after so many more votes."""

    jury: Tallies

    @cached_property
    def votes(self) -> Floats:
        return self.jury.figures.votes

    @cached_property
    def z(self) -> float:
        return float(ndtri((1 + self.jury.rules.confidence) / 2))

    @cached_property
    def expected(self) -> tuple[Floats, Floats]:
        return expected_shares(self.jury.counts, self.jury.overall)

    @cached_property
    def holding(self) -> Floats:
        return self._share(HOLDING)

    @cached_property
    def agreement(self) -> Floats:
        """With the votes that settling asks for."""
        votes = self.votes[:, :, None] + HORIZON
        has_votes = VOTES.is_beyond(votes, VOTES.threshold(self.jury.rules))
        agreement: Floats = np.where(has_votes, self._share(AGREEMENT), np.log(RARE))
        return agreement

    @cached_property
    def disagreement(self) -> Floats:
        return self._share(DISAGREEMENT)

    @cached_property
    def short(self) -> Floats:
        return self._share(SHORT)

    @cached_property
    def opposing(self) -> Floats:
        """By how much the interval of disagreement lies beyond that of agreement."""
        agree, disagree = self.expected[0][:, :, 0], self.expected[0][:, :, 1]
        wide = np.sqrt(_spread(agree)) + np.sqrt(_spread(disagree))
        spread = agree + disagree - (disagree - agree) ** 2
        lead = self.jury.counts[:, :, 1] - self.jury.counts[:, :, 0]

        def bar(n: Floats) -> Floats:
            votes: Floats = self.z * np.sqrt(n) * wide[:, :, None]
            return votes

        holds = OPPOSING.holds_in(self.jury.figures, self.jury.rules)
        return _log_chance(lead, disagree - agree, spread, self.expected[1], self.votes, HORIZON, bar, holds)

    @cached_property
    def overall(self) -> Floats:
        """(S, HORIZON) when every bloc votes so often."""
        counts = self.jury.overall[None]
        shares, strength = expected_shares(counts, self.jury.overall)
        share, votes = shares[:, :, 0], counts.sum(axis=2)
        holds = OVERALL.holds(self.jury.figures, self.jury.rules)[None]
        more, bar = HORIZON * len(self.votes), self._bar(OVERALL)
        log_chance: Floats = _log_chance(
            counts[:, :, 0], share, _spread(share), strength, votes, more, bar, holds
        )[0]
        return log_chance

    def plans(self, price: float) -> Floats:
        """(4, j, S) for each verdict the index of the plan that is best at this price, for the blocs it asks."""
        index = np.zeros((4, *self.votes.shape))
        index[SETTLED] = self._settled(price)
        index[CONTESTED] = self._contested(price)
        index[AGAINST] = _joint_index(*_buy(self.disagreement, HORIZON, price))
        index[LUKEWARM] = self._lukewarm
        return index

    def _settled(self, price: float) -> Floats:
        chance, cost = _buy(self.agreement, HORIZON, price)
        among_all, in_all = _buy(self.overall, HORIZON * len(self.votes), price)
        more = np.maximum(in_all - cost.sum(axis=0), 0) / len(cost)
        return _joint_index(chance, cost + more, among_all)

    def _contested(self, price: float) -> Floats:
        """One bloc holds and another opposes: every bloc in either part, beside the best of the others."""
        hold, oppose = _buy(self.holding, HORIZON, price), _buy(self.opposing, HORIZON, price)
        return np.maximum(_paired_index(hold, oppose, price), _paired_index(oppose, hold, price))

    @cached_property
    def _lukewarm(self) -> Floats:
        """A bloc falls short, and the statement is not one that divides."""
        per_vote: Floats = (np.exp(self.short[:, :, 1:]) / HORIZON[1:]).max(axis=2)
        likely: Floats = per_vote * (1 - self._divides)
        return likely

    @cached_property
    def _divides(self) -> Floats:
        """(S,) the chance that some bloc would hold and some oppose if everybody voted (normal approximation)."""
        shares, strength = self.expected
        agree, disagree = shares[:, :, 0], shares[:, :, 1]
        lead = disagree - agree
        holds = ndtr((agree - HOLDING.threshold(self.jury.rules)) / np.sqrt(_spread(agree) / (strength + 1)))
        opposes = ndtr(lead / np.sqrt((agree + disagree - lead**2) / (strength + 1)))
        some: Floats = (1 - np.prod(1 - holds, axis=0)) * (1 - np.prod(1 - opposes, axis=0))
        return some

    def _share(self, condition: Condition) -> Floats:
        """Of a condition on the share of one choice in each bloc."""
        choice, sign = CHOICE[condition.figure], _sign(condition)
        counts, share = self.jury.counts[:, :, choice], self.expected[0][:, :, choice]
        holds, bar = condition.holds_in(self.jury.figures, self.jury.rules), self._bar(condition)
        strength = self.expected[1]
        return _log_chance(sign * counts, sign * share, _spread(share), strength, self.votes, HORIZON, bar, holds)

    def _bar(self, condition: Condition) -> Callable[[Floats], Floats]:
        """How many of n votes put the end of the interval on the line (normal approximation); less than none where
        the share has to lie below it, so that more is closer to what the condition asks."""
        line, sign = condition.threshold(self.jury.rules), _sign(condition)
        return lambda n: sign * n * line + self.z * np.sqrt(n * line * (1 - line))


def _sign(condition: Condition) -> int:
    return -1 if condition.side is Side.BELOW else 1


def _spread(share: Floats) -> Floats:
    spread: Floats = share * (1 - share)
    return spread


def _log_chance(
    now: Floats,
    mean: Floats,
    spread: Floats,
    strength: Floats,
    votes: Floats,
    more: Floats,
    bar: Callable[[Floats], Floats],
    holds: Flags,
) -> Floats:
    """(..., HORIZON) log chance that what is `now` counted reaches the bar of all votes after so many more.

    The posterior predictive (beta-binomial) by its mean and variance, as a normal; mean and spread are those of
    one vote. holds: (...) whether it does already, which decides for no more votes.
    """
    room = (strength[..., None] + more) / (strength[..., None] + 1)  # as we are not certain of the share
    deviation = np.sqrt(np.maximum(more, RARE) * np.maximum(spread, 1e-6)[..., None] * room)
    gap = now[..., None] + more * mean[..., None] - bar(votes[..., None] + more)
    chance: Floats = ndtr(gap / deviation)
    chance[..., 0] = holds
    return np.log(np.maximum(chance, RARE))


def _buy(chance: Floats, cost: Floats, price: float) -> tuple[Floats, Floats]:
    """The log chance, and the cost, of as many votes as are worth their price."""
    cost = np.broadcast_to(cost, chance.shape)
    many = (chance - price * cost).argmax(axis=-1)[..., None]
    return np.take_along_axis(chance, many, -1)[..., 0], np.take_along_axis(cost, many, -1)[..., 0]


def _joint_index(chance: Floats, cost: Floats, further: Floats | float = 0.0) -> Floats:
    """(j, S) the index of a plan in which every bloc has to come true, for the blocs that still have to vote."""
    index = np.exp(chance.sum(axis=0) + further) / np.maximum(cost.sum(axis=0), LEAST_COST)
    return np.where(cost > 0, index, 0.0)


def _paired_index(part: tuple[Floats, Floats], other: tuple[Floats, Floats], price: float) -> Floats:
    """(j, S) the index of a plan in which each bloc plays this part, and the best bloc the other one."""
    (chance, cost), (with_chance, with_cost) = part, other
    best = (with_chance - price * with_cost).argmax(axis=0)[None]
    both = chance + np.take_along_axis(with_chance, best, 0)
    index = np.exp(both) / np.maximum(cost + np.take_along_axis(with_cost, best, 0), LEAST_COST)
    return np.where(cost > 0, index, 0.0)
