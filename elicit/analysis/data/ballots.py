"""Ballots as plain arrays: what was voted, by whom, on what, in order of time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

AGREE, PASS, DISAGREE = 1, 0, -1
LARGEST = 2**63 - 1
SLICE = 65536  # numbers
SPARSE = 8  # times as wide as their number: beyond, ids are searched rather than looked up in a table


@dataclass(frozen=True, eq=False)
class Ballots:
    """The current votes, in order of their first appearance, and everyone and everything eligible.

    participants, statements, choices, important: equal-length arrays, one row per (participant, statement).
    people, items, rejected, meta: ascending ids; rejected and meta are part of items. twins: (pairs, 2) statements
    that say the reverse of each other, the lower id first, ascending. order: rows by participant and statement.
    person, item: (votes,) each vote's row in people and in items.
    """

    participants: Ints
    statements: Ints
    choices: Ints
    important: Flags
    people: Ints
    items: Ints
    rejected: Ints
    meta: Ints
    twins: Ints
    order: Ints
    person: Ints
    item: Ints

    @classmethod
    def from_arrays(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        choices: ArrayLike,
        *,
        people: ArrayLike | None = None,
        items: ArrayLike | None = None,
        rejected: Iterable[int] = (),
        meta: Iterable[int] = (),
        important: ArrayLike | None = None,
        twins: Iterable[tuple[int, int]] = (),
    ) -> Ballots:
        """Ballots from equal-length integer arrays in order of time; the last vote of a pair wins.

        people and items name everyone and everything eligible (default: those that occur). Choices are 1 for
        agree, 0 for pass, -1 for disagree; undone votes are left out beforehand. twins: pairs of statements worded
        as each other's reverse. Raises ValueError with a sentence that names the row or the id.
        """
        who, what, choice = (
            _to_integers(values, name)
            for values, name in (
                (participants, "participants"),
                (statements, "statements"),
                (choices, "choices"),
            )
        )
        marks = np.zeros(len(who), dtype=bool) if important is None else _to_integers(important, "important") != 0
        _check_rows(who, what, choice, marks)
        closed = find_distinct(_to_integers(list(rejected), "rejected"))
        everyone = find_distinct(who if people is None else _to_integers(people, "people"))
        everything = find_distinct(
            np.concatenate([what if items is None else _to_integers(items, "items"), closed])
        )
        person, item = _locate_all(who, everyone, "participant"), _locate_all(what, everything, "statement")
        rows, last, order = _find_current(person, item, len(everything))
        return cls(
            participants=_take(who, rows),
            statements=_take(what, rows),
            choices=_take(choice, last),
            important=_take(marks, last),
            people=freeze(everyone),
            items=freeze(everything),
            rejected=freeze(closed),
            meta=freeze(np.intersect1d(_to_integers(list(meta), "meta"), everything)),
            twins=freeze(_to_pairs(twins, everything)),
            order=_seal(order),
            person=_seal(person[rows]),
            item=_seal(item[rows]),
        )

    def __len__(self) -> int:
        return len(self.participants)

    @cached_property
    def digest(self) -> str:
        """sha256 over the current votes sorted by participant and statement, the four id sets, and the twins if
        there are any: two logs with the same last votes have the same digest."""
        digest = hashlib.sha256(b"elicit ballots 1\n")
        who = np.repeat(self.people, np.bincount(self.person, minlength=len(self.people)))
        _hash_values(digest, who)
        for column in (self.statements, self.choices, self.important):
            _hash_values(digest, column, self.order)
        for values in (self.people, self.items, self.rejected, self.meta):
            _hash_values(digest, values)
        if len(self.twins):
            _hash_values(digest, self.twins.ravel())
        return digest.hexdigest()


def _hash_values(digest: Any, values: NDArray[Any], order: Ints | None = None) -> None:
    """Add to a hash how many values there are, and which, in this order."""
    digest.update(len(values).to_bytes(8, "little"))
    for piece in iterate_slices(len(values)):
        part = values[piece] if order is None else values[order[piece]]
        digest.update(np.ascontiguousarray(part, dtype="<i8").data)


def _to_pairs(twins: Iterable[tuple[int, int]], items: Ints) -> Ints:
    table = _to_array(list(twins), "twins")
    if table.size and (table.ndim != 2 or table.shape[1] != 2 or table.dtype.kind not in "iu"):
        raise ValueError("twins must be pairs of whole numbers.")
    pairs = {tuple(sorted(pair)) for pair in table.tolist()}
    for one, other in pairs:
        if one == other:
            raise ValueError(f"Statement {one} cannot be the reverse of itself.")
    rows = sorted(pair for pair in pairs if np.isin(pair, items).all())
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def _to_integers(values: ArrayLike, name: str) -> Ints:
    array = _to_array(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a flat list of whole numbers, not of {array.ndim} dimensions.")
    if array.size and array.dtype.kind not in "iub":
        raise ValueError(f"{name} must hold whole numbers, not {array.dtype}.")
    if array.dtype.kind == "u" and array.max(initial=0) > LARGEST:
        raise ValueError(f"{name} must hold numbers of at most {LARGEST}, not {array.max()}.")
    return array.astype(np.int64, copy=False)


def _to_array(values: ArrayLike, name: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must not hold rows of different lengths.") from error


def _check_rows(who: Ints, what: Ints, choice: Ints, marks: Flags) -> None:
    lengths = {
        "participants": len(who),
        "statements": len(what),
        "choices": len(choice),
        "important": len(marks),
    }
    if len(set(lengths.values())) > 1:
        raise ValueError(f"Every column of the ballots must be as long as the others, not {lengths}.")
    odd = np.flatnonzero((choice < DISAGREE) | (choice > AGREE))
    if odd.size:
        raise ValueError(f"Row {odd[0]} holds a vote of {choice[odd[0]]}; a vote is 1, 0 or -1.")


def _locate_all(values: Ints, ids: Ints, word: str) -> Ints:
    """(values,) the place of each among ascending ids. Raises ValueError for a value that is none of them."""
    place = locate(ids, values)
    if place.min(initial=0) < 0:
        odd = values[place < 0].min()
        raise ValueError(f"There are votes of or on {word} {odd}, who or which is not among those named.")
    return place


def _find_current(who: Ints, what: Ints, items: int) -> tuple[Ints | slice, Ints | slice, Ints]:
    """Rows of the first and of the last vote of each pair, in order of the first, and the places in these of the
    pairs in ascending order. who, what: places below so many people and items."""
    pair, row = _sort_pairs(who, what, items)
    start = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    if start.all():  # nobody voted twice on anything
        return slice(None), slice(None), row
    last = np.full(len(row), -1)
    last[row[start]] = row[np.append(start[1:], True)]
    first = np.flatnonzero(last >= 0)
    return first, last[first], (np.cumsum(last >= 0) - 1)[row[start]]


def _sort_pairs(who: Ints, what: Ints, items: int) -> tuple[Ints, Ints]:
    """A number for each pair, ascending, and its row. Where there is room, the sort carries the row's number in
    the low digits of its key."""
    votes = len(who)
    low = votes.bit_length()
    if ((int(who.max(initial=0)) + 1) * max(items, 1)) << low < 2**63:
        keys = np.empty(votes, dtype=np.int64)
        for piece in iterate_slices(votes):
            pair = who[piece] * items + what[piece]
            keys[piece] = (pair << low) | np.arange(piece.start, piece.stop)
        keys.sort()
        row: Ints = keys & ((1 << low) - 1)
        keys >>= low
        return keys, row
    row = np.lexsort((what, who))
    is_first = np.diff(who[row], prepend=-1).astype(bool) | np.diff(what[row], prepend=-1).astype(bool)
    return np.cumsum(is_first), row


def find_distinct(values: Ints) -> Ints:
    """The values there are, ascending."""
    if not len(values):
        return values
    low, span = int(values.min()), int(values.max()) - int(values.min()) + 1
    if span > SPARSE * len(values):
        return np.unique(values)
    occurs = np.zeros(span, dtype=bool)
    for piece in iterate_slices(len(values)):
        occurs[values[piece] - low] = True
    return np.flatnonzero(occurs) + low


def locate(ids: Ints, values: Ints) -> Ints:
    """The place of each value among ascending ids, -1 where it is none of them."""
    if not len(ids) or not len(values):
        return np.full(len(values), -1)
    low, span = int(ids[0]), int(ids[-1]) - int(ids[0]) + 1
    if span > SPARSE * (len(ids) + len(values)):
        place = np.minimum(np.searchsorted(ids, values), len(ids) - 1)
        return np.where(ids[place] == values, place, -1)
    table = np.full(span, -1)
    table[ids - low] = np.arange(len(ids))
    result = np.empty(len(values), dtype=np.int64)
    for piece in iterate_slices(len(values)):
        part = values[piece]
        inside = (part >= low) & (part < low + span)
        result[piece] = np.where(inside, table[(part - low) * inside], -1)
    return result


def freeze(values: NDArray[Any]) -> NDArray[Any]:
    """A copy that nobody can write to."""
    return _seal(values.copy())


def _take(values: NDArray[Any], rows: Ints | slice) -> NDArray[Any]:
    """Some of the values, that nobody can write to and nobody else has."""
    return freeze(values) if isinstance(rows, slice) else _seal(values[rows])


def _seal(values: NDArray[Any]) -> NDArray[Any]:
    values.setflags(write=False)
    return values


def iterate_slices(length: int) -> Iterator[slice]:
    """Cuts of so many numbers that fit into the cache, where what is computed of them costs several passes."""
    return (slice(start, min(start + SLICE, length)) for start in range(0, length, SLICE))
