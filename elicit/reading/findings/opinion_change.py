"""Who moved on what was put to the vote again, kept with each analysis and in its blocs."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Coalesce

from elicit.analysis import Report
from elicit.analysis.data.ballots import Ints
from elicit.analysis.verdicts.opinion_change import UNDONE, measure_changes
from elicit.models import Ballot, Deliberation

CHUNK = 20_000  # rows fetched at a time


def compute_moves(deliberation: Deliberation, report: Report) -> list[dict[str, Any]]:
    """`OpinionChange`s as dictionaries, the largest first; none before anything was put to the vote again."""
    rounds = dict(deliberation.statements.accepted().filter(round__gt=1).values_list("number", "round"))
    if not rounds or report.method != "latent":
        return []
    log = Ballot.objects.filter(deliberation=deliberation, statement__number__in=rounds).order_by("pk")
    changes = measure_changes(
        *_columns(log),
        put_up=rounds,
        people=report.participants,
        bloc=_blocs(report),
        letters=tuple(bloc.letter for bloc in sorted(report.blocs, key=lambda bloc: bloc.index)),
        confidence=report.rules.confidence,
    )
    return [change.to_dict() for change in changes]


def _columns(log: QuerySet[Ballot]) -> Ints:
    """(4, n): participant and statement by number, round, and choice."""
    choice = Coalesce("choice", UNDONE, output_field=IntegerField())
    rows = log.annotate(vote=choice).values_list("participant__number", "statement__number", "round", "vote")
    flat = np.fromiter(chain.from_iterable(rows.iterator(CHUNK)), dtype=np.int64)
    return flat.reshape(-1, 4).T


def _blocs(report: Report) -> Ints:
    """(P,) the bloc of everybody whose membership is clear; -1 for the others."""
    membership = report.membership
    sure = report.grouped & (membership.max(axis=1, initial=0) >= report.rules.between_below)
    return np.where(sure, membership.argmax(axis=1) if membership.size else 0, -1)
