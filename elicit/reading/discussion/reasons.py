"""Reasons for and against, for the eyes of one participant who has voted: as many on each side, in an order drawn
at random."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from elicit.models import Participant, Point, Statement, Vote
from elicit.models.discussion import PointSide

MOST = 3  # on each side


@dataclass(frozen=True)
class Reasons:
    """sides: for and against, or the other way round, as drawn, each with as many points; none while one
    side has no accepted point. others: no more of them than on a side, except while the sides have none."""

    sides: tuple[tuple[str, tuple[Point, ...]], ...]
    others: tuple[Point, ...]
    is_one_sided: bool

    def __bool__(self) -> bool:
        return bool(self.sides or self.others)


NONE = Reasons((), (), False)


def draw_reasons(participant: Participant, statement: Statement | None) -> Reasons:
    """Nothing for somebody who has no vote on this statement, nor where there is none."""
    if statement is None or not Vote.objects.filter(participant=participant, statement=statement).exists():
        return NONE
    points = sorted(statement.points.accepted(), key=lambda point: _draw_key(participant, statement, point.number))
    by_side = {side: [point for point in points if point.side == side] for side in PointSide.values}
    count = min(len(by_side[PointSide.FOR]), len(by_side[PointSide.AGAINST]), MOST)
    order = sorted((PointSide.FOR, PointSide.AGAINST), key=lambda side: _draw_key(participant, statement, side))
    return Reasons(
        sides=tuple((side.value, tuple(by_side[side][:count])) for side in order) if count else (),
        others=tuple(by_side[PointSide.OTHER][: count or MOST]),
        is_one_sided=not count and bool(by_side[PointSide.FOR] or by_side[PointSide.AGAINST]),
    )


def _draw_key(participant: Participant, statement: Statement, about: object) -> bytes:
    """The same for this person every time, and another order for the next person."""
    words = f"{participant.deliberation.seed}:{participant.number}:{statement.number}:{about}"
    return hashlib.sha256(words.encode()).digest()
