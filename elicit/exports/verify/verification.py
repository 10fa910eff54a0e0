"""Does a release hold? Offline by its checksums and by its files agreeing; with the ballots, by making everything
again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from elicit.analysis import Ballots, Report, analyse
from elicit.analysis.data.records import Floats
from elicit.analysis.report.build import VERSION
from elicit.constitution import StatementText, draft, from_json
from elicit.exports.bundle import ANALYSIS, CONSTITUTION, POLIS, ballots_of, protect_analysis
from elicit.exports.formats.polis import PolisFormatError
from elicit.exports.manifest import MANIFEST
from elicit.exports.privacy import privacy
from elicit.exports.readers.polis import read_export

from .consistency import check_consistency, is_same, rows_by_statement
from .integrity import Discrepancy, check_integrity, read_manifest
from .letters import match_letters, reletter
from .shapes import document_faults, parse

INTEGRITY, RECOMPUTED = "integrity", "recomputed"
MOST_RESAMPLES = 1_000
SKIPPED = (
    *("digest", "versions"),  # another numeric library may differ in the last bit
    *("warm", "previous_digest"),  # where letters and axes were carried over from
)
COMPARED = ("overall", "blocs", "held_by", "opposed_by", "evidence", "reason", "source")


@dataclass(frozen=True)
class Verification:
    """level: what was checked; problems: what does not hold; rows: how many rows were made again; withdrawn: how
    many people had their ballots deleted since, which is why nothing kept here can make them again."""

    level: str
    problems: tuple[Discrepancy, ...]
    rows: int = 0
    withdrawn: int = 0

    @property
    def holds(self) -> bool:
        """Whether there is no problem, at the level that was checked."""
        return not self.problems


def verify(folder: Path, ballots: Ballots | None = None) -> Verification:
    """Checks a release directory. ballots: the controller's; without them those in the directory itself, at T2.

    Whatever is wrong is a Discrepancy that names the file or the statement; nothing is raised for a bad directory.
    """
    try:
        manifest = read_manifest(folder)
    except ValueError as fault:
        return Verification(INTEGRITY, (Discrepancy(MANIFEST, str(fault)),))
    problems = check_integrity(folder, manifest)
    document, faults = _document(folder)
    if document is None:
        return Verification(INTEGRITY, (*problems, *faults))
    problems += check_consistency(folder, manifest, document)
    own, faults = _own_ballots(folder, manifest)
    problems += faults
    ballots = own if ballots is None else ballots
    if ballots is None:
        return Verification(INTEGRITY, tuple(problems))
    differences, rows = _recompute(folder, manifest, document, ballots)
    return Verification(RECOMPUTED if rows is not None else INTEGRITY, tuple(problems + differences), rows or 0)


def _document(folder: Path) -> tuple[dict[str, Any] | None, list[Discrepancy]]:
    try:
        document = from_json((folder / CONSTITUTION).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        return None, [Discrepancy(CONSTITUTION, f"cannot be read: {fault}")]
    faults = document_faults(document)
    if faults:
        return None, [Discrepancy(CONSTITUTION, f"was edited: {fault}") for fault in faults]
    return document, []


def _own_ballots(folder: Path, manifest: Mapping[str, Any]) -> tuple[Ballots | None, list[Discrepancy]]:
    if not (folder / POLIS).is_dir():
        return None, []
    try:
        ballots = ballots_of(read_export(folder / POLIS))
    except PolisFormatError as fault:
        return None, [Discrepancy(POLIS, str(fault))]
    if ballots.digest != manifest["ballots_digest"]:
        return ballots, [
            Discrepancy(POLIS, "holds other ballots than the manifest commits to: their digest differs")
        ]
    return ballots, []


def _recompute(
    folder: Path, manifest: Mapping[str, Any], document: Mapping[str, Any], ballots: Ballots
) -> tuple[list[Discrepancy], int | None]:
    problems = []
    if ballots.digest != manifest["ballots_digest"]:
        what = "are not the ones this release was made from: their digest differs"
        problems.append(Discrepancy("ballots", what))
    try:
        report = _analyse(ballots, manifest["analysis"])
    except ValueError as fault:
        return [*problems, Discrepancy(MANIFEST, f"its analysis cannot be run again: {fault}")], None
    tier = manifest["tier"]
    report = reletter(report, match_letters(report, _draft(report, document, tier), document))
    mine, theirs = rows_by_statement(document), rows_by_statement(_draft(report, document, tier))
    for number in sorted(mine.keys() | theirs.keys()):
        problems += _compare(number, mine.get(number), theirs.get(number))
    problems += _compare_analysis(folder, report, tier, document["status"])
    return problems, len(theirs)


def _analyse(ballots: Ballots, run: Mapping[str, Any]) -> Report:
    if not 0 <= run["resamples"] <= MOST_RESAMPLES:
        raise ValueError(f"{run['resamples']} resamples; at most {MOST_RESAMPLES} are run.")
    version = run["versions"].get("method") if isinstance(run.get("versions"), Mapping) else None
    if version not in (None, VERSION):
        raise ValueError(f"it is of version {version} of the method; this program runs version {VERSION}.")
    return analyse(
        ballots,
        run["method"],
        k=run["requested_k"],
        seed=run["seed"],
        rules=run["rules"],
        resamples=run["resamples"],
    )


def _draft(report: Report, document: Mapping[str, Any], tier: str) -> dict[str, Any]:
    words = {number: row["text"] for number, (_part, row) in rows_by_statement(document).items()}
    texts = [StatementText(number, words.get(number, "")) for number in report.statements.tolist()]
    names = {name: document[name] for name in ("title", "community", "prompt", "deliberation")}
    fresh = draft(report, texts, **names).to_document(version=document["version"], status=document["status"])
    return privacy.protect_document(fresh, tier)


def _compare(
    number: int, mine: tuple[str, Mapping[str, Any]] | None, theirs: tuple[str, Mapping[str, Any]] | None
) -> list[Discrepancy]:
    """The problem of one statement's row in the release (mine), beside the one made from the ballots."""
    if mine is None or theirs is None:
        lacks = "the release" if mine is None else "the analysis of the ballots"
        return [Discrepancy(f"statement {number}", f"does not occur in {lacks}")]
    (part, norm), (other, fresh) = mine, theirs
    name = f"statement {number} “{norm['text'][:40]}”"
    verdict, fresh_verdict = (row.get("verdict", privacy.WITHHELD) for row in (norm, fresh))
    if part != other or verdict != fresh_verdict:
        return [Discrepancy(name, f"no longer holds: {verdict} in the release, {fresh_verdict} from the ballots")]
    names = [key for key in COMPARED if key in norm and not is_same(norm[key], fresh.get(key))]
    return [Discrepancy(name, f"no longer holds: {', '.join(names)} differ from the ballots")] if names else []


