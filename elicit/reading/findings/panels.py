"""Findings as far as they are revealed. Every door to them leads through here: what is hidden stays inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from elicit.models import Analysis, Panel
from elicit.models.deliberation.showing import WHOLE, verdicts

from .findings import LISTS, Findings, findings
from .rows import BlocRow, Percent, Row

UNSAID = Percent(0, 0, 0)
OF_THE_ROOM = ("statement", "verdict", "tally", "agree", "disagree", "room", "important", "text")


def shown(analysis: Analysis, panels: Collection[str], k: int | None = None) -> Findings:
    """What these panels hold of an analysis. k: as it looks at another number of blocs; raises ValueError with a
    sentence for one that was not kept, or while something is hidden: other verdicts would tell."""
    is_whole = set(panels) >= WHOLE
    if k is not None and not is_whole:
        raise ValueError(_("Other numbers of blocs can be looked at once everything is revealed."))
    found = replace(findings(analysis, k), panels=frozenset(panels))
    return found if is_whole else _part(found, panels)


def published(analysis: Analysis, panels: Collection[str]) -> dict[str, Any]:
    """The same for programs: blocs and standings, nothing about single people."""
    said = analysis.findings()
    there = verdicts(panels)
    standings = [each for each in said["standings"] if each["verdict"] in there]
    listed = {each["statement"] for each in standings}
    blocs = [
        bloc | {"represents": [each for each in bloc["represents"] if each["statement"] in listed]}
        for bloc in said["blocs"]
    ]
    if not set(panels) >= WHOLE:
        said |= {"moves": []}  # they tell of verdicts and blocs alike
    if Panel.MAP not in panels:
        standings = [{name: each[name] for name in OF_THE_ROOM} for each in standings]
        said |= {"k": None, "between": None}
        blocs = []
    return said | {
        "blocs": blocs,
        "standings": standings,
        "panels": [name for name in Panel.values if name in panels],
    }


def _part(found: Findings, panels: Collection[str]) -> Findings:
    there = verdicts(panels)
    has_map = Panel.MAP in panels
    lists = {
        name: tuple(
            row if has_map else _without_blocs(row) for row in getattr(found, name) if row.verdict in there
        )
        for name in LISTS
    }
    counts = Counter(row.topic for row in lists["rows"])
    topics = tuple(replace(each, count=counts[each.index]) for each in found.topics if counts[each.index])
    listed = {row.number for row in lists["rows"]}
    blocs = tuple(_standing_for(bloc, listed) for bloc in found.blocs) if has_map else ()
    away = {} if has_map else {"k": 0, "verdict_k": 0, "between": 0}
    return replace(
        found, certainty=None, moves=(), lenses=(), has_polis=False, topics=topics, blocs=blocs, **lists, **away
    )


def _standing_for(bloc: BlocRow, listed: Collection[int]) -> BlocRow:
    return replace(bloc, stands=tuple(each for each in bloc.stands if each.number in listed))


def _without_blocs(row: Row) -> Row:
    return replace(
        row,
        blocs=(),
        least=None,
        most=None,
        held_by=(),
        opposed_by=(),
        bridging=0.0,
        division=UNSAID,
        more_votes=None,
        why=None,
    )
