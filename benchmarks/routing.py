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
    Seen,
)
from elicit.analysis import VERDICTS, next_statement
from elicit.analysis.polis.groups import Conversation
from elicit.analysis.polis.statistics import score_priorities
from elicit.analysis.routing import BOUND, Guide
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
and that the verdicts come from. Verdicts are then as good as the blocs: {{placed}} of the people are placed where
they were planted."""


class Uniform:
    """Any open statement the person has not seen, with equal chance."""

    def refresh(self, room: Room) -> None:
        """An analysis was made."""

    def show(self, seen: Seen, draw: float) -> int:
        return int(seen.open[int(draw * len(seen.open))])


class Ours(Uniform):
    def refresh(self, room: Room) -> None:
        if room.found and room.log:
            self.guide = Guide.of(room.report())
        else:
            self.guide = Guide.build(np.arange(STATEMENTS), room.tallies, room.tallies.verdicts())

    def show(self, seen: Seen, draw: float) -> int:
        voted = np.flatnonzero(seen.row >= 0)
        weights = self.guide.weights(dict(zip(voted.tolist(), CHOICES[seen.row[voted]].tolist(), strict=True)))
        counts = dict(enumerate(seen.votes.tolist()))
        return next_statement(seen.open.tolist(), counts, weights, draw=draw, voted=voted.tolist(), even=seen.even)


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

    def show(self, seen: Seen, draw: float) -> int:
        heaps = np.cumsum(self.weights[seen.open])
        return int(seen.open[np.searchsorted(heaps, draw * heaps[-1], side="right")])


class Oracle(Uniform):
    """Gives each vote to the statement that needs the fewest more, of those that need this bloc's."""

    bound = BOUND
    steps = np.unique(np.rint(np.append(np.geomspace(1, 1500, 40), 0)))  # further votes looked at

    def refresh(self, room: Room) -> None:
        need = needed(room, self.steps)
        shares = np.bincount(room.crowd.truth) / room.crowd.people
        cost = (need / (BLOCS * shares[:, None])).sum(axis=0)
        done = (room.tallies.verdicts() == room.truth) | (room.truth == UNDECIDED)
        self.cost = np.where((need > 0) & ~done, np.maximum(cost, 0.5), np.inf)

    def show(self, seen: Seen, draw: float) -> int:
        votes = seen.votes[seen.open]
        allowed = votes + 1 <= self.bound * (seen.votes.min() + 1)
        if not allowed.any():
            return int(seen.open[votes.argmin()])
        choosable = seen.open[allowed]
        order = np.lexsort((seen.votes[choosable], self.cost[seen.bloc, choosable]))
        return int(choosable[order[0]])


class Boundless(Oracle):
    bound = np.inf


def needed(room: Room, steps: np.ndarray) -> np.ndarray:
    """(k, S) further votes of each bloc that bring the true verdict, if they fall as the true shares say."""
    truth = room.crowd.probabilities
    counts = room.counts[:, :, None] + steps[:, None] * truth[:, :, None]  # (k, S, steps, 3)
    votes = counts.sum(axis=-1)
    agree, disagree = (jeffreys(counts[..., choice], votes, RULES.confidence) for choice in (0, 1))
    first = lambda holds: np.where(holds.any(-1), steps[holds.argmax(-1)], np.inf)  # noqa: E731
    enough = votes >= RULES.min_votes_per_bloc
    need = np.zeros((len(VERDICTS), *truth.shape[:2]))
    need[SETTLED] = first((agree.low > RULES.settled_in_bloc) & enough) + _for_everyone(room, steps)
    need[AGAINST] = first(disagree.low > 0.5)
    for holds, verdict in ((agree.low > 0.5, CONTESTED), (disagree.low > agree.high, CONTESTED)):
        need[verdict] += _cheapest(first(holds))
    need[LUKEWARM] = _cheapest(first(agree.high < 0.5))
    return need[room.truth, :, np.arange(STATEMENTS)].T


def _for_everyone(room: Room, steps: np.ndarray) -> np.ndarray:
    """(S,) further votes of each bloc until everyone's agreement reaches the line."""
    now = room.counts.sum(axis=0)[:, None]
    shares = np.bincount(room.crowd.truth) / room.crowd.people
    counts = now + BLOCS * steps[:, None] * np.einsum("k,ksc->sc", shares, room.crowd.probabilities)[:, None]
    low = jeffreys(counts[..., 0], counts.sum(axis=-1), RULES.confidence).low
    reached = low >= RULES.settled_overall
    return np.where(reached.any(-1), steps[reached.argmax(-1)], np.inf)


