"""What a public file may say: tier T0 and T1 round and withhold; T2, for the data controller, says everything.

Withheld means withheld everywhere: tally, share, interval, and every verdict or sentence derived from them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

TIERS = ("T0", "T1", "T2")
FEW = 20  # votes of a bloc on a statement under which its figures are withheld
TOO_FEW = "too few"
WITHHELD = "withheld"
STEP = 5  # percent points
CELL = 0.25  # of the map's spread: the side of a square people are binned into

Row = tuple[int, int, int, bool]  # participant, statement, choice, important


def protect_figures(figures: Mapping[str, Any], tier: str) -> dict[str, Any] | str:
    """One tally with its shares: as it is at T2, rounded where there are enough votes, else "too few"."""
    if tier == "T2":
        return dict(figures)
    votes = sum(figures["tally"].values())
    if votes < FEW:
        return TOO_FEW
    return {
        "votes": STEP * round(votes / STEP),
        **{name: _rounded(figures[name]) for name in ("agree", "disagree")},
    }


def protect_norm(norm: Mapping[str, Any], tier: str) -> dict[str, Any]:
    """A principle, annex or open item as a tier may show it."""
    if tier == "T2":
        return dict(norm)
    said = dict(norm)
    said["overall"] = protect_figures(norm["overall"], tier)
    said["blocs"] = [_protect_bloc(bloc, tier) for bloc in norm["blocs"]]
    withheld = [bloc["letter"] for bloc in said["blocs"] if bloc["figures"] == TOO_FEW]
    if "evidence" in said:
        said["evidence"] = _sentence(said, withheld)
    if "reason" in said:
        said["reason"] = _reason(said, withheld)
    for name in ("held_by", "opposed_by"):
        if name in said:
            said[name] = [letter for letter in said[name] if letter not in withheld]
    if any(bloc["counts"] and bloc["letter"] in withheld for bloc in said["blocs"]):
        said["verdict"] = WITHHELD
    if "provenance" in said:
        said["provenance"] = {**norm["provenance"], "tally": said["overall"]}
    return said


def protect_document(document: Mapping[str, Any], tier: str) -> dict[str, Any]:
    """A whole constitution document as a tier may show it."""
    if tier == "T2":
        return dict(document)
    said = dict(document)
    for part in ("principles", "annexes", "open", "against"):
        said[part] = [protect_norm(each, tier) for each in document[part]]
    said["blocs"] = [{**bloc, "size": _size(bloc["size"])} for bloc in document["blocs"]]
    said["between"] = _size(document["between"])
    return said


def binned_map(positions: Sequence[Sequence[float]], blocs: Sequence[str]) -> list[dict[str, Any]]:
    """The map as squares of a grid with the number of people in each, per bloc; single people are not shown."""
    spread = max((abs(value) for point in positions for value in point), default=1.0) or 1.0
    side = spread * CELL
    cells = Counter(
        (round(x / side), round(y / side), bloc) for (x, y), bloc in zip(positions, blocs, strict=True)
    )
    return [
        {"x": x * side, "y": y * side, "bloc": bloc, "people": STEP * round(count / STEP)}
        for (x, y, bloc), count in sorted(cells.items())
        if count >= STEP
    ]


def opted_in_rows(rows: Sequence[Row], opted_in: frozenset[int], secret: str) -> list[Row]:
    """Rows of people who opted in, under new ids in an order of the secret's: another release is not linkable."""
    key = secret.encode()
    order = sorted(opted_in, key=lambda person: _mixed(key, f"person {person}"))
    fresh = {person: number for number, person in enumerate(order, start=1)}
    mine = [(fresh[row[0]], *row[1:]) for row in rows if row[0] in fresh]
    return sorted(mine, key=lambda row: _mixed(key, f"row {row[0]} {row[1]}"))


def uniqueness(rows: Sequence[Row]) -> dict[str, int]:
    """How many people there are, and how many have a set of votes that nobody else has."""
    patterns: dict[int, list[tuple[int, int]]] = {}
    for person, statement, choice, _important in rows:
        patterns.setdefault(person, []).append((statement, choice))
    same = Counter(tuple(sorted(pattern)) for pattern in patterns.values())
    return {
        "people": len(patterns),
        "unique": sum(1 for count in same.values() if count == 1),
        "rows": len(rows),
    }


def _protect_bloc(bloc: Mapping[str, Any], tier: str) -> dict[str, Any]:
    figures = {name: bloc[name] for name in ("tally", "agree", "disagree")}
    return {"letter": bloc["letter"], "counts": bloc["counts"], "figures": protect_figures(figures, tier)}


def _rounded(share: Mapping[str, float]) -> dict[str, float]:
    return {name: STEP * round(100 * value / STEP) / 100 for name, value in share.items()}


def _size(size: int) -> int | str:
    return STEP * round(size / STEP) if size >= STEP else TOO_FEW


def _sentence(said: Mapping[str, Any], withheld: Sequence[str]) -> str:
    overall = said["overall"]
    if overall == TOO_FEW:
        return "Too few votes to show figures."
    agree = overall["agree"]
    words = f"About {agree['value']:.0%} of some {overall['votes']} who voted on it agree"
    words += f" ({agree['low']:.0%}–{agree['high']:.0%})"
    shown = [
        f"{bloc['letter']} {bloc['figures']['agree']['value']:.0%}"
        for bloc in said["blocs"]
        if bloc["figures"] != TOO_FEW
    ]
    if len(said["blocs"]) > 1 and shown:
        words += "; " + ", ".join(shown)
    if withheld:
        words += "; too few votes to show bloc " + ", ".join(withheld)
    return words + "."


def _reason(said: Mapping[str, Any], withheld: Sequence[str]) -> str:
    if withheld or said["overall"] == TOO_FEW:
        return f"{said['verdict'].capitalize()}; figures withheld where votes are too few."
    return f"{said['verdict'].capitalize()}."


def _mixed(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()
