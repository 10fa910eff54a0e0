"""Which statement to show next: what this person's vote is worth on each, and a draw that keeps exposure even."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .data.ballots import AGREE, DISAGREE, PASS, Flags, Ints
from .data.records import VERDICTS, Floats
from .data.report import Report
from .verdicts.intervals import jeffreys
from .verdicts.verdicts import Tallies
from .verdicts.vote_value import expected_shares, vote_values

SHARPNESS = 2.0  # the draw follows this power of what a vote is worth
RESIDUE = 0.003  # what a vote on a decided statement is worth, times the width of its widest interval
INFORMATION = 1.0  # how much more a statement is worth from somebody of no known bloc, when none informs more
IMPORTANCE = 0.5  # how much more a statement is worth when everybody marked it as important
MARKS_PRIOR = 8.0  # votes without a mark that every statement starts with
BOUND = 2.5  # times as exposed as the least exposed; under the 3 that is promised, as counts come late
PACE = 2.0  # times an even share: how fast a statement catches up that was opened after others
UNDER_SHOWN = 0.5  # of an even share

COLUMN = {AGREE: 0, DISAGREE: 1, PASS: 2}


def weights(tallies: Tallies, verdict: Ints) -> Floats:
    """(S,) what a vote is worth on each statement, above 0, from a person of whom nothing is known.

    verdict: (S,) indices into VERDICTS. For one person's weights see `Guide`.
    """
    return _worth(_shares(tallies), vote_values(tallies, verdict), tallies)


@dataclass(frozen=True, eq=False)
class Guide:
    """What routing needs of one analysis, small enough to keep at hand.

    statements: (S,) numbers. worth: (k, S) of a vote of each bloc's member, above 0. rates: (k, S, 3) expected
    agree, disagree, pass. shares: (k,) of the blocs. information: (S,) what a vote tells about its voter's bloc:
    the mutual information, as a share of the largest. importance: (S,) share of votes that mark it as important,
    few votes counting as few.
    """

    statements: Ints
    worth: Floats
    rates: Floats
    shares: Floats
    information: Floats
    importance: Floats

    @classmethod
    def of(cls, report: Report) -> Guide:
        """From a report, whatever its method; its verdicts are taken as they are."""
        verdict = np.array([VERDICTS.index(standing.verdict) for standing in report.standings], dtype=np.int64)
        important = np.array([standing.important for standing in report.standings], dtype=np.float64)
        return cls.build(report.statements, _tallies(report), verdict, important)

    @classmethod
    def build(cls, statements: Ints, tallies: Tallies, verdict: Ints, important: Floats | float = 0.0) -> Guide:
        """From tallies. statements: (S,) numbers; verdict: (S,) indices into VERDICTS; important: (S,) votes that
        mark each as important."""
        shares, (rates, _) = _shares(tallies), expected_shares(tallies.counts, tallies.overall)
        worth = _worth(np.eye(len(shares)), vote_values(tallies, verdict), tallies)
        importance = important / (tallies.overall.sum(axis=1) + MARKS_PRIOR)
        return cls(statements, worth, rates, shares, _information(shares, rates), importance)

    def membership(self, choices: Mapping[int, int]) -> Floats:
        """(k,) chances that a person is of each bloc, by Bayes' rule from statement number -> choice (1, 0, -1);
        the shares of the blocs for somebody without a vote. Votes on unknown statements say nothing."""
        place = {number: row for row, number in enumerate(self.statements.tolist())}
        cells = [(place[number], COLUMN[choice]) for number, choice in choices.items() if number in place]
        rows, columns = np.array(cells, dtype=np.int64).reshape(-1, 2).T
        scores = np.log(self.shares) + np.log(self.rates[:, rows, columns]).sum(axis=1)
        chances = np.exp(scores - scores.max())
        normed: Floats = chances / chances.sum()
        return normed

    def weights(self, choices: Mapping[int, int]) -> dict[int, float]:
        """Statement number -> weight above 0 in the draw for the person who made these choices.

        What a vote is worth by the chances of the person's bloc; more where it tells that bloc, as long as it is
        unknown; a little more where many marked the statement as important.
        """
        membership = self.membership(choices)
        value = membership @ self.worth * (1 + INFORMATION * _uncertainty(membership) * self.information)
        weight = (value * (1 + IMPORTANCE * self.importance)) ** SHARPNESS
        return dict(zip(self.statements.tolist(), weight.tolist(), strict=True))


def next_statement(
    unseen: Sequence[int],
    vote_counts: Mapping[int, int],
    weights: Mapping[int, float] | None,
    *,
    draw: float,
    twins: Mapping[int, int] | None = None,
    voted: Collection[int] = (),
    even: Mapping[int, float] | None = None,
) -> int | None:
    """One of the unseen statements, by a weighted random draw; None when nothing may be shown.

    vote_counts: votes so far per statement. weights: of this person; a statement they do not know gets the
    largest weight. Without weights the draw is among the least exposed. twins: a reverse-worded statement is
    never shown to somebody who voted on its twin. even: every open statement's even share of the votes (see
    `even_shares`); without it all of `unseen` and `voted` are taken to be open equally long.

    Whatever the weights, a statement that is already BOUND times as exposed as another which is open no longer
    gives way, when it is drawn, to the least exposed: that one holds it back. draw: a random number in [0, 1);
    the same draw, the same answer.
    """
    choosable = np.array(_choosable(unseen, twins or {}, set(voted)), dtype=np.int64)
    if not len(choosable):
        return None
    numbers = np.array(sorted({*unseen, *(even or voted)}), dtype=np.int64)
    votes, share = _aligned(vote_counts, numbers, 0.0), _aligned(even or {}, numbers, 0.0)
    place = np.searchsorted(numbers, choosable)
    exposure = ((votes + 1) / (share + 1))[place]
    if weights is not None:
        own = _aligned(weights, choosable, max(weights.values(), default=1.0))
        row, draw = _draw(own, draw)
        if _is_within_bounds(votes, share)[place][row]:
            return int(choosable[row])
    least = np.flatnonzero(exposure == exposure.min())
    return int(choosable[least[int(draw * len(least))]])


def even_shares(votes_before: Mapping[int, int], votes: int) -> dict[int, float]:
    """Statement number -> the votes it would have if each had gone to any open statement with equal chance.

    votes_before: number -> votes cast before it was opened. votes: cast so far on any.
    """
    order = sorted(votes_before, key=lambda number: votes_before[number])
    starts = np.minimum([votes_before[number] for number in order] + [votes], votes)
    steps = np.diff(starts) / np.arange(1, len(order) + 1)
    shares = np.cumsum(steps[::-1])[::-1]
    return dict(zip(order, shares.tolist(), strict=True))


@dataclass(frozen=True)
class Exposure:
    """How evenly statements were shown, as far as votes tell: what was shown but not voted on is not recorded.

    least, median, most: votes per statement. ratio: of the most to the least exposed, each as votes + 1 over its
    even share + 1, so that a statement opened late is compared with what it could have had; promised is 3 or less
    among statements open equally long. gini: inequality of exposure, 0 when all are alike. seeds, others: mean
    exposure of the organisers' statements and of participants' own, None where there are none. under_shown:
    numbers of statements with less than half of their even share, ascending.
    """

    statements: int
    least: int
    median: float
    most: int
    ratio: float
    gini: float
    seeds: float | None
    others: float | None
    under_shown: tuple[int, ...]


def exposure(
    vote_counts: Mapping[int, int], even: Mapping[int, float], seeds: Collection[int] = ()
) -> Exposure | None:
    """The exposure report, None without a statement. even: every open statement's even share of the votes;
    vote_counts: votes on each, none where it is missing; seeds: numbers of the organisers' statements."""
    numbers = np.array(sorted(even), dtype=np.int64)
    if not len(numbers):
        return None
    votes, share = _aligned(vote_counts, numbers, 0.0), _aligned(even, numbers, 0.0)
    relative = (votes + 1) / (share + 1)
    is_seed = np.isin(numbers, list(seeds))
    return Exposure(
        statements=len(numbers),
        least=int(votes.min()),
        median=float(np.median(votes)),
        most=int(votes.max()),
        ratio=float(relative.max() / relative.min()),
        gini=_gini(relative),
        seeds=float(relative[is_seed].mean()) if is_seed.any() else None,
        others=float(relative[~is_seed].mean()) if not is_seed.all() else None,
        under_shown=tuple(numbers[votes < UNDER_SHOWN * share].tolist()),
    )


