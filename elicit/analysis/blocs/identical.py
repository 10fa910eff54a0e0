"""Identical accounts: their ballots are the same, or nearly, far beyond what the votes of everybody else explain.

Each account is asked how much likelier its ballots are as a copy of a template, one vote in twenty changed, than
as those of an honest member of whichever bloc fits best, its rates learnt without the accounts in question and the
account's own response style granted. Such a ratio exceeds x by chance with probability 1/x at most (Markov)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import gammaln

from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import Floats
from elicit.analysis.runtime import threads

Small = NDArray[np.float32]

MIN_ACCOUNTS = 5  # that vote as one
MIN_SHARED = 10  # statements on which two accounts both voted
MAX_CHANCE = 1e-6  # of as much agreement without copying
NOISE = 0.05  # of a copy's votes differ from the template
MIN_AGREEMENT = 0.8  # of the statements that two copies, or one and the template, share
PRIOR = 6.0
SEARCH_SIZE = 3000  # people among whom templates are looked for; everybody is then compared with them
MIN_LOOKALIKES = 2  # lookalikes of an account that make it worth a closer look
MAX_TEMPLATES = 10
MAX_ROUNDS = 4  # of gathering accounts around a template, and of finding the template of these
RAKING_ROUNDS = 3
BATCH = 250  # people who are compared with all others at once
WIDE = 2000  # columns that are made dense at once


@dataclass(frozen=True, eq=False)
class IdenticalRows:
    """A group of identical accounts. members: their rows. statements: on how many two or more of them voted."""

    members: Ints
    statements: int


def find(votes: VoteMatrix, guess: Callable[[], Ints], seed: int) -> tuple[IdenticalRows, ...]:
    """Groups of identical accounts among these people, the largest first. guess: (people,) blocs at first sight,
    which are made out while people are compared with each other."""
    n = votes.shape[0]
    if n < MIN_ACCOUNTS:
        return ()
    suspects = _Suspects(votes, guess, seed)
    groups: list[IdenticalRows] = []
    for _attempt in range(MAX_TEMPLATES):
        rows = suspects.closest()
        if rows is None:
            break
        group = suspects.test(rows)
        if group is not None:
            groups.append(group)
        suspects.dismiss(rows if group is None else np.union1d(rows, group.members))
    return tuple(sorted(groups, key=lambda group: -len(group.members)))


def weights(people: int, groups: tuple[IdenticalRows, ...]) -> Floats:
    """(people,) how often each account counts when every group of identical accounts counts as one."""
    heavy = np.ones(people)
    for group in groups:
        heavy[group.members] = 1 / len(group.members)
    return heavy


class _Suspects:
    """Who resembles whom, among at most SEARCH_SIZE people; everyone is tested."""

    def __init__(self, votes: VoteMatrix, guess: Callable[[], Ints], seed: int) -> None:
        n, m = votes.shape
        self.votes, self.one_hot = votes, votes.one_hot()
        self.free = np.ones(n, dtype=bool)
        self.some = some = votes.draws.spawn(seed, 13).sample(SEARCH_SIZE)
        self.alike, self.blocs = threads.run_both(lambda: _alike(self.one_hot[some], m), guess, len(votes.person))
        self.counts = self._counts(np.arange(n))
        self.near = self.alike.astype(bool).astype(np.float64)
        self.open = np.ones(len(some), dtype=bool)

    def closest(self) -> Ints | None:
        """Rows of the open account that resembles others the most, and of these; None when nobody has enough."""
        there = self.open.astype(np.float64)
        resembling = np.where(self.open & (self.near @ there >= MIN_LOOKALIKES), self.alike @ there, 0.0)
        if not resembling.any():
            return None
        seed = int(resembling.argmax())
        near = self.alike.indices[self.alike.indptr[seed] : self.alike.indptr[seed + 1]]
        rows: Ints = self.some[np.union1d(near[self.open[near]], [seed])]
        return rows

    def dismiss(self, rows: Ints) -> None:
        self.open &= ~np.isin(self.some, rows)

    def test(self, group: Ints) -> IdenticalRows | None:
        """The identical accounts around this group, when they are beyond chance. A template is first gathered from
        all that are likelier copies of it than honest; who belongs to them has to be likelier by far."""
        n = len(self.free)
        for _turn in range(MAX_ROUNDS):
            template, before = self._template(group), group
            group, log_odds = self._log_odds(template, group)
            if len(group) < MIN_ACCOUNTS:
                return None
            if np.array_equal(group, before):
                break
        sure = log_odds > np.log(n)
        members, size = group[sure], int(sure.sum())
        ways = gammaln(n + 1) - gammaln(size + 1) - gammaln(n - size + 1)
        if size < MIN_ACCOUNTS or log_odds[sure].sum() - ways < -np.log(MAX_CHANCE):
            return None
        self.free[members] = False
        return IdenticalRows(members, int((template >= 0).sum()))

    def _template(self, group: Ints) -> Ints:
        counts = np.asarray(self.one_hot[group].sum(axis=0)).reshape(3, -1)
        return np.where(counts.sum(axis=0) >= 2, counts.argmax(axis=0), -1)

    def _log_odds(self, template: Ints, group: Ints) -> tuple[Ints, Floats]:
        """Rows of the accounts that are likelier copies of the template than honest, and the log of how much."""
        says = (template == np.arange(3)[:, None]).astype(np.float64)
        shared, same = (self.one_hot @ columns for columns in (np.tile(says.sum(axis=0), 3), says.ravel()))
        rows = np.flatnonzero(self.free & (shared >= MIN_SHARED) & (same >= MIN_AGREEMENT * shared))
        rates = self._rates(group)
        least = self._against(template, rows, rates, self.blocs[rows])
        for bloc in range(
            len(rates)
        ):  # most are honest in their own bloc and need not be compared with the others
            rows, least = rows[least > 0], least[least > 0]
            least = np.minimum(least, self._against(template, rows, rates, np.full(len(rows), bloc)))
        return rows[least > 0], least[least > 0]

    def _against(self, template: Ints, rows: Ints, rates: Floats, bloc: Ints) -> Floats:
        """(rows,) log of how much likelier each is a copy of the template than honest in a bloc."""
        theirs = self.votes.select_people(rows)
        on_template = np.flatnonzero(template[theirs.statement] >= 0)
        is_same = (theirs.choice == template[theirs.statement])[on_template]
        as_copy = np.log(np.where(is_same, 1 - NOISE, NOISE / 2))
        ratio = as_copy - _honest(theirs, rates, bloc)[on_template]
        summed: Floats = np.bincount(theirs.person[on_template], ratio, minlength=len(rows)).astype(np.float64)
        return summed

    def _rates(self, group: Ints) -> Floats:
        """(blocs, 3, statements) how each bloc votes without the accounts of a group."""
        counts = self.counts - self._counts(group)
        base = counts.sum(axis=0) + 0.5
        pull = PRIOR * base / base.sum(axis=0)
        rates: Floats = (counts + pull) / (counts.sum(axis=1, keepdims=True) + PRIOR)
        return rates

    def _counts(self, rows: Ints) -> Floats:
        """(blocs, 3, statements) votes of some accounts in each bloc."""
        k = int(self.blocs.max(initial=0)) + 1
        counts: Floats = (self.one_hot[rows].T @ np.eye(k)[self.blocs[rows]]).T.reshape(k, 3, -1)
        return counts


def _honest(votes: VoteMatrix, rates: Floats, bloc: Ints) -> Floats:
    """(votes,) log chance of each vote in its caster's bloc, of (blocs, 3, statements) rates, with everyone's own
    response style, of agreeing, disagreeing and passing: their totals are matched (raking). bloc: (people,)."""
    n, who = len(votes.people), votes.person
    own = np.bincount(votes.choice * n + who, minlength=3 * n).reshape(3, n) + 1.0
    odds = np.stack([choice[bloc[who], votes.statement] for choice in rates.swapaxes(0, 1)])
    for _round in range(RAKING_ROUNDS):
        odds /= odds[0] + odds[1] + odds[2]
        meant = np.stack([np.bincount(who, column, n) for column in odds]) + 1.0
        odds *= (own / meant)[:, who]
    cast = odds[votes.choice, np.arange(len(who))]
    chance: Floats = np.log(cast / (odds[0] + odds[1] + odds[2]))
    return chance


def _alike(one_hot: sparse.csr_array, statements: int) -> sparse.csr_array:
    """(people, people) where two share enough votes, nearly all of them the same, that chance among so many pairs
    does not explain: minus the log of its chance, in nats. Nobody resembles themselves."""
    n = one_hot.shape[0]
    counts = np.asarray(one_hot.sum(axis=0)).reshape(3, -1) + 0.5
    nats = -np.log(counts / counts.sum(axis=0)).ravel().astype(np.float32)
    votes = one_hot[:, :statements] + one_hot[:, statements : 2 * statements] + one_hot[:, 2 * statements :]
    choices, voted = (table.astype(np.float32).tocsr() for table in (one_hot, votes))

    def lookalikes(start: int) -> sparse.coo_array:
        """Of some people among those from them on, so that every pair is looked at once."""
        rows = np.arange(start, min(start + BATCH, n))
        same, both = _overlap(choices, rows, start), _overlap(voted, rows, start)
        near = np.triu((both >= MIN_SHARED) & (same >= MIN_AGREEMENT * both), 1)
        some = np.flatnonzero(near.any(axis=1))
        near, same, both = near[some], same[some], both[some]
        log_odds = _overlap(choices, rows[some], start, nats) + (both - same) * np.log(NOISE)
        near &= log_odds > np.log(n / MAX_CHANCE) / 2
        row, column = np.nonzero(near)
        return sparse.coo_array(
            (log_odds[near].astype(np.float64), (rows[some][row], column + start)), shape=(n, n)
        )

    upper = sum(threads.run_all(lookalikes, range(0, n, BATCH), one_hot.nnz), sparse.csr_array((n, n)))
    return sparse.csr_array(upper + upper.T)


def _overlap(columns: sparse.csr_array, rows: Ints, start: int, heavy: Small | None = None) -> Small:
    """(rows, people from `start` on) over how many of the columns both have a 1, or how heavy these are together.
    rows: of those people. Multiplied as dense arrays, a few columns at a time: many times as fast as sparse ones
    of this kind."""
    people, width = columns.shape
    total = np.zeros((len(rows), people - start), dtype=np.float32)
    for first in range(0, width if len(rows) else 0, WIDE):
        dense = columns[start:, first : first + WIDE].toarray()
        mine = dense[rows - start]
        if heavy is not None:
            mine *= heavy[first : first + WIDE]
        total += mine @ dense.T
    return total
