"""What the people who wrote a statement allow: whose words stand in public files, and in files for training."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .privacy import PARTS

KEPT = "(Its writer keeps these words out of public data.)"
WITHHELD_WORDING = "withheld"  # no reader takes it for words that people voted on


def permitted(
    document: Mapping[str, Any], tier: str, *, unpublished: Collection[int], untrained: Collection[int]
) -> dict[str, Any]:
    """A constitution document as the writers of its statements allow it.

    unpublished: numbers of statements whose words stay out of the public tiers; their figures stay. untrained: of
    those whose principles go into no file made for training, at any tier.
    """
    said = dict(document)
    for part in PARTS:
        said[part] = [_norm(norm, tier, unpublished, untrained) for norm in document[part]]
    return said


def _norm(
    norm: Mapping[str, Any], tier: str, unpublished: Collection[int], untrained: Collection[int]
) -> dict[str, Any]:
    said, numbers = dict(norm), norm.get("source") or [norm["statement"]]
    if tier != "T2" and any(number in unpublished for number in numbers):
        said |= {"text": KEPT, "language": "en"}
        said |= dict.fromkeys(said.keys() & {"towards", "away", "directive"})
        said |= {"wording_status": WITHHELD_WORDING} if "wording_status" in said else {}
    if "source" in said and any(number in untrained for number in numbers):
        said["training"] = False
    return said
