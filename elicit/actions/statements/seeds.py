"""First statements before they are kept: each line with what stands against it or beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from elicit import wording
from elicit.actions.locking import lock
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Statement, Status

from .writing import SEEDS_LIMIT, clean, seed


@dataclass(frozen=True)
class SeedLine:
    """number: from 1, as it was sent. text: as it would be kept. problem: why it cannot be, or "". near: what says
    nearly the same, of those before it and those that are here already."""

    number: int
    text: str
    language: str
    problem: str
    near: str

    @property
    def is_usable(self) -> bool:
        return not self.problem


def check_lines(
    *, texts: Sequence[str], language: str, deliberation: Deliberation | None = None
) -> list[SeedLine]:
    """What would be added, and what would not. Nothing is written.

    language: of the deliberation, for lines too short to tell. Raises Invalid for no lines or too many."""
    if not texts:
        raise Invalid("no_lines", _("There is no statement in it. Paste some lines, or choose a file."))
    if len(texts) > SEEDS_LIMIT:
        sentence = _("At most %(limit)s statements at a time. Nothing was kept.") % {"limit": SEEDS_LIMIT}
        raise Invalid("too_many", sentence)
    tidy = [_tidy(text) for text in texts]
    problems = _find_problems(tidy, _load_numbers(deliberation))
    lines = [
        SeedLine(number, text, wording.language(text, language), problem, "")
        for number, ((text, _own), problem) in enumerate(zip(tidy, problems, strict=True), start=1)
    ]
    near = _find_near([line for line in lines if line.is_usable], deliberation)
    return [replace(line, near=near.get(line.number, "")) for line in lines]


@transaction.atomic
def add(
    *,
    deliberation: Deliberation,
    texts: Sequence[str],
    leave: Collection[int],
    by: User | None,
    now: datetime,
) -> list[Statement]:
    """Of these lines those without a problem, but for those somebody wants left out.

    leave: numbers of lines. Raises Conflict where it is closed or nothing is left, else as `check_lines`."""
    deliberation = lock(deliberation)
    if deliberation.status == Status.CLOSED:
        raise Conflict("closed", _("This deliberation is closed, so nobody would vote on them. Nothing was kept."))
    texts = choose_texts(texts=texts, leave=leave, language=deliberation.language, deliberation=deliberation)
    return seed(deliberation=deliberation, texts=texts, by=by, now=now)


def choose_texts(
    *, texts: Sequence[str], leave: Collection[int], language: str, deliberation: Deliberation | None = None
) -> list[str]:
    """The lines without a problem that nobody wants left out. leave: numbers of lines.

    Raises Conflict where nothing is left, Invalid as `check_lines` does."""
    lines = check_lines(texts=texts, language=language, deliberation=deliberation)
    texts = [line.text for line in lines if line.is_usable and line.number not in leave]
    if not texts:
        raise Conflict("nothing_left", _("None of these lines can be added as it is. Nothing was kept."))
    return texts


def _tidy(text: str) -> tuple[str, str]:
    """The text as it would be kept, and why it cannot be; one that cannot be is shown without what hides."""
    try:
        return clean(text), ""
    except Invalid as refusal:
        return "".join(filter(str.isprintable, text))[:300], str(refusal)


def _find_problems(tidy: Sequence[tuple[str, str]], numbers: dict[str, int]) -> list[str]:
    first: dict[str, int] = {}
    problems = []
    for number, (text, own) in enumerate(tidy, start=1):
        key = wording.key(text)
        if own:
            problems.append(own)
        elif key in numbers:
            problems.append(_("It is here already, as statement %(number)s.") % {"number": numbers[key]})
        elif key in first:
            problems.append(_("It is the same as line %(number)s.") % {"number": first[key]})
        else:
            first[key] = number
            problems.append("")
    return problems


def _load_numbers(deliberation: Deliberation | None) -> dict[str, int]:
    return dict(deliberation.statements.values_list("text_key", "number")) if deliberation else {}


def _find_near(lines: Sequence[SeedLine], deliberation: Deliberation | None) -> dict[int, str]:
    """By the number of a line: a statement that is accepted here, or an earlier line."""
    rows: list[Any] = []
    if deliberation:
        rows = list(deliberation.statements.accepted().values_list("number", "text", "language"))
    candidates = {number: (text, tag) for number, text, tag in rows}
    candidates |= {-line.number: (line.text, line.language) for line in lines}
    likeness = wording.Likeness(
        {number: text for number, (text, _tag) in candidates.items()},
        languages={number: tag for number, (_text, tag) in candidates.items()},
    )
    near = {}
    for line in lines:
        others = [match.number for match in likeness.to(line.text, most=5) if match.number > -line.number]
        if others:
            near[line.number] = candidates[others[0]][0]
    return near
