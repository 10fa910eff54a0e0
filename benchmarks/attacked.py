"""Accounts that vote as one, added to planted crowds: verdicts they move, and whether they are named."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks import evidence
from benchmarks.crowds import ROOM, Effort, run_all
from benchmarks.recovered import label_people
from benchmarks.truth import to_ballots
from elicit.analysis import Report, analyse
from elicit.crowd import Crowd, plant, with_copies


@dataclass(frozen=True)
class Attack:
    """One crowd with and without copies. is_marked, differs: (statements,) of the attacked report."""

    is_marked: np.ndarray
    differs: np.ndarray
    is_named: bool
    is_falsely_named: bool
    is_bloc: bool

    @classmethod
    def on(cls, crowd: Crowd, share: float, noise: float, coverage: float, resamples: int) -> "Attack":
        honest = crowd.ballots()
        votes = with_copies(honest, share=share, noise=noise, coverage=coverage, seed=crowd.seed)
        before, after = (analyse(to_ballots(log, crowd), resamples=resamples) for log in (honest, votes))
        verdicts = zip(before.standings, after.standings, strict=True)
        return cls(
            is_marked=np.array([standing.depends is not None for standing in after.standings]),
            differs=np.array([one.verdict != other.verdict for one, other in verdicts]),
            is_named=_names(after, crowd.people),
            is_falsely_named=bool(before.identical_accounts),
            is_bloc=_are_bloc(after, crowd.people),
        )


def _names(report: Report, first: int) -> bool:
    """Whether identical accounts of the report are added ones for the most part, and most of these."""
    added = set(report.participants[report.participants >= first].tolist())
    for accounts in report.identical_accounts:
        members = set(accounts.participants)
        if len(members & added) > max(len(members), len(added)) / 2:
            return True
    return False


def _are_bloc(report: Report, first: int) -> bool:
    """Whether added accounts are most of a counting bloc."""
    label, _k = label_people(report)
    added = report.participants >= first
    return any(bloc.counts and added[label == bloc.index].mean() > 0.5 for bloc in report.blocs if bloc.size)


def measure_copies(effort: Effort) -> list[str]:
    cases = list(product((0.03, 0.05), (0.0, 0.05), (1.0, 0.5)))
    tasks = [(1 + seed % 3, seed, case, effort.resamples) for case in cases for seed in range(effort.some)]
    results = run_all(_attack, tasks)
    attacks = {case: results[i * effort.some : (i + 1) * effort.some] for i, case in enumerate(cases)}
    columns = ["accounts added", "noise", "statements seen", "verdicts that differ", "marked as depending"]
    columns += ["differ unmarked", "block named", "named in honest crowds", "copies are a counting bloc"]
    return [
        "accounts that vote as one",
        f"""Accounts added to crowds of {ROOM["people"]} x {ROOM["statements"]} with 1 to 3 blocs ({effort.some}
        crowds a row) that share one opinion of every statement, by a coin; with noise each of their votes may
        stray. Verdicts are compared with those of the same crowd without them.""",
        evidence.format_table([*columns], [_row(*case, row) for case, row in attacks.items()]),
        _demands(attacks),
    ]


def _attack(blocs: int, seed: int, case: tuple[float, float, float], resamples: int) -> Attack:
    return Attack.on(plant(**ROOM, blocs=blocs, seed=seed), *case, resamples)


def _row(share: float, noise: float, coverage: float, attacks: list[Attack]) -> list[str]:
    shares = (
        np.mean([attack.differs.mean() for attack in attacks]),
        np.mean([attack.is_marked.mean() for attack in attacks]),
        share_unmarked(attacks),
        *(
            np.mean([getattr(attack, name) for attack in attacks])
            for name in ("is_named", "is_falsely_named", "is_bloc")
        ),
    )
    return [f"{share:.0%}", f"{noise:.0%}", f"{coverage:.0%}", *(f"{share:.1%}" for share in shares)]


def share_unmarked(attacks: list[Attack]) -> float:
    """Of the verdicts that are not marked, the share that differ from the honest crowd's."""
    differs = np.concatenate([attack.differs[~attack.is_marked] for attack in attacks])
    return float(differs.mean()) if len(differs) else 0.0


def _demands(attacks: dict[tuple[float, float, float], list[Attack]]) -> str:
    lines = []
    for noise, most, word in ((0.0, 0.02, "exact copies"), (0.05, 0.05, "copies with 5 % noise")):
        rows = [row for case, row in attacks.items() if case[1] == noise]
        worst = max(map(share_unmarked, rows))
        least = min(np.mean([attack.is_named for attack in row]) for row in rows)
        sentence = f"At most {most:.0%} of unmarked verdicts differ with {word}"
        lines.append(evidence.demand(sentence, worst <= most, f"{worst:.1%} at the most"))
        lines.append(evidence.demand(f"A block of {word} is named", least == 1, f"{least:.0%} at the least"))
    return "\n".join(lines)
