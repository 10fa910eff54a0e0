"""What a public file may say: tier T0 and T1 round and withhold; T2, for the data controller, says everything.

Withheld means withheld everywhere: tally, share, interval, and every verdict or sentence derived from them, also
the place in a draft that would give the verdict away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

TIERS = ("T0", "T1", "T2")
PARTS = ("principles", "annexes", "open", "against")
FEW = 20  # votes of a bloc on a statement under which its figures are withheld
TOO_FEW = "too few"
WITHHELD = "withheld"
STEP = 5  # percent points, and people
ROUNDING = 1e-9
WHY = f"fewer than {FEW} votes in a bloc whose agreement counts."
NOTE = (
    "No principle can be shown at this privacy tier. What some statements came to is withheld, because too few "
    "people voted on them in a bloc."
)


def protect_document(document: Mapping[str, Any], tier: str) -> dict[str, Any]:
    """A whole constitution document as a tier may show it.

    A statement whose verdict rests on withheld figures leaves its part for the list `withheld`; only what a
    community ratified stays in its place, which says nothing of the votes any more.
    """
    if tier == "T2":
        return dict(document)
    protected, withheld = dict(document), []
    for part in PARTS:
        stays = document["status"] == "ratified" and part in ("principles", "annexes")
        visible = [norm for norm in document[part] if stays or not is_withheld(norm)]
        withheld += [norm for norm in document[part] if not stays and is_withheld(norm)]
        protected[part] = [protect_norm(norm, tier) for norm in visible]
    for part in ("principles", "annexes"):
        protected[part] = [{**norm, "priority": place} for place, norm in enumerate(protected[part], start=1)]
    protected["withheld"] = sorted(map(_words, withheld), key=lambda item: item["statement"])
    if withheld and not protected["principles"]:
        protected["note"] = NOTE
    protected["blocs"] = [{**bloc, "size": head_count(bloc["size"])} for bloc in document["blocs"]]
    protected["between"] = head_count(document["between"])
    return protected


def protect_norm(norm: Mapping[str, Any], tier: str) -> dict[str, Any]:
    """A principle, annex, open item or standing (with `verdict`, `overall`, `blocs`) as a tier may show it."""
    if tier == "T2":
        return dict(norm)
    is_hidden = is_withheld(norm)
    protected = {**norm, "blocs": [_protect_bloc(bloc, tier) for bloc in norm["blocs"]]}
    protected["overall"] = TOO_FEW if is_hidden else protect_figures(norm["overall"], tier)
    if is_hidden:
        protected["verdict"] = WITHHELD
        protected |= {name: [] for name in ("held_by", "opposed_by") if name in norm}
    sentence = WHY if is_hidden else _sentence(protected)
    protected |= {"evidence": sentence} if "evidence" in norm else {}
    protected |= {"reason": f"{protected['verdict'].capitalize()}: {sentence}"} if "reason" in norm else {}
    if "provenance" in norm:
        protected["provenance"] = {**norm["provenance"], "tally": protected["overall"]}
    return protected


def protect_figures(figures: Mapping[str, Any], tier: str) -> dict[str, Any] | str:
    """One tally with its shares: as it is at T2, rounded where there are enough votes, else "too few".

    Shares to the nearest 5 points, intervals outwards, so that a rounded interval still covers the exact one.
    """
    if tier == "T2":
        return dict(figures)
    votes = sum(figures["tally"].values())
    if votes < FEW:
        return TOO_FEW
    shares = {name: _round(figures[name]) for name in ("agree", "disagree")}
    return {"votes": STEP * round(votes / STEP), **shares}


def is_withheld(norm: Mapping[str, Any]) -> bool:
    """Whether the verdict rests on figures too few to show: overall, or of a bloc that counts."""
    decisive = [norm["overall"], *(bloc for bloc in norm["blocs"] if bloc["counts"])]
    return any(sum(figures["tally"].values()) < FEW for figures in decisive)


def head_count(people: int) -> int | str:
    """A number of people, to the nearest 5; under 5 "too few"."""
    return STEP * round(people / STEP) if people >= STEP else TOO_FEW


def _protect_bloc(bloc: Mapping[str, Any], tier: str) -> dict[str, Any]:
    return {"letter": bloc["letter"], "counts": bloc["counts"], "figures": protect_figures(bloc, tier)}


def _round(share: Mapping[str, float]) -> dict[str, float]:
    return {
        "value": STEP * round(100 * share["value"] / STEP) / 100,
        "low": STEP * math.floor(100 * share["low"] / STEP + ROUNDING) / 100,
        "high": STEP * math.ceil(100 * share["high"] / STEP - ROUNDING) / 100,
    }


def _words(norm: Mapping[str, Any]) -> dict[str, Any]:
    statement = norm["source"][0] if "source" in norm else norm["statement"]
    return {
        "statement": statement,
        "text": norm["text"],
        "language": norm["language"],
        "reason": f"Withheld: {WHY}",
    }


def _sentence(norm: Mapping[str, Any]) -> str:
    overall, blocs = norm["overall"], norm["blocs"]
    words = f"about {_percent(overall['agree'])} of some {overall['votes']} who voted on it agree"
    visible = [bloc for bloc in blocs if bloc["figures"] != TOO_FEW]
    withheld = [bloc["letter"] for bloc in blocs if bloc["figures"] == TOO_FEW]
    if len(blocs) > 1:
        words += "; " + ", ".join(f"{bloc['letter']} {_percent(bloc['figures']['agree'])}" for bloc in visible)
    if withheld:
        words += f"; too few votes to show bloc {', '.join(withheld)}"
    return f"{words}."


def _percent(share: Mapping[str, float]) -> str:
    value, low, high = (round(100 * share[name]) for name in ("value", "low", "high"))
    return f"{value} % ({low}–{high} %)"
