"""Simulated people whose opinions are known, and the votes they cast."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

AGREE, PASS, DISAGREE = 1, 0, -1

# A whole crowd's draws at once would need people x statements floats: 100,000 x 1,000 is 800 MB.
_CELLS_AT_ONCE = 2_000_000
# A visit of average length takes a tenth of the time the vote is open.
_VISIT = 0.1


class Votes(NamedTuple):
    """Votes in order of time: four arrays of equal length; `choices` in {1, 0, -1}; no pair twice."""

    participants: Ints
    statements: Ints
    choices: Ints
    important: Flags


class Turn(NamedTuple):
    """`person` is ready `delay` seconds after the turn before.

    Two independent draws in [0, 1): `show` for the routing that picks a statement, `draw` for the vote.
    """

    delay: float
    person: int
    draw: float
    show: float


@dataclass(frozen=True, eq=False)
class Crowd:
    """A planted crowd. People, statements and blocs are numbered from 0; the arrays are read-only.

    truth: (people,) the bloc each person belongs to.
    probabilities: (blocs, statements, 3) agree, disagree, pass for a person without tendencies.
    yes: (people,) personal yes-tendency, added to the logit of agreeing rather than disagreeing.
    passing: (people,) personal pass-tendency, added to the logit of passing rather than either.
    turnout: (people,) how many statements each person votes on.
    exposure: (statements,) weight with which a statement is shown.
    pairs: reverse-worded statements, never both shown to one person.
    importance: chance that a vote other than a pass is marked important.
    """

    seed: int
    truth: Ints
    probabilities: Floats
    yes: Floats
    passing: Floats
    turnout: Ints
    exposure: Floats
    pairs: tuple[tuple[int, int], ...]
    importance: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def people(self) -> int:
        return len(self.truth)

    @property
    def blocs(self) -> int:
        return int(self.probabilities.shape[0])

    @property
    def statements(self) -> int:
        return int(self.probabilities.shape[1])

    def chances(self, people: Ints, statements: Ints) -> Floats:
        """(..., 3) chances to agree, disagree and pass, each person's tendencies included.

        The arrays broadcast: `chances(people[:, None], statements)` is a table of people by statements.
        """
        agree, disagree, passes = np.moveaxis(self.probabilities[self.truth[people], statements], -1, 0)
        opinion = agree + disagree
        opinion = opinion / (opinion + passes * np.exp(self.passing[people]))
        agree = agree / (agree + disagree * np.exp(-self.yes[people])) * opinion
        return np.stack([agree, opinion - agree, 1 - opinion], axis=-1)

    def choose(self, people: Ints, statements: Ints, draws: Floats) -> tuple[Ints, Flags]:
        """(choices, important) for arrays of equal length; `draws` in [0, 1).

        The unit interval is cut into agree, disagree, pass in this order; where a draw falls within its piece
        decides importance, so a single draw decides both and a stronger yes-tendency never loses an agree.
        """
        agree, _, passes = np.moveaxis(self.chances(people, statements), -1, 0)
        opinion = 1 - passes
        choices = np.where(draws < agree, AGREE, np.where(draws < opinion, DISAGREE, PASS))
        start = np.where(choices == AGREE, 0.0, agree)
        width = np.where(choices == AGREE, agree, opinion - agree)
        important = (choices != PASS) & (draws - start < self.importance * width)
        return choices.astype(np.int64), important

    def vote(self, person: int, statement: int, *, draw: float) -> tuple[int, bool]:
        """(choice, important) of one person on one statement, decided by `draw` in [0, 1)."""
        choices, important = self.choose(np.array([person]), np.array([statement]), np.array([draw]))
        return int(choices[0]), bool(important[0])

    def ballots(self, *, seed: int | None = None) -> Votes:
        """Everyone's votes in order of time: each person comes once and votes on `turnout` statements.

        The same seed gives the same votes; None is the crowd's own seed; another one gives the same people
        other statements, other times and other draws.
        """
        random = np.random.default_rng((self.seed if seed is None else seed, 1))
        people = np.repeat(np.arange(self.people), self.turnout)
        statements = self._draw_statements(random)
        order = self._draw_times(random).argsort(kind="stable")
        people, statements = people[order], statements[order]
        choices, important = self.choose(people, statements, random.random(len(people)))
        return Votes(people, statements, choices, important)

    def _draw_statements(self, random: np.random.Generator) -> Ints:
        """(votes,) the statements each person votes on, in order, person after person."""
        rows = max(1, _CELLS_AT_ONCE // self.statements)
        parts = []
        for start in range(0, self.people, rows):
            turnout = self.turnout[start : start + rows, None]
            # The smallest of exponential waits is a weighted draw without replacement (Efraimidis, Spirakis).
            waits = random.standard_exponential((len(turnout), self.statements), dtype=np.float32)
            waits /= self.exposure.astype(np.float32)
            for one, other in self.pairs:
                second = np.where(waits[:, one] <= waits[:, other], other, one)
                waits[np.arange(len(waits)), second] = np.inf
            parts.append(waits.argsort(axis=1)[np.arange(self.statements) < turnout])
        return np.concatenate(parts)

    def _draw_times(self, random: np.random.Generator) -> Floats:
        """(votes,) when each vote is cast, person after person. Everybody's first vote is between 0 and 1."""
        arrivals = np.repeat(random.random(self.people), self.turnout)
        ends = np.cumsum(self.turnout)
        ordinals = np.arange(ends[-1]) - np.repeat(ends - self.turnout, self.turnout)
        times: Floats = arrivals + ordinals * (_VISIT / self.turnout.mean())
        return times


def turns(crowd: Crowd, *, rate: float, seed: int) -> Iterator[Turn]:
    """Who votes when, for a simulation whose statements are chosen by the app's own routing.

    Turns come at `rate` per second on average (a Poisson stream), each person as often as their turnout says.
    Show a statement by `turn.show`, then cast `crowd.vote(turn.person, statement, draw=turn.draw)`. Raises
    ValueError, with the first turn, unless the rate is above 0.
    """
    if not rate > 0:
        raise ValueError(f"The rate of turns must be above 0 per second, not {rate}.")
    random = np.random.default_rng((seed, 2))
    people = np.repeat(np.arange(crowd.people), crowd.turnout)[crowd._draw_times(random).argsort(kind="stable")]
    delays = random.exponential(1 / rate, len(people))
    draws = random.random((len(people), 2))
    for delay, person, (draw, show) in zip(delays, people, draws, strict=True):
        yield Turn(float(delay), int(person), float(draw), float(show))
