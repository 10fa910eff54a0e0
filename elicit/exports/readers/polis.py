"""Reading a Polis export: either generation, with or without votes.csv; every fault is a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from elicit.exports.formats.csv import arm
from elicit.exports.formats.polis import (
    COMMENTS,
    GENERATOR,
    OLD_WIDE,
    SUMMARY,
    TWINS,
    VOTES,
    WIDE,
    PolisExport,
    PolisFormatError,
    PolisStatement,
    PolisVotes,
)

from .tables import LIMIT, Table

SECONDS_END = 100_000_000_000  # larger timestamps are milliseconds
_PAIR = re.compile(r"([0-9]{1,18}) and ([0-9]{1,18})")
LATEST = 253_402_300_799_000  # milliseconds at the end of the year 9999


def read_export(folder: Path, *, limit: int = LIMIT) -> PolisExport:
    """The conversation in this folder.

    Raises PolisFormatError with a sentence that names the file, the line and the cure; nothing is guessed.
    """
    if not folder.is_dir():
        raise PolisFormatError(f"{folder} is not a folder. Give the folder that holds comments.csv.")
    wide = _wide_name(folder)
    summary = _summary(folder / SUMMARY, limit)
    restore = arm if summary.get("generator") == GENERATOR else str
    statements = tuple(_statements(Table(folder / COMMENTS, limit), restore))
    numbers = {statement.number for statement in statements}
    people, groups, cells = _people(Table(folder / wide, limit)) if wide else ([], {}, [])
    if (folder / VOTES).exists():
        rows = _votes(Table(folder / VOTES, limit))
        _check_whole(rows, cells, str(wide))
    elif wide:
        rows = [(person, statement, choice, 0, 0) for person, statement, choice in cells]
    else:
        raise PolisFormatError(
            f"{folder} holds neither {VOTES} nor {WIDE}. Export the conversation again, with its votes."
        )
    _check_statements(rows, numbers, VOTES if (folder / VOTES).exists() else str(wide))
    voters = {row[0] for row in rows} | {row.author for row in statements if row.author is not None}
    return PolisExport(
        statements=statements,
        votes=PolisVotes.of(rows),
        participants=tuple(sorted(voters.union(people))),
        groups=groups,
        summary=summary,
        twins=tuple(_twins(summary.get(TWINS, ""), numbers)) if summary.get("generator") == GENERATOR else (),
    )


def _wide_name(folder: Path) -> str | None:
    names = [name for name in (WIDE, OLD_WIDE) if (folder / name).exists()]
    if len(names) > 1:
        raise PolisFormatError(
            f"{folder} holds {WIDE} and {OLD_WIDE}: two generations of the export are mixed. Keep the files of "
            "one export only."
        )
    return names[0] if names else None


def _statements(table: Table, restore: Callable[[str], str]) -> Iterator[PolisStatement]:
    table.need("comment-id", "author-id", "moderated", "comment-body")
    first_lines: dict[int, int] = {}
    times = _Times(table)
    for line, row in table.rows():
        number = table.whole(row["comment-id"], "comment-id", line)
        if number in first_lines:
            raise table.fail(f"comment-id {number} was on line {first_lines[number]} already. Remove one.", line)
        first_lines[number] = line
        moderated = row["moderated"].strip() or "0"
        if moderated not in ("1", "0", "-1"):
            raise table.fail(f"moderated is {moderated!r}; it is 1, 0 or -1. Correct it.", line)
        text = restore(row["comment-body"])
        if not text.strip():
            raise table.fail(f"comment {number} has no text. Remove the line.", line)
        yield PolisStatement(
            number=number,
            text=text,
            moderated=int(moderated),
            author=table.whole(row["author-id"], "author-id", line) if row["author-id"].strip() else None,
            is_seed=_flag(row.get("is-seed", "")),
            is_meta=_flag(row.get("is-meta", "")),
            created_at=_moment(times.of(row.get("timestamp", ""), line)),
        )


@dataclass
class _Times:
    """Milliseconds of timestamps; one file is of one generation, in seconds or in milliseconds."""

    table: Table
    in_seconds: bool | None = None

    def of(self, cell: str, line: int) -> int:
        if not cell.strip():
            return 0
        stamp = self.table.whole(cell, "timestamp", line, LATEST)
        if stamp == 0:
            return 0
        in_seconds = stamp < SECONDS_END
        if self.in_seconds is not None and in_seconds != self.in_seconds:
            raise self.table.fail(
                "timestamps in seconds and in milliseconds are mixed: the file joins two generations of the "
                "export. Import them one by one.",
                line,
            )
        self.in_seconds = in_seconds
        return stamp * 1000 if in_seconds else stamp


def _votes(table: Table) -> list[tuple[int, int, int, int, int]]:
    """Rows of participant, statement, choice, important, milliseconds, in order of time."""
    table.need("comment-id", "voter-id", "vote")
    times = _Times(table)
    rows = [
        (
            table.whole(row["voter-id"], "voter-id", line),
            table.whole(row["comment-id"], "comment-id", line),
            table.choice(row["vote"], line),
            int(_flag(row.get("important", ""))),
            times.of(row.get("timestamp", ""), line),
        )
        for line, row in table.rows()
    ]
    rows.sort(key=lambda row: row[4])
    return rows


def _people(table: Table) -> tuple[list[int], dict[int, int], list[tuple[int, int, int]]]:
    """Participants, their groups, and their votes (participant, statement, choice), from the wide file."""
    table.need("participant")
    columns = [(index, int(name)) for index, name in enumerate(table.header) if name.isdecimal()]
    if len({number for _, number in columns}) < len(columns):
        raise table.fail("a statement has two columns. Export the file again.", 1)
    at = {name: table.header.index(name) for name in ("participant", "group-id") if name in table.header}
    people: dict[int, int] = {}
    groups, votes = {}, []
    for line, cells in table.lines():
        person = table.whole(cells[at["participant"]], "participant", line)
        if person in people:
            raise table.fail(f"participant {person} was on line {people[person]} already. Remove one.", line)
        people[person] = line
        if "group-id" in at and cells[at["group-id"]].strip():
            groups[person] = table.whole(cells[at["group-id"]], "group-id", line)
        votes += [(person, number, table.choice(cells[i], line)) for i, number in columns if cells[i].strip()]
    return list(people), groups, votes


def _summary(path: Path, limit: int) -> dict[str, str]:
    if not path.exists():
        return {}
    table = Table(path, limit, is_ended=False)
    pairs = [table.header, *(row for _, row in table.lines())]
    summary = {row[0]: ",".join(row[1:]) for row in pairs}
    restore = arm if summary.get("generator") == GENERATOR else str
    return {key: restore(value) for key, value in summary.items()}


def _twins(line: str, numbers: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs of statements in this line of a summary."""
    for words in line.split("; ") if line else []:
        match = _PAIR.fullmatch(words)
        pair = (int(match[1]), int(match[2])) if match else (0, 0)
        if pair[0] == pair[1] or not numbers.issuperset(pair):
            raise PolisFormatError(
                f"{SUMMARY}: {TWINS} names {words!r}, which are not two statements of {COMMENTS}. Export the "
                "conversation again."
            )
        yield pair


def _check_statements(rows: list[tuple[int, int, int, int, int]], numbers: set[int], name: str) -> None:
    for row in rows:
        if row[1] not in numbers:
            raise PolisFormatError(
                f"{name}: there is a vote on statement {row[1]}, which {COMMENTS} does not hold. One of the two "
                "files is of another export or half-written; export both again."
            )


def _check_whole(rows: list[tuple[int, int, int, int, int]], cells: list[tuple[int, int, int]], wide: str) -> None:
    """A votes.csv cut at the end of a line looks sound; the wide file knows better."""
    pairs = {(row[0], row[1]) for row in rows}
    missing = [cell for cell in cells if (cell[0], cell[1]) not in pairs]
    if missing:
        raise PolisFormatError(
            f"{VOTES} lacks {len(missing)} of the votes that {wide} holds, the first of participant "
            f"{missing[0][0]} on statement {missing[0][1]}: it is half-written or older. Export both again, or "
            f"remove {wide}."
        )


def _flag(cell: str) -> bool:
    return cell.strip().lower() in ("true", "t", "1", "yes")


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
