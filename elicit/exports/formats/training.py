"""Principles in the shapes that trainers load. Only verbatim or voted wording goes in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from elicit.constitution import WATERMARK
from elicit.wording import comparison_prompt, critique_pair

USABLE = ("verbatim", "voted")


def list_principle_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per principle: a comparison prompt, a critique and revision pair, and where it comes from."""
    is_draft = document["status"] != "ratified"
    rows = []
    for principle in select_usable(document):
        critique, revision = critique_pair(principle["text"])
        rows.append(
            {
                **({"draft": WATERMARK} if is_draft else {}),
                "id": principle["id"],
                "text": principle["text"],
                "language": principle["language"],
                "wording_status": principle["wording_status"],
                "source": principle["source"],
                "family": principle["family"],
                "comparison": comparison_prompt(principle["text"]),
                "critique": critique,
                "revision": revision,
                "verdict": principle["verdict"],
                "version": document["version"],
                "provenance": principle["provenance"],
            }
        )
    return rows


def list_comparisons(document: Mapping[str, Any]) -> list[str]:
    """The list of comparison principles of constitutional training."""
    return [comparison_prompt(principle["text"]) for principle in select_usable(document)]


def list_critiques(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Critique and revision requests under the keys harmful0, harmful1 ..., which their readers expect."""
    requests = {}
    for number, principle in enumerate(select_usable(document)):
        critique, revision = critique_pair(principle["text"])
        requests[f"harmful{number}"] = {"prompt": [critique], "edit_request": revision}
    return requests


def dump_jsonl(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One JSON value a line, UTF-8."""
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows).encode()


def dump_pretty(value: Any) -> bytes:
    """Indented JSON, UTF-8. Raises ValueError for NaN."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def select_usable(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Principles in words that people voted on, whose writers allow training."""
    principles = [norm for norm in document["principles"] if norm["wording_status"] in USABLE]
    return [norm for norm in principles if norm.get("training", True) is not False]
