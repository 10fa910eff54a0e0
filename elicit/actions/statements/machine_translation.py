"""A language model proposes translations of what has none, a few at a time. A person approves each."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Refused
from elicit.models import Deliberation, Interpreting, Statement, Status
from elicit.reading.statements.untranslated import count_proposals, list_untranslated
from elicit.wording.interpreter import Interpreter, Unavailable

from . import translations

BATCH = 4  # statements in one go, so that other work finds its turn
CLAIM_LASTS = timedelta(minutes=6)  # more than a batch takes when every answer comes at the last moment

logger = logging.getLogger(__name__)


def make_interpreter() -> Interpreter | None:
    """The one this server is set up with, or none."""
    if not settings.MODEL_URL:
        return None
    return Interpreter(settings.MODEL_URL, settings.MODEL, settings.MODEL_KEY)


@transaction.atomic
def begin(*, deliberation: Deliberation, language: str, by: User | None, now: datetime) -> Interpreting:
    """Asks the model for everything that is missing in a language.

    Raises Conflict where there is no model, it is closed, or nothing is missing."""
    deliberation = lock(deliberation)
    interpreter = make_interpreter()
    if interpreter is None:
        raise Conflict("no_model", _("No language model is set up on this server, so nothing was asked."))
    if deliberation.status == Status.CLOSED:
        raise Conflict("closed", _("This deliberation is closed, so nothing can be translated any more."))
    count = len(list_untranslated(deliberation, language))
    if not count:
        raise Conflict("nothing", _("Nothing is missing in this language that a model may be asked for."))
    fields = {"statements": count, "proposed": 0, "left_out": [], "asked_at": now, "due_at": now, "problem": ""}
    row, _new = Interpreting.objects.update_or_create(
        deliberation=deliberation, language=language, defaults=fields
    )
    payload = {"language": language, "statements": count, "model": interpreter.model}
    save_change(deliberation=deliberation, kind="translations_asked", by=by, now=now, **payload)
    return row


@transaction.atomic
def stop(*, row: Interpreting, by: User | None, now: datetime) -> None:
    """No more of this language. What was proposed waits as before."""
    deliberation = lock(row.deliberation)
    if Interpreting.objects.filter(pk=row.pk, due_at__isnull=False).update(due_at=None):
        save_change(deliberation=deliberation, kind="translations_stopped", by=by, now=now, language=row.language)


def translate_batch(*, interpreting_id: int, now: datetime) -> int:
    """Proposes translations of up to BATCH statements, if nobody else is at it. The number of proposals."""
    if not Interpreting.objects.due(now).filter(pk=interpreting_id).update(due_at=now + CLAIM_LASTS):
        return 0
    row = Interpreting.objects.select_related("deliberation").get(pk=interpreting_id)
    statements = [
        statement
        for statement in list_untranslated(row.deliberation, row.language)
        if statement.number not in row.left_out
    ]
    problem, proposed, left_out = "", 0, list(row.left_out)
    interpreter = make_interpreter()
    if interpreter is None or row.deliberation.status == Status.CLOSED:
        _save_progress(row, 0, left_out, "", None)
        return 0
    for statement in statements[:BATCH]:
        if count_proposals(now=now) >= settings.MODEL_BUDGET:
            problem = Interpreting.Problem.BUDGET
            break
        try:
            _propose(interpreter, statement, row.language, now)
            proposed += 1
        except Unavailable as error:
            logger.warning("The language model gave no translation: %s", error)
            problem = Interpreting.Problem.UNAVAILABLE
            break
        except Refused:
            left_out.append(statement.number)
    is_over = bool(problem) or len(statements) <= BATCH
    _save_progress(row, proposed, left_out, problem, None if is_over else now)
    return proposed


def _propose(interpreter: Interpreter, statement: Statement, language: str, now: datetime) -> None:
    source, target = (_name_in_english(code) for code in (statement.language, language))
    text = interpreter.translate(statement.text, source=source, target=target)
    translations.propose(statement=statement, language=language, text=text, model=interpreter.model, now=now)


def _name_in_english(code: str) -> str:
    """What a language is called where models understand it best."""
    return str(LANG_INFO.get(code, {}).get("name", code))


def _save_progress(
    row: Interpreting, proposed: int, left_out: list[int], problem: str, due_at: datetime | None
) -> None:
    """The next batch is due, or it is over. A stop meanwhile stays, and so does being asked anew."""
    rows = Interpreting.objects.filter(pk=row.pk, asked_at=row.asked_at)
    rows.update(proposed=F("proposed") + proposed, left_out=left_out, problem=problem)
    rows.filter(due_at__isnull=False).update(due_at=due_at)
