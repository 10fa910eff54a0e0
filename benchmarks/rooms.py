"""Rooms in which a planted crowd, whose verdicts are known, votes on what a routing shows."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from elicit.analysis import VERDICTS, Ballots, Report, Rules, analyse
from elicit.analysis.blocs.folds import pair
from elicit.analysis.routing import even_shares
from elicit.analysis.verdicts.verdicts import AGAINST, CONTESTED, LUKEWARM, SETTLED, UNDECIDED, Tallies
from elicit.crowd import Crowd, plant

STATEMENTS, BLOCS, SESSION, PRESENT = 100, 3, 20, 30
POINTS = (10, 20, 40, 80)  # mean votes per bloc and statement
REFRESH = 100  # votes between two analyses
FOUND_REFRESH = 400  # where blocs are found in the votes
CHOICES = np.array([1, -1, 0])  # by column
RULES = Rules()


@dataclass(frozen=True, eq=False)
class Seen:
    """What a policy is told of one turn: the person's bloc (for the oracle), their choices by column (0 agree,
    1 disagree, 2 pass, -1 unseen), the votes and the even share of every statement (NaN while it is closed)."""

    bloc: int
    row: np.ndarray
    votes: np.ndarray
    even: dict[int, float]

    @property
    def open(self) -> np.ndarray:
        """Statements that this person may be shown."""
        opened = np.zeros(len(self.row), dtype=bool)
        opened[list(self.even)] = True
        return np.flatnonzero(opened & (self.row < 0))


class Policy(Protocol):
    """What shows statements."""

    def refresh(self, room: "Room") -> None:
        """An analysis was made."""

    def show(self, seen: Seen, draw: float) -> int:
        """The statement that this person is shown; `draw` in [0, 1)."""


class Room:
    """A planted crowd that votes on what a policy shows, one turn after the other. late: so many statements are
    opened a third of the way. found: blocs are found in the votes, instead of the planted ones."""

    def __init__(self, seed: int, late: int = 0, found: bool = False) -> None:
        self.found = found
        self.total = POINTS[-1] * BLOCS * STATEMENTS
        self.crowd: Crowd = plant(self.total // SESSION + 3 * PRESENT, STATEMENTS, BLOCS, seed=seed, overlap=0.5)
        self.random = np.random.default_rng((seed, 99))
        self.rows = np.full((self.crowd.people, STATEMENTS), -1, dtype=np.int64)
        self.counts = np.zeros((BLOCS, STATEMENTS, 3))
        self.opened = dict.fromkeys(range(STATEMENTS - late), 0)
        self.late = dict.fromkeys(range(STATEMENTS - late, STATEMENTS), self.total // 3)
        self.truth = true_verdicts(self.crowd)
        self.log: list[tuple[int, int, int]] = []

    @property
    def tallies(self) -> Tallies:
        everyone = self.counts.sum(axis=0)
        return Tallies(self.counts.copy(), everyone, np.ones(BLOCS, dtype=bool), RULES)

    @property
    def ballots(self) -> Ballots:
        people, statements, choices = np.array(self.log, dtype=np.int64).reshape(-1, 3).T
        return Ballots.from_arrays(people, statements, choices, items=np.arange(STATEMENTS))

    def report(self) -> Report:
        return analyse(self.ballots, k=BLOCS, resamples=0, alternatives=False, rules=RULES)

    def run(self, policy: Policy) -> list["Score"]:
        here, left = list(range(PRESENT)), self.random.integers(1, SESSION + 1, PRESENT)
        scores = []
        for votes in range(self.total + 1):
            if votes in [point * BLOCS * STATEMENTS for point in POINTS]:
                scores.append(self.score())
            if self.late and votes >= self.total // 3:
                self.opened |= self.late
            if votes % (FOUND_REFRESH if self.found else REFRESH) == 0:
                policy.refresh(self)
            seat = self.random.integers(PRESENT)
            self.turn(here[seat], policy)
            left[seat] -= 1
            if not left[seat]:
                here[seat], left[seat] = max(here) + 1, SESSION
        return scores

    def turn(self, person: int, policy: Policy) -> None:
        bloc, row = int(self.crowd.truth[person]), self.rows[person]
        seen = Seen(bloc, row, self.counts.sum(axis=(0, 2)), even_shares(self.opened, len(self.log)))
        shown = policy.show(seen, self.random.random())
        choice, _ = self.crowd.vote(person, shown, draw=self.random.random())
        column = CHOICES.tolist().index(choice)
        row[shown] = column
        self.counts[bloc, shown, column] += 1
        self.log.append((person, shown, choice))

    def score(self) -> "Score":
        chosen, placed = self._found() if self.found else (self.tallies.verdicts(), 1.0)
        decided, votes = chosen != UNDECIDED, self.counts.sum(axis=(0, 2))
        return Score(
            right=int((decided & (chosen == self.truth)).sum()),
            wrong=int((decided & (chosen != self.truth)).sum()),
            ratio=max(votes[each].max() / max(votes[each].min(), 1) for each in self._ages()),
            late=self._late(votes),
            placed=placed,
        )

    def _found(self) -> tuple[np.ndarray, float]:
        report = self.report()
        chosen = np.array([VERDICTS.index(each.verdict) for each in report.standings])
        table = np.zeros((BLOCS, BLOCS))
        np.add.at(table, (self.crowd.truth[report.participants], report.membership.argmax(axis=1)), 1)
        row, column = pair(table)
        return chosen, float(table[row, column].sum() / table.sum())

    def _ages(self) -> list[np.ndarray]:
        """Places of the statements that are open equally long."""
        return [np.flatnonzero(np.isin(range(STATEMENTS), at)) for at in self._openings().values()]

    def _openings(self) -> dict[int, list[int]]:
        ages: dict[int, list[int]] = {}
        for statement, at in self.opened.items():
            ages.setdefault(at, []).append(statement)
        return ages

    def _late(self, votes: np.ndarray) -> float:
        even = even_shares(self.opened, len(self.log))
        return float(np.mean([votes[each] / even[each] for each in self.late if each in even] or [np.nan]))


@dataclass(frozen=True)
class Score:
    """right, wrong: statements decided. ratio: most over least seen among statements open equally long. late:
    mean votes on a latecomer over its even share. placed: share of people in the bloc they were planted in."""

    right: int
    wrong: int
    ratio: float
    late: float
    placed: float


def true_verdicts(crowd: Crowd) -> np.ndarray:
    """(S,) the rules with as many votes as one likes."""
    agree, disagree, _ = np.moveaxis(crowd.probabilities, -1, 0)
    shares = np.bincount(crowd.truth, minlength=crowd.blocs) / crowd.people
    settled = (agree > RULES.settled_in_bloc).all(axis=0) & (shares @ agree >= RULES.settled_overall)
    contested = (agree > 0.5).any(axis=0) & (disagree > agree).any(axis=0)
    against, lukewarm = (disagree > 0.5).all(axis=0), (agree < 0.5).any(axis=0)
    found = np.select([settled, contested, against, lukewarm], [SETTLED, CONTESTED, AGAINST, LUKEWARM], UNDECIDED)
    return found
