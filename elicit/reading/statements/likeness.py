"""Which accepted statements say nearly the same as a text. What a process has prepared it caches for a while."""

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
ENTRIES = 16  # deliberations that a process keeps prepared


@dataclass
class _Entry:
    """Of one deliberation. pairs: computed when somebody asks for them first."""

    likeness: wording.Likeness
    seal: tuple[Any, ...]
    until: float  # on the monotonic clock, nobody looks whether the seal still holds
    pairs: list[tuple[int, int]] | None = None


class _Cache:
    """Threads share it. While one of them prepares an entry anew, the others go on with the one before."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()

    def get(self, deliberation: Deliberation) -> _Entry:
        entry = self._entries.get(_key(deliberation))
        if entry and (entry.until > time.monotonic() or entry.seal == _seal(deliberation)):
            return entry
        if not self._lock.acquire(blocking=entry is None) and entry:
            return entry
        try:
            return self._renew(deliberation)
        finally:
            self._lock.release()

    def _renew(self, deliberation: Deliberation) -> _Entry:
        seal = _seal(deliberation)  # first: what comes in between is prepared next time
        entry = self._entries.get(_key(deliberation))
        if entry is None or entry.seal != seal:
            likeness = _prepare(deliberation)
            entry = _Entry(likeness, seal, time.monotonic() + LASTS if seal[0] >= MANY else 0.0)
            self._entries[_key(deliberation)] = entry
            while len(self._entries) > ENTRIES:
                self._entries.popitem(last=False)
        return entry


cache = _Cache()


def find_alike(
    *, deliberation: Deliberation, text: str, most: int = FEW, but: int | None = None
) -> list[Statement]:
    """Accepted statements that say nearly the same, best first. but: the number of one that is not asked about."""
    if sum(map(str.isalpha, text)) < LEAST:
        return []
    matches = cache.get(deliberation).likeness.to(text, most=most + 1)
    numbers = [match.number for match in matches if match.number != but][:most]
    rows = {row.number: row for row in deliberation.statements.accepted().filter(number__in=numbers)}
    return [rows[number] for number in numbers if number in rows]


def find_nearest(*, deliberation: Deliberation, statements: Sequence[Statement]) -> dict[int, Statement]:
    """For each of these statements, by its number, the accepted one that says most nearly the same, if any."""
    if not statements:
        return {}
    likeness = cache.get(deliberation).likeness
    nearest = {statement.number: _first(likeness, statement) for statement in statements}
    numbers = {near for near in nearest.values() if near is not None}
    rows = {row.number: row for row in deliberation.statements.accepted().filter(number__in=numbers)}
    return {number: rows[near] for number, near in nearest.items() if near in rows}


def list_pairs_alike(*, deliberation: Deliberation) -> list[tuple[int, int]]:
    """Numbers of accepted statements that say nearly the same, those most alike first; each pair once."""
    entry = cache.get(deliberation)
    if entry.pairs is None:
        rows = deliberation.statements.accepted().order_by("number").values_list("number", "text")
        scores = {
            (min(number, match.number), max(number, match.number)): match.score
            for number, text in rows
            for match in entry.likeness.to(text)
            if match.number != number
        }
        entry.pairs = sorted(scores, key=lambda pair: (-scores[pair], pair))
    return entry.pairs


def _first(likeness: wording.Likeness, statement: Statement) -> int | None:
    return next(
        (match.number for match in likeness.to(statement.text, most=2) if match.number != statement.number), None
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
    figures = accepted.aggregate(
        n=Count("*"), top=Max("number"), all=Sum("number"), decided=Max("moderated_at"), edited=Max("edited_at")
    )
    return tuple(figures.values())