def _choosable(unseen: Sequence[int], twins: Mapping[int, int], voted: set[int]) -> list[int]:
    mirrored = {other: one for one, other in twins.items()} | dict(twins)
    return sorted(number for number in unseen if mirrored.get(number) not in voted)


def _draw(weights: Floats, draw: float) -> tuple[int, float]:
    """The place that a draw in [0, 1) falls on, and the rest of the draw, again in [0, 1)."""
    bounds = np.concatenate([[0.0], np.cumsum(weights)])
    point = draw * bounds[-1]
    place = min(int(np.searchsorted(bounds, point, side="right")) - 1, len(weights) - 1)
    rest = (point - bounds[place]) / weights[place]
    return place, min(max(float(rest), 0.0), np.nextafter(1.0, 0.0))


def _is_within_bounds(votes: Floats, share: Floats) -> Flags:
    """(n,) which statements may be shown where the draw falls on them: not too far ahead of any that is open no
    longer, and where others were there before, not much faster than an even pace."""
    exposure = (votes + 1) / (share + 1)
    order = np.argsort(share, kind="stable")
    least_of_younger = np.minimum.accumulate(exposure[order])
    last_alike = np.searchsorted(share[order], share, side="right") - 1
    is_allowed: Flags = (exposure <= BOUND * least_of_younger[last_alike]) & (
        (exposure <= PACE) | (share == share.max())
    )
    return is_allowed


