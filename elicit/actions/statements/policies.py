"""By what statements are accepted or not: published before it is used, and every version is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Policy
from elicit.models.statements.moderation import POLICY_LIMIT
from elicit.reading.statements.policies import make_first


@transaction.atomic
def publish(*, deliberation: Deliberation, text: str, by: User | None, now: datetime) -> Policy:
    """A new version. The same text again is refused, so that a button pressed twice makes one."""
    said = "\n".join(line.strip() for line in text.strip().splitlines())
    if not said.replace("\n", "") or not said.replace("\n", "").isprintable():
        raise Invalid("policy_empty", _("A policy needs words that can be read. The one before stays in force."))
    if len(said) > POLICY_LIMIT:
        raise Invalid(
            "policy_long",
            _("A policy has at most %(limit)s characters. The one before stays in force.")
            % {"limit": POLICY_LIMIT},
        )
    newest = kept(deliberation=deliberation)
    if newest.text == said:
        raise Conflict("policy_same", _("This is the policy in force already, so nothing was changed."))
    made = Policy.objects.create(
        deliberation=deliberation, number=newest.number + 1, text=said, published_at=now, published_by=by
    )
    record(
        community=deliberation.community,
        kind="policy_published",
        by=by,
        now=now,
        deliberation=deliberation.code,
        policy=made.number,
    )
    return made


def kept(*, deliberation: Deliberation) -> Policy:
    """The version in force as a row, so that a decision can name it. Inside a transaction: the row of the
    deliberation is locked, so that the first version is written once."""
    held = Deliberation.objects.select_for_update().get(pk=deliberation.pk)
    newest = held.policies.first()
    if newest is None:
        newest = make_first(held)
        newest.save(force_insert=True)
    return newest
