"""The approved translation that somebody wants to read beside a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from elicit.models import Deliberation, Statement, Translation

LASTS = 10  # seconds; a card must not ask the database for what hardly ever changes


@dataclass(frozen=True)
class ReadingTranslation:
    """An approved translation of a statement, in a language somebody reads."""

    language: str
    text: str


def find_translation(statement: Statement | None, languages: Sequence[str]) -> ReadingTranslation | None:
    """In the first of these languages that there is one in; none where the statement's own comes first."""
    if statement is None or not languages:
        return None
    texts = _translations(statement.deliberation_id).get(statement.pk, {})
    for language in languages:
        if language == statement.language:
            return None
        if language in texts:
            return ReadingTranslation(language, texts[language])
    return None


def forget_translations(deliberation: Deliberation) -> None:
    """One was proposed, approved or rejected."""
    cache.delete(_key(deliberation.pk))


def _translations(deliberation: int) -> dict[int, dict[str, str]]:
    """Key of a statement -> language -> approved words."""
    entry: dict[int, dict[str, str]] | None = cache.get(_key(deliberation))
    if entry is None:
        entry = {}
        translations = Translation.objects.approved().filter(statement__deliberation=deliberation)
        for statement, language, text in translations.values_list("statement_id", "language", "text"):
            entry.setdefault(statement, {})[language] = text
        cache.set(_key(deliberation), entry, LASTS)
    return entry


def _key(deliberation: int) -> str:
    return f"translations:{deliberation}"