def _compare_analysis(folder: Path, report: Report, tier: str, status: str) -> list[Discrepancy]:
    try:
        analysis = parse((folder / ANALYSIS).read_bytes())
    except (OSError, ValueError) as fault:
        return [Discrepancy(ANALYSIS, f"cannot be read: {fault}")]
    if not isinstance(analysis, Mapping):
        return [Discrepancy(ANALYSIS, "is not an analysis: it was edited")]
    turn = _turn(analysis)
    if turn is None:
        return [Discrepancy(ANALYSIS, "does not say how its map was turned: it was edited")]
    report = replace(
        report, positions=report.positions @ turn, statement_positions=report.statement_positions @ turn
    )
    fresh = json.loads(json.dumps(protect_analysis(replace(report, turn=turn), tier, status)))
    keys = [key for key in fresh if key not in SKIPPED and not is_same(analysis.get(key), fresh[key])]
    return [Discrepancy(ANALYSIS, f"differs from the ballots in {', '.join(keys)}")] if keys else []


def _turn(analysis: Mapping[str, Any]) -> Floats | None:
    """(2, 2) by which a released map was turned; None where that is no rotation or reflection."""
    try:
        turn = np.array(analysis.get("turn", np.eye(2)), dtype=np.float64)
    except (TypeError, ValueError):
        return None
    return turn if turn.shape == (2, 2) and np.allclose(turn @ turn.T, np.eye(2), atol=1e-6) else None
