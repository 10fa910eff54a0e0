"""Blocks: accounts whose ballots are the same, or nearly, far beyond what the votes of everybody else explain.

Each account is asked how much likelier its ballots are as a copy of a template, one vote in twenty changed, than
as those of an honest member of whichever bloc fits best, its rates learnt without the accounts under suspicion and
the account's own habits granted. Such a ratio exceeds x by chance with probability 1/x at most (Markov)."""

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

ACCOUNTS = 5
SHARED = 10
CHANCE = 1e-6
CHANGED = 0.05  # of a copy's votes differ from the template
ALIKE = 0.8  # of the statements that two copies, or one and the template, share
PRIOR = 6.0
SEARCHED = 3000  # people among whom templates are looked for; everybody is then held against them
RESEMBLING = 2  # lookalikes of an account that make it worth a closer look
ATTEMPTS = 10
TURNS = 4  # of gathering accounts around a template, and finding the template of those gathered
RAKED = 3
AT_ONCE = 250  # people who are held against all others
WIDE = 2000  # columns that are made dense at once


@dataclass(frozen=True, eq=False)
class Copies:
    """members: rows of the accounts. statements: how many of them two or more of these voted on."""

    members: Ints
    statements: int


def find(votes: VoteMatrix, guess: Callable[[], Ints], seed: int) -> tuple[Copies, ...]:
    """Blocks among these people, the largest first. guess: at who is of one mind: (people,) blocs, which are made
    out while people are held against each other."""
    n = votes.shape[0]
    if n < ACCOUNTS:
        return ()
    suspects = _Suspects(votes, guess, seed)
    found: list[Copies] = []
    for _attempt in range(ATTEMPTS):
        group = suspects.closest()
        if group is None:
            break
        block = suspects.tested(group)
        if block is not None:
            found.append(block)
        suspects.dismiss(group if block is None else np.union1d(group, block.members))
    return tuple(sorted(found, key=lambda each: -len(each.members)))


def weights(people: int, blocks: tuple[Copies, ...]) -> Floats:
    """(people,) how often each account counts when every block counts as one account."""
    heavy = np.ones(people)
    for block in blocks:
        heavy[block.members] = 1 / len(block.members)
    return heavy


