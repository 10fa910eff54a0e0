"""The one CSV writer. A cell that a spreadsheet would run as a formula is defused with a leading quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_DANGEROUS = re.compile(r"^'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"^'+[=+\-@\t\r]")
_NEEDS_QUOTES = re.compile(r'[,"\r\n]')  # the standard library leaves a lone carriage return bare


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with LF line ends. Text cells are defused; numbers stay as they are; None is an empty cell."""
    lines = [",".join(map(_cell, row)) for row in (columns, *rows)]
    return "".join(f"{line}\n" for line in lines).encode()


def defuse(text: str) -> str:
    """A text that could be taken for a formula, with one more quote in front; any other unchanged."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def arm(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if _DEFUSED.match(text) else text


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return _quote(defuse(cell))
    return "" if cell is None else str(cell)


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
