"""Findings as far as they are revealed. Views and the API read them here only, so that what is hidden stays
hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from elicit.models import Analysis, Panel
from elicit.models.deliberation.showing import WHOLE, verdicts

from .findings import Findings, read_findings
from .rows import Percent, Row

HIDDEN = Percent(0, 0, 0)
OVERALL = ("statement", "verdict", "tally", "agree", "disagree", "room", "important", "text")


def reveal_findings(analysis: Analysis, panels: Collection[str], k: int | None = None) -> Findings:
    """What these panels hold of an analysis. k: as it looks at another number of blocs. Raises ValueError with a
    sentence for one that the analysis does not have, or while something is hidden: other verdicts would tell."""
    is_whole = set(panels) >= WHOLE
    if k is not None and not is_whole:
        raise ValueError(_("Other numbers of blocs can be looked at once everything is revealed."))
    findings = replace(read_findings(analysis, k), panels=frozenset(panels))
    return findings if is_whole else _part(findings, panels)


def reveal_document(analysis: Analysis, panels: Collection[str]) -> dict[str, Any]:
    """The same for programs: blocs and standings, nothing about single people."""
    document = analysis.findings()
    open_verdicts = verdicts(panels)
    standings = [standing for standing in document["standings"] if standing["verdict"] in open_verdicts]
    numbers = {standing["statement"] for standing in standings}
    blocs = [
        bloc | {"represents": [item for item in bloc["represents"] if item["statement"] in numbers]}
        for bloc in document["blocs"]
    ]
    if not set(panels) >= WHOLE:
        document |= {"moves": []}  # they tell of verdicts and blocs alike
    if Panel.MAP not in panels:
        standings = [{name: standing[name] for name in OVERALL} for standing in standings]
        document |= {"k": None, "between": None}
        blocs = []
    return document | {
        "blocs": blocs,
        "standings": standings,
        "panels": [name for name in Panel.values if name in panels],
    }


def _part(findings: Findings, panels: Collection[str]) -> Findings:
    part = replace(findings, certainty=None, moves=(), alternatives=(), has_polis=False)
    open_verdicts = verdicts(panels)
    part = part.replace_rows(lambda rows: tuple(row for row in rows if row.verdict in open_verdicts))
    counts = Counter(row.topic for row in part.rows)
    topics = tuple(replace(topic, count=counts[topic.index]) for topic in part.topics if counts[topic.index])
    part = replace(part, topics=topics)
    return _listed_blocs(part) if Panel.MAP in panels else _without_blocs(part)


def _listed_blocs(findings: Findings) -> Findings:
    """Blocs stand for statements that are listed only."""
    numbers = {row.number for row in findings.rows}
    blocs = (
        replace(bloc, stands=tuple(stand for stand in bloc.stands if stand.number in numbers))
        for bloc in findings.blocs
    )
    return replace(findings, blocs=tuple(blocs))


def _without_blocs(findings: Findings) -> Findings:
    findings = findings.replace_rows(lambda rows: tuple(_overall_row(row) for row in rows))
    return replace(findings, blocs=(), k=0, verdict_k=0, between=0)


def _overall_row(row: Row) -> Row:
    return replace(
        row,
        blocs=(),
        least=None,
        most=None,
        held_by=(),
        opposed_by=(),
        bridging=0.0,
        division=HIDDEN,
        more_votes=None,
        why=None,
    )
