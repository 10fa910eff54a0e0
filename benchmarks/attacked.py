"""Accounts that vote as one, added to planted crowds: verdicts they move, and whether they are named."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks import evidence
from benchmarks.crowds import ROOM, Effort, each_of
from benchmarks.recovered import placed
from benchmarks.truth import ballots_of
from elicit.analysis import Report, analyse
from elicit.crowd import Crowd, plant, with_copies


@dataclass(frozen=True)
class Attack:
    """One crowd with and without copies. marked, differs: (statements,) of the attacked report."""

    marked: np.ndarray
    differs: np.ndarray
    named: bool
    falsely_named: bool
    founded: bool

    @classmethod
    def on(cls, crowd: Crowd, share: float, noise: float, seen: float, resamples: int) -> "Attack":
        honest = crowd.ballots()
        votes = with_copies(honest, share=share, noise=noise, coverage=seen, seed=crowd.seed)
        before, after = (analyse(ballots_of(each, crowd), resamples=resamples) for each in (honest, votes))
        verdicts = zip(before.standings, after.standings, strict=True)
        return cls(
            marked=np.array([each.depends is not None for each in after.standings]),
            differs=np.array([one.verdict != other.verdict for one, other in verdicts]),
            named=_names(after, crowd.people),
            falsely_named=bool(before.identical_accounts),
            founded=_is_founded(after, crowd.people),
        )


def _names(report: Report, first: int) -> bool:
    """Whether a block of the report is made of added accounts for the most part, and holds most of them."""
    added = set(report.participants[report.participants >= first].tolist())
    for block in report.identical_accounts:
        members = set(block.participants)
        if len(members & added) > max(len(members), len(added)) / 2:
            return True
    return False


def _is_founded(report: Report, first: int) -> bool:
    """Whether added accounts are most of a counting bloc."""
    label, _k = placed(report)
    added = report.participants >= first
    return any(bloc.counts and added[label == bloc.index].mean() > 0.5 for bloc in report.blocs if bloc.size)


def copies(effort: Effort) -> list[str]:
    cases = list(product((0.03, 0.05), (0.0, 0.05), (1.0, 0.5)))
    tasks = [(1 + seed % 3, seed, case, effort.resamples) for case in cases for seed in range(effort.some)]
    found = each_of(_attacked, tasks)
    attacks = {case: found[i * effort.some : (i + 1) * effort.some] for i, case in enumerate(cases)}
    columns = ["accounts added", "noise", "statements seen", "verdicts that differ", "marked as depending"]
    columns += ["differ unmarked", "block named", "named in honest crowds", "copies are a counting bloc"]
    return [
        "accounts that vote as one",
        f"""Accounts added to crowds of {ROOM["people"]} x {ROOM["statements"]} with 1 to 3 blocs ({effort.some}
        crowds a row) that share one opinion of every statement, by a coin; with noise each of their votes may
        stray. Verdicts are compared with those of the same crowd without them.""",
        evidence.table([*columns], [_copies_row(*case, found) for case, found in attacks.items()]),
        _copies_demands(attacks),
    ]


def _attacked(blocs: int, seed: int, case: tuple[float, float, float], resamples: int) -> Attack:
    return Attack.on(plant(**ROOM, blocs=blocs, seed=seed), *case, resamples)


def _copies_row(share: float, noise: float, seen: float, found: list[Attack]) -> list[str]:
    said = (
        np.mean([each.differs.mean() for each in found]),
        np.mean([each.marked.mean() for each in found]),
        unmarked(found),
        *(np.mean([getattr(each, name) for each in found]) for name in ("named", "falsely_named", "founded")),
    )
    return [f"{share:.0%}", f"{noise:.0%}", f"{seen:.0%}", *(f"{each:.1%}" for each in said)]


def unmarked(found: list[Attack]) -> float:
    """Of the verdicts that are not marked, the share that differ from the honest crowd's."""
    left = np.concatenate([each.differs[~each.marked] for each in found])
    return float(left.mean()) if len(left) else 0.0


def _copies_demands(attacks: dict[tuple[float, float, float], list[Attack]]) -> str:
    lines = []
    for noise, most, word in ((0.0, 0.02, "exact copies"), (0.05, 0.05, "copies with 5 % noise")):
        rows = [found for case, found in attacks.items() if case[1] == noise]
        worst = max(map(unmarked, rows))
        named = min(np.mean([each.named for each in found]) for found in rows)
        sentence = f"At most {most:.0%} of unmarked verdicts differ with {word}"
        lines.append(evidence.demand(sentence, worst <= most, f"{worst:.1%} at the most"))
        lines.append(evidence.demand(f"A block of {word} is named", named == 1, f"{named:.0%} at the least"))
    return "\n".join(lines)
