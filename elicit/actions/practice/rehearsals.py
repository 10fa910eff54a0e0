"""Practice rooms: the same deliberation with a simulated crowd, which can be wiped and sent again. A practice room
is one from its first day to its last, and nothing of it is released."""

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
BITES = 300  # in which a crowd has voted; one a second is five minutes
MOST_A_BITE = 40
ARRIVE_IN = 30  # bites
REST = timedelta(seconds=1)
CLAIM_LASTS = timedelta(seconds=60)


@transaction.atomic
def prepare(*, of: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """A practice room with the same question, statements and agenda; the one there is, if it is not closed."""
    held = lock(of)
    if held.is_practice:
        raise Conflict("practice", _("This is a practice room already."))
    kept = held.practice_rooms.exclude(status=Status.CLOSED).first()
    if kept is not None:
        return kept
    made = lifecycle.create(
        community=held.community,
        prompt=held.prompt,
        language=held.language,
        moderation_on=held.moderation_on,
        practises_for=held,
        by=by,
        now=now,
    )
    _copy_statements(held, made, by=by, now=now)
    for stage in held.stages.order_by("position"):
        said = {name: getattr(stage, name) for name in ("position", "kind", "title", "minutes", "goes_on")}
        Stage.objects.create(deliberation=made, **said)
    return made


@transaction.atomic
def send(*, deliberation: Deliberation, people: int, by: User | None, now: datetime) -> Rehearsal:
    """A simulated crowd comes in, votes in small bites, and goes on until everybody has voted enough."""
    held = _demand_practice(deliberation)
    if held.status != Status.OPEN:
        raise Conflict("not_open", _("Begin first; then the crowd can come in."))
    if not 1 <= people <= MOST:
        raise Invalid("people", _("Send between 1 and 1,000 simulated people. Nothing was changed."))
    seed = secrets.randbelow(2**31)
    here = held.statements.accepted().count()
    crowd = simulations.gather(
        deliberation=held, people=people, blocs=BLOCS, votes_each=VOTES_EACH, seed=seed, statements=here
    )
    said = {"people": people, "statements": here, "seed": seed, "expected": int(crowd.truth.turnout.sum())}
    row, _new = Rehearsal.objects.update_or_create(deliberation=held, defaults={**said, "taken": 0, "due_at": now})
    save_change(deliberation=held, kind="crowd_sent", by=by, now=now, people=people)
    return row


@transaction.atomic
def stop(*, deliberation: Deliberation, by: User | None, now: datetime) -> None:
    """Nobody of the crowd comes in or votes any more. What they have voted stays."""
    held = _demand_practice(deliberation)
    if Rehearsal.objects.filter(deliberation=held, due_at__isnull=False).update(due_at=None):
        save_change(deliberation=held, kind="crowd_stopped", by=by, now=now)


def bite(*, deliberation_id: int, now: datetime) -> int:
    """Some people of the crowd come in, and some vote, if nobody else does it now. How many turns were taken."""
    due = Rehearsal.objects.due(now).filter(deliberation_id=deliberation_id)
    if not due.update(due_at=now + CLAIM_LASTS):
        return 0
    row = Rehearsal.objects.select_related("deliberation__community").get(deliberation_id=deliberation_id)
    taken = 0
    if row.deliberation.status == Status.OPEN:
        taken = _act(row, now)
    _let_go(row, taken, now)
    return taken


@transaction.atomic
def wipe(*, deliberation: Deliberation, by: User | None, now: datetime) -> Deliberation:
    """The simulated people go with everything they did, and all analyses; the room is a draft again. People who
    came in themselves stay."""
    held = _demand_practice(deliberation)
    gone = held.participants.filter(is_simulated=True)
    people = gone.count()
    gone.delete()
    held.analyses.all().delete()
    held.stages.update(started_at=None, ended_at=None)
    held.statements.update(round=1, again_at=None)
    held.votes.update(round=1)
    held.ballots.update(round=1)
    Rehearsal.objects.filter(deliberation=held).update(due_at=None, taken=0, wiped_at=now)
    held.status, held.round = Status.DRAFT, 1
    held.opened_at = held.closed_at = held.closes_at = held.analysis_due_at = held.analysis_claimed_at = None
    held.held_at, held.held_open, held.held_seconds = None, [], None
    for name in SWITCHES.values():
        setattr(held, name, False)
    held.show_panels(())
    return save_change(deliberation=held, kind="practice_wiped", by=by, now=now, people=people)


def _act(row: Rehearsal, now: datetime) -> int:
    crowd = simulations.gather(
        deliberation=row.deliberation,
        people=row.people,
        blocs=BLOCS,
        votes_each=VOTES_EACH,
        seed=row.seed,
        statements=row.statements,
    )
    most = min(MOST_A_BITE, max(1, row.expected // BITES))
    taken = 0
    try:
        crowd.arrive(most=max(1, row.people // ARRIVE_IN), seed=row.seed, now=now)
        for turn in islice(turns(crowd.truth, rate=1, seed=row.seed), row.taken, row.taken + most):
            crowd.act(turn, now=now)
            taken += 1
    except Conflict:
        return taken  # voting is closed, or the room: they wait
    return taken


def _let_go(row: Rehearsal, taken: int, now: datetime) -> None:
    """The next bite is due soon; none where everybody is done, or the room has closed. A stop meanwhile stays."""
    done = row.taken + taken
    is_over = done >= row.expected or row.deliberation.status != Status.OPEN
    held = Rehearsal.objects.filter(pk=row.pk, seed=row.seed)
    held.update(taken=done)
    held.filter(due_at__isnull=False).update(due_at=None if is_over else now + REST)
    if is_over:
        Deliberation.objects.filter(pk=row.deliberation_id).update(revision=F("revision") + 1)
        live.after_commit(row.deliberation)


def _demand_practice(deliberation: Deliberation) -> Deliberation:
    held = lock(deliberation)
    demand(deliberation=held)
    return held


def demand(*, deliberation: Deliberation) -> None:
    if not deliberation.is_practice:
        raise Conflict(
            "not_practice", _("This is not a practice room, so nothing here is simulated. Nothing was changed.")
        )


def _copy_statements(of: Deliberation, made: Deliberation, *, by: User | None, now: datetime) -> None:
    """As many as can be seeded; texts that were imported may be longer than that, or be there twice."""
    once: dict[str, Statement] = {}
    for each in of.statements.accepted().order_by("number"):
        if len(each.text) <= TEXT_LIMIT:
            once.setdefault(each.text_key, each)
    olds = list(once.values())[: writing.SEEDS_LIMIT]
    if not olds:
        return
    news = writing.seed(deliberation=made, texts=[old.text for old in olds], by=by, now=now)
    places = {old.pk: new for old, new in zip(olds, news, strict=True)}
    for old, new in zip(olds, news, strict=True):
        new.family, new.twin = old.family, places.get(old.twin_id) if old.twin_id else None
    Statement.objects.bulk_update(news, ["family", "twin"])
