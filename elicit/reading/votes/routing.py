"""Which statement comes next for a participant, and how evenly statements were shown. It writes nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from django.core.cache import cache
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from elicit.analysis import next_statement
from elicit.analysis.routing import Exposure, Guide, even_shares, exposure
from elicit.models import Deliberation, Participant, Statement, Vote

GUIDE_LASTS = 20  # seconds; it comes from an analysis that is seconds old anyway
COUNTS_LAST = 2  # seconds; in between, what this process shows is counted on top
BLOCK = 64  # votes whose hours are told apart no further


class Earlier(NamedTuple):
    """What somebody voted before a statement was put to the vote again."""

    round: int
    choice: int
    important: bool


@dataclass(frozen=True)
class Turn:
    """What to show now: a statement, or none when everything open has a vote. remaining: open statements without a
    vote, or with one from before they were put up again. done: the other votes of this person; last: the number
    of the statement they voted on last. earlier: their vote on this statement of a round before. ahead: what would
    come after it, for a phone that loses its connection; never what they have voted on in any round."""

    statement: Statement | None
    remaining: int
    done: int
    last: int | None
    earlier: Earlier | None = None
    ahead: tuple[Statement, ...] = ()


class _OwnVotes(NamedTuple):
    """Of one person: number of a statement -> their choice, newest first; and those among them that are from
    before the statement was put up again, so that it counts as unseen."""

    choices: dict[int, int]
    earlier: dict[int, Earlier]

    @property
    def fresh(self) -> list[int]:
        return [number for number in self.choices if number not in self.earlier]


class _Guidance(NamedTuple):
    """The guide of the latest analysis, and the votes cast before each statement opened."""

    guide: Guide | None
    opened: dict[int, int]


def choose_turn(*, participant: Participant, draw: float | None = None, ahead: int = 0) -> Turn:
    """A random draw over the unseen, by what this person's vote is worth on each; without an analysis, among the
    least exposed. A reverse-worded twin of what the person voted on is never shown to them. ahead: how many more
    to draw at most."""
    draws = [random.random() if draw is None else draw]
    [turn] = choose_turns(participants=[participant], draws=draws, ahead=ahead)
    return turn


def choose_turns(
    *, participants: Sequence[Participant], draws: Sequence[float] | None = None, ahead: int = 0
) -> list[Turn]:
    """The turn of each of these people of one deliberation; asking for many costs hardly more than for one."""
    drawing = _Drawing.of(participants[0].deliberation)
    votes = _read_own_votes(participants)
    own = [votes[participant.pk] for participant in participants]
    draws = draws or [random.random() for _ in participants]
    numbers = [drawing.choose(votes, draw) for votes, draw in zip(own, draws, strict=True)]
    drawing.remember()
    later = [drawing.ahead(votes, number, ahead) for votes, number in zip(own, numbers, strict=True)]
    statements = drawing.load({number for number in numbers if number is not None}.union(*later))
    return [
        Turn(
            statement=None if number is None else statements.get(number),
            remaining=drawing.remaining(votes),
            done=len(votes.fresh),
            last=next(iter(votes.fresh), None),
            earlier=None if number is None else votes.earlier.get(number),
            ahead=tuple(statements[further] for further in rest if further in statements),
        )
        for votes, number, rest in zip(own, numbers, later, strict=True)
    ]


def repeat_turn(*, participant: Participant, number: int) -> Turn:
    """The statement whose vote was just taken back, to decide on anew."""
    statement = participant.deliberation.statements.accepted().filter(number=number).first()
    fresh = choose_turn(participant=participant)
    if statement is None or statement == fresh.statement:
        return fresh
    earlier = _read_own_votes([participant])[participant.pk].earlier if statement.round > 1 else {}
    return replace(fresh, statement=statement, earlier=earlier.get(number))


def measure_exposure(*, deliberation: Deliberation) -> Exposure | None:
    """How evenly the open statements were shown, counted now; None when there are none."""
    rows = deliberation.statements.accepted().values_list("number", "is_seed")
    is_seed = dict(rows)
    counts = _count_votes(deliberation)
    even = _even(is_seed, _count_before_opening(deliberation), counts)
    return exposure(counts, even, seeds={number for number, seed in is_seed.items() if seed})


class _Drawing:
    """What every draw in one deliberation needs, read once. open: number of an accepted statement -> its key and
    the number of its reverse-worded twin."""

    def __init__(self, deliberation: Deliberation, open_: dict[int, tuple[int, int | None]]) -> None:
        self.deliberation, self.open = deliberation, open_
        self.twins = {number: twin for number, (_key, twin) in open_.items() if twin is not None}
        self.guide, opened = _guidance(deliberation)
        self.counts = _counts(deliberation)
        self.even = _even(open_, opened, self.counts)

    @classmethod
    def of(cls, deliberation: Deliberation) -> _Drawing:
        rows = deliberation.statements.accepted().order_by().values_list("number", "pk", "twin__number")
        return cls(deliberation, {number: (pk, twin) for number, pk, twin in rows})

    def unseen(self, own: _OwnVotes) -> set[int]:
        return self.open.keys() - set(own.fresh)

    def choose(self, own: _OwnVotes, draw: float) -> int | None:
        """A statement's number. Until the votes are counted again, what is shown counts as seen: in a busy
        deliberation not all must see the same."""
        number = self._draw(self.unseen(own), own.choices, draw, self._weights(own))
        if number is not None:
            self.counts[number] = self.counts.get(number, 0) + 1
        return number

    def ahead(self, own: _OwnVotes, first: int | None, most: int) -> list[int]:
        """What would come after the first, in turn. Nobody has been shown it, so it does not count as seen."""
        numbers: list[int] = []
        weights = self._weights(own) if most and first is not None else None
        while first is not None and len(numbers) < most:
            exclusions = {*own.choices, first, *numbers}
            number = self._draw(self.open.keys() - exclusions, exclusions, random.random(), weights)
            if number is None:
                break
            numbers.append(number)
        return numbers

    def _draw(
        self, unseen: set[int], voted: Collection[int], draw: float, weights: Mapping[int, float] | None
    ) -> int | None:
        return next_statement(
            sorted(unseen), self.counts, weights, draw=draw, twins=self.twins, voted=voted, even=self.even
        )

    def _weights(self, own: _OwnVotes) -> Mapping[int, float] | None:
        return self.guide.weights(own.choices) if self.guide else None

    def load(self, numbers: set[int]) -> dict[int, Statement]:
        """Open statements by number; one that was deleted meanwhile is left out."""
        rows = Statement.objects.order_by().in_bulk({self.open[number][0] for number in numbers})
        return {number: rows[self.open[number][0]] for number in numbers if self.open[number][0] in rows}

    def remaining(self, own: _OwnVotes) -> int:
        return sum(self.twins.get(number) not in own.choices for number in self.unseen(own))

    def remember(self) -> None:
        cache.set(_counts_key(self.deliberation), self.counts, COUNTS_LAST)


def _read_own_votes(participants: Sequence[Participant]) -> dict[int, _OwnVotes]:
    """Key of a participant -> their votes."""
    own = {participant.pk: _OwnVotes({}, {}) for participant in participants}
    rows = Vote.objects.filter(participant__in=own).order_by("-at", "-id")
    columns = ("participant_id", "statement__number", "choice", "important", "round", "statement__round")
    for key, number, choice, important, round_, present in rows.values_list(*columns):
        own[key].choices[number] = choice
        if round_ < present:
            own[key].earlier[number] = Earlier(round_, choice, important)
    return own


def _even(numbers: Iterable[int], opened: dict[int, int], counts: dict[int, int]) -> dict[int, float]:
    """Each statement's even share of the votes; one that nobody has looked up yet was opened just now."""
    votes = sum(counts.values())
    return even_shares({number: opened.get(number, votes) for number in numbers}, votes)


