"""A deliberation as the conversation a release is made from."""

from __future__ import annotations

import numpy as np

from elicit import exports
from elicit.analysis.verdicts.opinion_change import FEW
from elicit.models import Deliberation, Statement
from elicit.reading.entry import consent
from elicit.reading.entry.admission import list_ways_in
from elicit.reading.votes import ballot_log


def make_conversation(deliberation: Deliberation) -> exports.Conversation:
    """Statements that take part, their ballots in order of time, everyone's number, and who opted in."""
    polis = exports.PolisExport(
        statements=tuple(_list_statements(deliberation)),
        votes=_load_votes(deliberation),
        participants=tuple(deliberation.participants.order_by("number").values_list("number", flat=True)),
        summary={
            "topic": deliberation.prompt,
            "url": deliberation.source.get("url", ""),
            "language": deliberation.language,
        },
        twins=tuple(ballot_log.list_twins(deliberation)),
    )
    allowing = consent.read_permissions(deliberation)
    return exports.Conversation(
        polis=polis,
        opted_in=allowing.row_release,
        for_training=allowing.training_use,
        unpublished=consent.list_withheld(deliberation, allowing.publishing_text),
        untrained=consent.list_withheld(deliberation, allowing.publishing_text & allowing.training_use),
        admission=list_ways_in(deliberation),
        was_public=bool(deliberation.source.get("was_public")),
        source={**deliberation.source, **_count_paper(deliberation)},
    )


def _count_paper(deliberation: Deliberation) -> dict[str, int | str]:
    """How many ballots came in on paper, where any did."""
    count = deliberation.participants.filter(is_paper=True).count()
    return {"on_paper": count if count >= FEW else f"fewer than {FEW}"} if count else {}


def _list_statements(deliberation: Deliberation) -> list[exports.PolisStatement]:
    rows = deliberation.statements.filter(state__in=[Statement.State.ACCEPTED, Statement.State.REJECTED])
    return [
        exports.PolisStatement(
            number=statement.number,
            text=statement.text,
            moderated=-1
            if statement.state == Statement.State.REJECTED
            else int(statement.moderated_at is not None),
            author=statement.author.number if statement.author else None,
            is_seed=statement.is_seed,
            is_meta=statement.is_meta,
            created_at=statement.created_at,
        )
        for statement in rows.select_related("author").order_by("number")
    ]


def _load_votes(deliberation: Deliberation) -> exports.PolisVotes:
    """In the order of the log; times never run backwards, so that sorting by time keeps that order."""
    rows = ballot_log.load_standing_ballots(deliberation)
    at = np.maximum.accumulate(np.maximum(rows.at, 0))
    return exports.PolisVotes(rows.participants, rows.statements, rows.choices, rows.important, at)
