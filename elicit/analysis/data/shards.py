"""The votes as sparse matrices, cut into fixed shards of people: shards in, sums out.

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

    rows: which. one_hot: (people, 3 x statements) a 1 where they agreed, disagreed, passed. mask: (people,
    statements) a 1 where they voted. choice_counts: (people, 3) how often each one agreed, disagreed, passed.
    styles: (people,) index of each one's response style in the grid. style_set: the styles that anybody in any
    shard has, ascending.
    """

    rows: slice
    one_hot: sparse.csr_array
    mask: sparse.csr_array
    choice_counts: Floats
    styles: Ints
    style_set: Ints

    @property
    def people(self) -> int:
        return int(self.one_hot.shape[0])

    def count_choices(self, statements: Floats) -> Floats:
        """(people, 3) `choice_counts` on some statements. statements: (statements,) 1 or 0."""
        counts: Floats = self.one_hot @ np.kron(np.eye(3), statements[:, None])
        return counts

    @cached_property
    def one_hot_by_style(self) -> sparse.csr_array:
        """(people, style_set x 3 x statements) `one_hot` in the columns of each one's style."""
        shift = np.searchsorted(self.style_set, self.styles) * self.one_hot.shape[1]
        columns = (self.one_hot.indices + np.repeat(shift, np.diff(self.one_hot.indptr))).astype(np.int32)
        shape = self.people, len(self.style_set) * self.one_hot.shape[1]
        return sparse.csr_array((self.one_hot.data, columns, self.one_hot.indptr), shape=shape)

    @cached_property
    def people_by_choice(self) -> sparse.csc_array:
        """(style_set x 3 x statements, people) `one_hot_by_style` transposed."""
        return self.one_hot_by_style.T


@dataclass(frozen=True, eq=False)
class ShardedVotes:
    """Shards of people over the same statements. shape: (people, statements) of all shards."""

    shards: tuple[Shard, ...]
    shape: tuple[int, int]

    @classmethod
    def of(cls, votes: VoteMatrix, styles: Ints | int, size: int = SHARD) -> ShardedVotes:
        """Shards of `size` people. styles: (people,) response style of each, or one for all."""
        n, m = votes.shape
        one_hot, mask = votes.one_hot(), votes.sparse(np.ones(len(votes.person)), votes.statement, m)
        style = np.full(n, styles) if isinstance(styles, int) else styles
        counts = np.bincount(votes.person * 3 + votes.choice, minlength=3 * n).reshape(n, 3).astype(np.float64)
        style_set = np.unique(style)
        cuts = [slice(start, min(start + size, n)) for start in range(0, n, size)]
        shards = (Shard(cut, one_hot[cut], mask[cut], counts[cut], style[cut], style_set) for cut in cuts)
        return cls(tuple(shards), (n, m))

    def with_styles(self, styles: Ints) -> ShardedVotes:
        """The same votes with other response styles. styles: (people,)."""
        style_set = np.unique(styles)
        shards = (replace(shard, styles=styles[shard.rows], style_set=style_set) for shard in self.shards)
        return ShardedVotes(tuple(shards), self.shape)

    @property
    def styles(self) -> Ints:
        """(people,) response style of each."""
        if not self.shards:
            return np.zeros(0, dtype=np.int64)
        return np.concatenate([shard.styles for shard in self.shards])

    def split(self, number: int) -> tuple[ShardedVotes, ...]:
        """At most this many chunks of whole shards, in order: what each of several machines would have."""
        cuts = np.array_split(np.arange(len(self.shards)), number)
        return tuple(ShardedVotes(tuple(self.shards[i] for i in cut), self.shape) for cut in cuts if len(cut))


def add(parts: Iterable[Sequence[Floats]]) -> list[Floats]:
    """The sums of equally shaped arrays, part after part."""
    total: list[Floats] = []
    for part in parts:
        total = [one + other for one, other in zip(total, part, strict=True)] if total else list(part)
    return total
