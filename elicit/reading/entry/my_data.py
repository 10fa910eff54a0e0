"""What is kept about one participant, as plain values: for their page, and for the copy they take away."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from elicit.exports import write_csv
from elicit.models import Participant, Seat
from elicit.models.votes.vote import Choice

SAID = {Choice.AGREE: "agree", Choice.PASS: "pass", Choice.DISAGREE: "disagree", None: "undone"}
COLUMNS = ("what", "at", "statement", "text", "said", "important")


def kept(participant: Participant) -> dict[str, Any]:
    """Everything, by kind."""
    found = participant.deliberation
    return {
        "deliberation": found.code,
        "prompt": found.prompt,
        "participant": participant.number,
        "joined_at": participant.joined_at,
        "consents": _consents(participant),
        "votes": [_vote(each) for each in participant.votes.select_related("statement")],
        "changes": [_vote(each) for each in participant.ballots.select_related("statement")],
        "statements": _statements(participant),
        "answers": _answers(participant),
        "reasons": _reasons(participant),
        "translations": _translations(participant),
        "table": Seat.objects.filter(participant=participant).values_list("table__number", flat=True).first(),
    }


def as_csv(said: dict[str, Any]) -> bytes:
    """The same as one table, a row for each thing."""
    rows: list[tuple[object, ...]] = []
    for each in said["consents"]:
        ticks = [name for name in ("publishing_text", "row_release", "training_use") if each[name]]
        rows.append(("consent", each["at"].isoformat(), None, "", ", ".join(["taking_part", *ticks]), None))
    for what in ("vote", "change"):
        rows += [
            (what, e["at"].isoformat(), e["statement"], e["text"], e["said"], int(e["important"]))
            for e in said[f"{what}s"]
        ]
    rows += [
        ("own statement", e["at"].isoformat(), e["statement"], e["text"], e["state"], None)
        for e in said["statements"]
    ]
    rows += [("reason", e["at"].isoformat(), e["statement"], e["text"], e["state"], None) for e in said["reasons"]]
    rows += [("answer", None, None, e["question"], e["answer"] or "rather not say", None) for e in said["answers"]]
    rows += [
        ("translation", e["at"].isoformat(), e["statement"], e["text"], e["state"], None)
        for e in said["translations"]
    ]
    if said["table"] is not None:
        rows.append(("table", None, None, "", said["table"], None))
    return write_csv(COLUMNS, rows)


def _vote(each: Any) -> dict[str, Any]:
    return {
        "statement": each.statement.number,
        "text": each.statement.text,
        "said": SAID[each.choice],
        "important": each.important,
        "round": each.round,
        "at": each.at,
    }


def _consents(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "at": each.given_at,
            "words": each.form.number,
            "read": each.form.said(each.language),
            "taking_part": each.taking_part,
            "publishing_text": each.publishing_text,
            "row_release": each.row_release,
            "training_use": each.training_use,
        }
        for each in participant.consents.select_related("form")
    ]


def _statements(participant: Participant) -> list[dict[str, Any]]:
    own: Any = participant.statements.select_related("merged_into").annotate(votes_count=Count("votes"))
    return [
        {
            "statement": each.number,
            "text": each.text,
            "state": each.state,
            "reason": each.reason,
            "merged_into": each.merged_into.number if each.merged_into else None,
            "votes": each.votes_count,
            "at": each.created_at,
        }
        for each in own.order_by("number")
    ]


def _reasons(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "statement": each.statement.number,
            "side": each.side,
            "text": each.text,
            "state": each.state,
            "reason": each.reason,
            "at": each.created_at,
        }
        for each in participant.points.select_related("statement")
    ]


def _answers(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "question": each.question.text,
            "answer": None if each.option is None else each.question.options[each.option]["text"],
        }
        for each in participant.answers.select_related("question").order_by("question__number")
    ]


def _translations(participant: Participant) -> list[dict[str, Any]]:
    return [
        {
            "statement": each.statement.number,
            "language": each.language,
            "text": each.text,
            "state": each.state,
            "reason": each.reason,
            "at": each.created_at,
        }
        for each in participant.translations.select_related("statement")
    ]
