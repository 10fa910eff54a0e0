"""Ballots on paper or from a kiosk, typed into a table: read line by line, each problem named. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from elicit.wording import key

from .csv import arm

MOST_LINES = 50_000
COLUMNS = ("ballot", "statement", "choice", "round", "important")
NEEDED = COLUMNS[:3]
AGREE = [
    "agree",
    "1",
    "+1",
    "a",
    "de acuerdo",
    "acuerdo",
    "d'accord",
    "accord",
    "stimme zu",
    "Zustimmung",
    "dafür",
]
DISAGREE = ["disagree", "-1", "d", "en desacuerdo", "desacuerdo", "pas d'accord", "désaccord", "stimme nicht zu"]
DISAGREE += ["Ablehnung", "dagegen"]
PASS = ["pass", "0", "p", "paso", "abstención", "passe", "je passe", "abstention", "Enthaltung", "weiß nicht"]
SPOKEN = {1: AGREE, -1: DISAGREE, 0: PASS}
CHOICES = {word.casefold(): choice for choice, words in SPOKEN.items() for word in words}
MARKS = {
    **dict.fromkeys(("1", "yes", "true", "x", "sí", "si", "oui", "ja"), True),
    **dict.fromkeys(("", "0", "no", "false", "non", "nein"), False),
}


@dataclass(frozen=True)
class Line:
    """One vote. number: of the line in the file, the header being line 1."""

    number: int
    ballot: str
    statement: int
    choice: int
    round: int
    important: bool


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line, 0 for the whole file. code: "not_utf8", "broken", "empty", "too_long", "columns",
    "ballot", "statement", "ambiguous", "choice", "round", "important" or "twice"; value: what was found there."""

    line: int
    code: str
    value: str


@dataclass(frozen=True)
class Paper:
    """What a file says. Nothing of it counts while there are problems."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def ballots(self) -> tuple[str, ...]:
        """Their labels, in order of appearance."""
        return tuple(dict.fromkeys(line.ballot for line in self.lines))

    @cached_property
    def digest(self) -> str:
        """sha256 of what the lines say: the same however the file was saved."""
        said = [[line.ballot, line.statement, line.choice, line.round, line.important] for line in self.lines]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_paper(content: bytes, statements: Mapping[int, str], round_: int) -> Paper:
    """statements: number -> text of those that take votes. round_: the present one, which counts where none is
    given, and beyond which there is none."""
    try:
        rows = _rows(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _nothing("not_utf8", str(error.start))
    except csv.Error as error:
        return _nothing("broken", str(error))
    if not rows:
        return _nothing("empty", "")
    if len(rows) > MOST_LINES + 1:
        return _nothing("too_long", str(MOST_LINES))
    header = [cell.strip().casefold() for cell in rows[0][1]]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        return _nothing("columns", ", ".join(missing))
    return _read(rows[1:], header, _Statements(statements), round_)


class _Statements:
    """Finds a statement by number or by its words."""

    def __init__(self, statements: Mapping[int, str]) -> None:
        self.texts = statements
        self.keys: dict[str, list[int]] = {}
        for number, text in statements.items():
            self.keys.setdefault(key(text), []).append(number)

    def find(self, said: str) -> list[int]:
        if said.isdecimal() and int(said) in self.texts:
            return [int(said)]
        exact = [number for number, text in self.texts.items() if text == said]
        return exact or self.keys.get(key(said), [])


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """(number of the line, cells) of every row with something in it. Spreadsheets separate by what their language
    does not use for decimals."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]


def _nothing(code: str, value: str) -> Paper:
    return Paper((), (Problem(0, code, value),))


def _read(
    rows: Sequence[tuple[int, list[str]]], header: Sequence[str], statements: _Statements, round_: int
) -> Paper:
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: set[tuple[str, int, int]] = set()
    for number, row in rows:
        said = {name: arm(cell.strip()) for name, cell in zip(header, row, strict=False) if name in COLUMNS}
        found = _line(number, said, statements, round_)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        vote = (found.ballot, found.statement, found.round)
        if vote in seen:
            problems.append(Problem(number, "twice", f"{found.ballot}: {found.statement}"))
        seen.add(vote)
        lines.append(found)
    if not rows:
        problems.append(Problem(0, "empty", ""))
    return Paper(tuple(lines), tuple(problems))


def _line(number: int, said: Mapping[str, str], statements: _Statements, present: int) -> Line | Problem:
    ballot, round_ = said.get("ballot", ""), said.get("round") or str(present)
    if not ballot or len(ballot) > 100:
        return Problem(number, "ballot", ballot[:100])
    found = statements.find(said.get("statement", ""))
    if len(found) != 1:
        return Problem(number, "ambiguous" if found else "statement", said.get("statement", "")[:100])
    choice = CHOICES.get(" ".join(said.get("choice", "").casefold().replace("’", "'").split()))
    if choice is None:
        return Problem(number, "choice", said.get("choice", "")[:100])
    if not round_.isdecimal() or not 1 <= int(round_) <= present:
        return Problem(number, "round", round_[:100])
    important = MARKS.get(said.get("important", "").casefold())
    if important is None:
        return Problem(number, "important", said["important"][:100])
    return Line(number, ballot, found[0], choice, int(round_), important)
