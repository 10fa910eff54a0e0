"""Latent-class blocs: each bloc is a share of the people and, per statement, three probabilities; each person has
a habit of saying yes and of passing. EM on the sparse matrix; an unseen statement says nothing."""

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
TURNS = 2  # how often people's habits are read off at first
AGAIN = 1  # and under the blocs that were found
READINGS = 20  # rounds of EM each time
SETTLED = 1e-4  # relative change of the likelihood that ends EM
RESTARTS = 3
COMPONENTS = 5
SAMPLED = 1000  # people the starts are clustered from
ROUGH = 1e-4  # tolerance of the components they are clustered by


@dataclass(frozen=True, eq=False)
class Model:
    """shares: (k,). rates: (k, 3, statements) agree, disagree, pass of people without a habit. habits: (habits,)
    shares of each habit of the grid, the same in every bloc. likelihood: of the votes, in nats. asked:
    (statements,) 1 where votes place people, 0 where they are left out; all of them when None."""

    shares: Floats
    rates: Floats
    habits: Floats
    likelihood: float
    asked: Floats | None = None

    @property
    def k(self) -> int:
        return len(self.shares)

    def joint(self, shard: Shard) -> Floats:
        """(people, k, habits) probabilities of bloc and habit, given their ballots; they sum to 1 per person."""
        scores = self._scores(shard) + np.log(self.habits)
        return _softmax(scores.reshape(shard.people, -1))[0].reshape(scores.shape)

    def by_habit(self, shard: Shard) -> Floats:
        """(people, habits) how likely each one's ballots are with each habit, whatever their bloc, but for a
        factor of each person's own."""
        scores = self._scores(shard)
        likely: Floats = np.exp(scores - scores.max(axis=(1, 2), keepdims=True)).sum(axis=1)
        return likely

    def membership(self, sheet: ShardedVotes) -> Floats:
        """(people, k) probabilities of each bloc, whatever their habit; rows sum to 1."""
        parts = [self.joint(shard).sum(axis=2) for shard in sheet.shards]
        return np.concatenate(parts) if parts else np.zeros((0, self.k))

    def expected(self) -> Floats:
        """(k, 3, statements) what each bloc's people would say, averaged over the habits there are."""
        mean: Floats = np.einsum("h,khcm->kcm", self.habits, response_styles.tilted(self.rates))
        return mean

    def spread(self) -> tuple[float, float]:
        """Standard deviations, in logits, of people's habits of saying yes and of passing."""
        return response_styles.spread(response_styles.YES_OF, self.habits), response_styles.spread(
            response_styles.PASS_OF, self.habits
        )

    def likely(self, sheet: ShardedVotes) -> tuple[Floats, Floats]:
        """(people, k) membership given everyone's level, and (people,) log likelihoods."""
        if not sheet.shards:
            return np.zeros((0, self.k)), np.zeros(0)
        logs, prior = self._logs(sheet.shards[0].style_set), np.log(self.shares)
        pieces = [_softmax(shard.one_hot_by_style @ logs + prior) for shard in sheet.shards]
        return np.concatenate([one for one, _ in pieces]), np.concatenate([other for _, other in pieces])

    def _logs(self, held: Ints) -> Floats:
        """(habits held x 3 x statements, k) log of each bloc's rates with each of these habits."""
        rates = np.log(self.rates).transpose(1, 2, 0).copy()  # (3, statements, k)
        totals = (
            np.log(response_styles.totals(self.rates, held)).transpose(0, 2, 1).copy()
        )  # (habits, statements, k)
        logs: Floats = rates - totals[:, None]
        logs += response_styles.LOGITS[held, :, None, None]
        if self.asked is not None:
            logs *= self.asked[:, None]
        return logs.reshape(-1, self.k)

    def _scores(self, shard: Shard) -> Floats:
        """(people, k, habits) log of each bloc's share and of their ballots under it with each habit."""
        n, k = shard.people, self.k
        logs = self._of_those_asked(np.log(self.rates)).reshape(k, -1)
        totals = self._of_those_asked(np.log(response_styles.totals(self.rates)))
        totals = totals.transpose(1, 0, 2).reshape(k * response_styles.NUMBER, -1)
        choices = shard.choice_counts if self.asked is None else shard.count_choices(self.asked)
        plain = shard.one_hot @ logs.T + np.log(self.shares)
        scores: Floats = (choices @ response_styles.LOGITS.T)[:, None] - (shard.mask @ totals.T).reshape(n, k, -1)
        scores += plain[:, :, None]
        return scores

    def _of_those_asked(self, logs: Floats) -> Floats:
        return logs if self.asked is None else logs * self.asked


