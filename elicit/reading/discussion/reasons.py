"""Reasons for and against, for the eyes of one participant who has voted: as many on each side, drawn by lot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from elicit.models import Participant, Point, Statement, Vote
from elicit.models.discussion import Side

SHOWN = 3  # on each side


@dataclass(frozen=True)
class Reasons:
    """sides: for and against, or the other way round, as the lot fell, each with as many points; none while one
    side has no accepted point. others: no more of them than on a side, except while the sides have none."""

    sides: tuple[tuple[str, tuple[Point, ...]], ...]
    others: tuple[Point, ...]
    is_one_sided: bool

    def __bool__(self) -> bool:
        return bool(self.sides or self.others)


NONE = Reasons((), (), False)


def reasons(participant: Participant, statement: Statement | None) -> Reasons:
    """Nothing for somebody who has no vote on this statement, nor where there is none."""
    if statement is None or not Vote.objects.filter(participant=participant, statement=statement).exists():
        return NONE
    drawn = sorted(statement.points.accepted(), key=lambda point: _lot(participant, statement, point.number))
    found = {side: [point for point in drawn if point.side == side] for side in Side.values}
    each = min(len(found[Side.FOR]), len(found[Side.AGAINST]), SHOWN)
    order = sorted((Side.FOR, Side.AGAINST), key=lambda side: _lot(participant, statement, side))
    return Reasons(
        sides=tuple((side.value, tuple(found[side][:each])) for side in order) if each else (),
        others=tuple(found[Side.OTHER][: each or SHOWN]),
        is_one_sided=not each and bool(found[Side.FOR] or found[Side.AGAINST]),
    )


def _lot(participant: Participant, statement: Statement, about: object) -> bytes:
    """The same for this person every time, and another order for the next person."""
    words = f"{participant.deliberation.seed}:{participant.number}:{statement.number}:{about}"
    return hashlib.sha256(words.encode()).digest()
