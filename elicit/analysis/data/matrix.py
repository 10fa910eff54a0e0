"""The ballots as sparse matrices, people in a canonical order, so that no id or arrival order matters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from .ballots import Ballots, Flags, Ints, iterate_slices
from .draws import Draws, hash_ballots, hash_votes
from .records import Floats

SHARD = 16384  # people whose sums are made together, whatever the number of chunks
Shards = list[list[sparse.csr_array]]  # chunks of shards of people
CHOICE_OF_VOTE = np.array([2, 0, 1])  # by the vote: 0 passes, 1 agrees and, from the end, -1 disagrees
SMALLEST = 1e-12  # of the largest moment: below, a component is noise of the arithmetic


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """Votes on the statements that are open to verdicts, one row per vote.

    people: ids in canonical order (sorted by a hash of their ballots, ids only breaking ties); statements:
    ascending ids. person, statement: row and column of each vote, persons ascending; choice: 0 agree, 1 disagree,
    2 pass.
    """

    people: Ints
    statements: Ints
    person: Ints
    statement: Ints
    choice: Ints

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.people), len(self.statements)

    @cached_property
    def counts(self) -> Ints:
        """Votes per person."""
        return np.bincount(self.person, minlength=len(self.people))

    @cached_property
    def draws(self) -> Draws:
        """The random draws of each person."""
        return Draws.of(self.counts, self.statements[self.statement], self.choice)

    def select_votes(self, mask: Flags) -> VoteMatrix:
        """The same people and statements with some of the votes. mask: (votes,) which."""
        rows = np.flatnonzero(mask)
        return VoteMatrix(self.people, self.statements, self.person[rows], self.statement[rows], self.choice[rows])

    def select_people(self, people: Ints) -> VoteMatrix:
        """The votes of some people, whose rows are numbered anew. people: ascending rows."""
        rows = gather_rows(self.counts, people)
        who = np.repeat(np.arange(len(people)), self.counts[people])
        return VoteMatrix(self.people[people], self.statements, who, self.statement[rows], self.choice[rows])

    def one_hot(self) -> sparse.csr_array:
        """(people, 3 x statements): for each person a 1 where they agreed, disagreed, passed."""
        m = self.shape[1]
        return self.sparse(np.ones(len(self.person)), self.choice * m + self.statement, 3 * m)

    def sparse(self, values: Floats, columns: Ints, width: int) -> sparse.csr_array:
        """(people, width): a value for each vote, in the row of its caster. columns: (votes,) of each value."""
        return build_sparse(self.counts, values, columns, width)


def build_sparse(counts: Ints, values: Floats, columns: Ints, width: int) -> sparse.csr_array:
    """(people, width): values and their columns, one person's after another's. counts: (people,) how many."""
    starts = np.concatenate([[0], np.cumsum(counts)])
    narrow = np.int32 if max(starts[-1], width) < 2**31 else np.int64
    parts = (values, columns.astype(narrow), starts.astype(narrow))
    return sparse.csr_array(parts, shape=(len(counts), width))


def build_vote_matrix(ballots: Ballots) -> VoteMatrix:
    """The votes on everything that was not rejected, people in canonical order."""
    is_open = ~np.isin(ballots.items, ballots.rejected)
    rows, person = ballots.order, ballots.person  # by person and statement
    if not is_open.all():
        rows = rows[is_open[ballots.item[rows]]]
        person = person[rows]
    statements, column = ballots.items[is_open], np.cumsum(is_open) - 1
    statement, choice, words = np.empty_like(rows), np.empty_like(rows), np.empty(len(rows), dtype=np.uint64)
    for piece in iterate_slices(len(rows)):
        part = rows[piece]
        statement[piece], choice[piece] = column[ballots.item[part]], CHOICE_OF_VOTE[ballots.choices[part]]
        words[piece] = hash_votes(statements[statement[piece]], choice[piece])
    counts = np.bincount(person, minlength=len(ballots.people))
    order = np.lexsort((ballots.people, hash_ballots(words, counts)))
    rows = gather_rows(counts, order)
    who = np.repeat(np.arange(len(order)), counts[order])
    return VoteMatrix(ballots.people[order], statements, who, statement[rows], choice[rows])


def gather_rows(counts: Ints, order: Ints) -> Ints:
    """Rows of the votes of these people, in this order. counts: (people,) votes of each, one person's after
    another's; order: rows of people."""
    start = np.cumsum(counts) - counts
    count = counts[order]
    rows: Ints = np.arange(count.sum()) + np.repeat(start[order] - (np.cumsum(count) - count), count)
    return rows