def alone(sheet: ShardedVotes, weights: Floats, chunks: int = 1) -> tuple[Model, ShardedVotes]:
    """The model of one bloc, and the sheet with everybody's likeliest habit."""
    heavy = weights[:, None]
    counts = add([shard.one_hot.T @ heavy[shard.rows]] for shard in sheet.shards)
    base = (counts[0] if counts else np.zeros(3 * sheet.shape[1])).reshape(3, -1) + 0.5
    rates = (base / base.sum(axis=0))[None]
    model = Model(np.ones(1), rates, response_styles.prior(), -np.inf)
    for _turn in range(TURNS):
        model, sheet = read_habits(model, sheet, weights)
        model = climb(model, sheet, np.ones_like(heavy), weights, rates[0], SHORT, chunks)
    return model, sheet


def fit(
    sheet: ShardedVotes,
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

    sheet: with everybody's habit as `alone` found it; base: that model. weights: (people,) how often each counts.
    turns: how often habits are read off anew under the blocs found so far.
    """
    pull = base.rates[0]
    short = []
    for start in starts:
        blank = Model(np.ones(start.shape[1]), np.repeat(base.rates, start.shape[1], 0), base.habits, -np.inf)
        short.append(climb(blank, sheet, start, weights, pull, SHORT, chunks))
    model = max(short, key=lambda each: each.likelihood)
    for turn in range(turns + 1):
        if turn:
            model, sheet = read_habits(model, sheet, weights)
        model = climb(model, sheet, model.likely(sheet)[0], weights, pull, rounds, chunks)
    return model


def read_habits(model: Model, sheet: ShardedVotes, weights: Floats) -> tuple[Model, ShardedVotes]:
    """Everybody's likeliest habit under this model, and the shares of the habits: EM on these alone."""
    likely = [model.by_habit(shard) for shard in sheet.shards]
    if not likely:
        return model, sheet
    shares = model.habits
    for _reading in range(READINGS):
        parts = ([weights[s.rows] / (each @ shares) @ each] for s, each in zip(sheet.shards, likely, strict=True))
        shares = response_styles.matching(shares * add(parts)[0])
    levels = np.concatenate([(each * shares).argmax(axis=1) for each in likely])
    return replace(model, habits=shares), sheet.with_styles(levels)


def climb(
    model: Model,
    sheet: ShardedVotes,
    membership: Floats,
    weights: Floats,
    pull: Floats,
    rounds: int,
    chunks: int = 1,
) -> Model:
    """EM from this membership for so many rounds or until the likelihood settles. pull: (3, statements) rates
    that few votes are drawn towards."""
    last = -np.inf
    parts = sheet.split(chunks)
    for _round in range(rounds):
        sums = add(each for part in parts for each in _sums(part, model, membership * weights[:, None]))
        if not sums:
            return model
        votes, expected, people = sums
        model = _maximised(model, votes, expected, people, pull)
        membership, totals = model.likely(sheet)
        likelihood = float(add([np.atleast_1d(totals[s.rows] @ weights[s.rows])] for s in sheet.shards)[0][0])
        model = replace(model, likelihood=likelihood)
        if likelihood - last <= SETTLED * abs(likelihood):
            break
        last = likelihood
    return model


def _sums(chunk: ShardedVotes, model: Model, weighted: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """For each shard: votes of each kind, votes of each kind that the model expects, and people."""
    k, held = model.k, chunk.shards[0].style_set
    totals, factors = response_styles.totals(model.rates, held), response_styles.FACTORS[held].T
    for shard in chunk.shards:
        mine = weighted[shard.rows]
        votes = (shard.people_by_choice @ mine).reshape(len(held), 3, -1, k)
        odds = votes.sum(axis=1).transpose(0, 2, 1) / totals  # (habits, k, statements)
        tilted = (factors @ odds.reshape(len(held), -1)).reshape(3, k, -1)
        yield votes.sum(axis=0).transpose(2, 0, 1), model.rates * tilted.swapaxes(0, 1), mine.sum(axis=0)


def _maximised(model: Model, votes: Floats, expected: Floats, people: Floats, pull: Floats) -> Model:
    """One step of generalised iterative scaling (Darroch and Ratcliff 1972); without habits it is the exact
    maximum, (votes + PRIOR x pull) / (seen + PRIOR)."""
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
        around = where if not restart else _shaken(where[:, :2], where.std(), mine)
        labels = cluster(around[some], k, mine.select(some), weights=weights[some], tries=1 if restart else 2)
        centres = np.stack([around[some][labels == bloc].mean(axis=0) for bloc in np.unique(labels)])
        yield np.eye(k)[nearest(around, centres)]


def _shaken(where: Floats, far: float, draws: Draws) -> Floats:
    by = [draws.spawn(axis).draw_normal() for axis in range(where.shape[1])]
    moved: Floats = where + far * np.stack(by, axis=1)
    return moved
