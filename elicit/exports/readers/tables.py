"""One CSV file of an export, checked as it is read, a line at a time; every fault is a sentence."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from elicit.exports.formats.polis import PolisFormatError

LIMIT = 100_000_000  # bytes per file
LARGEST = 2**31 - 1  # what a database keeps as a number of a person or a statement
_WHOLE = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_CHOICES = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}

NumberedLine = tuple[int, list[str]]  # the line's number and its cells


class Table:
    """A file with one line of columns. Everything wrong with it is a PolisFormatError.

    limit: in bytes. is_ended: whether the last line must end in a line break, as Polis ends all but the summary.
    """

    def __init__(self, path: Path, limit: int, *, is_ended: bool = True) -> None:
        self.path = path
        self._content = self._bytes(limit)
        self._is_open = is_ended and not self._content.endswith((b"\n", b"\r"))
        first = next(self._parse(), None)
        if first is None:
            raise self.fail("the file is empty. Export the conversation again.")
        self.header = first[1]

    def fail(self, sentence: str, line: int | None = None) -> PolisFormatError:
        """The fault to raise: which file, which line, and the sentence."""
        place = self.path.name + (f", line {line}" if line else "")
        return PolisFormatError(f"{place}: {sentence}")

    def need(self, *columns: str) -> None:
        """Takes the first line as names of columns; these must be among them."""
        self.header = [name.strip() for name in self.header]
        twice = [name for name, count in Counter(self.header).items() if count > 1]
        if twice:
            raise self.fail(f"the column {twice[0]!r} occurs twice. Export the file again.", 1)
        missing = [name for name in columns if name not in self.header]
        if missing:
            raise self.fail(
                f"the column {missing[0]!r} is missing; there are {', '.join(self.header[:12])}. "
                "Give the file as Polis exported it.",
                1,
            )

    def lines(self) -> Iterator[NumberedLine]:
        """Line number and cells of each line under the first."""
        lines = self._parse()
        next(lines)
        line = next(lines, None)
        while line is not None:
            following = next(lines, None)
            self._check(line, is_last=following is None)
            yield line
            line = following

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by column of each line under the first."""
        for line, cells in self.lines():
            yield line, dict(zip(self.header, cells, strict=True))

    def whole(self, cell: str, name: str, line: int, most: int = LARGEST) -> int:
        """The whole number in a cell of the column `name`."""
        match = _WHOLE.fullmatch(cell.strip())
        if not match:
            raise self.fail(
                f"{name} is {cell!r}, which is not a whole number. Export the file again; a spreadsheet may have "
                "rewritten it.",
                line,
            )
        if int(match[1]) > most:
            raise self.fail(f"{name} is {cell}; at most {most} can be read. Export the file again.", line)
        return int(match[1])

    def choice(self, cell: str, line: int) -> int:
        """The vote in a cell: 1, 0 or -1."""
        try:
            return _CHOICES[cell.strip()]
        except KeyError:
            raise self.fail(
                f"a vote of {cell!r}; a vote is 1 (agree), 0 (pass) or -1 (disagree). Correct it or "
                "remove the line.",
                line,
            ) from None

    def _bytes(self, limit: int) -> bytes:
        try:
            size = self.path.stat().st_size
            if size > limit:
                raise self.fail(
                    f"{size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are read. Split the conversation."
                )
            content = self.path.read_bytes()
            content.decode("utf-8-sig")
        except FileNotFoundError as error:
            raise self.fail("the file is missing. Give the whole folder of the export.") from error
        except OSError as error:
            raise self.fail(f"the file cannot be read ({error.strerror}). Check that it is a file.") from error
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self.fail("not UTF-8. Save the file as UTF-8 and import again.", line) from error
        return content

    def _parse(self) -> Iterator[NumberedLine]:
        csv.field_size_limit(LIMIT)
        text = io.TextIOWrapper(io.BytesIO(self._content), encoding="utf-8-sig", newline="")
        reader = csv.reader(text, strict=True)
        try:
            for row in reader:
                if row:
                    yield reader.line_num, row
        except csv.Error as error:
            raise self.fail(f"not readable as CSV ({error}). Export the file again.", reader.line_num) from error

    def _check(self, numbered_line: NumberedLine, *, is_last: bool) -> None:
        line, cells = numbered_line
        if is_last and len(cells) < len(self.header):
            raise self.fail("this last line is cut short: the file is half-written. Copy it again.", line)
        if len(cells) != len(self.header):
            raise self.fail(f"{len(cells)} cells instead of {len(self.header)}. Export the file again.", line)
        if is_last and self._is_open:
            raise self.fail(
                "the file ends inside this line, which may be cut short. Copy the file again; if the line is "
                "whole, end it with a line break.",
                line,
            )
