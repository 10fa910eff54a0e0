"""A constitution document as Markdown that people read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .document import WATERMARK

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_BREAKS = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
_LEADING = re.compile(r"^(\d*)([-+=.)])")  # list marks and underlines mean something only in front


def to_markdown(document: Mapping[str, Any]) -> str:
    """Every text escaped: a statement cannot break out of its line."""
    lines = [f"# {escape(document['title'])}", ""]
    if document["status"] != "ratified":
        lines += [f"**{WATERMARK}.**", ""]
    lines += [_describe_origin(document), ""]
    lines += _list_blocs(document)
    lines += ["## Principles", ""]
    lines += [document["note"], ""] if document["note"] else []
    for principle in document["principles"]:
        lines += _write_norm(principle, f"{principle['priority']}\\. ")
    if document["annexes"]:
        lines += ["## Where we differ", ""]
        for annex in document["annexes"]:
            holders, opponents = _join_letters(annex["held_by"]), _join_letters(annex["opposed_by"])
            lines += [f"### Annex of {holders} (opposed by {opponents})", "", *_write_norm(annex, "")]
    lines += _write_items("Settled against", document["against"])
    lines += _write_items("Still open", document["open"])
    lines += _write_items("Withheld", document.get("withheld", []))
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """One line of plain text as Markdown."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text).strip()))


def _describe_origin(document: Mapping[str, Any]) -> str:
    return (
        f"Version {document['version']} of {escape(document['community'])}, asked: "
        f"“{escape(document['prompt'])}” {document['people']} people grouped, {document['votes']} votes, "
        f"deliberation {escape(document['deliberation'])}, analysis `{document['analysis'][:16]}`."
    )


def _list_blocs(document: Mapping[str, Any]) -> list[str]:
    if document["k"] == 1:
        return ["These votes do not support separate blocs.", ""]
    lines = []
    for bloc in document["blocs"]:
        minority = "" if bloc["counts"] else ", a minority voice"
        stability = "" if bloc["stability"] is None else f", overlap in resamples {bloc['stability']:.2f}"
        lines.append(f"* Bloc {bloc['letter']}: {bloc['size']} people{minority}{stability}")
    return [*lines, f"* Between blocs: {document['between']} people", ""]


def _write_norm(norm: Mapping[str, Any], number: str) -> list[str]:
    lines = [f"{number}**{escape(norm['text'])}**", ""]
    for name, word in (("towards", "Towards"), ("away", "Away from"), ("directive", "Directive")):
        if norm[name]:
            lines += [f"   {word}: {escape(norm[name])}", ""]
    lines += [f"   {norm['verdict'].capitalize()}: {norm['evidence']}", ""]
    statements = ", ".join(f"statement {number}" for number in norm["source"])
    return [*lines, f"   From {statements}, {norm['wording_status']}.", ""]


def _write_items(title: str, items: list[Mapping[str, Any]]) -> list[str]:
    if not items:
        return []
    lines = [f"## {title}", ""]
    for item in items:
        lines.append(f"* {escape(item['text'])} ({item['reason'].rstrip('.')}; statement {item['statement']})")
    return [*lines, ""]


def _join_letters(letters: list[str]) -> str:
    return ("bloc " if len(letters) == 1 else "blocs ") + " and ".join(letters)
