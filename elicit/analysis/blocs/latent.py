"""Latent-class blocs: each bloc is a share of the people and, per statement, three probabilities; each person has
a response style, of saying yes and of passing. EM on the sparse matrix; an unseen statement says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.draws import Draws
from elicit.analysis.data.matrix import VoteMatrix, centre_and_scale, find_components
from elicit.analysis.data.records import Floats
from elicit.analysis.data.shards import Shard, ShardedVotes, add

from . import response_styles
from .kmeans import cluster, nearest

PRIOR = 6.0  # votes' worth of pull of a bloc's rates towards the statement's overall rates
ROUNDS = 20
SHORT = 5  # rounds after which only the likeliest start climbs on
TURNS = 2  # how often response styles are estimated at first
AGAIN = 1  # and under the blocs of the likeliest start
READINGS = 20  # rounds of EM each time
SETTLED = 1e-4  # relative change of the likelihood that ends EM
RESTARTS = 3
COMPONENTS = 5
SAMPLED = 1000  # people the starts are clustered from
ROUGH = 1e-4  # tolerance of the components they are clustered by


@dataclass(frozen=True, eq=False)
class Model:
    """shares: (k,). rates: (k, 3, statements) agree, disagree, pass of people without a response style. styles:
    (styles,) shares of each response style of the grid, the same in every bloc. likelihood: of the votes, in nats.
    mask: (statements,) 1 where votes place people, 0 where they are left out; all of them when None."""

    shares: Floats
    rates: Floats
    styles: Floats
    likelihood: float
    mask: Floats | None = None

    @property
    def k(self) -> int:
        return len(self.shares)

    def joint(self, shard: Shard) -> Floats:
        """(people, k, styles) probabilities of bloc and response style, given their ballots; they sum to 1 per
        person."""
        scores = self._scores(shard) + np.log(self.styles)
        return _softmax(scores.reshape(shard.people, -1))[0].reshape(scores.shape)

    def by_style(self, shard: Shard) -> Floats:
        """(people, styles) how likely each one's ballots are with each response style, whatever their bloc, but
        for a factor of each person's own."""
        scores = self._scores(shard)
        likely: Floats = np.exp(scores - scores.max(axis=(1, 2), keepdims=True)).sum(axis=1)
        return likely

    def membership(self, sharded_votes: ShardedVotes) -> Floats:
        """(people, k) probabilities of each bloc, whatever their response style; rows sum to 1."""
        parts = [self.joint(shard).sum(axis=2) for shard in sharded_votes.shards]
        return np.concatenate(parts) if parts else np.zeros((0, self.k))

    def expected(self) -> Floats:
        """(k, 3, statements) what each bloc's people would say, averaged over the response styles there are."""
        mean: Floats = np.einsum("h,khcm->kcm", self.styles, response_styles.tilt(self.rates))
        return mean

    def spread(self) -> tuple[float, float]:
        """Standard deviations, in logits, of how readily people say yes and pass."""
        return response_styles.spread(response_styles.YES_OF, self.styles), response_styles.spread(
            response_styles.PASS_OF, self.styles
        )

    def likely(self, sharded_votes: ShardedVotes) -> tuple[Floats, Floats]:
        """(people, k) membership given everyone's level, and (people,) log likelihoods."""
        if not sharded_votes.shards:
            return np.zeros((0, self.k)), np.zeros(0)
        logs, prior = self._logs(sharded_votes.shards[0].style_set), np.log(self.shares)
        pieces = [_softmax(shard.one_hot_by_style @ logs + prior) for shard in sharded_votes.shards]
        return np.concatenate([one for one, _ in pieces]), np.concatenate([other for _, other in pieces])

    def _logs(self, levels: Ints) -> Floats:
        """(levels x 3 x statements, k) log of each bloc's rates with each of these response styles."""
        rates = np.log(self.rates).transpose(1, 2, 0).copy()  # (3, statements, k)
        totals = (
            np.log(response_styles.totals(self.rates, levels)).transpose(0, 2, 1).copy()
        )  # (levels, statements, k)
        logs: Floats = rates - totals[:, None]
        logs += response_styles.LOGITS[levels, :, None, None]
        if self.mask is not None:
            logs *= self.mask[:, None]
        return logs.reshape(-1, self.k)

    def _scores(self, shard: Shard) -> Floats:
        """(people, k, styles) log of each bloc's share and of their ballots under it with each response style."""
        n, k = shard.people, self.k
        logs = self._masked(np.log(self.rates)).reshape(k, -1)
        totals = self._masked(np.log(response_styles.totals(self.rates)))
        totals = totals.transpose(1, 0, 2).reshape(k * response_styles.NUMBER, -1)
        choices = shard.choice_counts if self.mask is None else shard.count_choices(self.mask)
        plain = shard.one_hot @ logs.T + np.log(self.shares)
        scores: Floats = (choices @ response_styles.LOGITS.T)[:, None] - (shard.mask @ totals.T).reshape(n, k, -1)
        scores += plain[:, :, None]
        return scores

    def _masked(self, logs: Floats) -> Floats:
        return logs if self.mask is None else logs * self.mask


