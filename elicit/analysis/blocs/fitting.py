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
from .folds import Learning
from .identical import Copies
from .latent import Model

ENOUGH = 1_000_000  # ballots that blocs are learnt from unless fewer are asked for; everyone is placed in them
GUESSED = 3  # blocs of the first guess that identical ballots are held against


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
class Learners:
    """Among the people of these votes. sample: ballots that blocs are learnt from at most."""

    votes: VoteMatrix
    rules: Rules
    seed: int
    sample: int = ENOUGH

    @cached_property
    def among(self) -> Flags:
        return grouped(self.votes, self.rules)

    @cached_property
    def chosen_rows(self) -> Ints:
        """Rows of the people that blocs are learnt from: all who are grouped, or a seeded sample of them with
        `sample` ballots."""
        who = np.flatnonzero(self.among)
        counts = self.votes.counts[who]
        if counts.sum() <= self.sample:
            return who
        order = np.argsort(self.votes.draws.spawn(self.seed, 3).select(who).draw_uniform())
        needed = int(np.searchsorted(np.cumsum(counts[order]), self.sample)) + 1
        return np.sort(who[order[:needed]])

    @cached_property
    def suspects(self) -> VoteMatrix:
        """Votes of everybody learnt from, before identical ballots are looked for."""
        return self.votes.select_people(self.chosen_rows)

    @cached_property
    def unsuspecting(self) -> Learning:
        return Learning.of(self.suspects)

    @cached_property
    def blocks(self) -> tuple[Copies, ...]:
        """Accounts whose ballots are the same, as rows of the people learnt from."""
        if not len(self.chosen_rows):
            return ()
        return identical.find(self.suspects, self._guess, self.seed)

    def _guess(self) -> Ints:
        """(people learnt from,) who is of one mind, at first sight."""
        first = self.unsuspecting
        base, sheet = first.alone
        starts = latent.starts(first.where, GUESSED, self.suspects.draws.spawn(self.seed, 5), first.once, 1)
        guess = latent.fit(sheet, starts, base, first.once, turns=0)
        blocs: Ints = guess.likely(sheet)[0].argmax(axis=1)
        return blocs

    @cached_property
    def weights(self) -> Floats:
        """(people learnt from,) a block counts as one account."""
        return identical.weights(len(self.chosen_rows), self.blocks)

    @cached_property
    def free(self) -> Ints:
        """Rows of the people who are learnt from and in no block."""
        if not self.blocks:
            return self.chosen_rows
        return np.delete(self.chosen_rows, np.concatenate([block.members for block in self.blocks]))

    @cached_property
    def core(self) -> VoteMatrix:
        """Votes of those in no block: how many blocs there are, where they lie and whether they return is asked of
        these alone. Blocks come in at last, as one account each."""
        return self.votes.select_people(self.free) if self.blocks else self.suspects

    @cached_property
    def whole(self) -> Learning:
        return Learning.of(self.core) if self.blocks else self.unsuspecting

    def joined(self, model: Model) -> Model:
        """The same blocs with every block among their people, as one account."""
        if not self.blocks:
            return model
        model, sheet = latent.read_habits(model, self.unsuspecting.alone[1], self.weights)
        pull = self.whole.alone[0].rates[0]
        return latent.climb(model, sheet, model.likely(sheet)[0], self.weights, pull, latent.ROUNDS)
