"""Verdicts decided correctly by equally many votes under our routing, Polis's, uniform, and one that knows each
statement's need; and how evenly statements were shown. Planted crowds, whose verdicts are known.

    python benchmarks/routing.py [--rooms 16] [--found-rooms 8] [--write]
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence
from benchmarks.rooms import (
    BLOCS,
    CHOICES,
    FOUND_REFRESH,
    POINTS,
    PRESENT,
    REFRESH,
    RULES,
    SESSION,
    STATEMENTS,
    Room,
    Score,
    Situation,
)
from elicit.analysis import VERDICTS, next_statement
from elicit.analysis.polis.groups import Conversation
from elicit.analysis.polis.statistics import score_priorities
from elicit.analysis.routing import BOUND, Guide
from elicit.analysis.verdicts.conditions import (
    AGREEMENT,
    DISAGREEMENT,
    HOLDING,
    OPPOSING,
    OVERALL,
    SHORT,
    VOTES,
    Figures,
)
from elicit.analysis.verdicts.intervals import jeffreys
from elicit.analysis.verdicts.verdicts import AGAINST, CONTESTED, LUKEWARM, SETTLED, UNDECIDED

HEADING = "Routing: `benchmarks/routing.py`"
LATE = 25  # statements opened a third of the way to the last point, in the rooms with latecomers
INTRODUCTION = f"""Rooms of {STATEMENTS} statements and {BLOCS} planted blocs (50, 31 and 19 % of the people;
leanings correlate at .5), the same rooms for every routing. {PRESENT} people are present at a time, each votes on
{SESSION} statements and makes way for the next. Given is the number of statements, of {STATEMENTS}, whose verdict
is not undecided and is the true one, at so many mean votes per bloc and statement, with one standard error over
rooms; the truth is the verdict if everybody voted without end, and many statements lie near a threshold. Verdicts
are those of the planted blocs, given to routing every {REFRESH} votes; which bloc a person is of it infers from
their votes, as live. The oracle knows every person's bloc and the true shares, hence how many votes each statement
still needs of each bloc, and gives each vote to the cheapest statement. It plays by our bound on exposure; without
the bound it shows what evenness costs."""
FOUND = f"""The same with blocs found in the votes, by an analysis every {FOUND_REFRESH} votes that routing follows
and that the verdicts come from. Verdicts are then as good as the blocs: {{accuracy}} of the people are placed
where they were planted."""


class Uniform:
    """Any open statement the person has not seen, with equal chance."""

    def refresh(self, room: Room) -> None:
        """An analysis was made."""

    def show(self, situation: Situation, draw: float) -> int:
        return int(situation.open[int(draw * len(situation.open))])


class Ours(Uniform):
    def refresh(self, room: Room) -> None:
        if room.finds_blocs and room.log:
            self.guide = Guide.of(room.report())
        else:
            self.guide = Guide.build(np.arange(STATEMENTS), room.tallies, room.tallies.verdicts())

    def show(self, situation: Situation, draw: float) -> int:
        columns = np.flatnonzero(situation.row >= 0)
        weights = self.guide.weights(
            dict(zip(columns.tolist(), CHOICES[situation.row[columns]].tolist(), strict=True))
        )
        counts = dict(enumerate(situation.votes.tolist()))
        return next_statement(
            situation.open.tolist(), counts, weights, draw=draw, voted=columns.tolist(), even=situation.even
        )


class Polis(Uniform):
    """Its priorities, drawn in proportion among the unseen; a statement without one has 1, as on its server."""

    def refresh(self, room: Room) -> None:
        self.weights = np.ones(STATEMENTS)
        if room.log:
            conversation = Conversation.of(room.ballots)
            votes = room.counts.sum(axis=0)[conversation.statements]
            raw = np.stack([votes[:, 0], votes[:, 1], votes.sum(axis=1)], axis=1)[None]
            extremity = np.linalg.norm(conversation.statement_positions, axis=1)
            self.weights[conversation.statements] = score_priorities(
                raw, extremity, np.zeros(len(extremity), dtype=bool)
            )

    def show(self, situation: Situation, draw: float) -> int:
        sums = np.cumsum(self.weights[situation.open])
        return int(situation.open[np.searchsorted(sums, draw * sums[-1], side="right")])


class Oracle(Uniform):
    """Gives each vote to the statement that needs the fewest more, of those that need this bloc's."""

    bound = BOUND
    steps = np.unique(np.rint(np.append(np.geomspace(1, 1500, 40), 0)))  # further votes that are tried

    def refresh(self, room: Room) -> None:
        need = count_needed(room, self.steps)
        shares = np.bincount(room.crowd.truth) / room.crowd.people
        cost = (need / (BLOCS * shares[:, None])).sum(axis=0)
        is_decided = (room.tallies.verdicts() == room.truth) | (room.truth == UNDECIDED)
        self.cost = np.where((need > 0) & ~is_decided, np.maximum(cost, 0.5), np.inf)

    def show(self, situation: Situation, draw: float) -> int:
        votes = situation.votes[situation.open]
        is_allowed = votes + 1 <= self.bound * (situation.votes.min() + 1)
        if not is_allowed.any():
            return int(situation.open[votes.argmin()])
        statements = situation.open[is_allowed]
        order = np.lexsort((situation.votes[statements], self.cost[situation.bloc, statements]))
        return int(statements[order[0]])


