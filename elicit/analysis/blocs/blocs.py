"""Which blocs: how many, who is in them, whether they count, and whether they return when people are resampled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.polis_report import BaseCluster
from elicit.analysis.data.records import FOLDS, Floats, HeldOutLoss
from elicit.analysis.data.rules import Rules
from elicit.analysis.data.shards import ShardedVotes
from elicit.analysis.runtime import threads
from elicit.analysis.verdicts import verdicts
from elicit.analysis.verdicts.verdicts import Tallies

from . import latent, model_selection, response_styles
from .fitting import ENOUGH, TrainingPeople
from .folds import STARTS, TrainingSet, assign, columns, match
from .identical import IdenticalRows
from .latent import Model

Result = TypeVar("Result")

ALL = -1  # no fold of statements is left out


@dataclass(frozen=True, eq=False)
class Partition:
    """Blocs of the people in `votes` (all of them, in canonical order).

    membership: (people, k). bloc: (people,) index, BETWEEN for people between blocs or not grouped. assignment:
    (FOLDS, people) the same by the votes outside each fold of statements. rates: (k, statements, 3).
    counting: (k,). stability: (k,) mean Jaccard, None without resamples. holds: (S,) share of resamples with the
    same verdict. held_out_losses: why this k. identical: rows of identical accounts. weights: (people,) how often
    each counts when identical accounts count as one. response_styles: spread of saying yes and of passing, logits.
    base: base clusters, where Polis's method made the groups. alternatives: partitions at other numbers of blocs.
    """

    membership: Floats
    bloc: Ints
    assignment: Ints
    grouped: Flags
    rates: Floats
    counting: Flags
    weights: Floats
    stability: Floats | None = None
    holds: Floats | None = None
    held_out_losses: tuple[HeldOutLoss, ...] = ()
    identical: tuple[IdenticalRows, ...] = ()
    response_styles: tuple[float, float] | None = None
    base: tuple[BaseCluster, ...] = ()
    alternatives: tuple[Partition, ...] = ()

    @property
    def k(self) -> int:
        return int(self.membership.shape[1])

    def tallies(self, votes: VoteMatrix, rules: Rules) -> Tallies:
        return verdicts.tallies(votes, self.assignment, self.k, self.counting, rules)


def large_enough(bloc: Ints, assignment: Ints, k: int, weights: Floats, rules: Rules) -> Flags:
    """(k,) which blocs hold enough of the grouped people to count, as far as size goes; a single one always does.
    One that a fold of statements makes, so that hardly anybody is in it without these, cannot be asked about them.
    bloc: (people,). assignment: (FOLDS, people). weights: (people,) how often each counts, 0 for those who are not
    grouped."""
    sizes = np.bincount(bloc[bloc >= 0], weights[bloc >= 0], minlength=k)
    enough = (sizes >= rules.counting_people) & (sizes >= rules.counting_share * weights.sum())
    without_fold = [np.bincount(row[row >= 0], weights[row >= 0], minlength=k) for row in assignment]
    enough &= np.min(without_fold, axis=0) >= rules.min_votes_per_bloc
    return enough if k > 1 else np.ones(1, dtype=bool)


def find(
    votes: VoteMatrix,
    rules: Rules,
    *,
    k: int | None,
    seed: int,
    resamples: int,
    alternatives: tuple[int, ...] | None = None,
    sample: int = ENOUGH,
) -> Partition:
    """Latent-class blocs for a given k, or for the verdict k: the smallest that reaches most of the best
    predictive gain with every bloc counting. One bloc is a legitimate answer. alternatives: other numbers of blocs
    to fit, besides one more and one fewer than the answer; none at all when None. sample: ballots that blocs are
    learnt from at most."""
    search = Search(votes, rules, seed, resamples, sample)
    partition = search.partition(k) if k is not None else search.select()
    if alternatives is None:
        return partition
    near = {*alternatives, partition.k - 1, partition.k + 1} - {partition.k}
    others = [search.fit(number) for number in sorted(near) if 1 <= number <= max(len(search.people.rows), 1)]
    return replace(partition, alternatives=tuple(others))


@dataclass
class Search:
    """Fits for one set of votes, each k once."""

    votes: VoteMatrix
    rules: Rules
    seed: int
    resamples: int
    sample: int = ENOUGH
    people: TrainingPeople = field(init=False)
    partitions: dict[int, Partition] = field(default_factory=dict)
    folds: dict[int, TrainingSet] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = TrainingPeople(self.votes, self.rules, self.seed, self.sample)

    @cached_property
    def everyone(self) -> ShardedVotes:
        return ShardedVotes.of(self.votes, response_styles.NONE)

    def without(self, fold: int) -> TrainingSet:
        """The people learnt from, without a fold of statements."""
        if fold not in self.folds:
            self.folds[fold] = self.people.whole.without(fold)
        return self.folds[fold]

    def select(self) -> Partition:
        """The blocs of the verdict k, with the evidence for it."""
        rules = self.rules
        most = min(rules.predictive_max, max(len(self.people.free) // rules.counting_people, 1))
        if len(np.unique(self.people.core.statement)) < FOLDS:
            most = 1  # too few other statements to place anybody by
        losses = model_selection.measure_held_out_losses(self.people.core, most, self.seed)
        best = max(losses, key=lambda loss: loss.gain)
        if best.gain > best.gain_error:
            for loss in losses[1 : rules.max_blocs]:
                if loss.gain >= rules.gain_share * best.gain and self.partition(loss.k).counting.all():
                    return self._explain(loss.k, losses)
            return self._explain(self._fall_back(losses), losses)
        return self._explain(1, losses)

    def _fall_back(self, losses: tuple[HeldOutLoss, ...]) -> int:
        """When no k of few blocs reaches the gain: the best predictor of those whose blocs all count."""
        better = [loss for loss in losses[1 : self.rules.max_blocs] if loss.gain > loss.gain_error]
        for loss in sorted(better, key=lambda loss: -loss.gain):
            if self.partition(loss.k).counting.all():
                return loss.k
        return 1

    def _explain(self, k: int, losses: tuple[HeldOutLoss, ...]) -> Partition:
        """With the evidence for this k, and whether the blocs of each k that was looked into all count."""
        partition = self.partition(k)
        counting = {number: bool(other.counting.all()) for number, other in self.partitions.items()}
        held_out_losses = tuple(replace(loss, counting=counting.get(loss.k)) for loss in losses)
        return replace(partition, held_out_losses=held_out_losses)

    def partition(self, k: int) -> Partition:
        """Blocs at this k, and how often they return."""
        k = max(1, min(k, len(self.people.rows)))
        if k not in self.partitions:
            partition = self.fit(k)
            is_resampled = self.resamples and len(self.people.free)
            self.partitions[k] = self._resample(partition) if is_resampled else partition
        return self.partitions[k]

    def model(self, k: int) -> Model:
        """The blocs of all votes at this k."""
        return self.people.with_identical(self.people.whole.fit(k, latent.RESTARTS, self.seed, 7, k))

    def fit(self, k: int) -> Partition:
        """Blocs at this k without resamples: whether they count is judged by their size alone."""
        if k in self.partitions:
            return self.partitions[k]
        everyone, _ = self.everyone, self.people.whole  # made before they are needed side by side

        def fit_without(fold: int) -> tuple[Model, Floats]:
            if fold == ALL:
                model = self.model(k)
            else:
                model = self.people.with_identical(self.without(fold).fit(k, STARTS, self.seed, 17, k, fold))
            return model, model.membership(everyone)

        (model, membership), *folds = self._map(fit_without, (ALL, *(range(FOLDS) if k > 1 else ())))
        bloc = assign(membership, self.people.grouped, self.rules)
        weights = np.ones(len(bloc))
        weights[self.people.rows] = self.people.weights
        assignment = np.stack([self._match(other, bloc, k) for _, other in folds] or [bloc] * FOLDS)
        return Partition(
            membership=membership,
            bloc=bloc,
            assignment=assignment,
            grouped=self.people.grouped,
            rates=model.expected().transpose(0, 2, 1),
            counting=large_enough(bloc, assignment, k, weights * self.people.grouped, self.rules),
            weights=weights,
            identical=tuple(
                IdenticalRows(self.people.rows[group.members], group.statements) for group in self.people.identical
            ),
            response_styles=model.spread(),
        )

    def _match(self, membership: Floats, bloc: Ints, k: int) -> Ints:
        """(people,) where this places everyone, under the names of the blocs that all votes give."""
        theirs = assign(membership, self.people.grouped, self.rules)
        return match(bloc, theirs, k, self.people.grouped.astype(np.float64))[0]

    def _map(self, work: Callable[[int], Result], numbers: Iterable[int]) -> list[Result]:
        return threads.run_all(work, numbers, len(self.people.core.person))

    def _resample(self, partition: Partition) -> Partition:
        """Draw the people again with replacement and find blocs anew, each time without one fold of statements:
        how much the blocs overlap with those of this partition, and whether the fold's verdicts stay the same."""
        resampling = _Resampling(self, partition)
        for number, (overlap, is_same) in enumerate(self._map(resampling.draw, range(self.resamples))):
            resampling.add(number, overlap, is_same)
        stability = resampling.jaccard / self.resamples
        is_stable = stability >= self.rules.counting_jaccard
        counting = partition.counting & is_stable if partition.k > 1 else partition.counting
        return replace(partition, counting=counting, stability=stability, holds=resampling.holds())


