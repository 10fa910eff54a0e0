"""Whether a release still says what was released."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from elicit import exports
from elicit.models import Deliberation
from elicit.reading.entry.erasures import count_withdrawn
from elicit.reading.votes import ballot_log


def verify(*, folder: Path) -> exports.Verification:
    """A directory against its manifest, and against the ballots where they are: in it at T2, or kept here. Where
    people withdrew since, what rested on their ballots is not made again: it says how many they are."""
    try:
        manifest = exports.read_manifest(folder)
    except ValueError:
        return exports.verify(folder)
    deliberation = Deliberation.objects.filter(code=manifest["deliberation"]).first()
    if deliberation is None:
        return exports.verify(folder)
    ballots = ballot_log.load_ballots(deliberation)
    withdrawn = 0 if ballots.digest == manifest["ballots_digest"] else _count_withdrawn(deliberation, manifest)
    return replace(exports.verify(folder, None if withdrawn else ballots), withdrawn=withdrawn)


def _count_withdrawn(deliberation: Deliberation, manifest: dict[str, Any]) -> int:
    analysis = deliberation.analyses.filter(digest=manifest["analysis"]["digest"], is_frozen=True).first()
    return count_withdrawn(analysis=analysis) if analysis else 0
