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
REQUIRED = COLUMNS[:3]
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
WORDS = {1: AGREE, -1: DISAGREE, 0: PASS}
CHOICES = {word.casefold(): choice for choice, words in WORDS.items() for word in words}
MARKS = {
    **dict.fromkeys(("1", "yes", "true", "x", "sí", "si", "oui", "ja"), True),
    **dict.fromkeys(("", "0", "no", "false", "non", "nein"), False),
}


@dataclass(frozen=True)
class PaperVote:
    """One vote. number: of the line in the file, the header being line 1."""

    number: int
    ballot: str
    statement: int
    choice: int
    round: int
    important: bool


@dataclass(frozen=True)
class PaperProblem:
    """What is wrong with a line, 0 for the whole file. code: "not_utf8", "broken", "empty", "too_long", "columns",
    "ballot", "statement", "ambiguous", "choice", "round", "important" or "twice"; value: what stands there."""

    line: int
    code: str
    value: str


@dataclass(frozen=True)
class Paper:
    """What a file says. Nothing of it counts while there are problems."""

    lines: tuple[PaperVote, ...]
    problems: tuple[PaperProblem, ...]

    @property
    def ballots(self) -> tuple[str, ...]:
        """Their labels, in order of appearance."""
        return tuple(dict.fromkeys(line.ballot for line in self.lines))

    @cached_property
    def digest(self) -> str:
        """sha256 of what the lines say: the same however the file was saved."""
        rows = [[line.ballot, line.statement, line.choice, line.round, line.important] for line in self.lines]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def read_paper(content: bytes, statements: Mapping[int, str], round_: int) -> Paper:
    """statements: number -> text of those that take votes. round_: the present one, which counts where none is
    given, and beyond which there is none."""
    try:
        rows = _rows(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _unreadable("not_utf8", str(error.start))
    except csv.Error as error:
        return _unreadable("broken", str(error))
    if not rows:
        return _unreadable("empty", "")
    if len(rows) > MOST_LINES + 1:
        return _unreadable("too_long", str(MOST_LINES))
    header = [cell.strip().casefold() for cell in rows[0][1]]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        return _unreadable("columns", ", ".join(missing))
    return _read(rows[1:], header, _Statements(statements), round_)


class _Statements:
    """Finds a statement by number or by its words."""

    def __init__(self, statements: Mapping[int, str]) -> None:
        self.texts = statements
        self.keys: dict[str, list[int]] = {}
        for number, text in statements.items():
            self.keys.setdefault(key(text), []).append(number)

    def find(self, words: str) -> list[int]:
        if words.isdecimal() and int(words) in self.texts:
            return [int(words)]
        exact = [number for number, text in self.texts.items() if text == words]
        return exact or self.keys.get(key(words), [])


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """(number of the line, cells) of every row with something in it. Spreadsheets separate by what their language
    does not use for decimals."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]


def _unreadable(code: str, value: str) -> Paper:
    return Paper((), (PaperProblem(0, code, value),))


def _read(
    rows: Sequence[tuple[int, list[str]]], header: Sequence[str], statements: _Statements, round_: int
) -> Paper:
    lines: list[PaperVote] = []
    problems: list[PaperProblem] = []
    identities: set[tuple[str, int, int]] = set()
    for number, row in rows:
        cells = {name: arm(cell.strip()) for name, cell in zip(header, row, strict=False) if name in COLUMNS}
        vote = _vote(number, cells, statements, round_)
        if isinstance(vote, PaperProblem):
            problems.append(vote)
            continue
        identity = (vote.ballot, vote.statement, vote.round)
        if identity in identities:
            problems.append(PaperProblem(number, "twice", f"{vote.ballot}: {vote.statement}"))
        identities.add(identity)
        lines.append(vote)
    if not rows:
        problems.append(PaperProblem(0, "empty", ""))
    return Paper(tuple(lines), tuple(problems))


def _vote(
    number: int, cells: Mapping[str, str], statements: _Statements, present: int
) -> PaperVote | PaperProblem:
    ballot, round_ = cells.get("ballot", ""), cells.get("round") or str(present)
    if not ballot or len(ballot) > 100:
        return PaperProblem(number, "ballot", ballot[:100])
    numbers = statements.find(cells.get("statement", ""))
    if len(numbers) != 1:
        return PaperProblem(number, "ambiguous" if numbers else "statement", cells.get("statement", "")[:100])
    choice = CHOICES.get(" ".join(cells.get("choice", "").casefold().replace("’", "'").split()))
    if choice is None:
        return PaperProblem(number, "choice", cells.get("choice", "")[:100])
    if not round_.isdecimal() or not 1 <= int(round_) <= present:
        return PaperProblem(number, "round", round_[:100])
    important = MARKS.get(cells.get("important", "").casefold())
    if important is None:
        return PaperProblem(number, "important", cells["important"][:100])
    return PaperVote(number, ballot, numbers[0], choice, int(round_), important)
