"""Do the files of a release agree with each other? Everything that says the constitution again is made again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from elicit.exports.bundle import ANALYSIS, CONSTITUTION, POLIS, PRINCIPLES, ROWS, derive_files, read_figures
from elicit.exports.formats import training
from elicit.exports.manifest import MANIFEST
from elicit.exports.privacy.privacy import PARTS, WITHHELD

from .integrity import Discrepancy
from .shapes import parse, standings_faults

TOLERANCE = 1e-6
RUN = ("method", "k", "seed", "resamples", "rules", "versions")  # in the manifest as in the analysis
BALLOTS = {"T0": (), "T1": (ROWS,), "T2": (POLIS,)}  # what a tier may hold of single people
PLACES = {"settled": "principles", "contested": "annexes", "settled against": "against"}


def check_consistency(folder: Path, manifest: Mapping[str, Any], document: Mapping[str, Any]) -> list[Discrepancy]:
    """Manifest, constitution, training files and analysis of a release directory beside each other.

    document: a sound one (shapes.document_faults). Missing files are left to the check of the manifest.
    """
    return [
        *_manifest(manifest, document),
        *_tier(folder, manifest["tier"]),
        *_derived(folder, document),
        *_analysis(folder, manifest, document),
    ]


def rows_by_statement(document: Mapping[str, Any]) -> dict[int, tuple[str, Mapping[str, Any]]]:
    """Statement number -> the part it stands in, and its row."""
    rows = {}
    for part in (*PARTS, WITHHELD):
        for row in document.get(part, []):
            rows[row["source"][0] if "source" in row else row["statement"]] = (part, row)
    return rows


def is_same(one: Any, other: Any) -> bool:
    """Equal; integers exactly, floats to 1e-6."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    if numbers and (isinstance(one, float) or isinstance(other, float)):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)


def _manifest(manifest: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Discrepancy]:
    run = manifest["analysis"]
    pairs = {
        "is_draft": (manifest["is_draft"], document["status"] != "ratified"),
        "version": (manifest["version"], document["version"]),
        "analysis": (run["digest"], document["analysis"]),
        "method": (run["method"], document["method"]),
        "k": (run.get("k"), document["k"]),
        "ballots_digest": (manifest["ballots_digest"], document["ballots_digest"]),
    }
    if run["requested_k"] is not None and run["requested_k"] < document["k"]:
        yield Discrepancy(MANIFEST, f"asks for {run['requested_k']} blocs; {CONSTITUTION} has {document['k']}")
    for name, (value, expected) in pairs.items():
        if value != expected:
            yield Discrepancy(MANIFEST, f"“{name}” is not what {CONSTITUTION} says")


def _tier(folder: Path, tier: str) -> Iterator[Discrepancy]:
    """A public release that holds ballots is not what it says, and neither is a controller's without them."""
    present = {ROWS: (folder / ROWS).exists(), POLIS: (folder / POLIS).exists()}
    for path, is_present in present.items():
        if is_present and path not in BALLOTS[tier]:
            yield Discrepancy(path, f"is no part of a release of tier {tier}")
    if POLIS in BALLOTS[tier] and not present[POLIS]:
        yield Discrepancy(POLIS, f"is missing: a release of tier {tier} holds the ballots")


def _derived(folder: Path, document: Mapping[str, Any]) -> Iterator[Discrepancy]:
    for path, expected in derive_files(document).items():
        if not (folder / path).is_file():
            continue
        content = (folder / path).read_bytes()
        if path == PRINCIPLES:
            yield from _principles(content, document)
        elif content != expected:
            yield Discrepancy(path, f"does not say what {CONSTITUTION} says")
    if not training.select_usable(document) and (folder / PRINCIPLES).is_file():
        yield Discrepancy(PRINCIPLES, f"holds principles; {CONSTITUTION} has none")


def _principles(content: bytes, document: Mapping[str, Any]) -> Iterator[Discrepancy]:
    try:
        rows = [parse(line) for line in content.split(b"\n") if line]
        principles = {str(row["id"]): row for row in rows}
    except (ValueError, KeyError, TypeError) as fault:
        yield Discrepancy(PRINCIPLES, f"cannot be read: {fault}")
        return
    expected = {row["id"]: row for row in training.list_principle_rows(document)}
    for name in sorted(principles.keys() | expected.keys()):
        if principles.get(name) != expected.get(name):
            yield Discrepancy(PRINCIPLES, f"principle {name} is not the one of {CONSTITUTION}")


def _analysis(folder: Path, manifest: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Discrepancy]:
    try:
        analysis = parse((folder / ANALYSIS).read_bytes())
    except FileNotFoundError:
        return
    except (OSError, ValueError) as fault:
        yield Discrepancy(ANALYSIS, f"cannot be read: {fault}")
        return
    faults = standings_faults(analysis)
    if faults:
        yield Discrepancy(ANALYSIS, f"was edited: {faults[0]}")
        return
    if [analysis.get("digest"), analysis.get("ballots_digest")] != [
        document["analysis"],
        manifest["ballots_digest"],
    ]:
        yield Discrepancy(ANALYSIS, f"is not the analysis {CONSTITUTION} was drafted from")
    for name in RUN:
        if analysis.get(name) != manifest["analysis"].get(name):
            yield Discrepancy(MANIFEST, f"“{name}” of its analysis is not what {ANALYSIS} says")
    if document["status"] == "draft":
        yield from _places(document)
    standings = {standing["statement"]: standing for standing in analysis["standings"]}
    rows = rows_by_statement(document)
    for number in sorted(rows.keys() | standings.keys()):
        yield from _row(number, rows.get(number), standings.get(number))


def _places(document: Mapping[str, Any]) -> Iterator[Discrepancy]:
    """In a draft the verdict alone says where a statement stands."""
    for number, (part, row) in rows_by_statement(document).items():
        if part != WITHHELD and part != PLACES.get(row["verdict"], "open"):
            yield Discrepancy(
                f"statement {number} “{row['text'][:40]}”", f"is {row['verdict']} and stands in “{part}”"
            )


def _row(
    number: int, row: tuple[str, Mapping[str, Any]] | None, standing: Mapping[str, Any] | None
) -> Iterator[Discrepancy]:
    if row is None or standing is None:
        lacks = CONSTITUTION if row is None else ANALYSIS
        yield Discrepancy(f"statement {number}", f"is missing in {lacks}")
        return
    _part, norm = row
    name = f"statement {number} “{norm['text'][:40]}”"
    if norm.get("verdict", WITHHELD) != standing["verdict"]:
        yield Discrepancy(
            name, f"is {norm.get('verdict', WITHHELD)} in {CONSTITUTION}, {standing['verdict']} in {ANALYSIS}"
        )
    elif "overall" in norm and not is_same(norm["overall"], _overall(standing)):
        yield Discrepancy(name, f"has other figures in {CONSTITUTION} than in {ANALYSIS}")


def _overall(standing: Mapping[str, Any]) -> Any:
    """As in a protected analysis, or from the whole report's standing."""
    if "overall" in standing:
        return standing["overall"]
    tally = standing.get("tally")
    is_whole = isinstance(tally, Mapping) and {"agree", "disagree", "passed"} <= tally.keys()
    return read_figures(standing) if is_whole and {"agree", "disagree"} <= standing.keys() else None
