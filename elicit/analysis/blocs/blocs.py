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
from .fitting import ENOUGH, Learners
from .folds import STARTS, Learning, columns, matched, placed
from .identical import Copies
from .latent import Model

Each = TypeVar("Each")

ALL = -1  # no fold of statements is left out


@dataclass(frozen=True, eq=False)
class Found:
    """Blocs of the people in `votes` (all of them, in canonical order).

    membership: (people, k). bloc: (people,) index, BETWEEN for people between blocs or not grouped. placed:
    (FOLDS, people) the same by the votes outside each fold of statements. rates: (k, statements, 3).
    counting: (k,). stability: (k,) mean Jaccard, None without resamples. holds: (S,) share of resamples with the
    same verdict. evidence: why this k. blocks: rows of identical accounts. weights: (people,) how often each
    counts when a block counts as one. habits: spread of saying yes and of passing, logits. base: base clusters,
    where Polis's method made the groups.
    """

    membership: Floats
    bloc: Ints
    placed: Ints
    grouped: Flags
    rates: Floats
    counting: Flags
    weights: Floats
    stability: Floats | None = None
    holds: Floats | None = None
    evidence: tuple[HeldOutLoss, ...] = ()
    blocks: tuple[Copies, ...] = ()
    habits: tuple[float, float] | None = None
    base: tuple[BaseCluster, ...] = ()
    others: tuple[Found, ...] = ()

    @property
    def k(self) -> int:
        return int(self.membership.shape[1])

    def tallies(self, votes: VoteMatrix, rules: Rules) -> Tallies:
        return verdicts.tallies(votes, self.placed, self.k, self.counting, rules)


def large_enough(bloc: Ints, placed: Ints, k: int, weights: Floats, rules: Rules) -> Flags:
    """(k,) which blocs hold enough of the grouped people to count, as far as size goes; a single one always does.
    One that a fold of statements makes, so that hardly anybody is in it without these, cannot be asked about them.
    bloc: (people,). placed: (FOLDS, people). weights: (people,) how often each counts, 0 for those who are not
    grouped."""
    sizes = np.bincount(bloc[bloc >= 0], weights[bloc >= 0], minlength=k)
    enough = (sizes >= rules.counting_people) & (sizes >= rules.counting_share * weights.sum())
    left = [np.bincount(row[row >= 0], weights[row >= 0], minlength=k) for row in placed]
    enough &= np.min(left, axis=0) >= rules.min_votes_per_bloc
    return enough if k > 1 else np.ones(1, dtype=bool)


def find(
    votes: VoteMatrix,
    rules: Rules,
    *,
    k: int | None,
    seed: int,
    resamples: int,
    lenses: tuple[int, ...] | None = None,
    sample: int = ENOUGH,
) -> Found:
    """Latent-class blocs for a given k, or for the verdict k: the smallest that reaches most of the best
    predictive gain with every bloc counting. One bloc is a legitimate answer. lenses: other numbers of blocs to
    look through, besides one more and one fewer than the answer; none at all when None. sample: ballots that blocs
    are learnt from at most."""
    search = Search(votes, rules, seed, resamples, sample)
    found = search.at(k) if k is not None else search.chosen()
    if lenses is None:
        return found
    near = {*lenses, found.k - 1, found.k + 1} - {found.k}
    seen = [search.lens(each) for each in sorted(near) if 1 <= each <= max(len(search.who.chosen_rows), 1)]
    return replace(found, others=tuple(seen))


