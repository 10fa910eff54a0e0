"""The ballot log as arrays. What a process has read it caches, so that the next load reads only what came
since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Count, ExpressionWrapper, F, IntegerField, Q, Sum
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from elicit.analysis import Ballots
from elicit.analysis.data.ballots import Flags, Ints, freeze
from elicit.models import Ballot, Deliberation
from elicit.models.statements.statement import State

CHUNK = 20_000  # rows fetched at a time
RECENT = 1_000  # so many of the newest rows are never cached: an earlier id may be committed a moment later
LOGS, BYTES = 8, 128_000_000  # what one process keeps at most; a million rows take 32 MB

Records = NDArray[np.void]

UNDONE = 2
VOTE = Coalesce(F("choice"), UNDONE) * 2 + Cast("important", IntegerField())
PRIME, FACTORS = 2_147_483_647, (1_103_515_245, 1_013_904_223, 69_069)


@dataclass(frozen=True, eq=False)
class Log:
    """One deliberation's ballots in order of their ids, a column of the table each: its rows are the ids, the
    keys of participant and statement, the vote (choice and importance in one), and times if asked for."""

    table: Ints

    def __len__(self) -> int:
        return int(self.table.shape[1])

    @property
    def top(self) -> int:
        return int(self.table[0, -1]) if len(self) else 0

    @property
    def seal(self) -> tuple[int, int]:
        return len(self), int(_mix(*self.table[:4]).sum())

    def without_newest(self, count: int) -> Log:
        return Log(freeze(self.table[:, : max(len(self) - count, 0)]))

    def followed_by(self, tail: Log) -> Log:
        return Log(np.concatenate([self.table, tail.table], axis=1))


class LogCache:
    """The logs this process used last, bounded in number and in bytes. Threads may share it: a log is never
    changed, only replaced, and whoever uses one checks it against the database."""

    def __init__(self, logs: int, size: int) -> None:
        self._logs, self._size = logs, size
        self._entries: OrderedDict[Hashable, Log] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Log | None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def put(self, key: Hashable, log: Log) -> None:
        with self._lock:
            self._entries.pop(key, None)
            if 0 < log.table.nbytes <= self._size:
                self._entries[key] = log
            while len(self._entries) > self._logs or self._weight() > self._size:
                self._entries.popitem(last=False)

    def _weight(self) -> int:
        return sum(log.table.nbytes for log in self._entries.values())


log_cache = LogCache(LOGS, BYTES)


@dataclass(frozen=True, eq=False)
class StandingBallots:
    """What stands of a log, in its order, by the numbers of participants and statements; at: milliseconds
    since 1970, empty unless times were asked for."""

    participants: Ints
    statements: Ints
    choices: Ints
    important: Flags
    at: Ints


def load_ballots(deliberation: Deliberation) -> Ballots:
    """The ballot log as arrays, in order of time; what was undone is left out."""
    log = _log(deliberation)  # first: whoever is in it is among the people read after it
    people, statements = _people(deliberation), _statements(deliberation)
    rows = _standing(log, people, statements)
    return Ballots.from_arrays(
        rows.participants,
        rows.statements,
        rows.choices,
        people=people["number"],
        items=statements["number"],
        rejected=statements["number"][statements["is_rejected"]],
        meta=statements["number"][statements["is_meta"]],
        important=rows.important,
        twins=_twins(statements),
    )


def load_standing_ballots(deliberation: Deliberation) -> StandingBallots:
    """The log with its times; an undo takes every earlier vote of its pair away. Ballots on waiting and merged
    statements are in the log but take no part."""
    log = _read(deliberation, with_times=True)
    return _standing(log, _people(deliberation), _statements(deliberation))


def list_twins(deliberation: Deliberation) -> list[tuple[int, int]]:
    """Numbers of reverse-worded statements that are both accepted: each pair once or, where both say so, twice."""
    return _twins(_statements(deliberation))


def _log(deliberation: Deliberation) -> Log:
    key = (deliberation.pk, deliberation.code, deliberation.created_at)
    entry = log_cache.get(key)
    if entry and entry.seal == _seal(deliberation, entry.top):
        log = entry.followed_by(_read(deliberation, above=entry.top))
    else:
        log = _read(deliberation)
    if not connection.in_atomic_block:  # what a transaction sees of its own may yet be rolled back
        log_cache.put(key, log.without_newest(RECENT))
    return log


def _seal(deliberation: Deliberation, top: int) -> tuple[int, int]:
    """The seal of the rows up to this id as they are now.

    A late commit changes the count, and so does an erasure, but the two together may not, and sums of ids can
    agree by chance (5 and 8 came, 6 and 7 went). So each row adds a number mixed from all that it holds:
    two sets of rows agree by an accident of one in PRIME, and a row that was replaced under its id shows too.
    """
    mix = ExpressionWrapper(_mix(F("pk"), F("participant_id"), F("statement_id"), VOTE), BigIntegerField())
    now = Ballot.objects.filter(deliberation=deliberation, pk__lte=top).aggregate(n=Count("*"), sum=Sum(mix))
    return now["n"], int(now["sum"] or 0)


def _mix(pk: Any, participant: Any, statement: Any, vote: Any) -> Any:
    """The same sum in numpy and in SQL; nothing in it outgrows 63 bits."""
    parts = zip((pk, participant, statement), FACTORS, strict=True)
    first, second, third = (part % PRIME * factor for part, factor in parts)
    return (first + second + third + vote) % PRIME * (pk % PRIME) % PRIME


def _read(deliberation: Deliberation, *, above: int = 0, with_times: bool = False) -> Log:
    """The log in order, straight from local columns: no joins, no model instances."""
    columns = ["pk", "participant_id", "statement_id", "vote", *(["at"] if with_times else [])]
    rows: Iterable[tuple[Any, ...]] = (
        Ballot.objects.filter(deliberation=deliberation, pk__gt=above)
        .order_by("pk")
        .annotate(vote=VOTE)
        .values_list(*columns)
        .iterator(CHUNK)
    )
    if with_times:
        rows = ((*row[:-1], round(row[-1].timestamp() * 1000)) for row in rows)
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return Log(np.ascontiguousarray(flat.reshape(-1, len(columns)).T))


def _people(deliberation: Deliberation) -> Records:
    rows = deliberation.participants.order_by("pk").values_list("pk", "number")
    return np.array(list(rows), dtype=[("pk", np.int64), ("number", np.int64)])


def _statements(deliberation: Deliberation) -> Records:
    """Those that take part. A state may change while the log does not, so it is asked for at every load."""
    rows = (
        deliberation.statements.filter(state__in=[State.ACCEPTED, State.REJECTED])
        .order_by("pk")
        .annotate(is_rejected=ExpressionWrapper(Q(state=State.REJECTED), BooleanField()))
        .values_list("pk", "number", Coalesce("twin_id", 0), "is_rejected", "is_meta")
    )
    keys = [("pk", np.int64), ("number", np.int64), ("twin", np.int64)]
    return np.array(list(rows), dtype=[*keys, ("is_rejected", np.bool_), ("is_meta", np.bool_)])


def _twins(statements: Records) -> list[tuple[int, int]]:
    accepted = statements[~statements["is_rejected"]][["pk", "number", "twin"]].tolist()
    numbers = {pk: number for pk, number, _twin in accepted}
    return [(number, numbers[twin]) for _pk, number, twin in accepted if twin in numbers]


def _standing(log: Log, people: Records, statements: Records) -> StandingBallots:
    """Left out: what was undone, what is on statements that take no part, and whoever was erased meanwhile."""
    table = log.table[:, np.isin(log.table[1], people["pk"]) & np.isin(log.table[2], statements["pk"])]
    person_places = np.searchsorted(people["pk"], table[1])
    statement_places = np.searchsorted(statements["pk"], table[2])
    choices, important = np.divmod(table[3], 2)
    rows = _is_not_undone(person_places * len(statements) + statement_places, choices == UNDONE)
    return StandingBallots(
        participants=people["number"][person_places[rows]],
        statements=statements["number"][statement_places[rows]],
        choices=choices[rows],
        important=important[rows].astype(np.bool_),
        at=table[4:, rows].ravel(),
    )


def _is_not_undone(pairs: Ints, undone: Flags) -> Flags:
    """The rows that come after the last undo of their pair, and those of pairs that have none."""
    places = np.flatnonzero(undone)[::-1]
    pairs_with_undo, newest = np.unique(pairs[places], return_index=True)
    if not len(pairs_with_undo):
        return ~undone
    place = np.minimum(np.searchsorted(pairs_with_undo, pairs), len(pairs_with_undo) - 1)
    stays: Flags = (pairs_with_undo[place] != pairs) | (np.arange(len(pairs)) > places[newest][place])
    return stays
