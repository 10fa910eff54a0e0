"""Who moved on what was put to the vote again, kept with each analysis and in its blocs."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Coalesce

from elicit.analysis import Report
from elicit.analysis.data.ballots import Ints
from elicit.analysis.verdicts.opinion_change import UNDONE, moves
from elicit.models import Ballot, Deliberation

CHUNK = 20_000  # rows fetched at a time


def moves_of(deliberation: Deliberation, report: Report) -> list[dict[str, Any]]:
    """Each a `Move`, what people moved most on first; none before anything was put up again."""
    put_up = dict(deliberation.statements.accepted().filter(round__gt=1).values_list("number", "round"))
    if not put_up or report.method != "latent":
        return []
    log = Ballot.objects.filter(deliberation=deliberation, statement__number__in=put_up).order_by("pk")
    found = moves(
        *_columns(log),
        put_up=put_up,
        people=report.participants,
        bloc=_blocs(report),
        letters=tuple(bloc.letter for bloc in sorted(report.blocs, key=lambda each: each.index)),
        confidence=report.rules.confidence,
    )
    return [move.to_dict() for move in found]


def _columns(log: QuerySet[Ballot]) -> Ints:
    """(4, n): participant and statement by number, round, and choice."""
    said = Coalesce("choice", UNDONE, output_field=IntegerField())
    asked = log.annotate(said=said).values_list("participant__number", "statement__number", "round", "said")
    flat = np.fromiter(chain.from_iterable(asked.iterator(CHUNK)), dtype=np.int64)
    return flat.reshape(-1, 4).T


def _blocs(report: Report) -> Ints:
    """(P,) the bloc of everybody whose membership is clear; -1 for the others."""
    belongs = report.membership
    sure = report.grouped & (belongs.max(axis=1, initial=0) >= report.rules.between_below)
    return np.where(sure, belongs.argmax(axis=1) if belongs.size else 0, -1)
