"""The five verdicts, from tallies that place people by their other votes (see `folds`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from elicit.analysis.data.ballots import Flags, Ints, iterate_slices
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import FOLDS, VERDICTS, Floats
from elicit.analysis.data.rules import Rules

from .conditions import AGREEMENT, HOLDING, OPPOSING, OVERALL, VOTES, Figures, judge
from .intervals import Interval, finite, jeffreys, votes_needed
from .posterior import chance_above

SETTLED, CONTESTED, AGAINST, LUKEWARM, UNDECIDED = range(len(VERDICTS))
TOO_CLOSE = 4  # times the votes so far


@dataclass(frozen=True, eq=False)
class Tallies:
    """counts: (k, S, 3) agree, disagree, pass of the clear members of each bloc; overall: (S, 3) of everyone;
    counting: (k,) which blocs count. Without a counting bloc everyone together stands for one. sizes: (k, S)
    people placed in each bloc where a statement is concerned; everyone: people who voted at all."""

    counts: Floats
    overall: Floats
    counting: Flags
    rules: Rules
    sizes: Floats | None = None
    everyone: float | None = None

    @cached_property
    def agree(self) -> Interval:
        return jeffreys(self.counts[:, :, 0], self.counts.sum(axis=2), self.rules.confidence)

    @cached_property
    def disagree(self) -> Interval:
        return jeffreys(self.counts[:, :, 1], self.counts.sum(axis=2), self.rules.confidence)

    @cached_property
    def agree_overall(self) -> Interval:
        return jeffreys(self.overall[:, 0], self.overall.sum(axis=1), self.rules.confidence)

    @cached_property
    def disagree_overall(self) -> Interval:
        return jeffreys(self.overall[:, 1], self.overall.sum(axis=1), self.rules.confidence)

    @cached_property
    def figures(self) -> Figures:
        """What conditions look at, of all these blocs."""
        votes = self.counts.sum(axis=2)
        return Figures(votes, self.agree.low, self.agree.high, self.disagree.low, self.agree_overall.low)

    @cached_property
    def room(self) -> Interval:
        """(k, S) agreement among all who are placed in each bloc, those who have not voted yet included."""
        votes = self.counts.sum(axis=2)
        people = votes if self.sizes is None else self.sizes
        return finite(self.counts[:, :, 0], votes, people, self.rules.confidence)

    @cached_property
    def room_overall(self) -> Interval:
        """(S,) agreement among everyone who voted at all."""
        votes = self.overall.sum(axis=1)
        people = votes if self.everyone is None else np.full(len(votes), self.everyone)
        return finite(self.overall[:, 0], votes, people, self.rules.confidence)

    @cached_property
    def jury(self) -> Tallies:
        """The blocs whose agreement is asked for, as tallies of their own."""
        if self.counting.all():
            return self
        counts = self.counts[self.counting] if self.counting.any() else self.overall[None]
        return Tallies(counts, self.overall, np.ones(len(counts), dtype=bool), self.rules)

    def verdicts(self) -> Ints:
        """(S,) indices into VERDICTS: exhaustive and exclusive."""
        return judge(self.jury.figures, self.rules)

    def further_votes(self) -> tuple[Ints, Flags]:
        """(S,) further votes per bloc that would likely settle each statement, and whether that is too many to
        ask for: over four times the votes so far, when there are enough to judge by."""
        jury, rules = self.jury, self.rules
        votes, enough = jury.figures.votes, VOTES.threshold(rules)
        share = (jury.counts[:, :, 0] + 0.5) / (votes + 1)
        target = np.maximum(votes_needed(share, AGREEMENT.threshold(rules), rules.confidence), enough)
        more = (target - votes).max(axis=0)
        all_votes = self.overall.sum(axis=1)
        mean = (self.overall[:, 0] + 0.5) / (all_votes + 1)
        overall = votes_needed(mean, OVERALL.threshold(rules), rules.confidence) - all_votes
        more = np.maximum(more, np.maximum(overall, 0) / len(votes))
        has_votes = VOTES.holds(jury.figures, rules)
        too_close = has_votes & (more > TOO_CLOSE * votes.min(axis=0))
        first = np.maximum(enough - votes.min(axis=0), 1)
        more = np.where(has_votes, np.maximum(np.ceil(np.minimum(more, 1e9)), 1), first)
        return more.astype(np.int64), too_close

    def bridging(self) -> Floats:
        """(S,) geometric mean over the jury of (agree + 1) / (votes + 2)."""
        counts = self.jury.counts
        shares = (counts[:, :, 0] + 1) / (counts.sum(axis=2) + 2)
        mean: Floats = np.exp(np.log(shares).mean(axis=0))
        return mean

    def contested_by(self) -> tuple[Flags, Flags]:
        """(k, S) each: counting blocs that hold a statement, and counting blocs that oppose it."""
        counting = self.counting[:, None]
        hold, oppose = (condition.holds_in(self.figures, self.rules) for condition in (HOLDING, OPPOSING))
        return counting & hold, counting & oppose

    @cached_property
    def doubt(self) -> Floats:
        """(S,) chance that a statement is not agreed to as widely as "settled" says: in some bloc of the jury no
        more than the rule's share agree, or overall less than the rule asks (see `posterior`)."""
        jury, rules = self.jury, self.rules
        sure = chance_above(self.overall[:, 0], self.overall.sum(axis=1), OVERALL.threshold(rules))
        if len(jury.counts) > 1:
            for counts in jury.counts:
                sure = sure * chance_above(counts[:, 0], counts.sum(axis=1), AGREEMENT.threshold(rules))
        doubt: Floats = np.maximum(1 - sure, 0)
        return doubt


def tallies(
    votes: VoteMatrix, assignment: Ints, k: int, counting: Flags, rules: Rules, weights: Floats | None = None
) -> Tallies:
    """Tallies of these votes. assignment: (FOLDS, people) bloc of each person where a statement of each fold is
    concerned, below 0 for nobody's head-count. weights: (people,) how often each counts."""
    counts, overall = tally(votes, assignment, k, weights)
    heavy = np.ones(len(votes.people)) if weights is None else weights
    inside = [np.bincount(row[row >= 0], heavy[row >= 0], minlength=k) for row in assignment]
    sizes = np.stack(inside, axis=1)[:, votes.statements % FOLDS].astype(np.float64)
    return Tallies(counts, overall, counting, rules, sizes, float(heavy[votes.counts > 0].sum()))


def tally(votes: VoteMatrix, assignment: Ints, k: int, weights: Floats | None = None) -> tuple[Floats, Floats]:
    """(k, S, 3) counts per bloc and (S, 3) of everyone. assignment and weights: as for `tallies`."""
    m, fold_of = votes.shape[1], votes.statements % FOLDS
    flat = np.zeros((k + 1) * 3 * m)  # nobody's head-count comes first
    for piece in iterate_slices(len(votes.person)):
        who, what = votes.person[piece], votes.statement[piece]
        where = assignment[fold_of[what], who] + 1
        cell = (where * m + what) * 3 + votes.choice[piece]
        flat += np.bincount(cell, None if weights is None else weights[who], minlength=len(flat))
    counts = flat.reshape(k + 1, m, 3)
    return counts[1:].copy(), counts.sum(axis=0)
