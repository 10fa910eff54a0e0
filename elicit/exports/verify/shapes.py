"""What a file of a release must look like before it is worth comparing: kinds of values, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from elicit.exports.privacy.privacy import TIERS

DEEPEST = 20
LARGEST = 2**63 - 1

Kind = type | tuple[type, ...]
NUMBER = (int, float)
MAYBE_TEXT = (str, type(None))

_ENTRY: dict[str, Kind] = {"path": str, "size": int, "sha256": str}
_RUN: dict[str, Kind] = {
    "digest": str,
    "method": str,
    "requested_k": (int, type(None)),
    "seed": int,
    "resamples": int,
    "rules": dict,
}
_MANIFEST: dict[str, Kind] = {
    "tier": str,
    "is_draft": bool,
    "version": int,
    "analysis": dict,
    "ballots_digest": str,
    "files": list,
}
_TEXTS: dict[str, Kind] = dict.fromkeys(
    ("status", "title", "community", "prompt", "deliberation", "method", "analysis", "ballots_digest"), str
)
_DOCUMENT: dict[str, Kind] = {
    **_TEXTS,
    "version": int,
    "note": MAYBE_TEXT,
    "k": int,
    "people": int,
    "votes": int,
    "between": (int, str),
    **dict.fromkeys(("blocs", "principles", "annexes", "open", "against", "withheld"), list),
}
_BLOC: dict[str, Kind] = {
    "letter": str,
    "size": (int, str),
    "counts": bool,
    "stability": (*NUMBER, type(None)),
}
_WORDED: dict[str, Kind] = {"text": str, "language": str, "verdict": str, "overall": (dict, str), "blocs": list}
_NORM: dict[str, Kind] = {
    **_WORDED,
    "id": str,
    "wording_status": str,
    "source": list,
    "priority": int,
    "family": str,
    "held_by": list,
    "evidence": str,
    "provenance": dict,
    **dict.fromkeys(("towards", "away", "directive"), MAYBE_TEXT),
}
_OPEN: dict[str, Kind] = {**_WORDED, "statement": int, "reason": str}
_PARTS: dict[str, dict[str, Kind]] = {
    "principles": _NORM,
    "annexes": {**_NORM, "opposed_by": list},
    "open": _OPEN,
    "against": _OPEN,
    "withheld": {"statement": int, "text": str, "language": str, "reason": str},
}


def parse(content: bytes) -> Any:
    """The JSON value in this content. Raises ValueError in words for what no file of a release holds."""
    try:
        value = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    fault = find_unsound(value)
    if fault:
        raise ValueError(fault)
    return value


def find_unsound(value: Any) -> str | None:
    """What can neither be compared nor written again, anywhere inside a JSON value; None when it is sound."""
    stack = [(value, 0)]
    while stack:
        part, depth = stack.pop()
        if depth > DEEPEST:
            return "it is nested too deeply"
        if isinstance(part, Mapping):
            stack += [(inner, depth + 1) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            stack += [(inner, depth + 1) for inner in part]
        elif isinstance(part, str) and not _is_text(part):
            return "it holds half a character (a lone surrogate)"
        elif isinstance(part, NUMBER) and not abs(part) <= LARGEST:
            return "it holds a number that no file of a release holds"
    return None


def manifest_faults(manifest: Mapping[str, Any]) -> list[str]:
    """What keeps a manifest from being one, in words; empty when nothing does."""
    faults = list(_faults(manifest, _MANIFEST, ""))
    if not faults and manifest["tier"] not in TIERS:
        faults.append(f"“tier” is {manifest['tier']!r}, not {', '.join(TIERS)}")
    if not faults:
        faults += _faults(manifest["analysis"], _RUN, "analysis")
        faults += _rows(manifest["files"], _ENTRY, "files")
    return faults


def document_faults(document: Mapping[str, Any]) -> list[str]:
    """What keeps a constitution document from being one, in words; empty when nothing does."""
    fault = find_unsound(document)
    faults = [fault] if fault else list(_faults(document, _DOCUMENT, ""))
    if faults:
        return faults
    for part, kinds in {"blocs": _BLOC, **_PARTS}.items():
        faults += _rows(document[part], kinds, part)
    return faults or _sources(document)


def standings_faults(analysis: Any) -> list[str]:
    """What keeps an analysis file from being compared with a constitution."""
    if not isinstance(analysis, Mapping) or not isinstance(analysis.get("standings"), list):
        return ["it holds no list “standings”"]
    return list(_rows(analysis["standings"], {"statement": int, "verdict": str}, "standings"))


def _rows(rows: list[Any], kinds: Mapping[str, Kind], name: str) -> Iterator[str]:
    for place, row in enumerate(rows, start=1):
        address = f"{name}, entry {place}"
        if isinstance(row, Mapping):
            yield from _faults(row, kinds, address)
        else:
            yield f"{address} is not an object"


def _faults(fields: Mapping[str, Any], kinds: Mapping[str, Kind], address: str) -> Iterator[str]:
    for name, kind in kinds.items():
        place = f"{address}: " if address else ""
        if name not in fields:
            yield f"{place}“{name}” is missing"
        elif not isinstance(fields[name], kind) or (isinstance(fields[name], bool) and kind is not bool):
            yield f"{place}“{name}” is a {type(fields[name]).__name__}"


def _sources(document: Mapping[str, Any]) -> list[str]:
    """A norm comes from at least one statement, and its letters are texts."""
    faults = []
    for part in ("principles", "annexes"):
        for place, norm in enumerate(document[part], start=1):
            letters = [*norm["held_by"], *norm.get("opposed_by", [])]
            if not norm["source"] or not all(isinstance(number, int) for number in norm["source"]):
                faults.append(f"{part}, entry {place}: “source” names no statement")
            if not all(isinstance(letter, str) for letter in letters):
                faults.append(f"{part}, entry {place}: the letters of blocs are not texts")
    return faults


def _is_text(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
