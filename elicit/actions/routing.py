"""Which statement comes next for a participant, and how evenly statements were shown. It writes nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.core.cache import cache
from django.db.models import Count, F, Max, Min
from django.db.models.functions import Coalesce

from elicit.analysis import next_statement
from elicit.analysis.routing import Exposure, Guide, even_shares, exposure
from elicit.models import Deliberation, Participant, Statement, Vote

GUIDE_LASTS = 20  # seconds; it comes from an analysis that is seconds old anyway
COUNTS_LAST = 2  # seconds; in between, what this process shows is counted on top
BLOCK = 64  # votes whose hours are told apart no further


@dataclass(frozen=True)
class Turn:
    """What to show now: a statement, or none when everything open has a vote."""

    statement: Statement | None
    remaining: int


class _Guidance(NamedTuple):
    """The guide of the latest analysis, and the votes cast before each statement opened."""

    guide: Guide | None
    opened: dict[int, int]


def turn(*, participant: Participant, draw: float | None = None) -> Turn:
    """A random draw over the unseen, by what this person's vote is worth on each; without an analysis, among the
    least exposed. A reverse-worded twin of what the person voted on is never shown to them."""
    deliberation = participant.deliberation
    open_ones = _open(deliberation)
    choices = dict(participant.votes.values_list("statement__number", "choice"))
    unseen = sorted(open_ones.keys() - choices.keys())
    twins = {number: twin for number, twin in open_ones.items() if twin is not None}
    guide, opened = _guidance(deliberation)
    counts = _counts(deliberation)
    chosen = next_statement(
        unseen,
        counts,
        guide.weights(choices) if guide else None,
        draw=random.random() if draw is None else draw,
        twins=twins,
        voted=choices,
        even=_even(open_ones, opened, counts),
    )
    remaining = sum(twins.get(number) not in choices for number in unseen)
    if chosen is None:
        return Turn(None, remaining)
    _count(deliberation, counts, chosen)
    return Turn(deliberation.statements.get(number=chosen), remaining)


def again(*, participant: Participant, number: int) -> Turn:
    """The statement whose vote was just taken back, to decide on anew."""
    statement = participant.deliberation.statements.accepted().filter(number=number).first()
    fresh = turn(participant=participant)
    return Turn(statement, fresh.remaining) if statement else fresh


def shown(*, deliberation: Deliberation) -> Exposure | None:
    """How evenly the open statements were shown, counted now; None when there are none."""
    rows = deliberation.statements.accepted().values_list("number", "is_seed")
    is_seed = dict(rows)
    counts = _seen(deliberation)
    even = _even(is_seed, _opened(deliberation), counts)
    return exposure(counts, even, seeds={number for number, seed in is_seed.items() if seed})


def _open(deliberation: Deliberation) -> dict[int, int | None]:
    """Numbers of the accepted statements, each with its reverse-worded twin."""
    rows = deliberation.statements.accepted().values_list("number", "twin__number")
    return dict(rows)


def _even(numbers: Iterable[int], opened: dict[int, int], counts: dict[int, int]) -> dict[int, float]:
    """Each statement's even share of the votes; one that nobody has looked up yet was opened just now."""
    votes = sum(counts.values())
    return even_shares({number: opened.get(number, votes) for number in numbers}, votes)


def _guidance(deliberation: Deliberation) -> _Guidance:
    key = f"routing:guidance:{deliberation.pk}"
    kept: _Guidance | None = cache.get(key)
    if kept is None:
        kept = _Guidance(_guide(deliberation), _opened(deliberation))
        cache.set(key, kept, GUIDE_LASTS if kept.guide else COUNTS_LAST)
    return kept


def _guide(deliberation: Deliberation) -> Guide | None:
    analysis = deliberation.analyses.filter(method="latent").first()
    return Guide.of(analysis.report) if analysis else None


def _opened(deliberation: Deliberation) -> dict[int, int]:
    """Votes that had been cast when each accepted statement was opened, interpolated within a block of votes."""
    moments = _openings(deliberation)
    votes = Vote.objects.filter(deliberation=deliberation).order_by()
    blocks = votes.annotate(block=F("id") / BLOCK).values("block").annotate(n=Count("id"), since=Min("at"))
    rows = sorted((row["block"], row["since"].timestamp(), row["n"]) for row in blocks)
    if not rows:
        return dict.fromkeys(moments, 0)
    hours = [since for _block, since, _n in rows] + [votes.aggregate(last=Max("at"))["last"].timestamp()]
    cast = np.cumsum([0] + [n for _block, _since, n in rows])
    reached, first = np.unique(np.maximum.accumulate(hours), return_index=True)
    before = np.interp(list(moments.values()), reached, cast[first], right=cast[-1])
    return dict(zip(moments, np.rint(before).astype(int).tolist(), strict=True))


def _openings(deliberation: Deliberation) -> dict[int, float]:
    """When each accepted statement was opened, in seconds; at the latest with its first vote, as in imports."""
    rows = deliberation.statements.accepted().annotate(first=Min("votes__at")).order_by()
    since = Coalesce("moderated_at", "created_at")
    moments = rows.annotate(since=since).values_list("number", "since", "first")
    return {number: min(since, first or since).timestamp() for number, since, first in moments}


def _counts(deliberation: Deliberation) -> dict[int, int]:
    """Votes per statement, and what this process showed since they were counted."""
    kept: dict[int, int] | None = cache.get(_counts_key(deliberation))
    return _seen(deliberation) if kept is None else kept


def _count(deliberation: Deliberation, counts: dict[int, int], shown: int) -> None:
    """Until the votes are counted again, what is shown counts as seen: a busy room must not all see the same."""
    counts = {**counts, shown: counts.get(shown, 0) + 1}
    cache.set(_counts_key(deliberation), counts, COUNTS_LAST)


def _counts_key(deliberation: Deliberation) -> str:
    return f"routing:counts:{deliberation.pk}:{time.time() // COUNTS_LAST:.0f}"


def _seen(deliberation: Deliberation) -> dict[int, int]:
    rows = Vote.objects.filter(deliberation=deliberation).values("statement__number").annotate(n=Count("id"))
    return {row["statement__number"]: row["n"] for row in rows.order_by()}
