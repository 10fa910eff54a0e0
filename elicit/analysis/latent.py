"""Latent-class blocs: each bloc is a share of the people and, per statement, three probabilities. EM on the
sparse matrix; an unseen statement says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .kmeans import cluster
from .matrix import Votes, leading, scaled
from .report import Floats, KEvidence

PRIOR = 6.0  # votes' worth of pull of a bloc's rates towards the statement's overall rates
ROUNDS = 60
SHORT = 8  # rounds after which only the likeliest start climbs on
SETTLED = 1e-5  # relative change of the likelihood that ends EM
RESTARTS = 3
SPLITS = 3
HIDDEN = 0.1
COMPONENTS = 5


@dataclass(frozen=True, eq=False)
class Model:
    """shares: (k,). rates: (k, 3 x statements) agree, disagree, pass. likelihood: of the votes, in nats."""

    shares: Floats
    rates: Floats
    likelihood: float

    @property
    def k(self) -> int:
        return len(self.shares)

    def posterior(self, one_hot: sparse.csr_array) -> Floats:
        """(people, k) membership probabilities given these people's ballots; rows sum to 1."""
        return _softmax(self._scores(one_hot))[0]

    def _scores(self, one_hot: sparse.csr_array) -> Floats:
        scores: Floats = one_hot @ np.log(self.rates).T + np.log(self.shares)
        return scores


def fit(
    one_hot: sparse.csr_array,
    starts: Iterator[Floats],
    *,
    weights: Floats | None = None,
    rounds: int = ROUNDS,
) -> Model:
    """The model that EM reaches from the likeliest of these (people, k) starting memberships: all climb for a
    few rounds, the best one to the end (short runs of EM: Biernacki, Celeux and Govaert 2003).

    weights: (people,) how often each person counts; everyone once by default.
    """
    heavy = np.ones(one_hot.shape[0]) if weights is None else weights
    base = overall(one_hot, heavy)
    short = [_climb(one_hot, start, heavy, base, SHORT) for start in starts]
    best = max(short, key=lambda model: model.likelihood)
    return _climb(one_hot, best.posterior(one_hot), heavy, base, rounds)


def overall(one_hot: sparse.csr_array, weights: Floats) -> Floats:
    """(3 x statements) rates of everybody, with half a vote for each choice."""
    counts = (one_hot.T @ weights).reshape(3, -1) + 0.5
    rates: Floats = (counts / counts.sum(axis=0)).ravel()
    return rates


def _climb(one_hot: sparse.csr_array, start: Floats, heavy: Floats, base: Floats, rounds: int) -> Model:
    model = _maximise(one_hot, start, heavy, base, -np.inf)
    for _round in range(rounds):
        membership, totals = _softmax(model._scores(one_hot))
        likelihood = float(totals @ heavy)
        if likelihood - model.likelihood <= SETTLED * abs(likelihood):
            return Model(model.shares, model.rates, likelihood)
        model = _maximise(one_hot, membership, heavy, base, likelihood)
    return model


def _maximise(
    one_hot: sparse.csr_array, membership: Floats, heavy: Floats, base: Floats, likelihood: float
) -> Model:
    weighted = membership * heavy[:, None]
    k = membership.shape[1]
    counts = (one_hot.T @ weighted).T.reshape(k, 3, -1)
    seen = counts.sum(axis=1, keepdims=True)
    rates = (counts + PRIOR * base.reshape(3, -1)) / (seen + PRIOR)
    shares = (weighted.sum(axis=0) + 1.0) / (heavy.sum() + k)
    return Model(shares, rates.reshape(k, -1), likelihood)


def _softmax(scores: Floats) -> tuple[Floats, Floats]:
    top = scores.max(axis=1, keepdims=True)
    weights = np.exp(scores - top)
    total = weights.sum(axis=1, keepdims=True)
    return weights / total, (top + np.log(total)).ravel()


def starts(
    votes: Votes, k: int, random: np.random.Generator, number: int = RESTARTS, points: Floats | None = None
) -> Iterator[Floats]:
    """Starting memberships: k-means on the leading scaled components, then random ones."""
    n = len(votes.people)
    if k == 1 or n <= k:
        yield np.ones((n, 1)) if k == 1 else np.eye(k)[np.arange(n) % k]
        return
    where = leading(scaled(votes), COMPONENTS, 0)[0] if points is None else points
    yield np.eye(k)[cluster(where, k, random, tries=4)]
    for _restart in range(number - 1):
        shaken = where[:, :2] + random.normal(0, where.std(), (n, 2))
        yield np.eye(k)[cluster(shaken, k, random, tries=4)]


def held_out(votes: Votes, most: int, seed: int) -> tuple[KEvidence, ...]:
    """For each k from 1 to `most`: nats per hidden vote, over three splits that hide a tenth of the votes, and
    the paired gain per person over no blocs."""
    losses = {k: np.zeros(len(votes.people)) for k in range(1, most + 1)}
    hidden_votes = np.zeros(len(votes.people))
    for split in range(SPLITS):
        random = np.random.default_rng((seed, split))
        hidden = random.random(len(votes.person)) < HIDDEN
        shown, secret = votes.only(~hidden), votes.only(hidden)
        one_hot = shown.one_hot()
        points = leading(scaled(shown), COMPONENTS, seed)[0]
        np.add.at(hidden_votes, secret.person, 1.0)
        for k, loss in losses.items():
            model = fit(one_hot, starts(shown, k, random, 2, points))
            np.add.at(loss, secret.person, -_log_chance(model, one_hot, secret))
    return _evidence(losses, hidden_votes)


def _log_chance(model: Model, one_hot: sparse.csr_array, secret: Votes) -> Floats:
    """Log probability of each hidden vote under the person's membership, learnt from their shown votes."""
    membership = model.posterior(one_hot)
    column = secret.choice * secret.shape[1] + secret.statement
    chance: Floats = np.einsum("vk,kv->v", membership[secret.person], model.rates[:, column])
    log_chance: Floats = np.log(chance)
    return log_chance


def _evidence(losses: dict[int, Floats], hidden: Floats) -> tuple[KEvidence, ...]:
    """One standard error is that of the per-person paired difference, weighted by their hidden votes."""
    total, people = max(hidden.sum(), 1.0), max(int((hidden > 0).sum()), 1)
    said = []
    for k, loss in losses.items():
        gain = (losses[1].sum() - loss.sum()) / total
        spread = (losses[1] - loss) - gain * hidden
        error = float(np.sqrt((spread**2).sum() * people / max(people - 1, 1)) / total)
        said.append(KEvidence(k, float(loss.sum() / total), float(gain), error))
    return tuple(said)