def centre_and_scale(votes: VoteMatrix) -> sparse.csr_array:
    """Votes centred on their statement's mean, 0 where unseen, each person's row times sqrt(C / votes): the
    centred, mean-imputed matrix of Polis with its correction for sparsity."""
    m = votes.shape[1]
    counts = np.bincount(votes.choice * m + votes.statement, minlength=3 * m).reshape(3, m)
    means = (counts[0] - counts[1]) / np.maximum(counts.sum(axis=0), 1)
    factor = np.sqrt(m / np.maximum(votes.counts, 1))
    values = (np.array([1.0, -1.0, 0.0])[votes.choice] - means[votes.statement]) * factor[votes.person]
    return votes.sparse(values, votes.statement, m)


def find_components(
    matrix: sparse.csr_array, number: int, chunks: int = 1, tolerance: float = 0.0
) -> tuple[Floats, Floats]:
    """(people, number) coordinates and (number, statements) unit loadings of the leading components.

    The second moments are sums over shards of people, so that any number of chunks gives the same bytes. Signs are
    fixed: the loading of largest size is positive. Missing components are zeros. tolerance: relative, of their
    sizes; 0 for what the arithmetic allows.
    """
    n, m = matrix.shape
    coordinates, loadings = np.zeros((n, number)), np.zeros((number, m))
    if min(n, m) == 0 or not matrix.data.any():
        return coordinates, loadings
    if m <= max(number + 1, 10):
        moments = _multiply_moments(_cut_into_shards(matrix, chunks), np.eye(m))
        size, axes = np.linalg.eigh((moments + moments.T) / 2)
    else:
        size, axes = _solve_lanczos(_cut_into_shards(matrix, chunks), number, tolerance)
    order = np.argsort(-size, kind="stable")[:number]
    right = axes.T[order] * (size[order] > SMALLEST * max(size.max(), 0.0))[:, None]
    peak = np.abs(right).argmax(axis=1)
    right = right * np.where(right[np.arange(len(right)), peak] < 0, -1.0, 1.0)[:, None]
    loadings[: len(right)] = right
    coordinates[:] = matrix @ loadings.T
    return coordinates, loadings


def _solve_lanczos(shards: Shards, number: int, tolerance: float) -> tuple[Floats, Floats]:
    from scipy.sparse.linalg import LinearOperator, eigsh

    m = shards[0][0].shape[1]
    times = LinearOperator(
        (m, m), matvec=lambda vector: _multiply_moments(shards, vector.ravel()), dtype=np.float64
    )
    random = np.random.default_rng(0)  # also for restarts: where components are missing, ARPACK draws again
    start = random.standard_normal(m)
    size, axes = eigsh(times, k=number, v0=start, which="LA", rng=random, tol=tolerance)
    return size, axes


def _multiply_moments(shards: Shards, other: Floats) -> Floats:
    """X'X times the other, shard after shard of people. other: (statements,) or (statements, columns)."""
    total = np.zeros_like(other)
    for chunk in shards:
        for shard in chunk:
            total = total + shard.T @ (shard @ other)
    return total


def _cut_into_shards(matrix: sparse.csr_array, chunks: int) -> Shards:
    cuts = [matrix[start : start + SHARD] for start in range(0, matrix.shape[0], SHARD)]
    parts = np.array_split(np.arange(len(cuts)), chunks)
    return [[cuts[i] for i in part] for part in parts if len(part)]
