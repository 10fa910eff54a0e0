"""Coming in: a new participant with their first consent."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.locking import lock
from elicit.actions.refusals import Conflict
from elicit.models import Deliberation, Participant, Status
from elicit.models.deliberation.deliberation import Admission
from elicit.reading.entry.consent import Ticks

from . import consents, tickets


@transaction.atomic
def join(
    *,
    deliberation: Deliberation,
    ticks: Ticks,
    read: int | None = None,
    ticket: str = "",
    now: datetime,
    simulated: bool = False,
) -> Participant:
    """A new pseudonymous participant with their first consent. read: the version of the words they were shown.
    ticket: where one is needed; a simulated crowd needs none.

    Raises Conflict where it is not open, TicketRefusal where the ticket opens nothing."""
    deliberation = lock(deliberation)
    if deliberation.status != Status.OPEN:
        raise Conflict("not_open", _("This deliberation is not open, so nobody can join it now."))
    if deliberation.admission != Admission.OPEN and not simulated:
        tickets.spend(deliberation=deliberation, ticket=ticket)
    participant = Participant.objects.create(
        deliberation=deliberation,
        number=deliberation.next_participant,
        key=secrets.token_hex(16),
        is_simulated=simulated,
        joined_at=now,
    )
    consents.give(participant=participant, ticks=ticks, read=read, now=now)
    deliberation.next_participant += 1
    deliberation.revision += 1
    deliberation.save(update_fields=["next_participant", "revision"])
    live.after_commit(deliberation)
    return participant
