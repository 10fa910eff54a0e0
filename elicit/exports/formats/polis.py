"""Polis exports, read and written. Here agree is +1, as in every Polis export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from .csv import write_csv

Ints = NDArray[np.int64]

GENERATOR = "elicit"
VOTES, COMMENTS, WIDE, GROUPS, SUMMARY = (
    "votes.csv",
    "comments.csv",
    "participant-votes.csv",
    "comment-groups.csv",
    "summary.csv",
)
OLD_WIDE = "participants-votes.csv"
TWINS = "reverse-worded"  # a line of our own in the summary


class PolisFormatError(ValueError):
    """What is wrong with an export: which file, which line, and what to do."""


@dataclass(frozen=True)
class PolisStatement:
    """moderated: 1 accepted, 0 not decided on, -1 rejected. author: a participant's number, when known."""

    number: int
    text: str
    moderated: int = 0
    author: int | None = None
    is_seed: bool = False
    is_meta: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, eq=False)
class PolisVotes:
    """Every vote in order of time, changed ones included: equal-length arrays.

    choices in {1, 0, -1}; at: milliseconds since 1970, 0 where the export does not say.
    """

    participants: Ints
    statements: Ints
    choices: Ints
    important: NDArray[np.bool_]
    at: Ints

    def __len__(self) -> int:
        return len(self.participants)

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> PolisVotes:
        """From rows of participant, statement, choice, important, milliseconds."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 5)
        return cls(table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(bool), table[:, 4])


@dataclass(frozen=True, eq=False)
class PolisExport:
    """A whole conversation. groups: Polis's own group of each participant, where it gave one. twins: pairs of
    statements worded as each other's reverse, in exports of our own."""

    statements: tuple[PolisStatement, ...]
    votes: PolisVotes
    participants: tuple[int, ...]
    groups: Mapping[int, int] = field(default_factory=dict)
    summary: Mapping[str, str] = field(default_factory=dict)
    twins: tuple[tuple[int, int], ...] = ()


def write_export(export: PolisExport) -> dict[str, bytes]:
    """The five files of a Polis export, as name -> bytes; times in whole seconds, as Polis writes them now.

    Reading them back gives the same statements, people, groups, pairs, and votes in the same order.
    """
    current = _current(export.votes)
    return {
        VOTES: _votes(export.votes),
        COMMENTS: _comments(export, current),
        WIDE: _wide(export, current),
        GROUPS: _groups(export, current),
        SUMMARY: _summary(export),
    }


def _current(votes: PolisVotes) -> dict[tuple[int, int], int]:
    pairs = zip(votes.participants.tolist(), votes.statements.tolist(), votes.choices.tolist(), strict=True)
    return {(person, statement): choice for person, statement, choice in pairs}


def _votes(votes: PolisVotes) -> bytes:
    columns = ["timestamp", "datetime", "comment-id", "voter-id", "vote", "important"]
    seconds = (votes.at // 1000).tolist()
    rows = zip(
        seconds,
        map(_format_time, seconds),
        votes.statements.tolist(),
        votes.participants.tolist(),
        votes.choices.tolist(),
        votes.important.astype(int).tolist(),
        strict=True,
    )
    return write_csv(columns, rows)


def _comments(export: PolisExport, current: Mapping[tuple[int, int], int]) -> bytes:
    agrees, disagrees = _count(current, 1), _count(current, -1)
    columns = [
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "is-seed",
        "is-meta",
        "comment-body",
    ]
    rows = []
    for statement in export.statements:
        at = 0 if statement.created_at is None else int(statement.created_at.timestamp())
        counts = [agrees.get(statement.number, 0), disagrees.get(statement.number, 0)]
        flags = [_word(statement.is_seed), _word(statement.is_meta)]
        head = [at, _format_time(at), statement.number, statement.author]
        rows.append([*head, *counts, statement.moderated, *flags, statement.text])
    return write_csv(columns, rows)


def _wide(export: PolisExport, current: Mapping[tuple[int, int], int]) -> bytes:
    numbers = [statement.number for statement in export.statements]
    authors = Counter(statement.author for statement in export.statements)
    votes: dict[int, dict[int, int]] = {}
    for (person, statement), choice in current.items():
        votes.setdefault(person, {})[statement] = choice
    rows = []
    for person in export.participants:
        cells = votes.get(person, {})
        choices = list(cells.values())
        counts = [authors[person], len(choices), choices.count(1), choices.count(-1)]
        rows.append([person, export.groups.get(person), *counts, *(cells.get(number) for number in numbers)])
    columns = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    return write_csv([*columns, *map(str, numbers)], rows)


def _groups(export: PolisExport, current: Mapping[tuple[int, int], int]) -> bytes:
    groups = sorted(set(export.groups.values()))
    tables: list[dict[int, list[int]]] = [{} for _ in range(1 + len(groups))]
    for (person, statement), choice in current.items():
        group = export.groups.get(person)
        for table in [tables[0]] + ([tables[1 + groups.index(group)]] if group is not None else []):
            counts = table.setdefault(statement, [0, 0, 0, 0])
            counts[0] += 1
            counts[{1: 1, -1: 2, 0: 3}[choice]] += 1
    columns = ["comment-id", "comment", *_four("total-{}")]
    for index in range(len(groups)):
        columns += _four(f"group-{chr(ord('a') + index)}-{{}}")
    rows = [
        [
            statement.number,
            statement.text,
            *(n for table in tables for n in table.get(statement.number, [0, 0, 0, 0])),
        ]
        for statement in export.statements
    ]
    return write_csv(columns, rows)


def _four(name: str) -> list[str]:
    return [name.format(word) for word in ("votes", "agrees", "disagrees", "passes")]


def _summary(export: PolisExport) -> bytes:
    summary = {
        "topic": export.summary.get("topic", ""),
        "url": export.summary.get("url", ""),
        "voters": str(len(np.unique(export.votes.participants))),
        "voters-in-conv": str(len(export.participants)),
        "commenters": str(len({row.author for row in export.statements if row.author is not None})),
        "comments": str(len(export.statements)),
        "groups": str(len(set(export.groups.values()))),
        "conversation-description": export.summary.get("conversation-description", ""),
        "generator": GENERATOR,
        **({TWINS: _pairs(export.twins)} if export.twins else {}),
        **{key: value for key, value in export.summary.items() if key in ("status", "language")},
    }
    first, *rest = summary.items()
    return write_csv(first, rest)


def _pairs(twins: Iterable[tuple[int, int]]) -> str:
    """In words, so that no spreadsheet takes them for dates."""
    pairs = sorted({(min(pair), max(pair)) for pair in twins})
    return "; ".join(f"{one} and {other}" for one, other in pairs)


def _count(current: Mapping[tuple[int, int], int], choice: int) -> dict[int, int]:
    counts: dict[int, int] = {}
    for (_person, statement), vote in current.items():
        counts[statement] = counts.get(statement, 0) + (vote == choice)
    return counts


def _format_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if seconds else ""


def _word(flag: bool) -> str:
    return "true" if flag else "false"
