"""A constitution document as JSON and YAML: the same plain values, any script of Unicode intact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from .drafting import FORMAT

PartDict = dict[str, Any]
WATERMARK = "DRAFT: not ratified"


class _Plain(yaml.SafeDumper):
    """No anchors: a value that occurs twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def marked(document: Mapping[str, Any]) -> PartDict:
    """The document with its watermark in front, unless it was ratified."""
    mark = {} if document["status"] == "ratified" else {"watermark": WATERMARK}
    return {**mark, **document}


def to_json(document: Mapping[str, Any]) -> str:
    """The document for programs. Raises ValueError for NaN."""
    return json.dumps(marked(document), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document for people who read or diff it. The same values as `to_json`."""
    return yaml.dump(marked(document), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)


def from_json(text: str) -> PartDict:
    """The document that `to_json` wrote, without its watermark.

    Raises ValueError with a sentence when it is not one, or of a newer format.
    """
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON (line {error.lineno}, column {error.colno}).") from error
    if not isinstance(said, dict) or type(said.get("format")) is not int or "principles" not in said:
        raise ValueError("This JSON is not a constitution document: it has no format number or no principles.")
    if said["format"] > FORMAT:
        raise ValueError(f"This document has format {said['format']}; this program reads up to {FORMAT}.")
    return {key: value for key, value in said.items() if key != "watermark"}
