"""What the people who wrote a statement allow: whose words stand in public files, and in files for training."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .privacy import PARTS

REPLACEMENT = "(Its writer keeps these words out of public data.)"
WITHHELD_WORDING = "withheld"  # no reader takes it for words that people voted on


def permit(
    document: Mapping[str, Any], tier: str, *, unpublished: Collection[int], untrained: Collection[int]
) -> dict[str, Any]:
    """A constitution document as the writers of its statements allow it.

    unpublished: numbers of statements whose words stay out of the public tiers; their figures stay. untrained: of
    those whose principles go into no file made for training, at any tier.
    """
    permitted = dict(document)
    for part in PARTS:
        permitted[part] = [_norm(norm, tier, unpublished, untrained) for norm in document[part]]
    return permitted


def _norm(
    norm: Mapping[str, Any], tier: str, unpublished: Collection[int], untrained: Collection[int]
) -> dict[str, Any]:
    permitted, numbers = dict(norm), norm.get("source") or [norm["statement"]]
    if tier != "T2" and any(number in unpublished for number in numbers):
        permitted |= {"text": REPLACEMENT, "language": "en"}
        permitted |= dict.fromkeys(permitted.keys() & {"towards", "away", "directive"})
        permitted |= {"wording_status": WITHHELD_WORDING} if "wording_status" in permitted else {}
    if "source" in permitted and any(number in untrained for number in numbers):
        permitted["training"] = False
    return permitted
