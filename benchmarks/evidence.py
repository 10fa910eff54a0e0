"""What the evidence scripts share: Markdown tables, and the section of docs/evidence.md that is a script's own."""

import argparse
import re
import subprocess
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "evidence.md"
WIDTH = 120


def make_parser(docstring: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=docstring, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace this script's section of docs/evidence.md")
    return parser


def format_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def demand(sentence: str, holds: bool | None, measurement: str) -> str:
    """One line of a list: what is demanded, whether it was reached (None: not measured), and the measurement."""
    word = {True: "reached", False: "**not reached**", None: "not measured"}[holds]
    return f"* {sentence}: {word} ({measurement})."


def publish(heading: str, paragraphs: Iterable[str], write: bool) -> None:
    """Print the section; with `write` it also replaces the one under the same heading."""
    body = "\n\n".join(map(wrap, [*paragraphs, f"Measured at {COMMIT}."]))
    print(f"## {heading}\n\n{body}")
    if write:
        DOCUMENT.write_text(replace_section(DOCUMENT.read_text(), heading, body))


def wrap(paragraph: str) -> str:
    """Prose in lines of the document's width; tables, lists and headings as they are."""
    if paragraph.startswith(("|", "* ", "#")):
        return paragraph
    return textwrap.fill(" ".join(paragraph.split()), WIDTH, break_on_hyphens=False, break_long_words=False)


def replace_section(document: str, heading: str, body: str) -> str:
    """The document with this body between its `## ` heading and the next, or at its end where it has none."""
    section = f"## {heading}\n\n{body}\n"
    match = re.search(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", document, flags=re.M | re.S)
    if match is None:
        return f"{document.rstrip()}\n\n{section}"
    rest = document[match.end() :]
    return document[: match.start()] + section + (f"\n{rest}" if rest else "")


def describe_commit() -> str:
    """The short name of the commit, and whether the tree differs from it."""
    process = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude", "*"], cwd=ROOT, capture_output=True, text=True
    )
    return process.stdout.strip() or "an unknown commit"


COMMIT = describe_commit()  # as the script started, before it wrote anything
