"""The one CSV writer. A cell that a spreadsheet would run as a formula is defused with a leading quote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_DANGEROUS = re.compile(r"^'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"^'+[=+\-@\t\r]")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with LF line ends. Text cells are defused; numbers stay as they are; None is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defuse(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def defuse(cell: object) -> object:
    """A text that could be taken for a formula, with one more quote in front; anything else unchanged."""
    return f"'{cell}" if isinstance(cell, str) and _DANGEROUS.match(cell) else cell


def arm(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if _DEFUSED.match(text) else text
