"""Blocks: accounts whose ballots are the same, or nearly, far beyond what the votes of everybody else explain.

Each account is asked how much likelier its ballots are as a copy of a template, one vote in twenty changed, than
as those of an honest member of whichever bloc fits best, its rates learnt without the accounts under suspicion and
the account's own habits granted. Such a ratio exceeds x by chance with probability 1/x at most (Markov)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import gammaln

from . import threads
from .ballots import Flags, Ints
from .matrix import Votes
from .records import Floats

ACCOUNTS = 5
SHARED = 10
CHANCE = 1e-6
CHANGED = 0.05  # of a copy's votes differ from the template
ALIKE = 0.8  # of the statements two copies share
PRIOR = 6.0
SEARCHED = 3000  # people among whom templates are looked for; everybody is then held against them
ATTEMPTS = 8
RAKED = 3


@dataclass(frozen=True, eq=False)
class Copies:
    """members: rows of the accounts. statements: how many of them two or more of these voted on."""

    members: Ints
    statements: int


def find(votes: Votes, blocs: Ints, seed: int) -> tuple[Copies, ...]:
    """Blocks among these people, the largest first. blocs: (people,) a first guess at who is of one mind."""
    n = votes.shape[0]
    if n < ACCOUNTS:
        return ()
    suspects = _Suspects(votes, blocs, seed)
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

    def __init__(self, votes: Votes, blocs: Ints, seed: int) -> None:
        n, self.statements = votes.shape
        self.votes, self.one_hot, self.blocs = votes, votes.one_hot(), blocs
        self.choices = np.bincount(votes.person * 3 + votes.choice, minlength=3 * n).reshape(n, 3)
        self.free = np.ones(n, dtype=bool)
        some = np.arange(n)
        if n > SEARCHED:
            some = np.sort(np.random.default_rng((seed, 13)).choice(n, SEARCHED, replace=False))
        self.some, self.alike = some, _alike(self.one_hot[some], self.statements)
        self.open = np.ones(len(some), dtype=bool)

    def closest(self) -> Ints | None:
        """Rows of the open account with the most lookalikes, and of these; None when nobody has enough."""
        degree = np.where(self.open, self.alike @ self.open.astype(np.float64), 0)
        if not len(degree) or degree.max() < ACCOUNTS - 1:
            return None
        seed = int(degree.argmax())
        near = self.alike.indices[self.alike.indptr[seed] : self.alike.indptr[seed + 1]]
        chosen: Ints = self.some[np.union1d(near[self.open[near]], [seed])]
        return chosen

    def dismiss(self, group: Ints) -> None:
        self.open &= ~np.isin(self.some, group)

    def tested(self, group: Ints) -> Copies | None:
        """The block around this group, when it is beyond chance."""
        for _turn in range(2):
            template = self._template(group)
            evidence, shared = self._evidence(template, group)
            group = np.flatnonzero(self.free & (shared >= SHARED) & (evidence > np.log(len(self.free))))
            if len(group) < ACCOUNTS:
                return None
        n, g = len(self.free), len(group)
        ways = gammaln(n + 1) - gammaln(g + 1) - gammaln(n - g + 1)
        if evidence[group].sum() - ways < -np.log(CHANCE):
            return None
        self.free[group] = False
        return Copies(group, int((template >= 0).sum()))

    def _template(self, group: Ints) -> Ints:
        counts = np.asarray(self.one_hot[group].sum(axis=0)).reshape(3, -1)
        return np.where(counts.sum(axis=0) >= 2, counts.argmax(axis=0), -1)

    def _evidence(self, template: Ints, group: Ints) -> tuple[Floats, Floats]:
        """(people,) log of how much likelier each is a copy than honest, and how many statements of the template
        they voted on."""
        honest = np.ones(len(self.free), dtype=bool)
        honest[group] = False
        rates = self._rates(honest)

        of, asked = template[self.votes.statement], template >= 0
        rows = np.flatnonzero(of >= 0)
        copied = np.log(np.where(self.votes.choice[rows] == of[rows], 1 - CHANGED, CHANGED / 2))
        shared: Floats = self.one_hot @ np.tile(asked, 3).astype(np.float64)

        def against(bloc: Floats) -> Floats:
            ratio = copied - self._honest(bloc)[rows]
            summed: Floats = np.bincount(self.votes.person[rows], ratio, len(honest)).astype(np.float64)
            return summed

        return np.min(threads.each(against, rates, len(self.votes.person)), axis=0), shared

    def _honest(self, rates: Floats) -> Floats:
        """(votes,) log chance of each vote in a bloc of these (3, statements) rates, its caster's own habits of
        agreeing, disagreeing and passing taken into account (their totals are matched: raking)."""
        who, own = self.votes.person, self.choices + 1.0
        odds = rates.T[self.votes.statement]
        for _round in range(RAKED):
            share = odds / odds.sum(axis=1, keepdims=True)
            meant = np.stack([np.bincount(who, column, len(own)) for column in share.T], axis=1) + 1.0
            odds = share * (own / meant)[who]
        chance: Floats = np.log(odds[np.arange(len(who)), self.votes.choice] / odds.sum(axis=1))
        return chance

    def _rates(self, honest: Flags) -> Floats:
        """(blocs, 3, statements) how each bloc votes without the accounts under suspicion."""
        k = int(self.blocs.max(initial=0)) + 1
        inside = np.eye(k)[self.blocs] * honest[:, None]
        counts = (self.one_hot.T @ inside).T.reshape(k, 3, -1)
        base = counts.sum(axis=0) + 0.5
        pull = PRIOR * base / base.sum(axis=0)
        rates: Floats = (counts + pull) / (counts.sum(axis=1, keepdims=True) + PRIOR)
        return rates


def _alike(one_hot: sparse.csr_array, statements: int) -> sparse.csr_array:
    """(people, people) a 1 where two share enough votes, nearly all of them the same, that chance among so many
    pairs does not explain; nobody resembles themselves."""
    n = one_hot.shape[0]
    counts = np.asarray(one_hot.sum(axis=0)).reshape(3, -1) + 0.5
    surprise = -np.log(counts / counts.sum(axis=0)).ravel()
    seen = one_hot[:, :statements] + one_hot[:, statements : 2 * statements] + one_hot[:, 2 * statements :]

    def lookalikes(start: int) -> sparse.csr_array:
        some = slice(start, min(start + 500, n))
        same = (one_hot[some] @ one_hot.T).toarray()
        both = (seen[some] @ seen.T).toarray()
        odd = (one_hot[some].multiply(surprise).tocsr() @ one_hot.T).toarray()
        evidence = odd + (both - same) * np.log(CHANGED)
        near = (both >= SHARED) & (same >= ALIKE * both) & (evidence > np.log(n / CHANCE) / 2)
        near[np.arange(some.stop - some.start), np.arange(some.start, some.stop)] = False
        return sparse.csr_array(near.astype(np.float64))

    return sparse.csr_array(sparse.vstack(threads.each(lookalikes, range(0, n, 500), one_hot.nnz)))
