"""Does a release hold? Offline by its checksums; with the ballots, by making everything again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elicit.analysis import Ballots, Report, analyse
from elicit.constitution import StatementText, draft, from_json

from . import privacy
from .bundle import ANALYSIS, CONSTITUTION, POLIS, PRINCIPLES, ballots_of, shown_analysis
from .polis import PolisFormatError
from .polis_reader import read_export
from .provenance import Problem, check_integrity, read_manifest

INTEGRITY, RECOMPUTED = "integrity", "recomputed"
TOLERANCE = 1e-6
PARTS = ("principles", "annexes", "open", "against")
COMPARED = ("verdict", "overall", "blocs", "held_by", "opposed_by")


@dataclass(frozen=True)
class Verification:
    """level: what was checked; problems: what does not hold; rows: how many rows were made again."""

    level: str
    problems: tuple[Problem, ...]
    rows: int = 0

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(folder: Path, ballots: Ballots | None = None) -> Verification:
    """Checks a release directory. ballots: the controller's; at T2 they are in the directory itself.

    Whatever is wrong is a Problem that names the file or the statement; nothing is raised for a bad directory.
    """
    try:
        manifest = read_manifest(folder)
    except ValueError as fault:
        return Verification(INTEGRITY, (Problem("manifest.json", str(fault)),))
    problems = check_integrity(folder, manifest)
    try:
        document = from_json((folder / CONSTITUTION).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        return Verification(INTEGRITY, (*problems, Problem(CONSTITUTION, f"cannot be read: {fault}")))
    problems += _consistency(folder, document)
    if (folder / POLIS).is_dir():
        try:
            ballots = ballots_of(read_export(folder / POLIS))
        except PolisFormatError as fault:
            problems.append(Problem(POLIS, str(fault)))
    if ballots is None:
        return Verification(INTEGRITY, tuple(problems))
    again, rows = _recompute(folder, manifest, document, ballots)
    return Verification(RECOMPUTED, tuple(problems + again), rows)


def _consistency(folder: Path, document: Mapping[str, Any]) -> list[Problem]:
    """principles.jsonl says what the constitution says."""
    path = folder / PRINCIPLES
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        said = {row["id"]: row["text"] for row in rows}
    except (ValueError, KeyError, TypeError) as fault:
        return [Problem(PRINCIPLES, f"cannot be read: {fault}")]
    wanted = {each["id"]: each["text"] for each in document["principles"]}
    return [
        Problem(PRINCIPLES, f"principle {name} is not the one of {CONSTITUTION}")
        for name in sorted(wanted.keys() | said.keys())
        if wanted.get(name) != said.get(name)
    ]


def _recompute(
    folder: Path, manifest: Mapping[str, Any], document: Mapping[str, Any], ballots: Ballots
) -> tuple[list[Problem], int]:
    told = manifest["analysis"]
    problems = []
    if ballots.digest != manifest["ballots_digest"]:
        what = "are not the ones this release was made from: their digest differs"
        problems.append(Problem("ballots", what))
    report = analyse(
        ballots,
        told["method"],
        k=told["requested_k"],
        seed=told["seed"],
        rules=told["rules"],
        resamples=told["resamples"],
    )
    fresh = _document(report, document, manifest["tier"])
    mine, theirs = _by_statement(document), _by_statement(fresh)
    for number in sorted(mine.keys() | theirs.keys()):
        problems += _compare(number, mine.get(number), theirs.get(number))
    problems += _compare_analysis(folder, report, manifest["tier"], document["status"])
    return problems, len(theirs)


def _document(report: Report, document: Mapping[str, Any], tier: str) -> dict[str, Any]:
    words = {number: row["text"] for number, (_part, row) in _by_statement(document).items()}
    texts = [StatementText(number, words.get(number, "")) for number in report.statements.tolist()]
    names = {name: document[name] for name in ("title", "community", "prompt", "deliberation")}
    fresh = draft(report, texts, **names)
    return privacy.protect_document(
        fresh.to_document(version=document["version"], status=document["status"]), tier
    )


def _by_statement(document: Mapping[str, Any]) -> dict[int, tuple[str, Mapping[str, Any]]]:
    rows = {}
    for part in PARTS:
        for row in document[part]:
            number = row["source"][0] if "source" in row else row["statement"]
            rows[number] = (part, row)
    return rows


def _compare(
    number: int, mine: tuple[str, Mapping[str, Any]] | None, theirs: tuple[str, Mapping[str, Any]] | None
) -> list[Problem]:
    if mine is None or theirs is None:
        where = "the release" if mine is None else "the ballots"
        return [Problem(f"statement {number}", f"does not occur in {where}")]
    (part, said), (other, made) = mine, theirs
    name = f"statement {number} “{said['text'][:40]}”"
    if part != other or said["verdict"] != made["verdict"]:
        return [Problem(name, f"is {said['verdict']} in the release, {made['verdict']} from the ballots")]
    changed = [key for key in COMPARED if key in said and not same(said[key], made[key])]
    return [Problem(name, f"no longer holds: {', '.join(changed)} differ from the ballots")] if changed else []


def _compare_analysis(folder: Path, report: Report, tier: str, status: str) -> list[Problem]:
    try:
        said = json.loads((folder / ANALYSIS).read_bytes())
    except (OSError, ValueError) as fault:
        return [Problem(ANALYSIS, f"cannot be read: {fault}")]
    made = json.loads(json.dumps(shown_analysis(report, tier, status)))
    skipped = ("digest", "versions")  # another numeric library may differ in the last bit
    keys = [key for key in made if key not in skipped and not same(said.get(key), made[key])]
    return [Problem(ANALYSIS, f"differs from the ballots in {', '.join(keys)}")] if keys else []


def same(one: Any, other: Any) -> bool:
    """Equal; integers exactly, floats to 1e-6."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, int | float) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)
