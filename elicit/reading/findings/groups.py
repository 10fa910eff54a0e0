"""Who takes part, by their answers on joining, and how findings hold across them. No group under five people is
in it, nor one that the others would give away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q

from elicit.analysis import Rules
from elicit.analysis.blocs.groups import GroupAgreement, agreement_by_group, visible_groups
from elicit.models import Analysis, Answer, Deliberation, Question, Vote
from elicit.models.votes.vote import Choice

from .findings import read_findings
from .rows import Percent, Row

STEP = 5  # people; counts are rounded to the nearest
FRESH = 30  # seconds that an answer is cached, so that everybody may ask at once


@dataclass(frozen=True)
class Group:
    """People who gave one answer. share: of those who answered, in per cent; None where it is withheld."""

    text: str
    target: int | None
    share: int | None


@dataclass(frozen=True)
class GroupShares:
    """One statement, its verdict, and agreement in each group, withheld as None. breaks: texts of the groups of a
    settled statement of which fewer than half agree."""

    row: Row
    cells: tuple[Percent | None, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class QuestionGroups:
    """One question. answered: about so many people who voted gave one of its answers."""

    number: int
    text: str
    answered: int
    groups: tuple[Group, ...]
    statements: tuple[GroupShares, ...]

    @property
    def has_targets(self) -> bool:
        return any(group.target is not None for group in self.groups)

    @property
    def breaks(self) -> tuple[GroupShares, ...]:
        """Settled statements that some group does not hold."""
        return tuple(shares for shares in self.statements if shares.breaks)


def read_groups(deliberation: Deliberation, analysis: Analysis | None) -> tuple[QuestionGroups, ...]:
    """By question. Whoever calls this has checked who may see it."""
    questions = list(deliberation.questions.all())
    if not questions:
        return ()
    key = f"groups:{deliberation.pk}:{analysis.pk if analysis else 0}:{hash(str([q.options for q in questions]))}"
    entry: tuple[QuestionGroups, ...] | None = cache.get(key)
    if entry is None:
        entry = _compute(deliberation, questions, analysis)
        cache.set(key, entry, FRESH)
    return entry


Counts = Mapping[int, tuple[int, int]]  # statement number -> votes, of which agree


def _compute(
    deliberation: Deliberation, questions: list[Question], analysis: Analysis | None
) -> tuple[QuestionGroups, ...]:
    rows = (
        [row for row in read_findings(analysis).rows if row.verdict in ("settled", "contested")]
        if analysis
        else []
    )
    people = _people(deliberation)
    by_answer = _votes_by_answer(deliberation, rows)
    overall = _votes(deliberation, rows)
    confidence = Rules.from_dict(deliberation.rules.thresholds).confidence
    return tuple(
        _question_groups(question, people[question.pk], by_answer[question.pk], overall, rows, confidence)
        for question in questions
    )


def _question_groups(
    question: Question,
    people: Mapping[int, int],
    votes: Mapping[int, Counts],
    overall: Counts,
    rows: list[Row],
    confidence: float,
) -> QuestionGroups:
    sizes = [people.get(place, 0) for place in range(len(question.options))]
    visible, total = visible_groups(sizes), sum(sizes)
    groups = tuple(
        Group(option["text"], option["target"], round(100 * size / total) if is_shown else None)
        for option, size, is_shown in zip(question.options, sizes, visible, strict=True)
    )
    statements = tuple(_group_shares(row, groups, votes, overall, confidence) for row in rows)
    return QuestionGroups(question.number, question.text, STEP * round(total / STEP), groups, statements)


def _group_shares(
    row: Row, groups: tuple[Group, ...], votes: Mapping[int, Counts], overall: Counts, confidence: float
) -> GroupShares:
    counts = [votes.get(place, {}).get(row.number, (0, 0)) for place in range(len(groups))]
    rest = overall.get(row.number, (0, 0))[0] - sum(n for n, _agree in counts)
    shares = agreement_by_group(
        [agree for _n, agree in counts], [n for n, _agree in counts], rest=rest, confidence=confidence
    )
    visible = [share if group.share is not None else None for share, group in zip(shares, groups, strict=True)]
    cells = tuple(_percent(share) for share in visible)
    breaks = [group.text for share, group in zip(visible, groups, strict=True) if share and share.is_minority]
    return GroupShares(row, cells, tuple(breaks) if row.verdict == "settled" else ())


def _percent(share: GroupAgreement | None) -> Percent | None:
    if share is None:
        return None
    return Percent(round(100 * share.value), round(100 * share.low), round(100 * share.high))


def _people(deliberation: Deliberation) -> defaultdict[int, dict[int, int]]:
    """Question -> option -> people who gave it and voted."""
    answers = Answer.objects.filter(question__deliberation=deliberation, option__isnull=False)
    voters = Vote.objects.filter(deliberation=deliberation).values("participant")
    rows: Any = answers.filter(participant__in=voters).order_by().values_list("question", "option")
    people: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for question, option, count in rows.annotate(n=Count("pk")):
        people[question][option] = count
    return people


def _votes_by_answer(
    deliberation: Deliberation, rows: list[Row]
) -> defaultdict[int, defaultdict[int, dict[int, tuple[int, int]]]]:
    """Question -> option -> statement -> votes, and of them agreeing ones."""
    votes_of: defaultdict[int, defaultdict[int, dict[int, tuple[int, int]]]]
    votes_of = defaultdict(lambda: defaultdict(dict))
    answers: Any = Answer.objects.filter(
        question__deliberation=deliberation,
        option__isnull=False,
        participant__votes__statement__number__in=[row.number for row in rows],
    )
    names = ("question", "option", "participant__votes__statement__number")
    counts = (
        answers.order_by()
        .values_list(*names)
        .annotate(votes=Count("pk"), agree=Count("pk", filter=Q(participant__votes__choice=Choice.AGREE)))
    )
    for question, option, statement, votes, agree in counts:
        votes_of[question][option][statement] = (votes, agree)
    return votes_of


def _votes(deliberation: Deliberation, rows: list[Row]) -> dict[int, tuple[int, int]]:
    votes = Vote.objects.filter(deliberation=deliberation, statement__number__in=[row.number for row in rows])
    counts = (
        votes.order_by()
        .values_list("statement__number")
        .annotate(votes=Count("pk"), agree=Count("pk", filter=Q(choice=Choice.AGREE)))
    )
    return {number: (n, agree) for number, n, agree in counts}