class _Resampling:
    def __init__(self, search: Search, partition: Partition) -> None:
        self.search, self.partition = search, partition
        self.assignment = partition.assignment[:, search.people.free]
        fold_of = search.votes.statements % FOLDS
        self.folds = [np.flatnonzero(fold_of == fold) for fold in range(FOLDS)]
        self.votes = [columns(search.people.core, fold) for fold in self.folds]
        self.verdict = [self._verdicts(fold, self.assignment[fold], None) for fold in range(FOLDS)]
        self.jaccard, self.same = np.zeros(partition.k), np.zeros(len(fold_of))

    def draw(self, number: int) -> tuple[Floats, Flags]:
        """(k,) overlaps of one draw, and whether each verdict on the fold it leaves out is the same."""
        search, k, n = self.search, self.partition.k, len(self.search.people.free)
        fold = number % FOLDS
        names = search.seed, 11, k, number
        times = search.people.core.draws.spawn(*names).draw_bootstrap_weights()
        membership = search.without(fold).refit(k, times, *names) if k > 1 else np.ones((n, 1))
        fresh = assign(membership, np.ones(n, dtype=bool), search.rules)
        fresh, overlap = match(self.assignment[fold], fresh, k, (times > 0).astype(np.float64))
        return overlap, self._verdicts(fold, fresh, times) == self.verdict[fold]

    def add(self, number: int, overlap: Floats, is_same: Flags) -> None:
        self.jaccard += overlap
        self.same[self.folds[number % FOLDS]] += is_same

    def holds(self) -> Floats:
        """(S,) of the draws that left its fold out, the share with the same verdict."""
        fold_of = self.search.votes.statements % FOLDS
        draws = np.bincount(np.arange(self.search.resamples) % FOLDS, minlength=FOLDS)[fold_of]
        share: Floats = np.where(draws > 0, self.same / np.maximum(draws, 1), 1.0)
        return share

    def _verdicts(self, fold: int, bloc: Ints, times: Floats | None) -> Ints:
        partition, everywhere, rules = self.partition, np.tile(bloc, (FOLDS, 1)), self.search.rules
        tallies = verdicts.tallies(self.votes[fold], everywhere, partition.k, partition.counting, rules, times)
        return tallies.verdicts()
