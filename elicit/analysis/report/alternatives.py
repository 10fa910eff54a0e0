"""Other numbers of blocs, kept small in a report and opened again as a report of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elicit.analysis.blocs.blocs import Found
from elicit.analysis.blocs.folds import paired
from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.polis_report import PolisByGroup
from elicit.analysis.data.records import FOLDS, LETTERS, VERDICTS, Alternative, Bloc, Floats
from elicit.analysis.data.report import Report
from elicit.analysis.data.rules import Rules
from elicit.analysis.verdicts.standings import Beside, standings, typical
from elicit.analysis.verdicts.verdicts import Tallies

KEPT = (2, 3, 4, 5, 6)


def lens(found: Found, votes: VoteMatrix, rules: Rules, polis: PolisByGroup) -> Alternative:
    """What is kept of the blocs at another number, participants in ascending order. polis: Polis's figures over
    them."""
    tallies, ascending = found.tallies(votes, rules), np.argsort(votes.people)
    sizes = [np.bincount(row[row >= 0], minlength=found.k) for row in found.placed]
    return Alternative(
        k=found.k,
        counting=tuple(found.counting.tolist()),
        labels=tuple(found.bloc[ascending].tolist()),
        sizes=tuple(tuple(row.tolist()) for row in sizes),
        counts=tuple(tallies.counts.astype(np.int64).ravel().tolist()),
        polis=polis,
    )


def at(report: Report, k: int) -> Report:
    """The report as it looks with k blocs: its blocs, tallies and verdicts, without resamples. It is a way of
    looking and changes no verdict. Raises ValueError when this number was not kept."""
    if k == report.k:
        return report
    kept = next((each for each in report.alternatives if each.k == k), None)
    if kept is None:
        known = ", ".join(str(each) for each in sorted({report.k, *(each.k for each in report.alternatives)}))
        raise ValueError(f"This analysis was not kept at {k} blocs; there are {known}.")
    tallies, labels = _tallies(report, kept), np.array(kept.labels, dtype=np.int64)
    letters = _letters(report, labels, k)
    chosen = tallies.verdicts()
    polis = report.polis.with_groups(kept.polis)
    beside = Beside(
        None,
        np.array([each.important for each in report.standings], dtype=np.int64),
        np.zeros(len(report.statements), dtype=np.int64),
        {report.k: np.array([VERDICTS.index(each.verdict) for each in report.standings])},
        polis.standings(report.statements.tolist()),
    )
    return replace(
        report,
        k=k,
        membership=_membership(labels, k),
        rates=_rates(tallies),
        assignment=np.tile(labels, (FOLDS, 1)),
        blocs=blocs(tallies, labels, report.grouped.sum(), None, report.statements, letters),
        standings=standings(report.statements, tallies, chosen, beside, letters),
        between=int(((labels < 0) & report.grouped).sum()),
        alternatives=(),
        polis=polis,
        false_settled=false_settled(tallies, chosen),
    )


def blocs(
    tallies: Tallies,
    label: Ints,
    grouped: int,
    stability: Floats | None,
    statements: Ints,
    letters: Sequence[str],
) -> tuple[Bloc, ...]:
    """What is said of each bloc. label: (people,) index, below 0 for none; grouped: how many people are."""
    k = len(tallies.counts)
    sizes = np.bincount(label[label >= 0], minlength=k)
    return tuple(
        Bloc(
            index=index,
            letter=letters[index],
            size=int(sizes[index]),
            share=float(sizes[index] / max(grouped, 1)),
            counts=bool(tallies.counting[index]),
            stability=None if stability is None else float(stability[index]),
            represents=typical(tallies, index, statements) if k > 1 else (),
        )
        for index in range(k)
    )


def false_settled(tallies: Tallies, chosen: Ints) -> float:
    """How many of the statements called settled are expected not to be."""
    return float(tallies.doubt[chosen == VERDICTS.index("settled")].sum())


def _tallies(report: Report, kept: Alternative) -> Tallies:
    counts = np.array(kept.counts, dtype=np.float64).reshape(kept.k, len(report.statements), 3)
    said = [[each.tally.agree, each.tally.disagree, each.tally.passed] for each in report.standings]
    overall = np.array(said, dtype=np.float64)
    sizes = np.array(kept.sizes, dtype=np.float64).T[:, report.folds]
    return Tallies(counts, overall.reshape(-1, 3), np.array(kept.counting), report.rules, sizes, report.voters)


def _letters(report: Report, labels: Ints, k: int) -> list[str]:
    """Letters of the blocs they overlap most with in the report; new ones for the rest."""
    inside = labels >= 0
    overlap = np.eye(k)[labels[inside]].T @ report.membership[inside]
    kept = {int(r): report.blocs[c].letter for r, c in zip(*paired(overlap), strict=True)}
    free = [letter for letter in LETTERS if letter not in {bloc.letter for bloc in report.blocs}]
    return [kept[index] if index in kept else free.pop(0) for index in range(k)]


def _membership(labels: Ints, k: int) -> Floats:
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    shares = (sizes + 1) / (sizes.sum() + k)
    membership: Floats = np.where(labels[:, None] >= 0, np.eye(k)[np.maximum(labels, 0)], shares)
    return membership


def _rates(tallies: Tallies) -> Floats:
    base = (tallies.overall + 0.5) / (tallies.overall + 0.5).sum(axis=1, keepdims=True)
    rates: Floats = (tallies.counts + base) / (tallies.counts.sum(axis=2, keepdims=True) + 1)
    return rates
