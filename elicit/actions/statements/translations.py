"""Statements in other languages: proposed by people, approved by a moderator. Ballots stay one pool."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from elicit import live, wording
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Participant, Statement, Status, Translation
from elicit.models.statements.translation import TRANSLATION_LIMIT, TranslationState
from elicit.reading.statements.translation import forget_translations

WAITING_LIMIT = 10  # proposals for one statement in one language that wait at a time


@transaction.atomic
def propose(
    *,
    statement: Statement,
    language: str,
    text: str,
    participant: Participant | None = None,
    member: User | None = None,
    model: str = "",
    now: datetime,
) -> Translation:
    """It waits until somebody approves it, whoever it comes from. model: the name of a language model or "".

    Raises Conflict where nothing can be proposed now or it was proposed before, Invalid for a text or a language
    that cannot be used."""
    statement = (
        Statement.objects.select_for_update(of=("self",)).select_related("deliberation").get(pk=statement.pk)
    )
    if statement.deliberation.status == Status.CLOSED:
        raise Conflict("closed", _("This deliberation is closed, so nothing can be translated any more."))
    if not statement.accepts_votes():
        raise Conflict("statement", _("This statement is not being voted on, so it needs no translation."))
    if language == statement.language:
        raise Invalid("language", _("The statement is in this language already. Nothing was kept."))
    text = clean(text)
    proposals = statement.translations.filter(language=language, original=statement.text)
    states = (TranslationState.WAITING, TranslationState.APPROVED)
    if proposals.filter(text=text, state__in=states).exists():
        raise Conflict("duplicate", _("Exactly this has been proposed already, so it was not kept twice."))
    if proposals.waiting().count() >= WAITING_LIMIT:
        raise Conflict("many", _("Many proposals wait for this language already. Try again when they are read."))
    translation = Translation.objects.create(
        statement=statement,
        number=(statement.translations.aggregate(last=Max("number"))["last"] or 0) + 1,
        language=language,
        text=text,
        original=statement.text,
        participant=participant,
        member=member,
        model=model[:80],
        created_at=now,
    )
    _announce(statement.deliberation)
    return translation


@transaction.atomic
def approve(*, translation: Translation, by: User | None, now: datetime) -> Translation:
    """It is shown beside the statement from now on, in place of the one before it.

    Raises Conflict where the statement was reworded since."""
    translation = _lock(translation)
    if translation.original != translation.statement.text:
        raise Conflict("outdated", _("The statement reads differently now, so this is no translation of it."))
    same = Translation.objects.filter(statement=translation.statement, language=translation.language)
    same.filter(state=TranslationState.APPROVED).exclude(pk=translation.pk).update(state=TranslationState.REPLACED)
    return _decide(translation, TranslationState.APPROVED, "", by=by, now=now)


@transaction.atomic
def reject(*, translation: Translation, reason: str, by: User | None, now: datetime) -> Translation:
    """Its writer is shown the reason. Raises Invalid without one."""
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: whoever wrote it is shown the reason. Nothing was changed."))
    return _decide(_lock(translation), TranslationState.REJECTED, reason.strip()[:300], by=by, now=now)


def clean(text: str) -> str:
    """The text as it is stored. Raises Invalid for one that cannot be."""
    try:
        return wording.clean(text, limit=TRANSLATION_LIMIT)
    except wording.WordingError as error:
        raise Invalid(error.code, _describe_error(error)) from error


def _describe_error(error: wording.WordingError) -> Any:
    if error.code == "empty":
        return _("There is nothing to keep yet. Write the translation, then send it again.")
    if error.code == "too_long":
        return _("A translation has at most %(limit)s characters. Shorten it, then send it again.") % {
            "limit": TRANSLATION_LIMIT
        }
    return _(error.words) % error.values


def _lock(translation: Translation) -> Translation:
    rows = Translation.objects.select_for_update(of=("self",))
    return rows.select_related("statement__deliberation__community").get(pk=translation.pk)


def _decide(translation: Translation, state: str, reason: str, *, by: User | None, now: datetime) -> Translation:
    if translation.state == state:
        return translation
    translation.state, translation.reason = state, reason
    translation.moderated_at, translation.moderated_by = now, by
    translation.save(update_fields=["state", "reason", "moderated_at", "moderated_by"])
    deliberation = translation.statement.deliberation
    record(
        community=deliberation.community,
        kind=f"translation_{state}",
        by=by,
        now=now,
        deliberation=deliberation.code,
        statement=translation.statement.number,
        language=translation.language,
    )
    _announce(deliberation)
    return translation


def _announce(deliberation: Deliberation) -> None:
    forget_translations(deliberation)
    Deliberation.objects.filter(pk=deliberation.pk).update(revision=F("revision") + 1)
    live.after_commit(deliberation)
