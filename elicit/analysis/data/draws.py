"""Random draws that belong to people: the draws of a person follow from their own ballots and the seed, so that
who else is there changes nothing. A crowd and the same crowd with ten people more are drawn alike, and what then
differs follows from the votes of the ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr

from .ballots import Ints, iterate_slices

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

MOST = 12  # times that one person may be drawn when as many are drawn as there are


@dataclass(frozen=True, eq=False)
class Draws:
    """words: (people,) the word of each person, from which all of their draws follow."""

    words: Words

    @classmethod
    def of(cls, counts: Ints, statement: Ints, choice: Ints) -> Draws:
        """Draws of people whose ballots these are. counts: (people,) votes of each; statement, choice: (votes,)
        one person's after another's. People with the same ballots draw apart, in the order they come in."""
        words = np.empty(len(statement), dtype=np.uint64)
        for piece in iterate_slices(len(words)):
            words[piece] = hash_votes(statement[piece], choice[piece])
        own = hash_ballots(words, counts)
        order = np.argsort(own, kind="stable")
        is_first = np.append(True, own[order][1:] != own[order][:-1])[: len(order)]
        start = np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))
        rank = np.empty(len(order), dtype=np.uint64)
        rank[order] = np.arange(len(order)) - start  # how many before them cast the same ballots
        return cls(mix(own + mix(rank)))

    def spawn(self, *names: int) -> Draws:
        """Other draws of the same people, by whole numbers of 0 or more that name them."""
        words = self.words
        for name in names:
            words = mix(words + mix(np.array([name % 2**64], dtype=np.uint64)))
        return Draws(words)

    def select(self, rows: Ints) -> Draws:
        """The draws of the people in these rows."""
        return Draws(self.words[rows])

    def draw_uniform(self) -> Floats:
        """(people,) between 0 and 1."""
        return _to_unit(self.words)

    def draw_normal(self) -> Floats:
        """(people,) of the standard normal distribution."""
        values: Floats = ndtri(self.draw_uniform())
        return values

    def draw_bootstrap_weights(self) -> Floats:
        """(people,) how often each is drawn, once on average and independently of all others (the Poisson
        bootstrap: Hanley and MacGibbon 2006); each once where nobody would be drawn."""
        weights = np.searchsorted(pdtr(np.arange(MOST), 1.0), self.draw_uniform()).astype(np.float64)
        return weights if weights.any() else np.ones(len(weights))

    def sample(self, number: int) -> Ints:
        """(number,) ascending rows, every choice of so many people being equally likely."""
        if number >= len(self.words):
            return np.arange(len(self.words))
        return np.sort(np.argpartition(self.words, number)[:number])

    def choose(self, odds: Floats) -> int:
        """The row of one person, drawn with these odds, 0 or more and not all 0 (a race of exponential clocks)."""
        with np.errstate(divide="ignore"):
            return int((np.log(self.draw_uniform()) / odds).argmax())

    def draw_by_vote(self, who: Ints, statement: Ints) -> Floats:
        """(votes,) between 0 and 1, by row of the person and number of the statement."""
        return _to_unit(mix(self.words[who] + statement.astype(np.uint64)))


def hash_votes(statement: Ints, choice: Ints) -> Words:
    """(votes,) a word for each vote, whoever cast it."""
    return mix((statement * 4 + choice + 1).astype(np.uint64))


def hash_ballots(words: Words, counts: Ints) -> Words:
    """(people,) a word for each that depends on their ballots alone, whatever their order. words: of the votes,
    one person's after another's; counts: (people,) how many these are."""
    total = np.zeros(len(counts), dtype=np.uint64)
    voters = np.flatnonzero(counts)
    if len(voters):
        total[voters] = np.add.reduceat(words, (np.cumsum(counts) - counts)[voters])
    return total


def mix(words: Words) -> Words:
    """Each 64-bit number turned into another that looks random (splitmix64: Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        word = words * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
        result: Words = word ^ (word >> np.uint64(31))
    return result


def _to_unit(words: Words) -> Floats:
    """Numbers between 0 and 1, exclusive, from the upper 53 bits of words."""
    values: Floats = ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return values