class Boundless(Oracle):
    bound = np.inf


def count_needed(room: Room, steps: np.ndarray) -> np.ndarray:
    """(k, S) further votes of each bloc that bring the true verdict, if they fall as the true shares say."""
    truth = room.crowd.probabilities
    counts = room.counts[:, :, None] + steps[:, None] * truth[:, :, None]  # (k, S, steps, 3)
    votes = counts.sum(axis=-1)
    agree, disagree = (jeffreys(counts[..., choice], votes, RULES.confidence) for choice in (0, 1))
    find_first = lambda holds: np.where(holds.any(-1), steps[holds.argmax(-1)], np.inf)  # noqa: E731
    figures = Figures(votes, agree.low, agree.high, disagree.low, agree.low)
    is_met = lambda condition: condition.holds_in(figures, RULES)  # noqa: E731
    need = np.zeros((len(VERDICTS), *truth.shape[:2]))
    need[SETTLED] = find_first(is_met(AGREEMENT) & is_met(VOTES)) + _count_for_everyone(room, steps)
    need[AGAINST] = find_first(is_met(DISAGREEMENT))
    for condition in (HOLDING, OPPOSING):
        need[CONTESTED] += _keep_cheapest(find_first(is_met(condition)))
    need[LUKEWARM] = _keep_cheapest(find_first(is_met(SHORT)))
    return need[room.truth, :, np.arange(STATEMENTS)].T


def _count_for_everyone(room: Room, steps: np.ndarray) -> np.ndarray:
    """(S,) further votes of each bloc until everyone's agreement reaches the line."""
    now = room.counts.sum(axis=0)[:, None]
    shares = np.bincount(room.crowd.truth) / room.crowd.people
    counts = now + BLOCS * steps[:, None] * np.einsum("k,ksc->sc", shares, room.crowd.probabilities)[:, None]
    low = jeffreys(counts[..., 0], counts.sum(axis=-1), RULES.confidence).low
    is_reached = OVERALL.is_beyond(low, OVERALL.threshold(RULES))
    return np.where(is_reached.any(-1), steps[is_reached.argmax(-1)], np.inf)


def _keep_cheapest(votes: np.ndarray) -> np.ndarray:
    """The votes of the bloc that needs the fewest, 0 for the others."""
    return np.where(np.arange(len(votes))[:, None] == votes.argmin(axis=0), votes, 0.0)


UNIFORM, POLIS, OURS, ORACLE, BOUNDLESS = (
    "uniform",
    "Polis's priorities",
    "ours",
    "oracle",
    "oracle without the bound",
)
POLICIES: dict[str, type[Uniform]] = {
    UNIFORM: Uniform,
    POLIS: Polis,
    OURS: Ours,
    ORACLE: Oracle,
    BOUNDLESS: Boundless,
}


