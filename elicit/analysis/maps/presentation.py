"""What is carried over from one report to the next: letters of blocs, and axes of the map."""

from __future__ import annotations

import numpy as np

from elicit.analysis.blocs.folds import pair
from elicit.analysis.data.ballots import Ints, locate
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import LETTERS, Floats
from elicit.analysis.data.report import Report
from elicit.analysis.polis.groups import Conversation


def assign_letters(k: int, people: Ints, membership: Floats, previous: Report | None) -> list[str]:
    """Letters by size on a cold run; with a previous report by best overlap, new blocs taking free letters."""
    if previous is None:
        return list(LETTERS[:k])
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    overlap = membership[mine].T @ previous.membership[theirs]
    row, column = pair(overlap)
    letters = {int(r): previous.blocs[c].letter for r, c in zip(row, column, strict=True)}
    free = [letter for letter in LETTERS if letter not in letters.values()]
    return [letters[index] if index in letters else free.pop(0) for index in range(k)]


def place_on_map(
    conversation: Conversation, votes: VoteMatrix, people: Ints, previous: Report | None
) -> tuple[Floats, Floats, Floats]:
    """Positions of people and statements on the two leading components, and how the axes were turned to keep
    them still between reports: (people, 2), (statements, 2), (2, 2)."""
    positions = conversation.positions[np.argsort(conversation.people)]
    order = np.argsort(conversation.statements)
    column = locate(conversation.statements[order], votes.statements)
    points = np.where((column >= 0)[:, None], _take(conversation.statement_positions[order], column), 0.0)
    turn = np.eye(2) if previous is None else _anchor(people, positions, previous)
    return positions @ turn, points @ turn, turn


def _take(rows: Floats, column: Ints) -> Floats:
    return rows[np.maximum(column, 0)] if len(rows) else np.zeros((len(column), 2))


def _anchor(people: Ints, positions: Floats, previous: Report) -> Floats:
    """(2, 2) the rotation or reflection that moves shared people least (orthogonal Procrustes)."""
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    left, _, right = np.linalg.svd(positions[mine].T @ previous.positions[theirs])
    turn: Floats = left @ right
    return turn