def alone(sharded_votes: ShardedVotes, weights: Floats, chunks: int = 1) -> tuple[Model, ShardedVotes]:
    """The model of one bloc, and the votes with everybody's likeliest response style."""
    heavy = weights[:, None]
    counts = add([shard.one_hot.T @ heavy[shard.rows]] for shard in sharded_votes.shards)
    base = (counts[0] if counts else np.zeros(3 * sharded_votes.shape[1])).reshape(3, -1) + 0.5
    rates = (base / base.sum(axis=0))[None]
    model = Model(np.ones(1), rates, response_styles.prior(), -np.inf)
    for _turn in range(TURNS):
        model, sharded_votes = estimate_styles(model, sharded_votes, weights)
        model = climb(model, sharded_votes, np.ones_like(heavy), weights, rates[0], SHORT, chunks)
    return model, sharded_votes


def fit(
    sharded_votes: ShardedVotes,
    starts: Iterable[Floats],
    base: Model,
    weights: Floats,
    *,
    rounds: int = ROUNDS,
    turns: int = AGAIN,
    chunks: int = 1,
) -> Model:
    """The model that EM reaches from the likeliest of these (people, k) starting memberships: all climb for a
    few rounds, the best one to the end (short runs of EM: Biernacki, Celeux and Govaert 2003).

    sharded_votes: with everybody's response style as `alone` gives it; base: that model. weights: (people,) how
    often each counts. turns: how often response styles are estimated anew under
    the blocs so far.
    """
    pull = base.rates[0]
    short = []
    for start in starts:
        blank = Model(np.ones(start.shape[1]), np.repeat(base.rates, start.shape[1], 0), base.styles, -np.inf)
        short.append(climb(blank, sharded_votes, start, weights, pull, SHORT, chunks))
    model = max(short, key=lambda candidate: candidate.likelihood)
    for turn in range(turns + 1):
        if turn:
            model, sharded_votes = estimate_styles(model, sharded_votes, weights)
        model = climb(model, sharded_votes, model.likely(sharded_votes)[0], weights, pull, rounds, chunks)
    return model


def estimate_styles(model: Model, sharded_votes: ShardedVotes, weights: Floats) -> tuple[Model, ShardedVotes]:
    """Everybody's likeliest response style under this model, and the shares of the styles: EM on these alone."""
    likely = [model.by_style(shard) for shard in sharded_votes.shards]
    if not likely:
        return model, sharded_votes
    shares = model.styles
    for _reading in range(READINGS):
        parts = (
            [weights[s.rows] / (chance @ shares) @ chance]
            for s, chance in zip(sharded_votes.shards, likely, strict=True)
        )
        shares = response_styles.fit_shares(shares * add(parts)[0])
    levels = np.concatenate([(chance * shares).argmax(axis=1) for chance in likely])
    return replace(model, styles=shares), sharded_votes.with_styles(levels)


