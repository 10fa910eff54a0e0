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
NONE, HABITS, EXPORTED, RED_DWARF, POLIS, VERDICT, PREDICTIVE = METHODS = (
    "no blocs",
    "habits alone",
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
{PRIOR:.0f}. `latent` knows the habits of saying yes and of passing that a person's other votes show; *habits
alone* is `latent` with one bloc, to tell the two apart. One standard error is that of the per-person difference
between `latent` at predictive k and the best method that is not `latent` and did not see the hidden votes."""


@dataclass(frozen=True, eq=False)
class Split:
    """Shown ballots, and the hidden votes: places among people and items; 0 agree, 1 disagree, 2 pass."""

    shown: Ballots
    person: np.ndarray
    statement: np.ndarray
    choice: np.ndarray

    @classmethod
    def of(cls, ballots: Ballots, seed: int) -> "Split":
        hidden = np.random.default_rng((seed, 21)).random(len(ballots)) < HIDDEN
        secret = hidden & ~np.isin(ballots.statements, ballots.rejected)
        return cls(_only(ballots, ~hidden), *_cells(ballots, secret))

    def tallies(self, label: np.ndarray, k: int) -> np.ndarray:
        """(k, items, 3) shown votes of the people of each label; -1 is in none."""
        person, statement, choice = _cells(self.shown, np.ones(len(self.shown), dtype=bool))
        where, m = label[person], len(self.shown.items)
        flat = ((where * m + statement) * 3 + choice)[where >= 0]
        return np.bincount(flat, minlength=k * m * 3).reshape(k, m, 3)


@dataclass(eq=False)
class Measured:
    """losses: method -> prior weight -> (people,) nats summed over all splits. hidden: (people,) votes asked."""

    name: str
    hidden: np.ndarray
    losses: dict[str, dict[float, np.ndarray]] = field(default_factory=dict)
    grouped: list[int] = field(default_factory=list)
    verdict_ks: list[int] = field(default_factory=list)
    predictive_ks: list[int] = field(default_factory=list)

    def add(self, method: str, person: np.ndarray, chances: Mapping[float, np.ndarray]) -> None:
        kept = self.losses.setdefault(method, {prior: np.zeros(len(self.hidden)) for prior in chances})
        for prior, chance in chances.items():
            np.add.at(kept[prior], person, -np.log(chance))

    def loss(self, method: str) -> np.ndarray:
        """(people,) with the weight that suits the method best."""
        return min(self.losses[method].values(), key=lambda loss: loss.sum())

    def nats(self, method: str) -> float:
        return float(self.loss(method).sum() / self.hidden.sum())

    def above(self, method: str, other: str) -> tuple[float, float]:
        """By how much a method's loss per vote is above another's, and the standard error over people."""
        apart, total = self.loss(method) - self.loss(other), self.hidden.sum()
        mean = apart.sum() / total
        asked = self.hidden > 0
        spread = (apart - mean * self.hidden)[asked]
        error = np.sqrt((spread**2).sum() * len(spread) / max(len(spread) - 1, 1)) / total
        return float(mean), float(error)

    def rival(self) -> str:
        """The best method that is not latent and did not see the hidden votes."""
        return min((name for name in (NONE, RED_DWARF, POLIS) if name in self.losses), key=self.nats)


def _only(ballots: Ballots, keep: np.ndarray) -> Ballots:
    return Ballots.from_arrays(
        ballots.participants[keep],
        ballots.statements[keep],
        ballots.choices[keep],
        people=ballots.people,
        items=ballots.items,
        rejected=ballots.rejected,
        meta=ballots.meta,
    )


def _cells(ballots: Ballots, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        np.searchsorted(ballots.people, ballots.participants[keep]),
        np.searchsorted(ballots.items, ballots.statements[keep]),
        np.array([2, 0, 1])[ballots.choices[keep]],
    )


def measure(conversation: peers.Conversation, splits: int, resamples: int) -> Measured:
    measured = Measured(conversation.name, np.zeros(len(conversation.ballots.people)))
    for seed in range(splits):
        _measure_split(measured, Split.of(conversation.ballots, seed), conversation.groups, resamples)
    return measured


def _measure_split(measured: Measured, split: Split, exported: Mapping[int, int], resamples: int) -> None:
    verdict = analyse(split.shown, resamples=resamples, alternatives=False)
    best = max(verdict.held_out_losses, key=lambda each: each.gain).k if verdict.held_out_losses else verdict.k
    labels = _groupings(split, exported)
    among = np.logical_and.reduce([verdict.grouped, *(label >= 0 for label in labels.values())])
    measured.grouped.append(int(among.sum()))
    measured.verdict_ks.append(verdict.k)
    measured.predictive_ks.append(best)
    asked = [cells[among[split.person]] for cells in (split.person, split.statement, split.choice)]
    np.add.at(measured.hidden, asked[0], 1)
    everyone = np.where(verdict.grouped, 0, -1)
    _score_groups(measured, split, asked, {NONE: everyone, **labels}, everyone)
    _score_latent(measured, split, asked, {HABITS: 1, VERDICT: verdict.k, PREDICTIVE: best})


def _groupings(split: Split, exported: Mapping[int, int]) -> dict[str, np.ndarray]:
    """method -> (people,) hard group of each, -1 where it has none."""
    polis = analyse(split.shown, "polis", resamples=0)
    placed = np.where(polis.grouped, polis.membership.argmax(axis=1), -1)
    labels = {EXPORTED: _labels(split, exported), POLIS: placed}
    if peers.find_red_dwarf():
        labels[RED_DWARF] = _labels(split, peers.find_red_dwarf_groups(split.shown))
    return labels


def _labels(split: Split, groups: Mapping[int, int]) -> np.ndarray:
    return np.array([groups.get(person, -1) for person in split.shown.people.tolist()])


def _score_groups(
    measured: Measured,
    split: Split,
    asked: list[np.ndarray],
    labels: Mapping[str, np.ndarray],
    everyone: np.ndarray,
) -> None:
    person, statement, choice = asked
    base = shares(split.tallies(everyone, 1)[0] + 0.5)
    for method, label in labels.items():
        counts = split.tallies(label, int(label.max()) + 1)
        rates = {prior: shares(counts + prior * base) for prior in (PRIORS if method != NONE else (PRIOR,))}
        measured.add(method, person, {p: rate[label[person], statement, choice] for p, rate in rates.items()})


def _score_latent(measured: Measured, split: Split, asked: list[np.ndarray], ks: Mapping[str, int]) -> None:
    """The blocs that `analyse` finds at each k, and the habits that go with them, asked about the hidden votes."""
    votes = build_vote_matrix(split.shown)
    person, statement, choice = asked
    place = np.argsort(votes.people)[person]  # rows of ascending people among the canonical ones
    column = np.searchsorted(votes.statements, split.shown.items[statement])
    secret = VoteMatrix(votes.people, votes.statements, place, column, choice)
    search = Search(votes, Rules(), seed=0, resamples=0)
    for method, k in ks.items():
        model = search.model(k)
        measured.add(method, person, {PRIOR: chances(model, search.everyone, secret)})


def shares(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=-1, keepdims=True)


def row(measured: Measured) -> list[str]:
    return [
        measured.name,
        f"{_spread(measured.grouped)}, {int(measured.hidden.sum()):,}",
        f"{_spread(measured.verdict_ks)} / {_spread(measured.predictive_ks)}",
        *(f"{measured.nats(method):.4f}" if method in measured.losses else "" for method in METHODS),
        f"{measured.above(PREDICTIVE, measured.rival())[1]:.4f}",
        *verdicts(measured),
    ]


def _spread(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}" if low == high else f"{low} to {high}"


def lowest(measured: Measured) -> bool:
    """At predictive k lower than every other method that did not see, or within one standard error."""
    above, error = measured.above(PREDICTIVE, measured.rival())
    return above <= error


def no_worse(measured: Measured) -> bool:
    """At verdict k not worse than polis or than no blocs by more than one standard error."""
    apart = (measured.above(VERDICT, other) for other in (POLIS, NONE))
    return all(above <= error for above, error in apart)


def verdicts(measured: Measured) -> list[str]:
    if min(measured.grouped) < ENOUGH:
        return [f"fewer than {ENOUGH} people"] * 2
    holds = {True: "holds", False: "**fails**"}
    return [holds[lowest(measured)], holds[no_worse(measured)]]


def demands(every: list[Measured]) -> str:
    large = [each for each in every if min(each.grouped) >= ENOUGH]
    strictly = [each.above(PREDICTIVE, each.rival())[0] < 0 for each in large]
    below = [each.above(PREDICTIVE, EXPORTED)[0] < 0 for each in every]
    return "\n".join(
        [
            _all(
                large, lowest, "At predictive k the lowest of those that did not see, or within one standard error"
            ),
            _most("Strictly the lowest on three in four", strictly, 3 / 4),
            _most("Below Polis's exported groups, which saw the hidden votes, on five of seven", below, 5 / 7),
            _all(
                large, no_worse, "At verdict k no worse than `polis` or no blocs by more than one standard error"
            ),
        ]
    )


def _all(large: list[Measured], holds: Callable[[Measured], bool], sentence: str) -> str:
    fails = [each.name for each in large if not holds(each)]
    seen = f"fails on {', '.join(fails)}" if fails else f"on all {len(large)} of at least {ENOUGH} people"
    return evidence.demand(sentence, not fails if large else None, seen)


def _most(sentence: str, hold: list[bool], share: float) -> str:
    return evidence.demand(
        sentence, sum(hold) >= share * len(hold) if hold else None, f"{sum(hold)} of {len(hold)}"
    )


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("exports", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--resamples", type=int, default=20, help="of the analysis that chooses the verdict k")
    asked = parser.parse_args()
    every = []
    for folder in asked.exports:
        every.append(measure(peers.read_conversation(folder), asked.splits, asked.resamples))
        print(f"{folder.name} is done", file=sys.stderr)
    columns = ["conversation", "people, hidden votes", "k verdict / predictive", *METHODS, "one standard error"]
    columns += ["predictive k is lowest", "verdict k no worse"]
    notes = [f"{asked.splits} splits; {peers.find_red_dwarf() or peers.ABSENT}"]
    table = evidence.format_table(columns, map(row, every))
    evidence.publish(HEADING, [INTRODUCTION, *notes, table, demands(every)], asked.write)


if __name__ == "__main__":
    main()