def _cheapest(votes: np.ndarray) -> np.ndarray:
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

    def __init__(self, names: list[str], rooms: int, late: int = 0, found: bool = False) -> None:
        self.rooms = rooms
        self.scores: dict[str, list[list[Score]]] = {}
        for name in names:
            self.scores[name] = [Room(seed, late, found).run(POLICIES[name]()) for seed in range(rooms)]
            print(f"{name}: {self.of(name, 'right').mean(axis=0)}", file=sys.stderr, flush=True)

    def of(self, name: str, field: str) -> np.ndarray:
        return np.array([[getattr(score, field) for score in room] for room in self.scores[name]], dtype=float)

    def ahead(self, name: str) -> np.ndarray:
        """(rooms, points) statements decided correctly beyond those under uniform in the same room."""
        return self.of(name, "right") - self.of(UNIFORM, "right")

    def table(self) -> str:
        columns = ["routing", *(f"{point} votes" for point in POINTS), "wrong at the last", "most / least seen"]
        return evidence.format_table(columns, [self._row(name) for name in self.scores])

    def _row(self, name: str) -> list[str]:
        wrong, ratio = self.of(name, "wrong")[:, -1], self.of(name, "ratio")
        cells = [_mean(column) for column in self.of(name, "right").T]
        return [name, *cells, _mean(wrong), f"{ratio.mean():.1f}, at worst {ratio.max():.1f}"]


def _mean(values: np.ndarray) -> str:
    return f"{values.mean():.1f} ± {values.std(ddof=1) / np.sqrt(len(values)):.1f}"


def _share_of_gain(results: Results, name: str, other: str) -> np.ndarray:
    """(points,) one routing's gain over uniform as a share of another's."""
    return results.ahead(name).mean(axis=0) / results.ahead(other).mean(axis=0)


def _percent(shares: np.ndarray) -> str:
    return ", ".join(f"{share:.0%}".replace("%", " %") for share in shares)


def evenness(planted: Results) -> str:
    oracle, ours = (_share_of_gain(planted, name, BOUNDLESS) for name in (ORACLE, OURS))
    return f"""What evenness costs: the oracle itself keeps {_percent(oracle)} of its gain over uniform when it
plays by the bound, and ours has {_percent(ours)} of what it gains without."""


def demands(planted: Results, late: Results, found: Results) -> str:
    shares = _share_of_gain(planted, OURS, ORACLE)
    ratios = np.concatenate([each.of(OURS, "ratio") for each in (planted, late, found)])
    lines = [
        evidence.demand(
            "At least half of the oracle's gain over uniform at each of the four points",
            bool((shares >= 0.5).all()),
            _percent(shares),
        )
    ]
    for results, which in ((planted, "planted blocs"), (found, "blocs found in the votes")):
        ahead = results.ahead(OURS)
        lines.append(
            evidence.demand(
                f"Never worse than uniform, {which}",
                bool((ahead.mean(axis=0) >= 0).all()),
                "ahead by " + ", ".join(_mean(column) for column in ahead.T),
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


def latecomers(late: Results) -> str:
    paces = late.of(OURS, "late").mean(axis=0)[-2:]
    return f"""Where {LATE} of the {STATEMENTS} statements are opened a third of the way, they are seen
{paces[0]:.1f} and {paces[1]:.1f} times as often as an even share would have it at the last two points, and most /
least seen is {late.of(OURS, "ratio").max():.2f} at worst among those open equally long."""


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--rooms", type=int, default=16)
    parser.add_argument("--found-rooms", type=int, default=8, help="rooms whose blocs are found in the votes")
    given = parser.parse_args()
    planted = Results(list(POLICIES), given.rooms)
    late = Results([OURS], given.found_rooms, late=LATE)
    found = Results([UNIFORM, POLIS, OURS], given.found_rooms, found=True)
    placed = _percent(found.of(OURS, "placed").mean(axis=0)[[0, -1]]).replace(",", " to")
    paragraphs = [INTRODUCTION, planted.table(), evenness(planted)]
    paragraphs += [FOUND.format(placed=placed), found.table(), latecomers(late)]
    evidence.publish(HEADING, [*paragraphs, demands(planted, late, found)], given.write)


if __name__ == "__main__":
    main()
