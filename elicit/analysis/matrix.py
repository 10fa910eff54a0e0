"""The ballots as sparse matrices, people in a canonical order, so that no id or arrival order matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .ballots import Ballots, Ints
from .records import Floats

SHARD = 16384  # people whose sums are made together, whatever the number of chunks
Shards = list[list[sparse.csr_array]]  # chunks of shards of people
SMALLEST = 1e-12  # of the largest moment: below, a component is noise of the arithmetic


@dataclass(frozen=True, eq=False)
class Votes:
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

    def counts(self) -> Ints:
        """Votes per person."""
        return np.bincount(self.person, minlength=len(self.people))

    def only(self, keep: np.ndarray) -> Votes:
        """The same people and statements with some of the votes."""
        return Votes(self.people, self.statements, self.person[keep], self.statement[keep], self.choice[keep])

    def one_hot(self) -> sparse.csr_array:
        """(people, 3 x statements): for each person a 1 where they agreed, disagreed, passed."""
        m = self.shape[1]
        return self.sparse(np.ones(len(self.person)), self.choice * m + self.statement, 3 * m)

    def signed(self) -> sparse.csr_array:
        """(people, statements): 1 agree, -1 disagree; a pass is a stored 0."""
        values = np.array([1.0, -1.0, 0.0])[self.choice]
        return self.sparse(values, self.statement, self.shape[1])

    def sparse(self, values: Floats, columns: Ints, width: int) -> sparse.csr_array:
        """(people, width): a value for each vote, in its caster's row and the column given."""
        starts = np.concatenate([[0], np.cumsum(self.counts())])
        narrow = np.int32 if max(starts[-1], width) < 2**31 else np.int64
        parts = (values, columns.astype(narrow), starts.astype(narrow))
        return sparse.csr_array(parts, shape=(len(self.people), width))


def canonical(ballots: Ballots) -> Votes:
    """The votes on everything that was not rejected."""
    is_open = ~np.isin(ballots.items, ballots.rejected)
    rows = ballots.order  # by person and statement
    if not is_open.all():
        rows = rows[is_open[ballots.item[rows]]]
    who, item = ballots.person[rows], ballots.item[rows]
    choice = np.array([2, 0, 1])[ballots.choices[rows]]  # 0 -> pass, 1 -> agree, -1 -> disagree
    order = np.lexsort((ballots.people, _hashes(who, ballots.items[item], choice, len(ballots.people))))
    count, regrouped = _regrouped(who, order)
    person = np.repeat(np.arange(len(order)), count)
    what = (np.cumsum(is_open) - 1)[item[regrouped]]
    return Votes(ballots.people[order], ballots.items[is_open], person, what, choice[regrouped])


def _regrouped(who: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Votes of each person in this order, and the rows of all of them; who: ascending persons."""
    votes = np.bincount(who, minlength=len(order))
    start = np.cumsum(votes) - votes
    count = votes[order]
    shift = np.repeat(start[order] - (np.cumsum(count) - count), count)
    return count, np.arange(len(who)) + shift


def _hashes(who: Ints, statement: Ints, choice: Ints, people: int) -> np.ndarray:
    """One 64-bit number per person that depends on their ballots alone: the sum of mixed words (splitmix64)."""
    with np.errstate(over="ignore"):
        word = (statement * 4 + choice + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
        word ^= word >> np.uint64(31)
        total = np.zeros(people, dtype=np.uint64)
        np.add.at(total, who, word)
    return total


def scaled(votes: Votes) -> sparse.csr_array:
    """Votes centred on their statement's mean, 0 where unseen, each person's row times sqrt(C / votes): the
    centred, mean-imputed matrix of Polis with its correction for sparsity."""
    signed = votes.signed()
    seen = np.bincount(votes.statement, minlength=votes.shape[1])
    means = np.asarray(signed.sum(axis=0)).ravel() / np.maximum(seen, 1)
    factor = np.sqrt(votes.shape[1] / np.maximum(votes.counts(), 1))
    values = (np.array([1.0, -1.0, 0.0])[votes.choice] - means[votes.statement]) * factor[votes.person]
    return votes.sparse(values, votes.statement, votes.shape[1])


def leading(
    matrix: sparse.csr_array, number: int, chunks: int = 1, tolerance: float = 0.0
) -> tuple[Floats, Floats]:
    """(people, number) coordinates and (number, statements) unit loadings of the leading components.

    The second moments are sums over shards of people, so that any number of chunks gives the same bytes. Signs are
    fixed: the loading of largest size is positive. Missing components are zeros. tolerance: relative, of their
    sizes; 0 for what the arithmetic allows.
    """
    n, m = matrix.shape
    coordinates, loadings = np.zeros((n, number)), np.zeros((number, m))
    if min(n, m) == 0 or not matrix.count_nonzero():
        return coordinates, loadings
    if m <= max(number + 1, 10):
        moments = _moments(_shards(matrix, chunks), np.eye(m))
        size, axes = np.linalg.eigh((moments + moments.T) / 2)
    else:
        size, axes = _lanczos(_shards(matrix, chunks), number, tolerance)
    order = np.argsort(-size, kind="stable")[:number]
    right = axes.T[order] * (size[order] > SMALLEST * max(size.max(), 0.0))[:, None]
    peak = np.abs(right).argmax(axis=1)
    right = right * np.where(right[np.arange(len(right)), peak] < 0, -1.0, 1.0)[:, None]
    loadings[: len(right)] = right
    coordinates[:] = matrix @ loadings.T
    return coordinates, loadings


def _lanczos(shards: Shards, number: int, tolerance: float) -> tuple[Floats, Floats]:
    from scipy.sparse.linalg import LinearOperator, eigsh

    m = shards[0][0].shape[1]
    times = LinearOperator((m, m), matvec=lambda vector: _moments(shards, vector.ravel()), dtype=np.float64)
    random = np.random.default_rng(0)  # also for restarts: where components are missing, ARPACK draws again
    start = random.standard_normal(m)
    size, axes = eigsh(times, k=number, v0=start, which="LA", rng=random, tol=tolerance)
    return size, axes


def _moments(shards: Shards, other: Floats) -> Floats:
    """X'X times the other, shard after shard of people."""
    total = np.zeros_like(other)
    for chunk in shards:
        for shard in chunk:
            total = total + shard.T @ (shard @ other)
    return total


def _shards(matrix: sparse.csr_array, chunks: int) -> Shards:
    cuts = [matrix[start : start + SHARD] for start in range(0, matrix.shape[0], SHARD)]
    parts = np.array_split(np.arange(len(cuts)), chunks)
    return [[cuts[i] for i in part] for part in parts if len(part)]