def climb(
    model: Model,
    sharded_votes: ShardedVotes,
    membership: Floats,
    weights: Floats,
    pull: Floats,
    rounds: int,
    chunks: int = 1,
) -> Model:
    """EM from this membership for so many rounds or until the likelihood settles. pull: (3, statements) rates
    that few votes are drawn towards."""
    last = -np.inf
    parts = sharded_votes.split(chunks)
    for _round in range(rounds):
        sums = add(sums for part in parts for sums in _sums(part, model, membership * weights[:, None]))
        if not sums:
            return model
        votes, expected, people = sums
        model = _maximise(model, votes, expected, people, pull)
        membership, totals = model.likely(sharded_votes)
        likelihood = float(
            add([np.atleast_1d(totals[s.rows] @ weights[s.rows])] for s in sharded_votes.shards)[0][0]
        )
        model = replace(model, likelihood=likelihood)
        if likelihood - last <= SETTLED * abs(likelihood):
            break
        last = likelihood
    return model


def _sums(chunk: ShardedVotes, model: Model, weighted: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """For each shard: votes of each kind, votes of each kind that the model expects, and people."""
    k, levels = model.k, chunk.shards[0].style_set
    totals, factors = response_styles.totals(model.rates, levels), response_styles.FACTORS[levels].T
    for shard in chunk.shards:
        mine = weighted[shard.rows]
        votes = (shard.people_by_choice @ mine).reshape(len(levels), 3, -1, k)
        odds = votes.sum(axis=1).transpose(0, 2, 1) / totals  # (levels, k, statements)
        tilted = (factors @ odds.reshape(len(levels), -1)).reshape(3, k, -1)
        yield votes.sum(axis=0).transpose(2, 0, 1), model.rates * tilted.swapaxes(0, 1), mine.sum(axis=0)


def _maximise(model: Model, votes: Floats, expected: Floats, people: Floats, pull: Floats) -> Model:
    """One step of generalised iterative scaling (Darroch and Ratcliff 1972); without response styles it is the
    exact maximum, (votes + PRIOR x pull) / (seen + PRIOR)."""
    odds = model.rates * (votes + PRIOR * pull) / (expected + PRIOR * model.rates)
    shares = (people + 1.0) / (people.sum() + model.k)
    return replace(model, shares=shares, rates=odds / odds.sum(axis=1, keepdims=True))


def _softmax(scores: Floats) -> tuple[Floats, Floats]:
    columns = np.asfortranarray(scores)  # short rows are slow to sum
    top = columns.max(axis=1)
    weights = np.exp(columns - top[:, None])
    total = weights.sum(axis=1)
    return weights / total[:, None], top + np.log(total)


def points(votes: VoteMatrix) -> Floats:
    """(people, 5) where people stand on the leading components: what the starts are clustered from."""
    return find_components(centre_and_scale(votes), COMPONENTS, tolerance=ROUGH)[0]


def starts(where: Floats, k: int, draws: Draws, weights: Floats, number: int = RESTARTS) -> Iterator[Floats]:
    """Starting memberships: k-means of where people stand, then of shaken places, of at most SAMPLED people."""
    n = len(where)
    if k == 1 or n <= k:
        yield np.ones((n, 1)) if k == 1 else np.eye(k)[np.arange(n) % k]
        return
    some = draws.spawn(0).sample(SAMPLED)
    for restart in range(number):
        mine = draws.spawn(1, restart)
        around = where if not restart else _shake(where[:, :2], where.std(), mine)
        labels = cluster(around[some], k, mine.select(some), weights=weights[some], tries=1 if restart else 2)
        centres = np.stack([around[some][labels == bloc].mean(axis=0) for bloc in np.unique(labels)])
        yield np.eye(k)[nearest(around, centres)]


def _shake(where: Floats, far: float, draws: Draws) -> Floats:
    shifts = [draws.spawn(axis).draw_normal() for axis in range(where.shape[1])]
    moved_points: Floats = where + far * np.stack(shifts, axis=1)
    return moved_points