class _Suspects:
    """Who resembles whom, among at most SEARCHED people; everyone stands trial."""

    def __init__(self, votes: VoteMatrix, guess: Callable[[], Ints], seed: int) -> None:
        n, m = votes.shape
        self.votes, self.one_hot = votes, votes.one_hot()
        self.free = np.ones(n, dtype=bool)
        self.some = some = votes.draws.spawn(seed, 13).sample(SEARCHED)
        self.alike, self.blocs = threads.run_both(lambda: _alike(self.one_hot[some], m), guess, len(votes.person))
        self.counts = self._counts(np.arange(n))
        self.near = self.alike.astype(bool).astype(np.float64)
        self.open = np.ones(len(some), dtype=bool)

    def closest(self) -> Ints | None:
        """Rows of the open account that resembles others the most, and of these; None when nobody has enough."""
        there = self.open.astype(np.float64)
        resembling = np.where(self.open & (self.near @ there >= RESEMBLING), self.alike @ there, 0.0)
        if not resembling.any():
            return None
        seed = int(resembling.argmax())
        near = self.alike.indices[self.alike.indptr[seed] : self.alike.indptr[seed + 1]]
        chosen: Ints = self.some[np.union1d(near[self.open[near]], [seed])]
        return chosen

    def dismiss(self, group: Ints) -> None:
        self.open &= ~np.isin(self.some, group)

    def tested(self, group: Ints) -> Copies | None:
        """The block around this group, when it is beyond chance. A template is first gathered from all that are
        likelier copies of it than honest; who belongs to the block has to be likelier by far."""
        n = len(self.free)
        for _turn in range(TURNS):
            template, before = self._template(group), group
            group, evidence = self._evidence(template, group)
            if len(group) < ACCOUNTS:
                return None
            if np.array_equal(group, before):
                break
        sure = evidence > np.log(n)
        members, size = group[sure], int(sure.sum())
        ways = gammaln(n + 1) - gammaln(size + 1) - gammaln(n - size + 1)
        if size < ACCOUNTS or evidence[sure].sum() - ways < -np.log(CHANCE):
            return None
        self.free[members] = False
        return Copies(members, int((template >= 0).sum()))

    def _template(self, group: Ints) -> Ints:
        counts = np.asarray(self.one_hot[group].sum(axis=0)).reshape(3, -1)
        return np.where(counts.sum(axis=0) >= 2, counts.argmax(axis=0), -1)

    def _evidence(self, template: Ints, group: Ints) -> tuple[Ints, Floats]:
        """Rows of the accounts that are likelier copies of the template than honest, and the log of how much."""
        says = (template == np.arange(3)[:, None]).astype(np.float64)
        shared, same = (self.one_hot @ each for each in (np.tile(says.sum(axis=0), 3), says.ravel()))
        rows = np.flatnonzero(self.free & (shared >= SHARED) & (same >= ALIKE * shared))
        rates = self._rates(group)
        least = self._against(template, rows, rates, self.blocs[rows])
        for bloc in range(len(rates)):  # most are honest in their own bloc and need not be held against the others
            rows, least = rows[least > 0], least[least > 0]
            least = np.minimum(least, self._against(template, rows, rates, np.full(len(rows), bloc)))
        return rows[least > 0], least[least > 0]

    def _against(self, template: Ints, rows: Ints, rates: Floats, bloc: Ints) -> Floats:
        """(rows,) log of how much likelier each is a copy of the template than honest in a bloc."""
        theirs = self.votes.select_people(rows)
        asked = np.flatnonzero(template[theirs.statement] >= 0)
        is_same = (theirs.choice == template[theirs.statement])[asked]
        copied = np.log(np.where(is_same, 1 - CHANGED, CHANGED / 2))
        ratio = copied - _honest(theirs, rates, bloc)[asked]
        summed: Floats = np.bincount(theirs.person[asked], ratio, minlength=len(rows)).astype(np.float64)
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
    habits of agreeing, disagreeing and passing: their totals are matched (raking). bloc: (people,)."""
    n, who = len(votes.people), votes.person
    own = np.bincount(votes.choice * n + who, minlength=3 * n).reshape(3, n) + 1.0
    odds = np.stack([each[bloc[who], votes.statement] for each in rates.swapaxes(0, 1)])
    for _round in range(RAKED):
        odds /= odds[0] + odds[1] + odds[2]
        meant = np.stack([np.bincount(who, column, n) for column in odds]) + 1.0
        odds *= (own / meant)[:, who]
    said = odds[votes.choice, np.arange(len(who))]
    chance: Floats = np.log(said / (odds[0] + odds[1] + odds[2]))
    return chance


def _alike(one_hot: sparse.csr_array, statements: int) -> sparse.csr_array:
    """(people, people) where two share enough votes, nearly all of them the same, that chance among so many pairs
    does not explain: how surprising that is, in nats. Nobody resembles themselves."""
    n = one_hot.shape[0]
    counts = np.asarray(one_hot.sum(axis=0)).reshape(3, -1) + 0.5
    surprise = -np.log(counts / counts.sum(axis=0)).ravel().astype(np.float32)
    seen = one_hot[:, :statements] + one_hot[:, statements : 2 * statements] + one_hot[:, 2 * statements :]
    said, asked = (each.astype(np.float32).tocsr() for each in (one_hot, seen))

    def lookalikes(start: int) -> sparse.coo_array:
        """Of some people among those from them on, so that every pair is looked at once."""
        rows = np.arange(start, min(start + AT_ONCE, n))
        same, both = _overlap(said, rows, start), _overlap(asked, rows, start)
        near = np.triu((both >= SHARED) & (same >= ALIKE * both), 1)
        some = np.flatnonzero(near.any(axis=1))
        near, same, both = near[some], same[some], both[some]
        evidence = _overlap(said, rows[some], start, surprise) + (both - same) * np.log(CHANGED)
        near &= evidence > np.log(n / CHANCE) / 2
        row, column = np.nonzero(near)
        return sparse.coo_array(
            (evidence[near].astype(np.float64), (rows[some][row], column + start)), shape=(n, n)
        )

    upper = sum(threads.run_all(lookalikes, range(0, n, AT_ONCE), one_hot.nnz), sparse.csr_array((n, n)))
    return sparse.csr_array(upper + upper.T)


def _overlap(columns: sparse.csr_array, rows: Ints, start: int, heavy: Small | None = None) -> Small:
    """(rows, people from `start` on) over how many of the columns both have a 1, or how heavy these are together.
    rows: of those people. Multiplied as dense arrays, a few columns at a time: many times as fast as sparse ones
    of this kind."""
    people, width = columns.shape
    total = np.zeros((len(rows), people - start), dtype=np.float32)
    for left in range(0, width if len(rows) else 0, WIDE):
        block = columns[start:, left : left + WIDE].toarray()
        mine = block[rows - start]
        if heavy is not None:
            mine *= heavy[left : left + WIDE]
        total += mine @ block.T
    return total
