"""Casting and undoing votes. The thinnest path in the house: a room of a thousand walks it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from elicit import broadcast
from elicit.models import Ballot, Deliberation, Participant, Statement, Vote
from elicit.models.vote import Choice

from .refusals import Conflict, Invalid, Missing

ANALYSIS_WAITS = timedelta(seconds=2)  # so that many votes become one run


@dataclass(frozen=True)
class Cast:
    """What a cast did: the vote as it stands, and whether this request had been seen before."""

    vote: Vote | None
    replayed: bool


def cast(
    *,
    participant: Participant,
    statement: Statement,
    choice: int,
    important: bool = False,
    key: str | None = None,
    now: datetime,
) -> Cast:
    """One vote, written to the log and as the current vote. The same key again changes nothing."""
    if choice not in Choice.values:
        raise Invalid("unknown_choice", _("A vote is agree, disagree or pass. Nothing was recorded."))
    _check_votable(participant, statement)
    try:
        with transaction.atomic():
            if key and Ballot.objects.filter(participant=participant, key=key).exists():
                return Cast(current(participant, statement), replayed=True)
            deliberation = participant.deliberation
            said = {
                "deliberation": deliberation,
                "participant": participant,
                "statement": statement,
                "choice": choice,
                "important": important,
                "round": deliberation.round,
                "at": now,
            }
            # The vote first: its row makes two tabs wait for each other, so the log keeps the order that counts.
            [vote] = Vote.objects.bulk_create(
                [Vote(**said)],
                update_conflicts=True,
                unique_fields=["participant", "statement"],
                update_fields=["choice", "important", "round", "at"],
            )
            Ballot.objects.create(**said, key=key or None)
            _pass_the_gate(deliberation, now)
    except IntegrityError:
        if key and Ballot.objects.filter(participant=participant, key=key).exists():
            return Cast(current(participant, statement), replayed=True)  # both tabs sent it at once
        raise
    return Cast(vote, replayed=False)


def undo(*, participant: Participant, statement: Statement, now: datetime) -> None:
    """Take a vote back: the statement counts as unseen again, and the log says when."""
    with transaction.atomic():
        gone, _kinds = Vote.objects.filter(participant=participant, statement=statement).delete()
        if not gone:
            raise nothing_to_undo()
        Ballot.objects.create(
            deliberation=participant.deliberation,
            participant=participant,
            statement=statement,
            choice=None,
            round=participant.deliberation.round,
            at=now,
        )
        _pass_the_gate(participant.deliberation, now)


def current(participant: Participant, statement: Statement) -> Vote | None:
    return Vote.objects.filter(participant=participant, statement=statement).first()


def foreign() -> Missing:
    return Missing("foreign_statement", _("This statement does not belong to this deliberation."))


def nothing_to_undo() -> Missing:
    return Missing("no_vote", _("There is no vote of yours on this statement to undo."))


def _check_votable(participant: Participant, statement: Statement) -> None:
    if statement.deliberation_id != participant.deliberation_id:
        raise foreign()
    if statement.accepts_votes():
        return
    sentence = {
        Statement.State.WAITING: _("This statement is still waiting for a moderator, so it takes no votes yet."),
        Statement.State.REJECTED: _(
            "This statement was not accepted, so it takes no votes. Your other votes stand."
        ),
        Statement.State.MERGED: _("This statement was merged into another one. Vote on that one instead."),
    }[Statement.State(statement.state)]
    raise Conflict(f"statement_{statement.state}", sentence)


def _pass_the_gate(deliberation: Deliberation, now: datetime) -> None:
    """One conditional UPDATE is both the check that voting is open and the note that work is wanted, so a
    vote and a closing cannot pass each other. It comes last: the row stays locked for the commit only."""
    passed = Deliberation.objects.filter(pk=deliberation.pk, voting_open=True).update(
        revision=F("revision") + 1,
        analysis_due_at=Coalesce(F("analysis_due_at"), Value(now + ANALYSIS_WAITS)),
    )
    if not passed:
        raise Conflict(
            "voting_closed",
            _("Voting is closed at the moment, so this was not recorded. Earlier votes stand."),
        )
    broadcast.after_commit(deliberation)
