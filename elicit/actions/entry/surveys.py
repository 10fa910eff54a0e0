"""Some questions at the door, and what people answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.models import Answer, Deliberation, Participant, Question
from elicit.models.entry.survey import OPTION_LIMIT, OPTIONS_LIMIT, QUESTION_LIMIT, QUESTIONS_LIMIT
from elicit.reading.entry.surveys import QuestionText

from . import consents

_TARGET = re.compile(r"^(?P<text>.*\S)\s+(?P<target>\d{1,3})\s*%$")


@transaction.atomic
def ask(
    *, deliberation: Deliberation, questions: Sequence[QuestionText], by: User | None, now: datetime
) -> list[Question]:
    """The whole survey at once, by place. A question people have answered keeps its words; left empty it goes with
    its answers.

    Raises Invalid for a question that cannot be asked, Conflict for other words of one that has answers."""
    deliberation = lock(deliberation)
    if len(questions) > QUESTIONS_LIMIT:
        raise Invalid("too_many_questions", _("There are at most six questions. Nothing was changed."))
    fields = {number: _parse(number, question) for number, question in enumerate(questions, start=1) if question}
    rows = {row.number: row for row in deliberation.questions.all()}
    for number, (text, options) in fields.items():
        _refuse_other_words(rows.get(number), text, options)
    if {number: (row.text, row.options) for number, row in rows.items()} == fields:
        return list(rows.values())
    deliberation.questions.exclude(number__in=fields).delete()
    for number, (text, options) in fields.items():
        deliberation.questions.update_or_create(number=number, defaults={"text": text, "options": options})
    consents.renew(deliberation=deliberation, by=by, now=now)
    deliberation.refresh_from_db(fields=["revision"])
    save_change(deliberation=deliberation, kind="survey_set", by=by, now=now, questions=len(fields))
    return list(deliberation.questions.all())


@transaction.atomic
def answer(*, participant: Participant, choices: Mapping[int, int | None]) -> None:
    """choices: the place of the option, from 0, by the number of the question; None: rather not say. An answer
    replaces the one before. Raises Invalid where a question or an option does not exist."""
    rows = Question.objects.filter(deliberation=participant.deliberation_id)
    questions = {question.number: question for question in rows}
    for number, option in choices.items():
        question = questions.get(number)
        if question is None or not (option is None or 0 <= option < len(question.options)):
            raise Invalid("unknown_answer", _("There is no such answer here. Nothing was kept; choose again."))
    Answer.objects.bulk_create(
        [
            Answer(participant=participant, question=questions[number], option=option)
            for number, option in choices.items()
        ],
        update_conflicts=True,
        unique_fields=["participant", "question"],
        update_fields=["option"],
    )


def _parse(number: int, question: QuestionText) -> tuple[str, list[dict[str, Any]]]:
    lines = [line.strip() for line in question.options.splitlines() if line.strip()]
    if not question.text.strip() or not 2 <= len(lines) <= OPTIONS_LIMIT:
        raise _refusal(number, _("It needs a text, and 2 to 12 answers, one on each line."))
    try:
        text = writing.clean(question.text, limit=QUESTION_LIMIT)
        options = [_parse_option(line) for line in lines]
    except Invalid as refusal:
        raise _refusal(number, refusal.sentence) from refusal
    if len({option["text"].casefold() for option in options}) < len(options):
        raise _refusal(number, _("Two of its answers are the same."))
    if sum(option["target"] or 0 for option in options) > 100:
        raise _refusal(number, _("The shares wanted come to more than 100 %."))
    return text, options


def _parse_option(line: str) -> dict[str, Any]:
    match = _TARGET.match(line)
    text = writing.clean(match["text"].rstrip(" :,;|=") if match else line, limit=OPTION_LIMIT)
    return {"text": text, "target": int(match["target"]) if match else None}


def _refusal(number: int, why: Any) -> Invalid:
    sentence = _("Question %(number)s: %(why)s Nothing was changed.") % {"number": number, "why": why}
    return Invalid("question", sentence)


def _refuse_other_words(question: Question | None, text: str, options: list[dict[str, Any]]) -> None:
    if question is None or not question.answers.exists():
        return
    words, words_before = ([option["text"] for option in some] for some in (options, question.options))
    if (text, words) != (question.text, words_before):
        raise Conflict(
            "answered",
            _(
                "Question %(number)s: people have answered it, so its words stay; the shares wanted may change. "
                "To ask something else, leave it empty first: then it goes with its answers. Nothing was changed."
            )
            % {"number": question.number},
        )
