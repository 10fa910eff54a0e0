"""Casting and undoing votes. The thinnest path in the house: a room of a thousand walks it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.refusals import Conflict, Invalid, Missing, Refused
from elicit.models import Ballot, Deliberation, Participant, Statement, Vote
from elicit.models.votes.vote import Choice

ANALYSIS_WAITS = timedelta(seconds=2)  # so that many votes become one run


@dataclass(frozen=True)
class Cast:
    """What a cast did: the vote as it stands, and whether this request had been seen before."""

    vote: Vote | None
    replayed: bool


@dataclass(frozen=True)
class Said:
    """What somebody sends: their choice on one statement, with a key of its own where it may arrive twice.
    edition: which words of the statement they read, where they say so."""

    participant: Participant
    statement: Statement
    choice: int
    important: bool = False
    key: str | None = None
    edition: str = ""

    @property
    def sent(self) -> tuple[int, str | None]:
        return self.participant.pk, self.key


def cast(
    *,
    participant: Participant,
    statement: Statement,
    choice: int,
    important: bool = False,
    key: str | None = None,
    edition: str = "",
    now: datetime,
) -> Cast:
    """One vote, written to the log and as the current vote. The same key again changes nothing."""
    [outcome] = cast_all(said=[Said(participant, statement, choice, important, key or None, edition)], now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic
def cast_all(*, said: Sequence[Said], now: datetime) -> list[Cast | Refused]:
    """Many votes in one commit; each is kept or refused alone, in the order in which they came."""
    outcomes: dict[int, Cast | Refused] = {}
    votable = []
    for place, each in enumerate(said):
        refusal = _refusal(each)
        if refusal:
            outcomes[place] = refusal
        else:
            votable.append(place)
    rooms = sorted(votable, key=lambda place: said[place].participant.deliberation_id)  # so that no two deadlock
    for _room, places in groupby(rooms, key=lambda place: said[place].participant.deliberation_id):
        here = list(places)
        outcomes |= zip(here, _cast_in_one_room([said[place] for place in here], now), strict=True)
    return [outcomes[place] for place in range(len(said))]


def _cast_in_one_room(said: Sequence[Said], now: datetime) -> Sequence[Cast | Refused]:
    """Together; one by one where they get into each other's way or into that of another process."""
    try:
        with transaction.atomic():
            here = _still_here(said)
            kept = iter(_write([each for each in said if each.participant.pk in here], now))
            return [next(kept) if each.participant.pk in here else gone() for each in said]
    except Conflict as closed:
        return [closed] * len(said)
    except IntegrityError:
        if len(said) > 1:
            return [outcome for each in said for outcome in _cast_in_one_room([each], now)]
        [each] = said
        if not _replayed(said):
            raise
        return [Cast(current(each.participant, each.statement), replayed=True)]  # both tabs sent it at once


def _still_here(said: Sequence[Said]) -> set[int]:
    """Whom these are of, but for those who were erased since they were loaded: a vote of nobody would take the
    whole commit down. Their rows stay locked until it, so that an erasure comes before or after."""
    people = Participant.objects.present().filter(pk__in={each.participant.pk for each in said})
    return set(people.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _write(said: Sequence[Said], now: datetime) -> list[Cast | Refused]:
    replayed = _replayed(said)
    fresh: list[Said] = []
    sent = set(replayed)
    for each in said:
        if each.key is None or each.sent not in sent:
            fresh.append(each)
            sent.add(each.sent)
    votes = _votes(fresh, now) if fresh else {}
    written = set(map(id, fresh))
    return [
        Cast(votes[_pair(each)], replayed=False)
        if id(each) in written
        else Cast(current(each.participant, each.statement), replayed=True)
        for each in said
    ]


def _replayed(said: Sequence[Said]) -> set[tuple[int, str | None]]:
    """Which of these are in the log already."""
    keys = {each.key for each in said if each.key is not None}
    if not keys:
        return set()
    people = {each.participant.pk for each in said}
    kept = Ballot.objects.filter(participant__in=people, key__in=keys)
    return set(kept.order_by().values_list("participant_id", "key"))


def _votes(said: Sequence[Said], now: datetime) -> dict[tuple[int, int], Vote]:
    """Written, with the log, unless voting is closed."""
    # The votes first: their rows make two tabs wait for each other, so the log keeps the order that counts.
    latest = {_pair(each): Vote(**_row(each, now)) for each in said}
    votes = Vote.objects.bulk_create(
        [latest[pair] for pair in sorted(latest)],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["choice", "important", "round", "at"],
    )
    Ballot.objects.bulk_create([Ballot(**_row(each, now), key=each.key) for each in said])
    _pass_the_gate(said[0].participant.deliberation, now, votes=len(said))
    return {(vote.participant_id, vote.statement_id): vote for vote in votes}


def _pair(said: Said) -> tuple[int, int]:
    return said.participant.pk, said.statement.pk


def _row(said: Said, now: datetime) -> dict[str, object]:
    deliberation = said.participant.deliberation
    return {
        "deliberation": deliberation,
        "participant": said.participant,
        "statement": said.statement,
        "choice": said.choice,
        "important": said.important,
        "round": deliberation.round,
        "at": now,
    }


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


def gone() -> Missing:
    return Missing("nobody", _("Nothing is kept about you here any more, so this was not recorded."))


def reworded() -> Conflict:
    return Conflict(
        "reworded",
        _("This statement was reworded while you read it, so nothing was recorded. It now reads like this."),
    )


def nothing_to_undo() -> Missing:
    return Missing("no_vote", _("There is no vote of yours on this statement to undo."))


def _refusal(said: Said) -> Refused | None:
    """Why this cannot be voted, whatever else goes on in the room."""
    if said.choice not in Choice.values:
        return Invalid("unknown_choice", _("A vote is agree, disagree or pass. Nothing was recorded."))
    statement = said.statement
    if statement.deliberation_id != said.participant.deliberation_id:
        return foreign()
    if statement.accepts_votes():
        return reworded() if said.edition and said.edition != statement.edition else None
    sentence = {
        Statement.State.WAITING: _("This statement is still waiting for a moderator, so it takes no votes yet."),
        Statement.State.REJECTED: _(
            "This statement was not accepted, so it takes no votes. Your other votes stand."
        ),
        Statement.State.MERGED: _("This statement was merged into another one. Vote on that one instead."),
    }[Statement.State(statement.state)]
    return Conflict(f"statement_{statement.state}", sentence)


def _pass_the_gate(deliberation: Deliberation, now: datetime, votes: int = 1) -> None:
    """One conditional UPDATE is both the check that voting is open and the note that work is wanted, so a
    vote and a closing cannot pass each other. It comes last: the row stays locked for the commit only."""
    passed = Deliberation.objects.filter(pk=deliberation.pk, voting_open=True).update(
        revision=F("revision") + votes,
        analysis_due_at=Coalesce(F("analysis_due_at"), Value(now + ANALYSIS_WAITS)),
    )
    if not passed:
        raise Conflict(
            "voting_closed",
            _("Voting is closed at the moment, so this was not recorded. Earlier votes stand."),
        )
    live.after_commit(deliberation)
