"""What has no words in a language yet, and how much a language model has proposed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from elicit.models import Deliberation, Statement, Translation
from elicit.models.statements.translation import TranslationState
from elicit.reading.entry import consent

DAY = timedelta(days=1)


def list_untranslated(deliberation: Deliberation, language: str) -> list[Statement]:
    """Statements that are voted on and have no words in this language, approved or waiting. What a participant
    wrote is among them only if they allow that their words are published: they go to another program."""
    rows = Translation.objects.filter(
        language=language,
        original=F("statement__text"),
        state__in=[TranslationState.WAITING, TranslationState.APPROVED],
        statement__deliberation=deliberation,
    )
    withheld = consent.list_withheld(deliberation, consent.read_permissions(deliberation).publishing_text)
    statements = deliberation.statements.accepted().exclude(language=language).exclude(number__in=withheld)
    return list(statements.exclude(pk__in=rows.values("statement")).order_by("number"))


def count_proposals(*, now: datetime) -> int:
    """Proposals of a model within a day, on this whole server."""
    return Translation.objects.exclude(model="").filter(created_at__gt=now - DAY).count()