def _worth(membership: Floats, values: Floats, tallies: Tallies) -> Floats:
    """(..., S) the values of these people's votes, and what a vote still tells where that is 0."""
    jury = tallies.jury
    agree = jeffreys(jury.counts[:, :, 0], jury.counts.sum(axis=2), tallies.rules.confidence)
    worth: Floats = membership @ values + RESIDUE * (agree.high - agree.low).max(axis=0)
    return worth


def _shares(tallies: Tallies) -> Floats:
    """(k,) of the blocs, by the votes of their members."""
    votes = tallies.counts.sum(axis=(1, 2)) + 1
    shares: Floats = votes / votes.sum()
    return shares


def _information(shares: Floats, rates: Floats) -> Floats:
    """(S,) mutual information of bloc and vote, over the largest: entropy of the mixture less the mean entropy."""
    nats = _entropy(np.einsum("k,ksc->sc", shares, rates)) - shares @ _entropy(rates)
    relative: Floats = np.maximum(nats, 0.0) / max(nats.max(initial=0.0), 1e-9)
    return relative


def _uncertainty(membership: Floats) -> float:
    """0 when the bloc is known, 1 when every bloc is as likely."""
    return float(_entropy(membership) / np.log(max(len(membership), 2)))


def _entropy(chances: Floats) -> Floats:
    entropy: Floats = -(chances * np.log(np.maximum(chances, 1e-300))).sum(axis=-1)
    return entropy


def _gini(values: Floats) -> float:
    ranks = np.arange(1, len(values) + 1)
    return float(((2 * ranks - len(values) - 1) * np.sort(values)).sum() / (len(values) * values.sum()))


def _aligned(values: Mapping[int, float], numbers: Ints, missing: float) -> Floats:
    return np.array([values.get(number, missing) for number in numbers.tolist()], dtype=np.float64)


def _tallies(report: Report) -> Tallies:
    """The tallies behind a report's standings, blocs in order of their index."""
    index = {bloc.letter: bloc.index for bloc in report.blocs}
    counts = np.zeros((report.k, len(report.standings), 3))
    for row, standing in enumerate(report.standings):
        for bloc in standing.blocs:
            counts[index[bloc.letter], row] = bloc.tally.agree, bloc.tally.disagree, bloc.tally.passed
    cast = [standing.tally for standing in report.standings]
    overall = [(tally.agree, tally.disagree, tally.passed) for tally in cast]
    counting = np.zeros(report.k, dtype=bool)
    counting[[bloc.index for bloc in report.blocs if bloc.counts]] = True
    return Tallies(counts, np.array(overall, dtype=np.float64).reshape(-1, 3), counting, report.rules)
