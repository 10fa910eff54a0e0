"""What is carried over from one report to the next: letters of blocs, and axes of the map."""

from __future__ import annotations

import numpy as np

from elicit.analysis.blocs.folds import paired
from elicit.analysis.data.ballots import Ints, locate
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import LETTERS, Floats
from elicit.analysis.data.report import Report
from elicit.analysis.polis.groups import Conversation


def letters(k: int, people: Ints, membership: Floats, previous: Report | None) -> list[str]:
    """Letters by size on a cold run; with a previous report by best overlap, new blocs taking free letters."""
    if previous is None:
        return list(LETTERS[:k])
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    overlap = membership[mine].T @ previous.membership[theirs]
    row, column = paired(overlap)
    kept = {int(r): previous.blocs[c].letter for r, c in zip(row, column, strict=True)}
    free = [letter for letter in LETTERS if letter not in kept.values()]
    return [kept[index] if index in kept else free.pop(0) for index in range(k)]


def on_map(
    talk: Conversation, votes: VoteMatrix, people: Ints, previous: Report | None
) -> tuple[Floats, Floats, Floats]:
    """Positions of people and statements on the two leading components, and how the axes were turned to hold them
    still between reports."""
    positions = talk.positions[np.argsort(talk.people)]
    order = np.argsort(talk.statements)
    column = locate(talk.statements[order], votes.statements)
    where = np.where((column >= 0)[:, None], _take(talk.statement_positions[order], column), 0.0)
    turn = np.eye(2) if previous is None else _anchor(people, positions, previous)
    return positions @ turn, where @ turn, turn


def _take(rows: Floats, column: Ints) -> Floats:
    return rows[np.maximum(column, 0)] if len(rows) else np.zeros((len(column), 2))


def _anchor(people: Ints, positions: Floats, previous: Report) -> Floats:
    """(2, 2) the rotation or reflection that moves shared people least (orthogonal Procrustes)."""
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    left, _, right = np.linalg.svd(positions[mine].T @ previous.positions[theirs])
    turn: Floats = left @ right
    return turn
