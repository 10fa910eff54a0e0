"""Which blocs: how many, who is in them, whether they count, and whether they return when people are resampled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import latent, verdicts
from .ballots import Flags, Ints
from .kmeans import cluster
from .latent import Model
from .matrix import Votes, leading, scaled
from .polis_report import BaseCluster
from .report import Floats, KEvidence
from .rules import Rules

BETWEEN = -1
RESAMPLE_ROUNDS = 25
RESAMPLE_STARTS = 3


@dataclass(frozen=True, eq=False)
class Found:
    """Blocs of the people in `votes` (all of them, in canonical order).

    membership: (people, k). bloc: (people,) index, BETWEEN for people between blocs or not grouped.
    counting: (k,). stability: (k,) mean Jaccard, None without resamples. holds: (S,) share of resamples with
    the same verdict. evidence: why this k. base: base clusters, where Polis's method made the groups.
    """

    membership: Floats
    bloc: Ints
    grouped: Flags
    rates: Floats
    counting: Flags
    stability: Floats | None
    holds: Floats | None
    evidence: tuple[KEvidence, ...] = ()
    base: tuple[BaseCluster, ...] = ()

    @property
    def k(self) -> int:
        return int(self.membership.shape[1])


def grouped(votes: Votes, rules: Rules) -> Flags:
    """(people,) who is grouped: enough votes, topped up by vote count when they are fewer than fifteen."""
    counts = votes.counts()
    enough = counts >= min(rules.min_votes_to_group, max(votes.shape[1], 1))
    if enough.sum() < rules.min_people_grouped:
        top = np.argsort(-counts, kind="stable")[: rules.min_people_grouped]
        enough = enough.copy()
        enough[top] = True
    return enough & (counts > 0)


def find(votes: Votes, rules: Rules, *, k: int | None, seed: int, resamples: int) -> Found:
    """Latent-class blocs for a given k, or for the verdict k: the smallest that reaches most of the best
    predictive gain with every bloc counting. One bloc is a legitimate answer."""
    among = grouped(votes, rules)
    core = _rows(votes, among)
    search = _Search(votes, core, among, rules, seed, resamples)
    if k is not None:
        return search.at(k)
    most = min(rules.predictive_max, max(len(core.people) // rules.counting_people, 1))
    evidence = latent.held_out(core, most, seed)
    best = max(evidence, key=lambda each: each.gain)
    if best.gain > best.gain_error:
        for each in evidence[1 : rules.max_blocs]:
            if each.gain >= rules.gain_share * best.gain:
                found = search.at(each.k)
                if found.counting.all():
                    return search.explained(found, evidence)
    return search.explained(search.at(_fallback(search, evidence, rules)), evidence)


def _fallback(search: _Search, evidence: tuple[KEvidence, ...], rules: Rules) -> int:
    """When no k of few blocs reaches the gain: the one that predicts best among those whose blocs all count."""
    better = [each for each in evidence[1 : rules.max_blocs] if each.gain > each.gain_error]
    for each in sorted(better, key=lambda each: -each.gain):
        if search.at(each.k).counting.all():
            return each.k
    return 1


@dataclass
class _Search:
    """Fits for one set of votes, each k once."""

    votes: Votes
    core: Votes
    among: Flags
    rules: Rules
    seed: int
    resamples: int

    def __post_init__(self) -> None:
        self.kept: dict[int, Found] = {}
        self.one_hot = self.core.one_hot()
        self.points = leading(scaled(self.core), latent.COMPONENTS, self.seed)[0]

    def at(self, k: int) -> Found:
        k = max(1, min(k, len(self.core.people)))
        if k not in self.kept:
            self.kept[k] = self._fit(k)
        return self.kept[k]

    def explained(self, found: Found, evidence: tuple[KEvidence, ...]) -> Found:
        """With the evidence for this k, and whether the blocs of each k that was looked into all count."""
        counting = {k: bool(tried.counting.all()) for k, tried in self.kept.items()}
        return replace(found, evidence=tuple(replace(each, counting=counting.get(each.k)) for each in evidence))

    def _fit(self, k: int) -> Found:
        random = np.random.default_rng((self.seed, 7, k))
        model = latent.fit(self.one_hot, latent.starts(self.core, k, random, points=self.points))
        model = _largest_first(model, placed(model.posterior(self.one_hot), _everyone(self.core), self.rules))
        membership = model.posterior(self.votes.one_hot())
        bloc = placed(membership, self.among, self.rules)
        sizes = np.bincount(bloc[bloc >= 0], minlength=k)
        large = (sizes >= self.rules.counting_people) & (sizes >= self.rules.counting_share * self.among.sum())
        counting = large if k > 1 else np.ones(1, dtype=bool)
        stability = holds = None
        if self.resamples and len(self.core.people):
            stability, holds = self._resample(model, bloc, counting)
            if k > 1:
                counting = counting & (stability >= self.rules.counting_jaccard)
        rates = model.rates.reshape(k, 3, -1).transpose(0, 2, 1)
        return Found(membership, bloc, self.among, rates, counting, stability, holds)

    def _resample(self, model: Model, bloc: Ints, counting: Flags) -> tuple[Floats, Floats]:
        """Draw the grouped people again with replacement, find blocs anew, and compare."""
        mine = bloc[self.among]
        verdict = self._verdicts(mine, model.k, counting, None)
        jaccard, same = np.zeros(model.k), np.zeros(self.core.shape[1])
        for number in range(self.resamples):
            random = np.random.default_rng((self.seed, 11, model.k, number))
            times = random.multinomial(len(mine), np.full(len(mine), 1 / max(len(mine), 1))).astype(np.float64)
            again = self._refit(model.k, times, random)
            theirs = placed(again, _everyone(self.core), self.rules)
            overlap = overlaps(mine, theirs, model.k, times > 0)
            row, column = paired(overlap)
            jaccard += overlap[row, column]
            back = np.argsort(column)
            matched = np.where(theirs >= 0, back[theirs], theirs)
            same += self._verdicts(matched, model.k, counting, times) == verdict
        return jaccard / self.resamples, same / self.resamples

    def _refit(self, k: int, times: Floats, random: np.random.Generator) -> Floats:
        """Membership in blocs fitted anew to resampled people. Every start is fresh: one from the blocs already
        found would find them again."""
        if k == 1:
            return np.ones((len(times), 1))
        starts = (np.eye(k)[cluster(self.points, k, random, weights=times)] for _ in range(RESAMPLE_STARTS))
        fresh = latent.fit(self.one_hot, starts, weights=times, rounds=RESAMPLE_ROUNDS)
        return fresh.posterior(self.one_hot)

    def _verdicts(self, bloc: Ints, k: int, counting: Flags, times: Floats | None) -> Ints:
        counts, everyone = verdicts.tally(self.core, bloc, k, times)
        return verdicts.Tallies(counts, everyone, counting, self.rules).verdicts()


def placed(membership: Floats, among: Flags, rules: Rules) -> Ints:
    """(people,) the bloc each grouped person is clearly in, BETWEEN for the rest."""
    clear = among & ((membership.max(axis=1) >= rules.between_below) | (membership.shape[1] == 1))
    return np.where(clear, membership.argmax(axis=1), BETWEEN)


def overlaps(mine: Ints, theirs: Ints, k: int, among: Flags) -> Floats:
    """(k, k) Jaccard overlap of every bloc with every other, over these people (Hennig 2007)."""
    table = np.zeros((k + 1, k + 1))
    np.add.at(table, (mine[among], theirs[among]), 1.0)  # BETWEEN is the last row and column
    rows, columns, both = table[:k].sum(axis=1), table[:, :k].sum(axis=0), table[:k, :k]
    union = rows[:, None] + columns[None] - both
    jaccard: Floats = both / np.maximum(union, 1.0)
    return jaccard


def paired(overlap: Floats) -> tuple[Ints, Ints]:
    """Rows, ascending, and the column each is paired with, for the largest sum of overlaps (one to one)."""
    from scipy.optimize import linear_sum_assignment

    row, column = linear_sum_assignment(-overlap)
    return row, column


def _largest_first(model: Model, bloc: Ints) -> Model:
    """The same model, its blocs in order of their head-count. bloc: (people,) where each person is placed."""
    sizes = np.bincount(bloc[bloc >= 0], minlength=model.k)
    order = np.lexsort((-model.shares, -sizes))
    return Model(model.shares[order], model.rates[order], model.likelihood)


def _everyone(votes: Votes) -> Flags:
    return np.ones(len(votes.people), dtype=bool)


def _rows(votes: Votes, keep: Flags) -> Votes:
    """The votes of some people, whose rows are numbered anew."""
    place = np.cumsum(keep) - 1
    mine = keep[votes.person]
    return Votes(
        votes.people[keep],
        votes.statements,
        place[votes.person[mine]],
        votes.statement[mine],
        votes.choice[mine],
    )