def _guidance(deliberation: Deliberation) -> _Guidance:
    key = f"routing:guidance:2:{deliberation.pk}:{deliberation.round}"
    entry: _Guidance | None = cache.get(key)
    if entry is None:
        entry = _Guidance(_guide(deliberation), _count_before_opening(deliberation))
        cache.set(key, entry, GUIDE_LASTS if entry.guide else COUNTS_LAST)
    return entry


def _guide(deliberation: Deliberation) -> Guide | None:
    analysis = deliberation.analyses.filter(method="latent").first()
    return Guide.of(analysis.report) if analysis else None


def _count_before_opening(deliberation: Deliberation) -> dict[int, int]:
    """Votes that had been cast when each accepted statement was opened, interpolated within a block of votes."""
    moments = _openings(deliberation)
    votes = _fresh(deliberation).order_by()
    blocks = votes.annotate(block=F("id") / BLOCK).values("block").annotate(n=Count("id"), since=Min("at"))
    rows = sorted((row["block"], row["since"].timestamp(), row["n"]) for row in blocks)
    if not rows:
        return dict.fromkeys(moments, 0)
    hours = [since for _block, since, _n in rows] + [votes.aggregate(last=Max("at"))["last"].timestamp()]
    cast = np.cumsum([0] + [n for _block, _since, n in rows])
    moments_with_votes, first = np.unique(np.maximum.accumulate(hours), return_index=True)
    before = np.interp(list(moments.values()), moments_with_votes, cast[first], right=cast[-1])
    return dict(zip(moments, np.rint(before).astype(int).tolist(), strict=True))


def _openings(deliberation: Deliberation) -> dict[int, float]:
    """When each accepted statement was opened or put up again, in seconds; at the latest with its first vote, as
    in imports."""
    cast = Min("votes__at", filter=Q(votes__round__gte=F("round")))
    rows = deliberation.statements.accepted().annotate(first=cast).order_by()
    since = Coalesce("again_at", "moderated_at", "created_at")
    moments = rows.annotate(since=since).values_list("number", "since", "first")
    return {number: min(since, first or since).timestamp() for number, since, first in moments}


def _counts(deliberation: Deliberation) -> dict[int, int]:
    """Votes per statement, and what this process showed since they were counted."""
    entry: dict[int, int] | None = cache.get(_counts_key(deliberation))
    return _count_votes(deliberation) if entry is None else dict(entry)


def _counts_key(deliberation: Deliberation) -> str:
    return f"routing:counts:{deliberation.pk}:{deliberation.round}:{time.time() // COUNTS_LAST:.0f}"


def _fresh(deliberation: Deliberation) -> QuerySet[Vote]:
    """The votes that count as exposure: those cast since their statement was last put up."""
    votes = Vote.objects.filter(deliberation=deliberation)
    return votes if deliberation.round == 1 else votes.fresh()


def _count_votes(deliberation: Deliberation) -> dict[int, int]:
    rows = _fresh(deliberation).values("statement__number").annotate(n=Count("id"))
    return {row["statement__number"]: row["n"] for row in rows.order_by()}
