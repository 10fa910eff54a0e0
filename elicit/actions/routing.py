"""Which statement comes next for a participant. It writes nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from elicit.analysis import next_statement
from elicit.models import Deliberation, Participant, Statement, Vote

WEIGHTS_LAST = 20  # seconds; weights come from an analysis that is seconds old anyway


@dataclass(frozen=True)
class Turn:
    """What to show now: a statement, or none when everything open has a vote."""

    statement: Statement | None
    remaining: int


def turn(*, participant: Participant, draw: float | None = None) -> Turn:
    """A weighted random draw over the unseen; without an analysis, among the least seen. A reverse-worded
    twin of what the person voted on is never shown to them."""
    deliberation = participant.deliberation
    open_ones = _open(deliberation)
    voted = set(participant.votes.values_list("statement__number", flat=True))
    unseen = sorted(open_ones.keys() - voted)
    twins = {number: twin for number, twin in open_ones.items() if twin is not None}
    weights, counts = _weights(deliberation)
    chosen = next_statement(
        unseen,
        counts,
        weights,
        draw=random.random() if draw is None else draw,
        twins=twins,
        voted=voted,
    )
    remaining = sum(twins.get(number) not in voted for number in unseen)
    statement = deliberation.statements.get(number=chosen) if chosen is not None else None
    return Turn(statement, remaining)


def again(*, participant: Participant, number: int) -> Turn:
    """The statement whose vote was just taken back, to decide on anew."""
    statement = participant.deliberation.statements.accepted().filter(number=number).first()
    fresh = turn(participant=participant)
    return Turn(statement, fresh.remaining) if statement else fresh


def _open(deliberation: Deliberation) -> dict[int, int | None]:
    """Numbers of the accepted statements, each with its reverse-worded twin."""
    rows = deliberation.statements.accepted().values_list("number", "twin__number")
    return dict(rows)


def _weights(deliberation: Deliberation) -> tuple[dict[int, float] | None, dict[int, int]]:
    key = f"routing:{deliberation.pk}"
    kept: tuple[dict[int, float] | None, dict[int, int]] | None = cache.get(key)
    if kept is None:
        kept = (_latest_weights(deliberation), _seen(deliberation))
        cache.set(key, kept, WEIGHTS_LAST if kept[0] else 2)
    return kept


def _latest_weights(deliberation: Deliberation) -> dict[int, float] | None:
    analysis = deliberation.analyses.filter(method="latent").first()
    if analysis is None:
        return None
    report = analysis.report
    return dict(zip(report.statements.tolist(), report.routing.tolist(), strict=True))


def _seen(deliberation: Deliberation) -> dict[int, int]:
    rows = Vote.objects.filter(deliberation=deliberation).values("statement__number").annotate(n=Count("id"))
    return {row["statement__number"]: row["n"] for row in rows.order_by()}
