"""Voting again: a further round, in which earlier votes stand until they are kept or changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.log import record
from elicit.actions.refusals import Conflict
from elicit.models import Deliberation, Status
from elicit.reading.deliberation.rounds import is_voted_in
from elicit.reading.discussion.tables import list_discussed

from . import lifecycle


@transaction.atomic
def vote_again(
    *, deliberation: Deliberation, everything: bool = False, by: User | None, now: datetime
) -> Deliberation:
    """The next round: what was discussed is put to the vote again, or everything (also where nothing was
    discussed), and voting opens; the other switches stay.

    Raises Conflict where it is not open, is paused, or has no vote in this round, so that a button pressed twice
    begins one."""
    deliberation = Deliberation.objects.select_for_update().select_related("community").get(pk=deliberation.pk)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so nobody can vote again. Open it first."))
    lifecycle.refuse_while_paused(deliberation)
    if not is_voted_in(deliberation):
        raise Conflict(
            "round_empty", _("Nobody has voted in this round yet, so there is nothing to vote on again.")
        )
    deliberation.round, deliberation.voting_open, deliberation.revision = (
        deliberation.round + 1,
        True,
        deliberation.revision + 1,
    )
    deliberation.save(update_fields=["round", "voting_open", "revision"])
    ids = [] if everything else list(list_discussed(deliberation).values_list("pk", flat=True))
    statements = deliberation.statements.filter(pk__in=ids) if ids else deliberation.statements.accepted()
    count = statements.update(round=deliberation.round, again_at=now)
    record(
        community=deliberation.community,
        kind="round_begun",
        by=by,
        now=now,
        deliberation=deliberation.code,
        round=deliberation.round,
        statements=count,
    )
    live.after_commit(deliberation)
    return deliberation
