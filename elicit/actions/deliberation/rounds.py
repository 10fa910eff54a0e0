"""Voting again: a further round, in which earlier votes stand until they are kept or changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.discussion import tables
from elicit.actions.log import record
from elicit.actions.refusals import Conflict
from elicit.models import Deliberation, Status, Vote

from . import lifecycle


@transaction.atomic
def vote_again(
    *, deliberation: Deliberation, everything: bool = False, by: User | None, now: datetime
) -> Deliberation:
    """The next round: what was discussed is put to the vote again, or everything (also where nothing was
    discussed), and voting opens; the other switches stay. Refused before anybody has voted in this round, so that
    a button pressed twice begins one."""
    held = Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)
    if held.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so nobody can vote again. Open it first."))
    lifecycle.refuse_held(held)
    if not is_voted_in(held):
        raise Conflict(
            "round_empty", _("Nobody has voted in this round yet, so there is nothing to vote on again.")
        )
    held.round, held.voting_open, held.revision = held.round + 1, True, held.revision + 1
    held.save(update_fields=["round", "voting_open", "revision"])
    talked_about = [] if everything else list(tables.discussed(held).values_list("pk", flat=True))
    chosen = held.statements.filter(pk__in=talked_about) if talked_about else held.statements.accepted()
    up = chosen.update(round=held.round, again_at=now)
    record(
        community=held.community,
        kind="round_begun",
        by=by,
        now=now,
        deliberation=held.code,
        round=held.round,
        statements=up,
    )
    live.after_commit(held)
    return held


def is_voted_in(deliberation: Deliberation) -> bool:
    """Whether somebody has voted in the round that is on now."""
    return Vote.objects.filter(deliberation=deliberation, round=deliberation.round).exists()
