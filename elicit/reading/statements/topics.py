"""What the accepted statements are about, computed anew only when one of them came, went or reads differently."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from elicit import wording
from elicit.models import Deliberation


def read_topics(deliberation: Deliberation) -> dict[str, Any]:
    """As an analysis stores them. texts: the digest of what they were found in. found: words and statements of
    each, the largest first, everything else last and without words."""
    statements = deliberation.statements.accepted().order_by("number")
    rows = list(statements.values_list("number", "language", "text"))
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    previous = deliberation.analyses.filter(topics__texts=digest).values_list("topics", flat=True).first()
    return previous or {"texts": digest, "found": _compute(rows)}


def _compute(rows: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    texts = {number: text for number, _language, text in rows}
    languages = {number: language for number, language, _text in rows}
    topics = wording.topics(texts, languages=languages)
    return [{"words": list(topic.words), "statements": list(topic.statements)} for topic in topics]
