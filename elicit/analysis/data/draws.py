"""Random draws that belong to people: each one's follow from their own ballots and the seed, so that who else is
there changes nothing. A crowd and the same crowd with ten people more are drawn alike, and what then differs is
what the ten have said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr

from .ballots import Ints, pieces

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

MOST = 12  # times that one person may be drawn when as many are drawn as there are


@dataclass(frozen=True, eq=False)
class Draws:
    """words: (people,) one for each, from which all of their draws follow."""

    words: Words

    @classmethod
    def of(cls, counts: Ints, statement: Ints, choice: Ints) -> Draws:
        """Lots of people who cast so many of these votes each, one after the other. People with the same ballots
        draw apart, in the order they come in."""
        words = np.empty(len(statement), dtype=np.uint64)
        for piece in pieces(len(words)):
            words[piece] = said(statement[piece], choice[piece])
        own = summed(words, counts)
        order = np.argsort(own, kind="stable")
        fresh = np.append(True, own[order][1:] != own[order][:-1])[: len(order)]
        start = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
        alike = np.empty(len(order), dtype=np.uint64)
        alike[order] = np.arange(len(order)) - start  # how many before them cast the same ballots
        return cls(mixed(own + mixed(alike)))

    def by(self, *names: int) -> Draws:
        """Other draws of the same people, by whole numbers of 0 or more that name them."""
        words = self.words
        for name in names:
            words = mixed(words + mixed(np.array([name % 2**64], dtype=np.uint64)))
        return Draws(words)

    def part(self, rows: Ints) -> Draws:
        """Those of some people."""
        return Draws(self.words[rows])

    def chances(self) -> Floats:
        """(people,) between 0 and 1."""
        return _chances(self.words)

    def bells(self) -> Floats:
        """(people,) of the standard normal distribution."""
        drawn: Floats = ndtri(self.chances())
        return drawn

    def times(self) -> Floats:
        """(people,) how often each is drawn, once on average and independently of all others (the Poisson
        bootstrap: Hanley and MacGibbon 2006); each once where nobody would be drawn."""
        drawn = np.searchsorted(pdtr(np.arange(MOST), 1.0), self.chances()).astype(np.float64)
        return drawn if drawn.any() else np.ones(len(drawn))

    def some(self, number: int) -> Ints:
        """(number,) ascending rows, every choice of so many people being equally likely."""
        if number >= len(self.words):
            return np.arange(len(self.words))
        return np.sort(np.argpartition(self.words, number)[:number])

    def pick(self, odds: Floats) -> int:
        """The row of one person, drawn with these odds, 0 or more and not all 0 (a race of exponential clocks)."""
        with np.errstate(divide="ignore"):
            return int((np.log(self.chances()) / odds).argmax())

    def on(self, who: Ints, statement: Ints) -> Floats:
        """(votes,) between 0 and 1, by row of the person and number of the statement."""
        return _chances(mixed(self.words[who] + statement.astype(np.uint64)))


def said(statement: Ints, choice: Ints) -> Words:
    """(votes,) a word for each vote, whoever cast it."""
    return mixed((statement * 4 + choice + 1).astype(np.uint64))


def summed(words: Words, counts: Ints) -> Words:
    """(people,) a word for each that depends on their ballots alone, whatever their order. words: of the votes of
    each, one after the other; counts: how many these are."""
    total = np.zeros(len(counts), dtype=np.uint64)
    voted = np.flatnonzero(counts)
    if len(voted):
        total[voted] = np.add.reduceat(words, (np.cumsum(counts) - counts)[voted])
    return total


def mixed(words: Words) -> Words:
    """Each 64-bit number made into another that looks drawn at random (splitmix64: Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        word = words * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
        made: Words = word ^ (word >> np.uint64(31))
    return made


def _chances(words: Words) -> Floats:
    chances: Floats = ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return chances