@dataclass
class Search:
    """Fits for one set of votes, each k once."""

    votes: VoteMatrix
    rules: Rules
    seed: int
    resamples: int
    sample: int = ENOUGH
    who: Learners = field(init=False)
    kept: dict[int, Found] = field(default_factory=dict)
    folds: dict[int, Learning] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.who = Learners(self.votes, self.rules, self.seed, self.sample)

    @cached_property
    def everyone(self) -> ShardedVotes:
        return ShardedVotes.of(self.votes, response_styles.NONE)

    def without(self, fold: int) -> Learning:
        """The people learnt from, without a fold of statements."""
        if fold not in self.folds:
            self.folds[fold] = self.who.whole.without(fold)
        return self.folds[fold]

    def chosen(self) -> Found:
        """The blocs of the verdict k, with the evidence for it."""
        rules = self.rules
        most = min(rules.predictive_max, max(len(self.who.free) // rules.counting_people, 1))
        if len(np.unique(self.who.core.statement)) < FOLDS:
            most = 1  # too few other statements to place anybody by
        said = model_selection.held_out(self.who.core, most, self.seed)
        best = max(said, key=lambda each: each.gain)
        if best.gain > best.gain_error:
            for each in said[1 : rules.max_blocs]:
                if each.gain >= rules.gain_share * best.gain and self.at(each.k).counting.all():
                    return self._explained(each.k, said)
            return self._explained(self._fallback(said), said)
        return self._explained(1, said)

    def _fallback(self, said: tuple[HeldOutLoss, ...]) -> int:
        """When no k of few blocs reaches the gain: the best predictor of those whose blocs all count."""
        better = [each for each in said[1 : self.rules.max_blocs] if each.gain > each.gain_error]
        for each in sorted(better, key=lambda each: -each.gain):
            if self.at(each.k).counting.all():
                return each.k
        return 1

    def _explained(self, k: int, said: tuple[HeldOutLoss, ...]) -> Found:
        """With the evidence for this k, and whether the blocs of each k that was looked into all count."""
        found = self.at(k)
        counting = {number: bool(tried.counting.all()) for number, tried in self.kept.items()}
        return replace(found, evidence=tuple(replace(each, counting=counting.get(each.k)) for each in said))

    def at(self, k: int) -> Found:
        """Blocs at this k, and how often they return."""
        k = max(1, min(k, len(self.who.chosen_rows)))
        if k not in self.kept:
            found = self.lens(k)
            self.kept[k] = self._resampled(found) if self.resamples and len(self.who.free) else found
        return self.kept[k]

    def model(self, k: int) -> Model:
        """The blocs of all votes at this k."""
        return self.who.joined(self.who.whole.fit(k, latent.RESTARTS, self.seed, 7, k))

    def lens(self, k: int) -> Found:
        """Blocs at this k without resamples: whether they count is judged by their size alone."""
        if k in self.kept:
            return self.kept[k]
        everyone, _ = self.everyone, self.who.whole  # made before they are needed side by side

        def fitted(fold: int) -> tuple[Model, Floats]:
            if fold == ALL:
                model = self.model(k)
            else:
                model = self.who.joined(self.without(fold).fit(k, STARTS, self.seed, 17, k, fold))
            return model, model.membership(everyone)

        (model, membership), *folds = self._each(fitted, (ALL, *(range(FOLDS) if k > 1 else ())))
        bloc = placed(membership, self.who.among, self.rules)
        weights = np.ones(len(bloc))
        weights[self.who.chosen_rows] = self.who.weights
        without = np.stack([self._matched(each, bloc, k) for _, each in folds] or [bloc] * FOLDS)
        return Found(
            membership=membership,
            bloc=bloc,
            placed=without,
            grouped=self.who.among,
            rates=model.expected().transpose(0, 2, 1),
            counting=large_enough(bloc, without, k, weights * self.who.among, self.rules),
            weights=weights,
            blocks=tuple(Copies(self.who.chosen_rows[each.members], each.statements) for each in self.who.blocks),
            habits=model.spread(),
        )

    def _matched(self, membership: Floats, bloc: Ints, k: int) -> Ints:
        """(people,) where this places everyone, under the names of the blocs that all votes give."""
        theirs = placed(membership, self.who.among, self.rules)
        return matched(bloc, theirs, k, self.who.among.astype(np.float64))[0]

    def _each(self, work: Callable[[int], Each], numbers: Iterable[int]) -> list[Each]:
        return threads.run_all(work, numbers, len(self.who.core.person))

    def _resampled(self, found: Found) -> Found:
        """Draw the people again with replacement and find blocs anew, each time without one fold of statements:
        how much the blocs overlap with those found, and whether the fold's verdicts stay the same."""
        fresh = _Resampling(self, found)
        for number, (overlap, again) in enumerate(self._each(fresh.draw, range(self.resamples))):
            fresh.add(number, overlap, again)
        stability = fresh.jaccard / self.resamples
        counting = found.counting & (stability >= self.rules.counting_jaccard) if found.k > 1 else found.counting
        return replace(found, counting=counting, stability=stability, holds=fresh.holds())


class _Resampling:
    def __init__(self, search: Search, found: Found) -> None:
        self.search, self.found = search, found
        self.mine = found.placed[:, search.who.free]
        fold_of = search.votes.statements % FOLDS
        self.folds = [np.flatnonzero(fold_of == fold) for fold in range(FOLDS)]
        self.votes = [columns(search.who.core, fold) for fold in self.folds]
        self.verdict = [self._verdicts(fold, self.mine[fold], None) for fold in range(FOLDS)]
        self.jaccard, self.same = np.zeros(found.k), np.zeros(len(fold_of))

    def draw(self, number: int) -> tuple[Floats, Flags]:
        """(k,) overlaps of one draw, and whether each verdict on the fold it leaves out is the same."""
        search, k, n = self.search, self.found.k, len(self.search.who.free)
        fold = number % FOLDS
        names = search.seed, 11, k, number
        times = search.who.core.draws.spawn(*names).draw_bootstrap_weights()
        membership = search.without(fold).again(k, times, *names) if k > 1 else np.ones((n, 1))
        fresh = placed(membership, np.ones(n, dtype=bool), search.rules)
        fresh, overlap = matched(self.mine[fold], fresh, k, (times > 0).astype(np.float64))
        return overlap, self._verdicts(fold, fresh, times) == self.verdict[fold]

    def add(self, number: int, overlap: Floats, again: Flags) -> None:
        self.jaccard += overlap
        self.same[self.folds[number % FOLDS]] += again

    def holds(self) -> Floats:
        """(S,) of the draws that left its fold out, the share with the same verdict."""
        fold_of = self.search.votes.statements % FOLDS
        draws = np.bincount(np.arange(self.search.resamples) % FOLDS, minlength=FOLDS)[fold_of]
        share: Floats = np.where(draws > 0, self.same / np.maximum(draws, 1), 1.0)
        return share

    def _verdicts(self, fold: int, bloc: Ints, times: Floats | None) -> Ints:
        found, everywhere = self.found, np.tile(bloc, (FOLDS, 1))
        counted = verdicts.tallies(self.votes[fold], everywhere, found.k, found.counting, self.search.rules, times)
        return counted.verdicts()
