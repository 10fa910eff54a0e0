"""Which accepted statements say nearly the same as a text. What a process has prepared it keeps for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Count, Max, Sum

from elicit import wording
from elicit.models import Deliberation, Statement

FEW = 3
LEAST = 3  # letters from which on there is something to compare
MANY = 200  # statements from which on preparing takes so long that ...
LASTS = 5.0  # ... new ones may be missing for these seconds: a busy queue does not prepare them at each click
ROOMS = 16  # prepared ones that a process keeps


@dataclass
class _Prepared:
    """pairs: found when somebody asks for them first."""

    likeness: wording.Likeness
    seal: tuple[Any, ...]
    until: float  # on the monotonic clock, nobody looks whether the seal still holds
    pairs: list[tuple[int, int]] | None = None


class _Shelf:
    """Threads share it. While one of them prepares a room anew, the others go on with what was there."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Prepared] = OrderedDict()
        self._lock = Lock()

    def of(self, deliberation: Deliberation) -> _Prepared:
        kept = self._kept.get(_key(deliberation))
        if kept and (kept.until > time.monotonic() or kept.seal == _seal(deliberation)):
            return kept
        if not self._lock.acquire(blocking=kept is None) and kept:
            return kept
        try:
            return self._renew(deliberation)
        finally:
            self._lock.release()

    def _renew(self, deliberation: Deliberation) -> _Prepared:
        seal = _seal(deliberation)  # first: what comes in between is prepared next time
        kept = self._kept.get(_key(deliberation))
        if kept is None or kept.seal != seal:
            likeness = _prepare(deliberation)
            kept = _Prepared(likeness, seal, time.monotonic() + LASTS if seal[0] >= MANY else 0.0)
            self._kept[_key(deliberation)] = kept
            while len(self._kept) > ROOMS:
                self._kept.popitem(last=False)
        return kept


shelf = _Shelf()


def alike(*, deliberation: Deliberation, text: str, most: int = FEW, but: int | None = None) -> list[Statement]:
    """Accepted statements that say nearly the same, best first. but: the number of one that is not asked about."""
    if sum(map(str.isalpha, text)) < LEAST:
        return []
    there = shelf.of(deliberation).likeness.to(text, most=most + 1)
    found = [each.number for each in there if each.number != but][:most]
    rows = {each.number: each for each in deliberation.statements.accepted().filter(number__in=found)}
    return [rows[number] for number in found if number in rows]


def nearest(*, deliberation: Deliberation, statements: Sequence[Statement]) -> dict[int, Statement]:
    """For each of these statements, by its number, the accepted one that says most nearly the same, if any."""
    if not statements:
        return {}
    likeness = shelf.of(deliberation).likeness
    found = {each.number: _first(likeness, each) for each in statements}
    wanted = {near for near in found.values() if near is not None}
    rows = {each.number: each for each in deliberation.statements.accepted().filter(number__in=wanted)}
    return {number: rows[near] for number, near in found.items() if near in rows}


def pairs_alike(*, deliberation: Deliberation) -> list[tuple[int, int]]:
    """Numbers of accepted statements that say nearly the same, those most alike first; each pair once."""
    kept = shelf.of(deliberation)
    if kept.pairs is None:
        rows = deliberation.statements.accepted().order_by("number").values_list("number", "text")
        scores = {
            (min(number, each.number), max(number, each.number)): each.score
            for number, text in rows
            for each in kept.likeness.to(text)
            if each.number != number
        }
        kept.pairs = sorted(scores, key=lambda pair: (-scores[pair], pair))
    return kept.pairs


def _first(likeness: wording.Likeness, statement: Statement) -> int | None:
    return next(
        (each.number for each in likeness.to(statement.text, most=2) if each.number != statement.number), None
    )


def _key(deliberation: Deliberation) -> Hashable:
    return deliberation.pk, deliberation.code, deliberation.created_at


def _prepare(deliberation: Deliberation) -> wording.Likeness:
    rows = list(deliberation.statements.accepted().order_by("number").values_list("number", "text", "language"))
    languages = {number: language for number, _text, language in rows}
    return wording.Likeness({number: text for number, text, _language in rows}, languages=languages)


def _seal(deliberation: Deliberation) -> tuple[Any, ...]:
    """It changes when a statement comes, goes or reads differently."""
    accepted = deliberation.statements.accepted()
    told = accepted.aggregate(
        n=Count("*"), top=Max("number"), all=Sum("number"), decided=Max("moderated_at"), edited=Max("edited_at")
    )
    return tuple(told.values())
