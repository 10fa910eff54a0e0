"""How well blocs predict votes they have not seen, on real conversations, beside Polis and red-dwarf.

    python benchmarks/heldout.py DIR [DIR ...] [--splits 5] [--write]        folders of Polis exports

Hides a tenth of the ballots, finds blocs in the rest, and prints nats per hidden vote (lower is better).
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence, peers
from elicit.analysis import Ballots, Rules, analyse
from elicit.analysis.blocs.blocs import Search
from elicit.analysis.blocs.model_selection import chances
from elicit.analysis.data.matrix import VoteMatrix, build_vote_matrix

HEADING = "Hidden votes: `benchmarks/heldout.py`"
HIDDEN = 0.1
PRIOR = 6.0  # votes' worth of pull towards the overall rates
PRIORS = (2.0, PRIOR, 18.0)  # hard groups get the one that suits them best
ENOUGH = 100  # grouped people from which the demands are made
NONE, STYLES, EXPORTED, RED_DWARF, POLIS, VERDICT, PREDICTIVE = METHODS = (
    "no blocs",
    "response styles alone",
    "Polis's exported groups",
    "red-dwarf's groups",
    "our `polis`",
    "`latent`, verdict k",
    "`latent`, predictive k",
)
INTRODUCTION = f"""Nats per hidden vote, the mean over all splits; lower is better. A tenth of the ballots is
hidden, blocs are found in the others with `analyse`, and every method is asked about the same hidden votes: those
of the people that all of them group. Polis's exported groups were found in all votes, hidden ones included. Hard
groups predict by their rates, pulled towards the overall rates by as many votes (one of
{", ".join(f"{prior:.0f}" for prior in PRIORS)}) as suits them best in hindsight; `latent` and no blocs by
{PRIOR:.0f}. `latent` knows the response style (saying yes, passing) that a person's other votes show; *response
styles alone* is `latent` with one bloc, to tell the two apart. One standard error is that of the per-person
difference between `latent` at predictive k and the best method that is not `latent` and did not see the hidden
votes."""


@dataclass(frozen=True, eq=False)
class Split:
    """Ballots without the hidden votes, and these: places among people and items; 0 agree, 1 disagree, 2 pass."""

    ballots: Ballots
    person: np.ndarray
    statement: np.ndarray
    choice: np.ndarray

    @classmethod
    def of(cls, ballots: Ballots, seed: int) -> "Split":
        is_hidden = np.random.default_rng((seed, 21)).random(len(ballots)) < HIDDEN
        is_asked = is_hidden & ~np.isin(ballots.statements, ballots.rejected)
        return cls(_select(ballots, ~is_hidden), *_locate_cells(ballots, is_asked))

    def tally(self, label: np.ndarray, k: int) -> np.ndarray:
        """(k, items, 3) votes that are not hidden, of the people of each label; -1 is in none."""
        person, statement, choice = _locate_cells(self.ballots, np.ones(len(self.ballots), dtype=bool))
        group, m = label[person], len(self.ballots.items)
        flat = ((group * m + statement) * 3 + choice)[group >= 0]
        return np.bincount(flat, minlength=k * m * 3).reshape(k, m, 3)


@dataclass(eq=False)
class Measurement:
    """losses: method -> prior weight -> (people,) nats summed over all splits. hidden: (people,) votes asked
    about. people: in each split, how many all methods group."""

    name: str
    hidden: np.ndarray
    losses: dict[str, dict[float, np.ndarray]] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)
    verdict_ks: list[int] = field(default_factory=list)
    predictive_ks: list[int] = field(default_factory=list)

    def add(self, method: str, person: np.ndarray, chances: Mapping[float, np.ndarray]) -> None:
        losses = self.losses.setdefault(method, {prior: np.zeros(len(self.hidden)) for prior in chances})
        for prior, chance in chances.items():
            np.add.at(losses[prior], person, -np.log(chance))

    def loss(self, method: str) -> np.ndarray:
        """(people,) with the weight that suits the method best."""
        return min(self.losses[method].values(), key=lambda loss: loss.sum())

    def nats(self, method: str) -> float:
        return float(self.loss(method).sum() / self.hidden.sum())

    def compare(self, method: str, other: str) -> tuple[float, float]:
        """By how much a method's loss per vote is above another's, and the standard error over people."""
        difference, total = self.loss(method) - self.loss(other), self.hidden.sum()
        mean = difference.sum() / total
        spread = (difference - mean * self.hidden)[self.hidden > 0]
        error = np.sqrt((spread**2).sum() * len(spread) / max(len(spread) - 1, 1)) / total
        return float(mean), float(error)

    def find_rival(self) -> str:
        """The best method that is not latent and did not see the hidden votes."""
        return min((name for name in (NONE, RED_DWARF, POLIS) if name in self.losses), key=self.nats)


def _select(ballots: Ballots, mask: np.ndarray) -> Ballots:
    return Ballots.from_arrays(
        ballots.participants[mask],
        ballots.statements[mask],
        ballots.choices[mask],
        people=ballots.people,
        items=ballots.items,
        rejected=ballots.rejected,
        meta=ballots.meta,
    )


def _locate_cells(ballots: Ballots, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        np.searchsorted(ballots.people, ballots.participants[mask]),
        np.searchsorted(ballots.items, ballots.statements[mask]),
        np.array([2, 0, 1])[ballots.choices[mask]],
    )


def measure(conversation: peers.Conversation, splits: int, resamples: int) -> Measurement:
    measurement = Measurement(conversation.name, np.zeros(len(conversation.ballots.people)))
    for seed in range(splits):
        _measure_split(measurement, Split.of(conversation.ballots, seed), conversation.groups, resamples)
    return measurement


def _measure_split(measurement: Measurement, split: Split, exported: Mapping[int, int], resamples: int) -> None:
    verdict = analyse(split.ballots, resamples=resamples, alternatives=False)
    best = max(verdict.held_out_losses, key=lambda loss: loss.gain).k if verdict.held_out_losses else verdict.k
    labels = _group(split, exported)
    mask = np.logical_and.reduce([verdict.grouped, *(label >= 0 for label in labels.values())])
    measurement.people.append(int(mask.sum()))
    measurement.verdict_ks.append(verdict.k)
    measurement.predictive_ks.append(best)
    hidden = [cells[mask[split.person]] for cells in (split.person, split.statement, split.choice)]
    np.add.at(measurement.hidden, hidden[0], 1)
    everyone = np.where(verdict.grouped, 0, -1)
    _score_groups(measurement, split, hidden, {NONE: everyone, **labels}, everyone)
    _score_latent(measurement, split, hidden, {STYLES: 1, VERDICT: verdict.k, PREDICTIVE: best})


def _group(split: Split, exported: Mapping[int, int]) -> dict[str, np.ndarray]:
    """method -> (people,) hard group of each, -1 where it has none."""
    polis = analyse(split.ballots, "polis", resamples=0)
    groups = np.where(polis.grouped, polis.membership.argmax(axis=1), -1)
    labels = {EXPORTED: _label(split, exported), POLIS: groups}
    if peers.find_red_dwarf():
        labels[RED_DWARF] = _label(split, peers.find_red_dwarf_groups(split.ballots))
    return labels


def _label(split: Split, groups: Mapping[int, int]) -> np.ndarray:
    return np.array([groups.get(person, -1) for person in split.ballots.people.tolist()])


def _score_groups(
    measurement: Measurement,
    split: Split,
    hidden: list[np.ndarray],
    labels: Mapping[str, np.ndarray],
    everyone: np.ndarray,
) -> None:
    person, statement, choice = hidden
    base = to_shares(split.tally(everyone, 1)[0] + 0.5)
    for method, label in labels.items():
        counts = split.tally(label, int(label.max()) + 1)
        rates = {prior: to_shares(counts + prior * base) for prior in (PRIORS if method != NONE else (PRIOR,))}
        measurement.add(method, person, {p: rate[label[person], statement, choice] for p, rate in rates.items()})


def _score_latent(measurement: Measurement, split: Split, hidden: list[np.ndarray], ks: Mapping[str, int]) -> None:
    """The blocs that `analyse` finds at each k, and their response styles, asked about the hidden votes."""
    votes = build_vote_matrix(split.ballots)
    person, statement, choice = hidden
    place = np.argsort(votes.people)[person]  # rows of ascending people among the canonical ones
    column = np.searchsorted(votes.statements, split.ballots.items[statement])
    matrix = VoteMatrix(votes.people, votes.statements, place, column, choice)
    search = Search(votes, Rules(), seed=0, resamples=0)
    for method, k in ks.items():
        model = search.model(k)
        measurement.add(method, person, {PRIOR: chances(model, search.everyone, matrix)})


def to_shares(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=-1, keepdims=True)


def format_row(measurement: Measurement) -> list[str]:
    return [
        measurement.name,
        f"{_format_extent(measurement.people)}, {int(measurement.hidden.sum()):,}",
        f"{_format_extent(measurement.verdict_ks)} / {_format_extent(measurement.predictive_ks)}",
        *(f"{measurement.nats(method):.4f}" if method in measurement.losses else "" for method in METHODS),
        f"{measurement.compare(PREDICTIVE, measurement.find_rival())[1]:.4f}",
        *judge(measurement),
    ]


def _format_extent(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}" if low == high else f"{low} to {high}"


def is_lowest(measurement: Measurement) -> bool:
    """At predictive k lower than every other method that did not see, or within one standard error."""
    above, error = measurement.compare(PREDICTIVE, measurement.find_rival())
    return above <= error


def is_no_worse(measurement: Measurement) -> bool:
    """At verdict k not worse than polis or than no blocs by more than one standard error."""
    comparisons = (measurement.compare(VERDICT, other) for other in (POLIS, NONE))
    return all(above <= error for above, error in comparisons)


def judge(measurement: Measurement) -> list[str]:
    if min(measurement.people) < ENOUGH:
        return [f"fewer than {ENOUGH} people"] * 2
    holds = {True: "holds", False: "**fails**"}
    return [holds[is_lowest(measurement)], holds[is_no_worse(measurement)]]


def list_demands(measurements: list[Measurement]) -> str:
    large = [measurement for measurement in measurements if min(measurement.people) >= ENOUGH]
    strictly = [measurement.compare(PREDICTIVE, measurement.find_rival())[0] < 0 for measurement in large]
    below = [measurement.compare(PREDICTIVE, EXPORTED)[0] < 0 for measurement in measurements]
    return "\n".join(
        [
            _demand_all(
                large,
                is_lowest,
                "At predictive k the lowest of those that did not see, or within one standard error",
            ),
            _demand_most("Strictly the lowest on three in four", strictly, 3 / 4),
            _demand_most(
                "Below Polis's exported groups, which saw the hidden votes, on five of seven", below, 5 / 7
            ),
            _demand_all(
                large,
                is_no_worse,
                "At verdict k no worse than `polis` or no blocs by more than one standard error",
            ),
        ]
    )


def _demand_all(large: list[Measurement], holds: Callable[[Measurement], bool], sentence: str) -> str:
    fails = [measurement.name for measurement in large if not holds(measurement)]
    extent = f"fails on {', '.join(fails)}" if fails else f"on all {len(large)} of at least {ENOUGH} people"
    return evidence.demand(sentence, not fails if large else None, extent)


def _demand_most(sentence: str, hold: list[bool], share: float) -> str:
    return evidence.demand(
        sentence, sum(hold) >= share * len(hold) if hold else None, f"{sum(hold)} of {len(hold)}"
    )


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("exports", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--resamples", type=int, default=20, help="of the analysis that chooses the verdict k")
    options = parser.parse_args()
    measurements = []
    for folder in options.exports:
        measurements.append(measure(peers.read_conversation(folder), options.splits, options.resamples))
        print(f"{folder.name} is done", file=sys.stderr)
    columns = ["conversation", "people, hidden votes", "k verdict / predictive", *METHODS, "one standard error"]
    columns += ["predictive k is lowest", "verdict k no worse"]
    notes = [f"{options.splits} splits; {peers.find_red_dwarf() or peers.ABSENT}"]
    table = evidence.format_table(columns, map(format_row, measurements))
    evidence.publish(HEADING, [INTRODUCTION, *notes, table, list_demands(measurements)], options.write)


if __name__ == "__main__":
    main()
