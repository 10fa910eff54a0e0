"""What is stored about one participant, as plain values: for their page, and for the copy they take away."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from elicit.exports import write_csv
from elicit.models import Participant, Seat
from elicit.models.votes.vote import Choice

CHOICES = {Choice.AGREE: "agree", Choice.PASS: "pass", Choice.DISAGREE: "disagree", None: "undone"}
COLUMNS = ("what", "at", "statement", "text", "said", "important")


def read_my_data(participant: Participant) -> dict[str, Any]:
    """Everything, by kind."""
    deliberation = participant.deliberation
    return {
        "deliberation": deliberation.code,
        "prompt": deliberation.prompt,
        "participant": participant.number,
        "joined_at": participant.joined_at,
        "consents": _consents(participant),
        "votes": [_vote(vote) for vote in participant.votes.select_related("statement")],
        "changes": [_vote(ballot) for ballot in participant.ballots.select_related("statement")],
        "statements": _statements(participant),
        "answers": _answers(participant),
        "reasons": _reasons(participant),
        "translations": _translations(participant),
        "table": Seat.objects.filter(participant=participant).values_list("table__number", flat=True).first(),
    }


def write_my_data(data: dict[str, Any]) -> bytes:
    """The same as one table, a row for each thing."""
    rows: list[tuple[object, ...]] = []
    for consent in data["consents"]:
        ticks = [name for name in ("publishing_text", "row_release", "training_use") if consent[name]]
        rows.append(("consent", consent["at"].isoformat(), None, "", ", ".join(["taking_part", *ticks]), None))
    for what in ("vote", "change"):
        rows += [
            (what, row["at"].isoformat(), row["statement"], row["text"], row["said"], int(row["important"]))
            for row in data[f"{what}s"]
        ]
    rows += [
        ("own statement", row["at"].isoformat(), row["statement"], row["text"], row["state"], None)
        for row in data["statements"]
    ]
    rows += [
        ("reason", row["at"].isoformat(), row["statement"], row["text"], row["state"], None)
        for row in data["reasons"]
    ]
    rows += [
        ("answer", None, None, row["question"], row["answer"] or "rather not say", None) for row in data["answers"]
    ]
    rows += [
        ("translation", row["at"].isoformat(), row["statement"], row["text"], row["state"], None)
        for row in data["translations"]
    ]
    if data["table"] is not None:
        rows.append(("table", None, None, "", data["table"], None))
    return write_csv(COLUMNS, rows)


def _vote(vote: Any) -> dict[str, Any]:
    return {
        "statement": vote.statement.number,
        "text": vote.statement.text,
        "said": CHOICES[vote.choice],
        "important": vote.important,
        "round": vote.round,
        "at": vote.at,
    }


def _consents(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "at": consent.given_at,
            "words": consent.form.number,
            "read": consent.form.get_words(consent.language),
            "taking_part": consent.taking_part,
            "publishing_text": consent.publishing_text,
            "row_release": consent.row_release,
            "training_use": consent.training_use,
        }
        for consent in participant.consents.select_related("form")
    ]


def _statements(participant: Participant) -> list[dict[str, Any]]:
    own: Any = participant.statements.select_related("merged_into").annotate(votes_count=Count("votes"))
    return [
        {
            "statement": statement.number,
            "text": statement.text,
            "state": statement.state,
            "reason": statement.reason,
            "merged_into": statement.merged_into.number if statement.merged_into else None,
            "votes": statement.votes_count,
            "at": statement.created_at,
        }
        for statement in own.order_by("number")
    ]


def _reasons(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "statement": point.statement.number,
            "side": point.side,
            "text": point.text,
            "state": point.state,
            "reason": point.reason,
            "at": point.created_at,
        }
        for point in participant.points.select_related("statement")
    ]


def _answers(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "question": answer.question.text,
            "answer": None if answer.option is None else answer.question.options[answer.option]["text"],
        }
        for answer in participant.answers.select_related("question").order_by("question__number")
    ]


def _translations(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "statement": translation.statement.number,
            "language": translation.language,
            "text": translation.text,
            "state": translation.state,
            "reason": translation.reason,
            "at": translation.created_at,
        }
        for translation in participant.translations.select_related("statement")
    ]
