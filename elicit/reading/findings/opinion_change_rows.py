"""Who moved between two rounds of votes, with the words people wrote and in whole per cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elicit.analysis import Tally
from elicit.analysis.verdicts.intervals import jeffreys
from elicit.analysis.verdicts.opinion_change import GroupChange, OpinionChange

from .rows import Percent, Row


@dataclass(frozen=True)
class GroupMove:
    """How one group moved, None where that is withheld. before, after: shares of agreement."""

    letter: str
    people: int | None
    before: Percent | None
    after: Percent | None
    towards: int | None
    away: int | None
    net: int | None

    @property
    def lead(self) -> int:
        """How many more went the way that more went."""
        return abs(self.net or 0)


@dataclass(frozen=True)
class MoveRow:
    """A statement that was put to the vote again. change: of the share of agreement, in points; direction: whether
    clearly more agree, clearly fewer, or neither."""

    row: Row
    round: int
    room: GroupMove
    blocs: tuple[GroupMove, ...]
    all_before: Percent | None
    all_after: Percent | None
    voted_before: int | None
    voted_after: int | None
    change: Percent | None
    direction: str


def make_move_rows(
    moves: Sequence[Mapping[str, Any]], rows: Sequence[Row], confidence: float
) -> tuple[MoveRow, ...]:
    """moves: as `Analysis.moves` keeps them; those of statements that are not among the rows are left out."""
    by_number = {row.number: row for row in rows}
    selection = [OpinionChange.from_dict(move) for move in moves if move["statement"] in by_number]
    return tuple(_row(move, by_number[move.statement], confidence) for move in selection)


def _row(move: OpinionChange, row: Row, confidence: float) -> MoveRow:
    change = None if move.change is None else _percent(move.change.value, move.change.low, move.change.high)
    return MoveRow(
        row=row,
        round=move.round,
        room=_group_move(move.room, confidence),
        blocs=tuple(_group_move(movement, confidence) for movement in move.blocs),
        all_before=_agree(move.all_before, confidence),
        all_after=_agree(move.all_after, confidence),
        voted_before=None if move.all_before is None else move.all_before.votes,
        voted_after=None if move.all_after is None else move.all_after.votes,
        change=change,
        direction=_direction(change),
    )


def _direction(change: Percent | None) -> str:
    """By the ends as they are shown."""
    if change is None:
        return ""
    if change.low > 0:
        return "more"
    return "fewer" if change.high < 0 else "unclear"


def _group_move(movement: GroupChange, confidence: float) -> GroupMove:
    before, after = (_agree(tally, confidence) for tally in (movement.before, movement.after))
    return GroupMove(
        movement.letter, movement.people, before, after, movement.towards, movement.away, movement.net
    )


def _agree(tally: Tally | None, confidence: float) -> Percent | None:
    if tally is None:
        return None
    return _percent(*jeffreys(tally.agree, tally.votes, confidence))


def _percent(value: Any, low: Any, high: Any) -> Percent:
    return Percent(*(round(100 * float(end)) for end in (value, low, high)))
