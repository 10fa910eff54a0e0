"""The ballots as sparse matrices, people in a canonical order, so that no id or arrival order matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .ballots import Ballots, Ints
from .report import Floats


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes on the statements that are open to verdicts, one row per vote.

    people: ids in canonical order (sorted by a hash of their ballots, ids only breaking ties); statements:
    ascending ids. person, statement: row and column of each vote; choice: 0 agree, 1 disagree, 2 pass.
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
        n, m = self.shape
        columns = self.choice * m + self.statement
        ones = np.ones(len(columns))
        return sparse.csr_array((ones, (self.person, columns)), shape=(n, 3 * m))

    def signed(self) -> sparse.csr_array:
        """(people, statements): 1 agree, -1 disagree; a pass is a stored 0."""
        values = np.array([1.0, -1.0, 0.0])[self.choice]
        return sparse.csr_array((values, (self.person, self.statement)), shape=self.shape)


def canonical(ballots: Ballots) -> Votes:
    """The votes on everything that was not rejected."""
    open_ones = np.setdiff1d(ballots.items, ballots.rejected)
    kept = np.isin(ballots.statements, open_ones)
    who = np.searchsorted(ballots.people, ballots.participants[kept])
    what = np.searchsorted(open_ones, ballots.statements[kept])
    choice = np.array([2, 0, 1])[ballots.choices[kept]]  # 0 -> pass, 1 -> agree, -1 -> disagree
    order = np.lexsort((ballots.people, _hashes(who, ballots.statements[kept], choice, len(ballots.people))))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    rows = np.lexsort((what, place[who]))
    return Votes(ballots.people[order], open_ones, place[who][rows], what[rows], choice[rows])


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
    return sparse.csr_array((values, (votes.person, votes.statement)), shape=votes.shape)


def leading(matrix: sparse.csr_array, number: int, seed: int) -> tuple[Floats, Floats]:
    """(people, number) coordinates and (number, statements) unit loadings of the leading components.

    Signs are fixed: the loading of largest size is positive. Missing components are zeros.
    """
    n, m = matrix.shape
    coordinates, loadings = np.zeros((n, number)), np.zeros((number, m))
    few = min(n, m)
    if few == 0 or not matrix.count_nonzero():
        return coordinates, loadings
    if few <= max(number + 1, 10):
        _, size, right = np.linalg.svd(matrix.toarray(), full_matrices=False)
    else:
        from scipy.sparse.linalg import svds

        start = np.random.default_rng(seed).standard_normal(few)
        _, size, right = svds(matrix, k=number, v0=start, solver="arpack")
    order = np.argsort(-size, kind="stable")[:number]
    right = right[order] * (size[order] > 1e-9)[:, None]
    peak = np.abs(right).argmax(axis=1)
    right = right * np.where(right[np.arange(len(right)), peak] < 0, -1.0, 1.0)[:, None]
    loadings[: len(right)] = right
    coordinates[:] = matrix @ loadings.T
    return coordinates, loadings
