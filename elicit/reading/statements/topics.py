"""What the accepted statements are about, found anew only when one of them came, went or reads differently."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from elicit import wording
from elicit.models import Deliberation


def topics_of(deliberation: Deliberation) -> dict[str, Any]:
    """As an analysis keeps them. texts: the digest of what they were found in. found: words and statements of
    each, the largest first, everything else last and without words."""
    accepted = deliberation.statements.accepted().order_by("number")
    rows = list(accepted.values_list("number", "language", "text"))
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    kept = deliberation.analyses.filter(topics__texts=digest).values_list("topics", flat=True).first()
    return kept or {"texts": digest, "found": _found(rows)}


def _found(rows: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    texts = {number: text for number, _language, text in rows}
    languages = {number: language for number, language, _text in rows}
    found = wording.topics(texts, languages=languages)
    return [{"words": list(topic.words), "statements": list(topic.statements)} for topic in found]
