"""A constitution document as JSON and YAML: the same plain values, any script of Unicode intact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from .drafting import FORMAT

PartDict = dict[str, Any]
WATERMARK = "DRAFT: not ratified"


class _PlainDumper(yaml.SafeDumper):
    """No anchors: a value that occurs twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def add_watermark(document: Mapping[str, Any]) -> PartDict:
    """The document with its watermark in front, unless it was ratified."""
    watermark = {} if document["status"] == "ratified" else {"watermark": WATERMARK}
    return {**watermark, **document}


def to_json(document: Mapping[str, Any]) -> str:
    """The document for programs. Raises ValueError for NaN."""
    return json.dumps(add_watermark(document), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document for people who read or diff it. The same values as `to_json`."""
    return yaml.dump(add_watermark(document), Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=100)


def from_json(text: str) -> PartDict:
    """The document that `to_json` wrote, without its watermark.

    Raises ValueError with a sentence when it is not one, or of a newer format.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON (line {error.lineno}, column {error.colno}).") from error
    has_format = isinstance(document, dict) and type(document.get("format")) is int
    if not has_format or "principles" not in document:
        raise ValueError("This JSON is not a constitution document: it has no format number or no principles.")
    if document["format"] > FORMAT:
        raise ValueError(f"This document has format {document['format']}; this program reads up to {FORMAT}.")
    return {key: value for key, value in document.items() if key != "watermark"}
