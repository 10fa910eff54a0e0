"""Who takes part, by their answers at the door, and how findings hold across them. No group under five people is
in it, nor one that the others would give away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q

from elicit.analysis import Rules
from elicit.analysis.blocs.groups import Held, across, shown
from elicit.models import Analysis, Answer, Deliberation, Question, Vote
from elicit.models.votes.vote import Choice

from .findings import findings
from .rows import Percent, Row

STEP = 5  # people; counts are said to the nearest
FRESH = 30  # seconds that an answer is kept, so that a whole room may ask at once


@dataclass(frozen=True)
class Group:
    """People who gave one answer. share: of those who answered, in per cent; None where it is withheld."""

    text: str
    target: int | None
    share: int | None


@dataclass(frozen=True)
class Across:
    """One statement, its verdict, and agreement in each group, withheld as None. breaks: texts of the groups of a
    settled statement of which fewer than half agree."""

    row: Row
    cells: tuple[Percent | None, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One question. answered: about so many people who voted gave one of its answers."""

    number: int
    text: str
    answered: int
    groups: tuple[Group, ...]
    statements: tuple[Across, ...]

    @property
    def has_targets(self) -> bool:
        return any(group.target is not None for group in self.groups)

    @property
    def breaks(self) -> tuple[Across, ...]:
        """Settled statements that some group does not hold."""
        return tuple(each for each in self.statements if each.breaks)


def groups(deliberation: Deliberation, analysis: Analysis | None) -> tuple[Asked, ...]:
    """By question. Whoever calls this has asked who may see it."""
    questions = list(deliberation.questions.all())
    if not questions:
        return ()
    key = f"groups:{deliberation.pk}:{analysis.pk if analysis else 0}:{hash(str([q.options for q in questions]))}"
    found: tuple[Asked, ...] | None = cache.get(key)
    if found is None:
        found = _found(deliberation, questions, analysis)
        cache.set(key, found, FRESH)
    return found


Counts = Mapping[int, tuple[int, int]]  # statement number -> votes, of which agree


def _found(deliberation: Deliberation, questions: list[Question], analysis: Analysis | None) -> tuple[Asked, ...]:
    rows = [row for row in findings(analysis).rows if row.verdict in ("settled", "contested")] if analysis else []
    people = _people(deliberation)
    by_answer = _votes_by_answer(deliberation, rows)
    overall = _votes(deliberation, rows)
    confidence = Rules.from_dict(deliberation.rules.thresholds).confidence
    return tuple(
        _asked(each, people[each.pk], by_answer[each.pk], overall, rows, confidence) for each in questions
    )


def _asked(
    question: Question,
    people: Mapping[int, int],
    votes: Mapping[int, Counts],
    overall: Counts,
    rows: list[Row],
    confidence: float,
) -> Asked:
    sizes = [people.get(place, 0) for place in range(len(question.options))]
    visible, total = shown(sizes), sum(sizes)
    told = tuple(
        Group(each["text"], each["target"], round(100 * size / total) if is_shown else None)
        for each, size, is_shown in zip(question.options, sizes, visible, strict=True)
    )
    statements = tuple(_across(row, told, votes, overall, confidence) for row in rows)
    return Asked(question.number, question.text, STEP * round(total / STEP), told, statements)


def _across(
    row: Row, told: tuple[Group, ...], votes: Mapping[int, Counts], overall: Counts, confidence: float
) -> Across:
    each = [votes.get(place, {}).get(row.number, (0, 0)) for place in range(len(told))]
    rest = overall.get(row.number, (0, 0))[0] - sum(n for n, _agree in each)
    held = across([agree for _n, agree in each], [n for n, _agree in each], rest=rest, confidence=confidence)
    held = [share if group.share is not None else None for share, group in zip(held, told, strict=True)]
    cells = tuple(_percent(share) for share in held)
    broken = [group.text for share, group in zip(held, told, strict=True) if share and share.breaks]
    return Across(row, cells, tuple(broken) if row.verdict == "settled" else ())


def _percent(share: Held | None) -> Percent | None:
    return share and Percent(round(100 * share.value), round(100 * share.low), round(100 * share.high))


def _people(deliberation: Deliberation) -> defaultdict[int, dict[int, int]]:
    """Question -> option -> people who gave it and voted."""
    said = Answer.objects.filter(question__deliberation=deliberation, option__isnull=False)
    voted = Vote.objects.filter(deliberation=deliberation).values("participant")
    rows: Any = said.filter(participant__in=voted).order_by().values_list("question", "option")
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for question, option, count in rows.annotate(n=Count("pk")):
        found[question][option] = count
    return found


def _votes_by_answer(
    deliberation: Deliberation, rows: list[Row]
) -> defaultdict[int, defaultdict[int, dict[int, tuple[int, int]]]]:
    """Question -> option -> statement -> votes, and of them agreeing ones."""
    found: Any = defaultdict(lambda: defaultdict(dict))
    said: Any = Answer.objects.filter(
        question__deliberation=deliberation,
        option__isnull=False,
        participant__votes__statement__number__in=[row.number for row in rows],
    )
    names = ("question", "option", "participant__votes__statement__number")
    counts = (
        said.order_by()
        .values_list(*names)
        .annotate(votes=Count("pk"), agree=Count("pk", filter=Q(participant__votes__choice=Choice.AGREE)))
    )
    for question, option, statement, votes, agree in counts:
        found[question][option][statement] = (votes, agree)
    return found


def _votes(deliberation: Deliberation, rows: list[Row]) -> dict[int, tuple[int, int]]:
    votes = Vote.objects.filter(deliberation=deliberation, statement__number__in=[row.number for row in rows])
    counts = (
        votes.order_by()
        .values_list("statement__number")
        .annotate(votes=Count("pk"), agree=Count("pk", filter=Q(choice=Choice.AGREE)))
    )
    return {number: (n, agree) for number, n, agree in counts}
