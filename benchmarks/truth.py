"""What is true of the blocs that an analysis found in a planted crowd, and where the analysis says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from elicit.analysis import Ballots, Report, Standing
from elicit.crowd import Crowd, Votes


def to_ballots(votes: Votes, crowd: Crowd) -> Ballots:
    people = max(crowd.people, int(votes.participants.max()) + 1)
    return Ballots.from_arrays(*votes[:3], people=range(people), items=range(crowd.statements))


class Tally(NamedTuple):
    """Counts over one crowd or several: intervals that cover the truth, and verdicts that are false."""

    intervals: int
    covering: int
    unsettled: int
    settled: int
    falsely_settled: int
    uncontested: int
    falsely_contested: int
    expected_false: float  # how many of the settled ones the report expects not to be

    @classmethod
    def of_all(cls, tallies: Iterable["Tally"]) -> "Tally":
        return cls(*map(sum, zip(*tallies, strict=True)))

    @property
    def coverage(self) -> float:
        return self.covering / max(self.intervals, 1)


@dataclass(frozen=True, eq=False)
class Truth:
    """Of the people placed in a found bloc, or of everyone, the mean planted chances on each statement."""

    crowd: Crowd
    report: Report

    @cached_property
    def chances(self) -> np.ndarray:
        """(people, statements, 3) agree, disagree, pass."""
        return self.crowd.chances(self.report.participants[:, None], self.report.statements)

    @cached_property
    def blocs(self) -> np.ndarray:
        """(k, statements, 3) agree, disagree, pass."""
        mean = np.zeros((self.report.k, *self.chances.shape[1:]))
        for number, assignment in enumerate(self.report.assignment):
            inside = (assignment == np.arange(self.report.k)[:, None]).astype(float)
            size = np.maximum(inside.sum(axis=1), 1)[:, None, None]
            is_in_fold = self.report.folds == number
            mean[:, is_in_fold] = np.tensordot(inside, self.chances[:, is_in_fold], 1) / size
        return mean

    @cached_property
    def counts(self) -> np.ndarray:
        return np.array([bloc.counts for bloc in self.report.blocs])

    @cached_property
    def is_settled(self) -> np.ndarray:
        """(statements,) whether the counting blocs, or everyone where none counts, truly agree."""
        rules, everyone = self.report.rules, self.chances.mean(axis=0)[:, 0]
        agree = self.blocs[self.counts, :, 0] if self.counts.any() else everyone[None]
        return (agree > rules.settled_in_bloc).all(axis=0) & (everyone >= rules.settled_overall)

    @cached_property
    def is_contested(self) -> np.ndarray:
        """(statements,) whether one counting bloc truly agrees to what another opposes."""
        agree, disagree, _ = np.moveaxis(self.blocs[self.counts], -1, 0)
        return (agree > 0.5).any(axis=0) & (disagree > agree).any(axis=0)

    def covers(self, standing: Standing, column: int) -> list[bool]:
        """Whether the interval of each bloc that voted covers the truth."""
        index = {bloc.letter: bloc.index for bloc in self.report.blocs}
        return [
            bool(bloc.agree.low <= self.blocs[index[bloc.letter], column, 0] <= bloc.agree.high)
            for bloc in standing.blocs
            if bloc.tally.votes
        ]

    def tally(self) -> Tally:
        verdict = np.array([standing.verdict for standing in self.report.standings])
        settled, contested = verdict == "settled", verdict == "contested"
        covers = [cover for i, standing in enumerate(self.report.standings) for cover in self.covers(standing, i)]
        return Tally(
            intervals=len(covers),
            covering=sum(covers),
            unsettled=int((~self.is_settled).sum()),
            settled=int(settled.sum()),
            falsely_settled=int((settled & ~self.is_settled).sum()),
            uncontested=int((~self.is_contested).sum()),
            falsely_contested=int((contested & ~self.is_contested).sum()),
            expected_false=self.report.false_settled,
        )


def find_ceiling(crowd: Crowd, votes: Votes) -> np.ndarray:
    """(people,) the likeliest bloc of each person, given their votes and all that was planted but the blocs."""
    choice = np.array([2, 0, 1])[votes.choices]
    shares = np.bincount(crowd.truth, minlength=crowd.blocs) / crowd.people
    scores = np.tile(np.log(np.maximum(shares, 1e-12)), (crowd.people, 1))
    np.add.at(scores, votes.participants, np.log(crowd.probabilities[:, votes.statements, choice]).T)
    return scores.argmax(axis=1)
