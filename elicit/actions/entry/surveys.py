"""Some questions at the door, and what people answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import changed, lock
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.models import Answer, Deliberation, Participant, Question
from elicit.models.entry.survey import OPTION_LIMIT, OPTIONS_LIMIT, QUESTION_LIMIT, QUESTIONS_LIMIT

from . import consents

_TARGET = re.compile(r"^(?P<text>.*\S)\s+(?P<target>\d{1,3})\s*%$")


@dataclass(frozen=True)
class Asked:
    """One question as the facilitator writes it: an option a line, with the share wanted behind it, if there is
    one: “Under 30  25 %”."""

    text: str
    options: str

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.options.strip())


@transaction.atomic
def ask(*, deliberation: Deliberation, asked: Sequence[Asked], by: User | None, now: datetime) -> list[Question]:
    """The whole survey at once, by place. A question people have answered keeps its words; left empty it goes with
    its answers."""
    held = lock(deliberation)
    if len(asked) > QUESTIONS_LIMIT:
        raise Invalid("too_many_questions", _("There are at most six questions. Nothing was changed."))
    told = {number: _told(number, each) for number, each in enumerate(asked, start=1) if each}
    kept = {each.number: each for each in held.questions.all()}
    for number, (text, options) in told.items():
        _refuse_other_words(kept.get(number), text, options)
    if {n: (each.text, each.options) for n, each in kept.items()} == told:
        return list(kept.values())
    held.questions.exclude(number__in=told).delete()
    for number, (text, options) in told.items():
        held.questions.update_or_create(number=number, defaults={"text": text, "options": options})
    consents.renew(deliberation=held, by=by, now=now)
    held.refresh_from_db(fields=["revision"])
    changed(deliberation=held, kind="survey_set", by=by, now=now, questions=len(told))
    return list(held.questions.all())


@transaction.atomic
def answer(*, participant: Participant, said: Mapping[int, int | None]) -> None:
    """Answers by the number of the question; none: rather not say. An answer replaces the one before."""
    questions = {each.number: each for each in Question.objects.filter(deliberation=participant.deliberation_id)}
    for number, option in said.items():
        question = questions.get(number)
        if question is None or not (option is None or 0 <= option < len(question.options)):
            raise Invalid("unknown_answer", _("There is no such answer here. Nothing was kept; choose again."))
    Answer.objects.bulk_create(
        [
            Answer(participant=participant, question=questions[number], option=option)
            for number, option in said.items()
        ],
        update_conflicts=True,
        unique_fields=["participant", "question"],
        update_fields=["option"],
    )


def answers_of(participant: Participant) -> dict[int, int | None]:
    return dict(participant.answers.values_list("question__number", "option"))


def written(question: Question) -> Asked:
    """As the facilitator wrote it."""
    lines = [
        each["text"] if each["target"] is None else f"{each['text']}  {each['target']} %"
        for each in question.options
    ]
    return Asked(question.text, "\n".join(lines))


def _told(number: int, asked: Asked) -> tuple[str, list[dict[str, Any]]]:
    lines = [line.strip() for line in asked.options.splitlines() if line.strip()]
    if not asked.text.strip() or not 2 <= len(lines) <= OPTIONS_LIMIT:
        raise _refused(number, _("It needs a text, and 2 to 12 answers, one on each line."))
    try:
        text = writing.clean(asked.text, limit=QUESTION_LIMIT)
        options = [_option(line) for line in lines]
    except Invalid as refusal:
        raise _refused(number, refusal.sentence) from refusal
    if len({each["text"].casefold() for each in options}) < len(options):
        raise _refused(number, _("Two of its answers are the same."))
    if sum(each["target"] or 0 for each in options) > 100:
        raise _refused(number, _("The shares wanted come to more than 100 %."))
    return text, options


def _option(line: str) -> dict[str, Any]:
    found = _TARGET.match(line)
    text = writing.clean(found["text"].rstrip(" :,;|=") if found else line, limit=OPTION_LIMIT)
    return {"text": text, "target": int(found["target"]) if found else None}


def _refused(number: int, why: Any) -> Invalid:
    sentence = _("Question %(number)s: %(why)s Nothing was changed.") % {"number": number, "why": why}
    return Invalid("question", sentence)


def _refuse_other_words(kept: Question | None, text: str, options: list[dict[str, Any]]) -> None:
    if kept is None or not kept.answers.exists():
        return
    words, before = ([each["text"] for each in some] for some in (options, kept.options))
    if (text, words) != (kept.text, before):
        raise Conflict(
            "answered",
            _(
                "Question %(number)s: people have answered it, so its words stay; the shares wanted may change. "
                "To ask something else, leave it empty first: then it goes with its answers. Nothing was changed."
            )
            % {"number": kept.number},
        )
