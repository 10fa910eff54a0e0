"""Other numbers of blocs, kept small in a report and opened again as a report of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elicit.analysis.blocs.blocs import Partition
from elicit.analysis.blocs.folds import pair
from elicit.analysis.data.ballots import Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.polis_report import PolisByGroup
from elicit.analysis.data.records import FOLDS, LETTERS, VERDICTS, Alternative, Bloc, Floats
from elicit.analysis.data.report import Report
from elicit.analysis.data.rules import Rules
from elicit.analysis.verdicts.standings import StandingContext, representatives, standings
from elicit.analysis.verdicts.verdicts import Tallies

ALTERNATIVES = (2, 3, 4, 5, 6)


def build_alternative(partition: Partition, votes: VoteMatrix, rules: Rules, polis: PolisByGroup) -> Alternative:
    """What a report keeps of the blocs at another number, participants in ascending order. polis: Polis's figures
    over them."""
    tallies, ascending = partition.tallies(votes, rules), np.argsort(votes.people)
    sizes = [np.bincount(row[row >= 0], minlength=partition.k) for row in partition.assignment]
    return Alternative(
        k=partition.k,
        counting=tuple(partition.counting.tolist()),
        labels=tuple(partition.bloc[ascending].tolist()),
        sizes=tuple(tuple(row.tolist()) for row in sizes),
        counts=tuple(tallies.counts.astype(np.int64).ravel().tolist()),
        polis=polis,
    )


def open_alternative(report: Report, k: int) -> Report:
    """The report as it looks with k blocs: its blocs, tallies and verdicts, without resamples. It is a way of
    looking and changes no verdict. Raises ValueError when the report has no such alternative."""
    if k == report.k:
        return report
    alternative = next((other for other in report.alternatives if other.k == k), None)
    if alternative is None:
        numbers = ", ".join(
            str(number) for number in sorted({report.k, *(other.k for other in report.alternatives)})
        )
        raise ValueError(f"This analysis was not kept at {k} blocs; there are {numbers}.")
    tallies, labels = _tallies(report, alternative), np.array(alternative.labels, dtype=np.int64)
    letters = _letters(report, labels, k)
    verdict = tallies.verdicts()
    polis = report.polis.with_groups(alternative.polis)
    context = StandingContext(
        None,
        np.array([standing.important for standing in report.standings], dtype=np.int64),
        np.zeros(len(report.statements), dtype=np.int64),
        {report.k: np.array([VERDICTS.index(standing.verdict) for standing in report.standings])},
        polis.standings(report.statements.tolist()),
    )
    return replace(
        report,
        k=k,
        membership=_membership(labels, k),
        rates=_rates(tallies),
        assignment=np.tile(labels, (FOLDS, 1)),
        blocs=build_blocs(tallies, labels, report.grouped.sum(), None, report.statements, letters),
        standings=standings(report.statements, tallies, verdict, context, letters),
        between=int(((labels < 0) & report.grouped).sum()),
        alternatives=(),
        polis=polis,
        false_settled=expected_false_settled(tallies, verdict),
    )


def build_blocs(
    tallies: Tallies,
    label: Ints,
    grouped: int,
    stability: Floats | None,
    statements: Ints,
    letters: Sequence[str],
) -> tuple[Bloc, ...]:
    """The blocs of a report. label: (people,) index, below 0 for none; grouped: how many people are."""
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
            represents=representatives(tallies, index, statements) if k > 1 else (),
        )
        for index in range(k)
    )


def expected_false_settled(tallies: Tallies, verdict: Ints) -> float:
    """How many of the statements called settled are expected not to be. verdict: (S,) indices into VERDICTS."""
    return float(tallies.doubt[verdict == VERDICTS.index("settled")].sum())


def _tallies(report: Report, alternative: Alternative) -> Tallies:
    counts = np.array(alternative.counts, dtype=np.float64).reshape(alternative.k, len(report.statements), 3)
    cast = [standing.tally for standing in report.standings]
    overall = np.array([[tally.agree, tally.disagree, tally.passed] for tally in cast], dtype=np.float64)
    sizes = np.array(alternative.sizes, dtype=np.float64).T[:, report.folds]
    return Tallies(
        counts, overall.reshape(-1, 3), np.array(alternative.counting), report.rules, sizes, report.voters
    )


def _letters(report: Report, labels: Ints, k: int) -> list[str]:
    """Letters of the blocs they overlap most with in the report; new ones for the rest."""
    inside = labels >= 0
    overlap = np.eye(k)[labels[inside]].T @ report.membership[inside]
    former = {int(r): report.blocs[c].letter for r, c in zip(*pair(overlap), strict=True)}
    free = [letter for letter in LETTERS if letter not in {bloc.letter for bloc in report.blocs}]
    return [former[index] if index in former else free.pop(0) for index in range(k)]


def _membership(labels: Ints, k: int) -> Floats:
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    shares = (sizes + 1) / (sizes.sum() + k)
    membership: Floats = np.where(labels[:, None] >= 0, np.eye(k)[np.maximum(labels, 0)], shares)
    return membership


def _rates(tallies: Tallies) -> Floats:
    base = (tallies.overall + 0.5) / (tallies.overall + 0.5).sum(axis=1, keepdims=True)
    rates: Floats = (tallies.counts + base) / (tallies.counts.sum(axis=2, keepdims=True) + 1)
    return rates
