"""The letters of blocs are presentation: before two analyses are compared, the same blocs get the same letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from elicit.analysis import Report, Standing

from .consistency import is_same, rows_by_statement

OWN = 0.5  # keeps a bloc's own letter where the figures do not decide


def match_letters(report: Report, fresh: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, str]:
    """Letter of the report -> letter of the released document, by how many figures are the same.

    fresh: the report's own document, at the tier of the released one. Without as many blocs on both sides every
    bloc keeps its letter.
    """
    from scipy.optimize import linear_sum_assignment

    letters = [bloc.letter for bloc in report.blocs]
    theirs = sorted({bloc["letter"] for bloc in document["blocs"]})
    if len(letters) != len(theirs):
        return {letter: letter for letter in letters}
    score = OWN * np.array([[letter == other for other in theirs] for letter in letters])
    their_rows = rows_by_statement(document)
    for number, (_part, row) in rows_by_statement(fresh).items():
        their_figures = _by_letter(their_rows[number][1]) if number in their_rows else {}
        for letter, figures in _by_letter(row).items():
            for place, other in enumerate(theirs):
                score[letters.index(letter), place] += other in their_figures and is_same(
                    figures, their_figures[other]
                )
    rows, columns = linear_sum_assignment(score, maximize=True)
    return {letters[place]: theirs[column] for place, column in zip(rows, columns, strict=True)}


def reletter(report: Report, letters: Mapping[str, str]) -> Report:
    """The same report with other letters; what is listed by letter is sorted by the new ones."""
    blocs = tuple(replace(bloc, letter=letters[bloc.letter]) for bloc in report.blocs)
    return replace(
        report, blocs=blocs, standings=tuple(_reletter(standing, letters) for standing in report.standings)
    )


def _reletter(standing: Standing, letters: Mapping[str, str]) -> Standing:
    blocs = [replace(bloc, letter=letters[bloc.letter]) for bloc in standing.blocs]
    return replace(
        standing,
        blocs=tuple(sorted(blocs, key=lambda bloc: bloc.letter)),
        held_by=tuple(sorted(letters[letter] for letter in standing.held_by)),
        opposed_by=tuple(sorted(letters[letter] for letter in standing.opposed_by)),
    )


def _by_letter(row: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of the blocs of a row, by letter; a withheld row has none."""
    blocs = [
        bloc for bloc in row.get("blocs", []) if isinstance(bloc, Mapping) and isinstance(bloc.get("letter"), str)
    ]
    return {bloc["letter"]: {name: bloc[name] for name in bloc if name != "letter"} for bloc in blocs}
