"""Casting and undoing votes, in few queries: a thousand people may vote at once."""

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
class CastResult:
    """vote: the current vote afterwards, None if it was undone. replayed: this request was recorded before."""

    vote: Vote | None
    replayed: bool


@dataclass(frozen=True)
class VoteRequest:
    """One choice on one statement. key: identifies the request where it may arrive twice. edition: the edition of
    the statement that the person read, "" where it is not known."""

    participant: Participant
    statement: Statement
    choice: int
    important: bool = False
    key: str | None = None
    edition: str = ""

    @property
    def identity(self) -> tuple[int, str | None]:
        return self.participant.pk, self.key

    @property
    def pair(self) -> tuple[int, int]:
        return self.participant.pk, self.statement.pk


def cast(
    *,
    participant: Participant,
    statement: Statement,
    choice: int,
    important: bool = False,
    key: str | None = None,
    edition: str = "",
    now: datetime,
) -> CastResult:
    """One vote, written to the log and as the current vote. The same key again changes nothing.

    Raises: the `Refused` that `cast_all` would return for it."""
    request = VoteRequest(participant, statement, choice, important, key or None, edition)
    [outcome] = cast_all(votes=[request], now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic
def cast_all(*, votes: Sequence[VoteRequest], now: datetime) -> list[CastResult | Refused]:
    """Many votes in one commit; each is recorded or refused alone. One outcome per vote, in their order."""
    outcomes: dict[int, CastResult | Refused] = {}
    votable = []
    for place, vote in enumerate(votes):
        refusal = _find_refusal(vote)
        if refusal:
            outcomes[place] = refusal
        else:
            votable.append(place)
    # in one order of deliberations, so that no two processes deadlock
    ordered = sorted(votable, key=lambda place: votes[place].participant.deliberation_id)
    for _room, group in groupby(ordered, key=lambda place: votes[place].participant.deliberation_id):
        places = list(group)
        outcomes |= zip(places, _cast_in_one_room([votes[place] for place in places], now), strict=True)
    return [outcomes[place] for place in range(len(votes))]


def _cast_in_one_room(votes: Sequence[VoteRequest], now: datetime) -> Sequence[CastResult | Refused]:
    """Together; one by one where they get into each other's way or into that of another process."""
    try:
        with transaction.atomic():
            people = _lock_people(votes)
            results = iter(_write([vote for vote in votes if vote.participant.pk in people], now))
            return [next(results) if vote.participant.pk in people else erased_refusal() for vote in votes]
    except Conflict as refusal:
        return [refusal] * len(votes)
    except IntegrityError:
        if len(votes) > 1:
            return [outcome for vote in votes for outcome in _cast_in_one_room([vote], now)]
        [vote] = votes
        if not _find_replayed(votes):
            raise
        # both tabs sent it at once
        return [CastResult(_read_current(vote.participant, vote.statement), replayed=True)]


def _lock_people(votes: Sequence[VoteRequest]) -> set[int]:
    """Keys of the people whose votes these are, but for those who were erased since they were loaded: a vote of
    nobody would take the whole commit down. Their rows stay locked until it, so that an erasure comes before or
    after."""
    people = Participant.objects.present().filter(pk__in={vote.participant.pk for vote in votes})
    return set(people.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _write(votes: Sequence[VoteRequest], now: datetime) -> list[CastResult | Refused]:
    identities = _find_replayed(votes)
    originals: list[VoteRequest] = []
    for vote in votes:
        if vote.key is None or vote.identity not in identities:
            originals.append(vote)
            identities.add(vote.identity)
    rows = _write_rows(originals, now) if originals else {}
    ids = set(map(id, originals))
    return [
        CastResult(rows[vote.pair], replayed=False)
        if id(vote) in ids
        else CastResult(_read_current(vote.participant, vote.statement), replayed=True)
        for vote in votes
    ]


def _find_replayed(votes: Sequence[VoteRequest]) -> set[tuple[int, str | None]]:
    """Identities of these requests that are in the log already."""
    keys = {vote.key for vote in votes if vote.key is not None}
    if not keys:
        return set()
    people = {vote.participant.pk for vote in votes}
    ballots = Ballot.objects.filter(participant__in=people, key__in=keys)
    return set(ballots.order_by().values_list("participant_id", "key"))


def _write_rows(votes: Sequence[VoteRequest], now: datetime) -> dict[tuple[int, int], Vote]:
    """Current votes by pair of participant and statement, written with the log. Raises Conflict where voting is
    closed."""
    # Current votes first: their rows make two tabs wait for each other, so the log keeps the order that counts.
    latest = {vote.pair: Vote(**_build_fields(vote, now)) for vote in votes}
    rows = Vote.objects.bulk_create(
        [latest[pair] for pair in sorted(latest)],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["choice", "important", "round", "at"],
    )
    Ballot.objects.bulk_create([Ballot(**_build_fields(vote, now), key=vote.key) for vote in votes])
    _record_voting(votes[0].participant.deliberation, now, votes=len(votes))
    return {(row.participant_id, row.statement_id): row for row in rows}


def _build_fields(vote: VoteRequest, now: datetime) -> dict[str, object]:
    deliberation = vote.participant.deliberation
    return {
        "deliberation": deliberation,
        "participant": vote.participant,
        "statement": vote.statement,
        "choice": vote.choice,
        "important": vote.important,
        "round": deliberation.round,
        "at": now,
    }


def undo(*, participant: Participant, statement: Statement, now: datetime) -> None:
    """Take a vote back: the statement counts as unseen again, and the log says when.

    Raises Missing where there is no vote, Conflict where voting is closed."""
    with transaction.atomic():
        count, _kinds = Vote.objects.filter(participant=participant, statement=statement).delete()
        if not count:
            raise no_vote_refusal()
        Ballot.objects.create(
            deliberation=participant.deliberation,
            participant=participant,
            statement=statement,
            choice=None,
            round=participant.deliberation.round,
            at=now,
        )
        _record_voting(participant.deliberation, now)


def _read_current(participant: Participant, statement: Statement) -> Vote | None:
    """The current vote, None where there is none."""
    return Vote.objects.filter(participant=participant, statement=statement).first()


def foreign_refusal() -> Missing:
    return Missing("foreign_statement", _("This statement does not belong to this deliberation."))


def erased_refusal() -> Missing:
    return Missing("nobody", _("Nothing is kept about you here any more, so this was not recorded."))


def reworded_refusal() -> Conflict:
    return Conflict(
        "reworded",
        _("This statement was reworded while you read it, so nothing was recorded. It now reads like this."),
    )


def no_vote_refusal() -> Missing:
    return Missing("no_vote", _("There is no vote of yours on this statement to undo."))


def _find_refusal(vote: VoteRequest) -> Refused | None:
    """Why this cannot be voted, whatever else goes on in the room."""
    if vote.choice not in Choice.values:
        return Invalid("unknown_choice", _("A vote is agree, disagree or pass. Nothing was recorded."))
    statement = vote.statement
    if statement.deliberation_id != vote.participant.deliberation_id:
        return foreign_refusal()
    if statement.accepts_votes():
        return reworded_refusal() if vote.edition and vote.edition != statement.edition else None
    sentence = {
        Statement.State.WAITING: _("This statement is still waiting for a moderator, so it takes no votes yet."),
        Statement.State.REJECTED: _(
            "This statement was not accepted, so it takes no votes. Your other votes stand."
        ),
        Statement.State.MERGED: _("This statement was merged into another one. Vote on that one instead."),
    }[Statement.State(statement.state)]
    return Conflict(f"statement_{statement.state}", sentence)


def _record_voting(deliberation: Deliberation, now: datetime, votes: int = 1) -> None:
    """One conditional UPDATE both checks that voting is open and makes an analysis due, so a vote and a
    closing cannot pass each other. It comes last: the row stays locked for the commit only."""
    count = Deliberation.objects.filter(pk=deliberation.pk, voting_open=True).update(
        revision=F("revision") + votes,
        analysis_due_at=Coalesce(F("analysis_due_at"), Value(now + ANALYSIS_WAITS)),
    )
    if not count:
        raise Conflict(
            "voting_closed",
            _("Voting is closed at the moment, so this was not recorded. Earlier votes stand."),
        )
    live.after_commit(deliberation)
