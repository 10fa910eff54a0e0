"""Rooms in which a planted crowd, whose verdicts are known, votes on what a routing shows."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from elicit.analysis import VERDICTS, Ballots, Report, Rules, analyse
from elicit.analysis.blocs.folds import pair
from elicit.analysis.routing import even_shares
from elicit.analysis.verdicts.conditions import Figures, judge
from elicit.analysis.verdicts.verdicts import UNDECIDED, Tallies
from elicit.crowd import Crowd, plant

STATEMENTS, BLOCS, SESSION, PRESENT = 100, 3, 20, 30
POINTS = (10, 20, 40, 80)  # mean votes per bloc and statement
REFRESH = 100  # votes between two analyses
FOUND_REFRESH = 400  # where blocs are found in the votes
CHOICES = np.array([1, -1, 0])  # by column
RULES = Rules()


@dataclass(frozen=True, eq=False)
class Situation:
    """What a policy knows of one turn: the person's bloc (for the oracle), their choices by column (0 agree,
    1 disagree, 2 pass, -1 unseen), the votes and the even share of every statement (NaN while it is closed)."""

    bloc: int
    row: np.ndarray
    votes: np.ndarray
    even: dict[int, float]

    @property
    def open(self) -> np.ndarray:
        """Statements that this person may be shown."""
        is_open = np.zeros(len(self.row), dtype=bool)
        is_open[list(self.even)] = True
        return np.flatnonzero(is_open & (self.row < 0))


class Policy(Protocol):
    """What shows statements."""

    def refresh(self, room: "Room") -> None:
        """An analysis was made."""

    def show(self, situation: Situation, draw: float) -> int:
        """The statement that this person is shown; `draw` in [0, 1)."""


class Room:
    """A planted crowd that votes on what a policy shows, one turn after the other. late: so many statements are
    opened a third of the way. finds_blocs: blocs are found in the votes, instead of the planted ones."""

    def __init__(self, seed: int, late: int = 0, finds_blocs: bool = False) -> None:
        self.finds_blocs = finds_blocs
        self.total = POINTS[-1] * BLOCS * STATEMENTS
        self.crowd: Crowd = plant(self.total // SESSION + 3 * PRESENT, STATEMENTS, BLOCS, seed=seed, overlap=0.5)
        self.random = np.random.default_rng((seed, 99))
        self.rows = np.full((self.crowd.people, STATEMENTS), -1, dtype=np.int64)
        self.counts = np.zeros((BLOCS, STATEMENTS, 3))
        self.openings = dict.fromkeys(range(STATEMENTS - late), 0)
        self.late = dict.fromkeys(range(STATEMENTS - late, STATEMENTS), self.total // 3)
        self.truth = find_true_verdicts(self.crowd)
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
        seats, turns = list(range(PRESENT)), self.random.integers(1, SESSION + 1, PRESENT)
        scores = []
        for votes in range(self.total + 1):
            if votes in [point * BLOCS * STATEMENTS for point in POINTS]:
                scores.append(self.score())
            if self.late and votes >= self.total // 3:
                self.openings |= self.late
            if votes % (FOUND_REFRESH if self.finds_blocs else REFRESH) == 0:
                policy.refresh(self)
            seat = self.random.integers(PRESENT)
            self.turn(seats[seat], policy)
            turns[seat] -= 1
            if not turns[seat]:
                seats[seat], turns[seat] = max(seats) + 1, SESSION
        return scores

    def turn(self, person: int, policy: Policy) -> None:
        bloc, row = int(self.crowd.truth[person]), self.rows[person]
        situation = Situation(bloc, row, self.counts.sum(axis=(0, 2)), even_shares(self.openings, len(self.log)))
        statement = policy.show(situation, self.random.random())
        choice, _ = self.crowd.vote(person, statement, draw=self.random.random())
        column = CHOICES.tolist().index(choice)
        row[statement] = column
        self.counts[bloc, statement, column] += 1
        self.log.append((person, statement, choice))

    def score(self) -> "Score":
        verdicts, accuracy = self._find_verdicts() if self.finds_blocs else (self.tallies.verdicts(), 1.0)
        is_decided, votes = verdicts != UNDECIDED, self.counts.sum(axis=(0, 2))
        return Score(
            right=int((is_decided & (verdicts == self.truth)).sum()),
            wrong=int((is_decided & (verdicts != self.truth)).sum()),
            ratio=max(votes[rows].max() / max(votes[rows].min(), 1) for rows in self._group_by_opening()),
            late=self._measure_latecomers(votes),
            accuracy=accuracy,
        )

    def _find_verdicts(self) -> tuple[np.ndarray, float]:
        report = self.report()
        verdicts = np.array([VERDICTS.index(standing.verdict) for standing in report.standings])
        table = np.zeros((BLOCS, BLOCS))
        np.add.at(table, (self.crowd.truth[report.participants], report.membership.argmax(axis=1)), 1)
        row, column = pair(table)
        return verdicts, float(table[row, column].sum() / table.sum())

    def _group_by_opening(self) -> list[np.ndarray]:
        """Places of the statements that are open equally long."""
        groups: dict[int, list[int]] = {}
        for statement, turn in self.openings.items():
            groups.setdefault(turn, []).append(statement)
        return [np.array(sorted(statements)) for statements in groups.values()]

    def _measure_latecomers(self, votes: np.ndarray) -> float:
        even = even_shares(self.openings, len(self.log))
        return float(np.mean([votes[number] / even[number] for number in self.late if number in even] or [np.nan]))


@dataclass(frozen=True)
class Score:
    """right, wrong: statements decided. ratio: most over fewest votes among statements open equally long. late:
    mean votes on a latecomer over its even share. accuracy: share of people in the bloc they were planted in."""

    right: int
    wrong: int
    ratio: float
    late: float
    accuracy: float


def find_true_verdicts(crowd: Crowd) -> np.ndarray:
    """(S,) the rules with as many votes as one likes."""
    agree, disagree, _ = np.moveaxis(crowd.probabilities, -1, 0)
    shares = np.bincount(crowd.truth, minlength=crowd.blocs) / crowd.people
    return judge(Figures(np.full_like(agree, np.inf), agree, agree, disagree, shares @ agree), RULES)
