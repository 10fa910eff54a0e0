"""Practice rooms: the same deliberation with a simulated crowd, which can be wiped and sent again. A practice room
stays one for good, and nothing of it is released."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.deliberation import lifecycle
from elicit.actions.deliberation.lifecycle import SWITCHES
from elicit.actions.locking import lock, save_change
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.statements import writing
from elicit.crowd import turns
from elicit.models import Deliberation, Rehearsal, Stage, Statement, Status
from elicit.models.statements.statement import TEXT_LIMIT

from . import simulations

MOST = 1000  # simulated people
BLOCS = 3
VOTES_EACH = 20
BATCHES = 300  # in which a crowd has voted; one a second is five minutes
BATCH_LIMIT = 40  # turns
ARRIVAL_BATCHES = 30
REST = timedelta(seconds=1)
CLAIM_LASTS = timedelta(seconds=60)


@transaction.atomic
def prepare(*, of: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """A practice room with the same question, statements and agenda; the one there is, if it is not closed.

    Raises Conflict when `of` is a practice room itself."""
    deliberation = lock(of)
    if deliberation.is_practice:
        raise Conflict("practice", _("This is a practice room already."))
    room = deliberation.practice_rooms.exclude(status=Status.CLOSED).first()
    if room is not None:
        return room
    room = lifecycle.create(
        community=deliberation.community,
        prompt=deliberation.prompt,
        language=deliberation.language,
        moderation_on=deliberation.moderation_on,
        practises_for=deliberation,
        by=by,
        now=now,
    )
    _copy_statements(deliberation, room, by=by, now=now)
    for stage in deliberation.stages.order_by("position"):
        fields = {name: getattr(stage, name) for name in ("position", "kind", "title", "minutes", "goes_on")}
        Stage.objects.create(deliberation=room, **fields)
    return room


@transaction.atomic
def send(*, deliberation: Deliberation, people: int, by: User | None, now: datetime) -> Rehearsal:
    """A simulated crowd comes in, votes in small batches, and goes on until everybody has voted enough.

    Raises Conflict when the room is no practice room, is not open or has no statement to vote on, and Invalid when
    `people` is not between 1 and MOST."""
    room = _demand_practice(deliberation)
    if room.status != Status.OPEN:
        raise Conflict("not_open", _("Begin first; then the crowd can come in."))
    if not 1 <= people <= MOST:
        raise Invalid("people", _("Send between 1 and 1,000 simulated people. Nothing was changed."))
    seed = secrets.randbelow(2**31)
    statements = room.statements.accepted().count()
    crowd = simulations.gather(
        deliberation=room,
        people=people,
        blocs=BLOCS,
        votes_each=VOTES_EACH,
        seed=seed,
        statements=statements,
    )
    expected = int(crowd.truth.turnout.sum())
    fields = {"people": people, "statements": statements, "seed": seed, "expected": expected}
    row, _new = Rehearsal.objects.update_or_create(
        deliberation=room, defaults={**fields, "taken": 0, "due_at": now}
    )
    save_change(deliberation=room, kind="crowd_sent", by=by, now=now, people=people)
    return row


@transaction.atomic
def stop(*, deliberation: Deliberation, by: User | None, now: datetime) -> None:
    """Nobody of the crowd comes in or votes any more. What they have voted stays.

    Raises Conflict when the room is no practice room."""
    room = _demand_practice(deliberation)
    if Rehearsal.objects.filter(deliberation=room, due_at__isnull=False).update(due_at=None):
        save_change(deliberation=room, kind="crowd_stopped", by=by, now=now)


def run_batch(*, deliberation_id: int, now: datetime) -> int:
    """Some people of the crowd come in, and some vote, if nobody else does it now. The number of turns
    they took."""
    due = Rehearsal.objects.due(now).filter(deliberation_id=deliberation_id)
    if not due.update(due_at=now + CLAIM_LASTS):
        return 0
    row = Rehearsal.objects.select_related("deliberation__community").get(deliberation_id=deliberation_id)
    turn_count = _take_turns(row, now) if row.deliberation.status == Status.OPEN else 0
    _release_claim(row, turn_count, now)
    return turn_count


@transaction.atomic
def wipe(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """The simulated people go with everything they did, and all analyses; the room is a draft again. People who
    came in themselves stay.

    Raises Conflict when the room is no practice room."""
    room = _demand_practice(deliberation)
    crowd = room.participants.filter(is_simulated=True)
    people = crowd.count()
    crowd.delete()
    room.analyses.all().delete()
    room.stages.update(started_at=None, ended_at=None)
    room.statements.update(round=1, again_at=None)
    room.votes.update(round=1)
    room.ballots.update(round=1)
    Rehearsal.objects.filter(deliberation=room).update(due_at=None, taken=0, wiped_at=now)
    room.status, room.round = Status.DRAFT, 1
    room.opened_at = room.closed_at = room.closes_at = None
    room.analysis_due_at = room.analysis_claimed_at = None
    room.held_at, room.held_open, room.held_seconds = None, [], None
    for name in SWITCHES.values():
        setattr(room, name, False)
    room.show_panels(())
    return save_change(deliberation=room, kind="practice_wiped", by=by, now=now, people=people)


def _take_turns(row: Rehearsal, now: datetime) -> int:
    """The turns of one batch, and how many they were: fewer where voting or the room closes; the crowd waits."""
    crowd = simulations.gather(
        deliberation=row.deliberation,
        people=row.people,
        blocs=BLOCS,
        votes_each=VOTES_EACH,
        seed=row.seed,
        statements=row.statements,
    )
    most = min(BATCH_LIMIT, max(1, row.expected // BATCHES))
    turn_count = 0
    try:
        crowd.arrive(most=max(1, row.people // ARRIVAL_BATCHES), seed=row.seed, now=now)
        for turn in islice(turns(crowd.truth, rate=1, seed=row.seed), row.taken, row.taken + most):
            crowd.act(turn, now=now)
            turn_count += 1
    except Conflict:
        return turn_count
    return turn_count


def _release_claim(row: Rehearsal, turn_count: int, now: datetime) -> None:
    """The next batch is due soon; none where everybody has voted or the room has closed. A stop
    meanwhile stays."""
    turns_so_far = row.taken + turn_count
    is_over = turns_so_far >= row.expected or row.deliberation.status != Status.OPEN
    rows = Rehearsal.objects.filter(pk=row.pk, seed=row.seed)
    rows.update(taken=turns_so_far)
    rows.filter(due_at__isnull=False).update(due_at=None if is_over else now + REST)
    if is_over:
        Deliberation.objects.filter(pk=row.deliberation_id).update(revision=F("revision") + 1)
        live.after_commit(row.deliberation)


def _demand_practice(deliberation: Deliberation) -> Deliberation:
    deliberation = lock(deliberation)
    demand(deliberation=deliberation)
    return deliberation


def demand(*, deliberation: Deliberation) -> None:
    """Raises Conflict when the deliberation is no practice room."""
    if not deliberation.is_practice:
        raise Conflict(
            "not_practice", _("This is not a practice room, so nothing here is simulated. Nothing was changed.")
        )


def _copy_statements(of: Deliberation, room: Deliberation, *, by: User | None, now: datetime) -> None:
    """As many as can be seeded; texts that were imported may be longer than that, or be there twice."""
    by_key: dict[str, Statement] = {}
    for statement in of.statements.accepted().order_by("number"):
        if len(statement.text) <= TEXT_LIMIT:
            by_key.setdefault(statement.text_key, statement)
    originals = list(by_key.values())[: writing.SEEDS_LIMIT]
    if not originals:
        return
    copies = writing.seed(deliberation=room, texts=[original.text for original in originals], by=by, now=now)
    copy_of = {original.pk: copy for original, copy in zip(originals, copies, strict=True)}
    for original, copy in zip(originals, copies, strict=True):
        copy.family = original.family
        copy.twin = copy_of.get(original.twin_id) if original.twin_id else None
    Statement.objects.bulk_update(copies, ["family", "twin"])