class Results:
    """(rooms, points) of each policy's scores, in the same rooms."""

    def __init__(self, names: list[str], rooms: int, late: int = 0, finds_blocs: bool = False) -> None:
        self.rooms = rooms
        self.scores: dict[str, list[list[Score]]] = {}
        for name in names:
            self.scores[name] = [Room(seed, late, finds_blocs).run(POLICIES[name]()) for seed in range(rooms)]
            print(f"{name}: {self.read(name, 'right').mean(axis=0)}", file=sys.stderr, flush=True)

    def read(self, name: str, field: str) -> np.ndarray:
        return np.array([[getattr(score, field) for score in room] for room in self.scores[name]], dtype=float)

    def compare(self, name: str) -> np.ndarray:
        """(rooms, points) statements decided correctly beyond those under uniform in the same room."""
        return self.read(name, "right") - self.read(UNIFORM, "right")

    def format_table(self) -> str:
        columns = ["routing", *(f"{point} votes" for point in POINTS), "wrong at the last", "most / least seen"]
        return evidence.format_table(columns, [self._row(name) for name in self.scores])

    def _row(self, name: str) -> list[str]:
        wrong, ratio = self.read(name, "wrong")[:, -1], self.read(name, "ratio")
        cells = [_format_mean(column) for column in self.read(name, "right").T]
        return [name, *cells, _format_mean(wrong), f"{ratio.mean():.1f}, at worst {ratio.max():.1f}"]


def _format_mean(values: np.ndarray) -> str:
    return f"{values.mean():.1f} ± {values.std(ddof=1) / np.sqrt(len(values)):.1f}"


def _divide_gains(results: Results, name: str, other: str) -> np.ndarray:
    """(points,) one routing's gain over uniform as a share of another's."""
    return results.compare(name).mean(axis=0) / results.compare(other).mean(axis=0)


def _format_shares(shares: np.ndarray) -> str:
    return ", ".join(f"{share:.0%}".replace("%", " %") for share in shares)


def describe_evenness(planted: Results) -> str:
    oracle, ours = (_divide_gains(planted, name, BOUNDLESS) for name in (ORACLE, OURS))
    return f"""What evenness costs: the oracle itself keeps {_format_shares(oracle)} of its gain over uniform when
it plays by the bound, and ours has {_format_shares(ours)} of what it gains without."""


def list_demands(planted: Results, late: Results, found_blocs: Results) -> str:
    shares = _divide_gains(planted, OURS, ORACLE)
    ratios = np.concatenate([results.read(OURS, "ratio") for results in (planted, late, found_blocs)])
    lines = [
        evidence.demand(
            "At least half of the oracle's gain over uniform at each of the four points",
            bool((shares >= 0.5).all()),
            _format_shares(shares),
        )
    ]
    for results, which in ((planted, "planted blocs"), (found_blocs, "blocs found in the votes")):
        ahead = results.compare(OURS)
        lines.append(
            evidence.demand(
                f"Never worse than uniform, {which}",
                bool((ahead.mean(axis=0) >= 0).all()),
                "ahead by " + ", ".join(_format_mean(column) for column in ahead.T),
            )
        )
    lines.append(
        evidence.demand(
            "Most / least seen at 3 or less among statements open equally long, in every room at every point",
            bool((ratios <= 3).all()),
            f"at worst {ratios.max():.2f}",
        )
    )
    return "\n".join(lines)


def describe_latecomers(late: Results) -> str:
    paces = late.read(OURS, "late").mean(axis=0)[-2:]
    return f"""Where {LATE} of the {STATEMENTS} statements are opened a third of the way, they are seen
{paces[0]:.1f} and {paces[1]:.1f} times as often as an even share would have it at the last two points, and most /
least seen is {late.read(OURS, "ratio").max():.2f} at worst among those open equally long."""


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--rooms", type=int, default=16)
    parser.add_argument("--found-rooms", type=int, default=8, help="rooms whose blocs are found in the votes")
    options = parser.parse_args()
    planted = Results(list(POLICIES), options.rooms)
    late = Results([OURS], options.found_rooms, late=LATE)
    found_blocs = Results([UNIFORM, POLIS, OURS], options.found_rooms, finds_blocs=True)
    accuracy = _format_shares(found_blocs.read(OURS, "accuracy").mean(axis=0)[[0, -1]]).replace(",", " to")
    paragraphs = [INTRODUCTION, planted.format_table(), describe_evenness(planted)]
    paragraphs += [FOUND.format(accuracy=accuracy), found_blocs.format_table(), describe_latecomers(late)]
    evidence.publish(HEADING, [*paragraphs, list_demands(planted, late, found_blocs)], options.write)


if __name__ == "__main__":
    main()
