"""The ballots as sparse sheets cut into fixed shards of people: shards in, sums out.

Every sum over people is made shard by shard and added in the order of the shards, so that any number of chunks of
whole shards, on one machine or several, gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from .ballots import Ints
from .matrix import SHARD, VoteMatrix
from .records import Floats


@dataclass(frozen=True, eq=False)
class Shard:
    """A run of people in canonical order.

    rows: which. one_hot: (people, 3 x statements) a 1 where they agreed, disagreed, passed. seen: (people,
    statements) a 1 where they voted. choices: (people, 3) how often each one agreed, disagreed, passed. levels:
    (people,) index of each one's habit in the grid. held: the habits that somebody on the sheet has, ascending.
    """

    rows: slice
    one_hot: sparse.csr_array
    seen: sparse.csr_array
    choices: Floats
    levels: Ints
    held: Ints

    @property
    def people(self) -> int:
        return int(self.one_hot.shape[0])

    def choices_on(self, asked: Floats) -> Floats:
        """(people, 3) `choices` on some statements. asked: (statements,) 1 or 0."""
        counts: Floats = self.one_hot @ np.kron(np.eye(3), asked[:, None])
        return counts

    @cached_property
    def levelled(self) -> sparse.csr_array:
        """(people, habits held x 3 x statements) `one_hot` in the columns of each one's habit."""
        shift = np.searchsorted(self.held, self.levels) * self.one_hot.shape[1]
        columns = (self.one_hot.indices + np.repeat(shift, np.diff(self.one_hot.indptr))).astype(np.int32)
        shape = self.people, len(self.held) * self.one_hot.shape[1]
        return sparse.csr_array((self.one_hot.data, columns, self.one_hot.indptr), shape=shape)

    @cached_property
    def by_choice(self) -> sparse.csc_array:
        """(habits held x 3 x statements, people) `levelled` the other way round."""
        return self.levelled.T


@dataclass(frozen=True, eq=False)
class ShardedVotes:
    """Shards of people over the same statements."""

    shards: tuple[Shard, ...]
    shape: tuple[int, int]

    @classmethod
    def of(cls, votes: VoteMatrix, levels: Ints | int, size: int = SHARD) -> ShardedVotes:
        """Shards of `size` people. levels: (people,) habit of each, or one for all."""
        n, m = votes.shape
        one_hot, seen = votes.one_hot(), votes.sparse(np.ones(len(votes.person)), votes.statement, m)
        level = np.full(n, levels) if isinstance(levels, int) else levels
        choices = np.bincount(votes.person * 3 + votes.choice, minlength=3 * n).reshape(n, 3).astype(np.float64)
        held = np.unique(level)
        cuts = [slice(start, min(start + size, n)) for start in range(0, n, size)]
        parts = (Shard(cut, one_hot[cut], seen[cut], choices[cut], level[cut], held) for cut in cuts)
        return cls(tuple(parts), (n, m))

    def levelled(self, levels: Ints) -> ShardedVotes:
        """The same sheets with other habits. levels: (people,)."""
        held = np.unique(levels)
        fresh = (replace(shard, levels=levels[shard.rows], held=held) for shard in self.shards)
        return ShardedVotes(tuple(fresh), self.shape)

    @property
    def levels(self) -> Ints:
        if not self.shards:
            return np.zeros(0, dtype=np.int64)
        return np.concatenate([shard.levels for shard in self.shards])

    def chunks(self, number: int) -> tuple[ShardedVotes, ...]:
        """At most this many sheets of whole shards, in order: what each of several machines would hold."""
        cuts = np.array_split(np.arange(len(self.shards)), number)
        return tuple(ShardedVotes(tuple(self.shards[i] for i in cut), self.shape) for cut in cuts if len(cut))


def add(parts: Iterable[Sequence[Floats]]) -> list[Floats]:
    """The sums of equally shaped arrays, part after part."""
    total: list[Floats] = []
    for part in parts:
        total = [one + other for one, other in zip(total, part, strict=True)] if total else list(part)
    return total
