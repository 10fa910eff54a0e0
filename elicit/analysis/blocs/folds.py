"""Cross-fitting: each statement's tallies use blocs learnt without it and its whole fold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import FOLDS, Floats
from elicit.analysis.data.rules import Rules
from elicit.analysis.data.shards import ShardedVotes

from . import latent, response_styles
from .latent import Model

BETWEEN = -1
STARTS = 2
RESAMPLE_ROUNDS = 15
RESAMPLE_STARTS = 1


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """People to learn blocs from, over some of the statements.

    core: their votes. where: (people, components) where they stand.
    alone: the model of one bloc, and the votes with everybody's response style. mask: (statements,) 1 for those
    learnt from, 0 for those left out; all of them when None.
    """

    core: VoteMatrix
    where: Floats
    alone: tuple[Model, ShardedVotes]
    mask: Floats | None = None

    @classmethod
    def of(cls, core: VoteMatrix, mask: Floats | None = None) -> TrainingSet:
        once = np.ones(len(core.people))
        return cls(
            core, latent.points(core), latent.alone(ShardedVotes.of(core, response_styles.NONE), once), mask
        )

    @property
    def once(self) -> Floats:
        """(people,) how often each counts."""
        return np.ones(len(self.core.people))

    def without(self, fold: int) -> TrainingSet:
        """The same people without a fold of statements."""
        rest = self.core.statements % FOLDS != fold
        return TrainingSet.of(self.core.select_votes(rest[self.core.statement]), rest.astype(np.float64))

    def fit(self, k: int, starts: int, *names: int) -> Model:
        """Blocs of the people learnt from, the largest first. names: of the draws."""
        base, sharded_votes = self.alone
        if k == 1:
            return replace(base, mask=self.mask)
        memberships = latent.starts(self.where, k, self.core.draws.spawn(*names), self.once, starts)
        model = latent.fit(sharded_votes, memberships, base, self.once)
        order = np.argsort(-model.shares, kind="stable")
        return replace(model, shares=model.shares[order], rates=model.rates[order], mask=self.mask)

    def refit(self, k: int, times: Floats, *names: int) -> Floats:
        """(people learnt from, k) membership in blocs fitted anew, people counting so many times. Every start is
        fresh: one from the blocs of all votes would find these again. names: of the draws."""
        base, sharded_votes = self.alone
        starts = latent.starts(self.where, k, self.core.draws.spawn(*names), times, RESAMPLE_STARTS)
        model = latent.fit(sharded_votes, starts, base, times, rounds=RESAMPLE_ROUNDS, turns=0)
        return model.likely(sharded_votes)[0]


def columns(votes: VoteMatrix, selection: Ints) -> VoteMatrix:
    """The votes on some statements, whose columns are numbered anew. selection: ascending columns."""
    place = np.full(len(votes.statements), -1)
    place[selection] = np.arange(len(selection))
    mine = place[votes.statement] >= 0
    column = place[votes.statement[mine]]
    return VoteMatrix(votes.people, votes.statements[selection], votes.person[mine], column, votes.choice[mine])


def assign(membership: Floats, grouped: Flags, rules: Rules) -> Ints:
    """(people,) the bloc each grouped person is clearly in, BETWEEN for the rest."""
    clear = grouped & ((membership.max(axis=1, initial=0) >= rules.between_below) | (membership.shape[1] == 1))
    return np.where(clear, membership.argmax(axis=1), BETWEEN)


def overlaps(mine: Ints, theirs: Ints, k: int, times: Floats) -> Floats:
    """(k, k) Jaccard overlap of every bloc with every other, people counting so many times (Hennig 2007)."""
    table = np.zeros((k + 1, k + 1))
    np.add.at(table, (mine, theirs), times)  # BETWEEN is the last row and column
    sizes, others, both = table[:k].sum(axis=1), table[:, :k].sum(axis=0), table[:k, :k]
    union = sizes[:, None] + others[None] - both
    jaccard: Floats = np.where(union > 0, both / np.where(union > 0, union, 1.0), 0.0)
    return jaccard


def pair(overlap: Floats) -> tuple[Ints, Ints]:
    """Rows, ascending, and the column each is paired with for the largest sum of overlaps (one to one)."""
    from scipy.optimize import linear_sum_assignment

    row, column = linear_sum_assignment(-overlap)
    return row, column


def match(mine: Ints, theirs: Ints, k: int, times: Floats) -> tuple[Ints, Floats]:
    """Their blocs under the names of mine, and (k,) the Jaccard overlap of each of mine with its match."""
    overlap = overlaps(mine, theirs, k, times)
    row, column = pair(overlap)
    back = np.argsort(column)
    return np.where(theirs >= 0, back[theirs], BETWEEN), overlap[row, column]
