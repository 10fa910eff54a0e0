"""What a public file may hold of single people: a coarse map, and the rows of those who opted in."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .privacy import STEP, head_count

CELL = 0.25  # of the map's spread: the side of a square people are binned into

Row = tuple[int, int, int, bool, bool]  # participant, statement, choice, important, for training


def bin_map(positions: Sequence[Sequence[float]], blocs: Sequence[str]) -> list[dict[str, Any]]:
    """The map as squares of a grid with the number of people in each, per bloc; under 5 people none is shown."""
    spread = max((abs(value) for point in positions for value in point), default=1.0) or 1.0
    side = spread * CELL
    cells = Counter(
        (round(x / side), round(y / side), bloc) for (x, y), bloc in zip(positions, blocs, strict=True)
    )
    return [
        {"x": x * CELL, "y": y * CELL, "bloc": bloc, "people": head_count(count)}
        for (x, y, bloc), count in sorted(cells.items())
        if count >= STEP
    ]


def select_opted_in(rows: Sequence[Row], opted_in: frozenset[int], secret: str) -> list[Row]:
    """Rows of people who opted in, under new ids in an order of the secret's: another release is not linkable."""
    key = secret.encode()
    selection = [row for row in rows if row[0] in opted_in]
    order = sorted({row[0] for row in selection}, key=lambda person: _mix(key, f"person {person}"))
    fresh = {person: number for number, person in enumerate(order, start=1)}
    rows_with_new_ids = [(fresh[row[0]], *row[1:]) for row in selection]
    return sorted(rows_with_new_ids, key=lambda row: _mix(key, f"row {row[0]} {row[1]}"))


def count_unique(rows: Sequence[Row]) -> dict[str, int]:
    """How many people there are, and how many have a set of votes that nobody else among them has."""
    patterns: dict[int, list[tuple[int, int]]] = {}
    for person, statement, choice, _important, _training in rows:
        patterns.setdefault(person, []).append((statement, choice))
    same = Counter(tuple(sorted(pattern)) for pattern in patterns.values())
    unique = sum(1 for count in same.values() if count == 1)
    return {"people": len(patterns), "unique": unique, "rows": len(rows)}


def _mix(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()
