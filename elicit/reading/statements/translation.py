"""The approved translation that somebody wants to read beside a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from elicit.models import Deliberation, Statement, Translation

KEPT = 10  # seconds; a card must not ask the database for what hardly ever changes


@dataclass(frozen=True)
class Beside:
    language: str
    text: str


def beside(statement: Statement | None, wanted: Sequence[str]) -> Beside | None:
    """In the first of the wanted languages that there is one in; none where the statement's own comes first."""
    if statement is None or not wanted:
        return None
    there = _translations(statement.deliberation_id).get(statement.pk, {})
    for language in wanted:
        if language == statement.language:
            return None
        if language in there:
            return Beside(language, there[language])
    return None


def forget_translations(deliberation: Deliberation) -> None:
    """One was proposed, approved or rejected."""
    cache.delete(_key(deliberation.pk))


def _translations(deliberation: int) -> dict[int, dict[str, str]]:
    """Key of a statement -> language -> approved words."""
    kept: dict[int, dict[str, str]] | None = cache.get(_key(deliberation))
    if kept is None:
        kept = {}
        approved = Translation.objects.approved().filter(statement__deliberation=deliberation)
        for statement, language, text in approved.values_list("statement_id", "language", "text"):
            kept.setdefault(statement, {})[language] = text
        cache.set(_key(deliberation), kept, KEPT)
    return kept


def _key(deliberation: int) -> str:
    return f"translations:{deliberation}"
