"""Whom blocs are learnt from: who is grouped, which accounts are identical, and everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import Floats
from elicit.analysis.data.rules import Rules

from . import identical, latent
from .folds import TrainingSet
from .identical import IdenticalRows
from .latent import Model

ENOUGH = 1_000_000  # ballots that blocs are learnt from unless fewer are asked for; everyone is placed in them
GUESS_BLOCS = 3  # blocs of the first guess that identical ballots are compared with


def grouped(votes: VoteMatrix, rules: Rules) -> Flags:
    """(people,) who is grouped: enough votes, topped up by vote count when they are fewer than fifteen."""
    counts = votes.counts
    enough = counts >= min(rules.min_votes_to_group, max(votes.shape[1], 1))
    if enough.sum() < rules.min_people_grouped:
        top = np.argsort(-counts, kind="stable")[: rules.min_people_grouped]
        enough = enough.copy()
        enough[top] = True
    return enough & (counts > 0)


@dataclass
class TrainingPeople:
    """Among the people of these votes. sample: ballots that blocs are learnt from at most."""

    votes: VoteMatrix
    rules: Rules
    seed: int
    sample: int = ENOUGH

    @cached_property
    def grouped(self) -> Flags:
        return grouped(self.votes, self.rules)

    @cached_property
    def rows(self) -> Ints:
        """Rows of the people that blocs are learnt from: all who are grouped, or a seeded sample of them with
        `sample` ballots."""
        rows = np.flatnonzero(self.grouped)
        counts = self.votes.counts[rows]
        if counts.sum() <= self.sample:
            return rows
        order = np.argsort(self.votes.draws.spawn(self.seed, 3).select(rows).draw_uniform())
        number = int(np.searchsorted(np.cumsum(counts[order]), self.sample)) + 1
        return np.sort(rows[order[:number]])

    @cached_property
    def all_votes(self) -> VoteMatrix:
        """Votes of everybody learnt from, before identical ballots are looked for."""
        return self.votes.select_people(self.rows)

    @cached_property
    def all_training(self) -> TrainingSet:
        return TrainingSet.of(self.all_votes)

    @cached_property
    def identical(self) -> tuple[IdenticalRows, ...]:
        """Accounts whose ballots are the same, as rows of the people learnt from."""
        if not len(self.rows):
            return ()
        return identical.find(self.all_votes, self._guess, self.seed)

    def _guess(self) -> Ints:
        """(people learnt from,) who is of one mind, at first sight."""
        first = self.all_training
        base, sharded_votes = first.alone
        starts = latent.starts(first.where, GUESS_BLOCS, self.all_votes.draws.spawn(self.seed, 5), first.once, 1)
        guess = latent.fit(sharded_votes, starts, base, first.once, turns=0)
        blocs: Ints = guess.likely(sharded_votes)[0].argmax(axis=1)
        return blocs

    @cached_property
    def weights(self) -> Floats:
        """(people learnt from,) a group of identical accounts counts as one."""
        return identical.weights(len(self.rows), self.identical)

    @cached_property
    def free(self) -> Ints:
        """Rows of the people who are learnt from and not among identical accounts."""
        if not self.identical:
            return self.rows
        return np.delete(self.rows, np.concatenate([group.members for group in self.identical]))

    @cached_property
    def core(self) -> VoteMatrix:
        """Votes of those who are not identical: how many blocs there are, where they lie and whether they return
        is asked of these alone. Identical accounts come in at last, each group as one."""
        return self.votes.select_people(self.free) if self.identical else self.all_votes

    @cached_property
    def whole(self) -> TrainingSet:
        return TrainingSet.of(self.core) if self.identical else self.all_training

    def with_identical(self, model: Model) -> Model:
        """The same blocs with identical accounts among their people, each group as one."""
        if not self.identical:
            return model
        model, sharded_votes = latent.estimate_styles(model, self.all_training.alone[1], self.weights)
        pull = self.whole.alone[0].rates[0]
        return latent.climb(
            model, sharded_votes, model.likely(sharded_votes)[0], self.weights, pull, latent.ROUNDS
        )
