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
    """A new version. The same text again is refused, so that a button pressed twice makes one.

    Raises Invalid for a text that cannot be used, Conflict for the one in force."""
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    if not text.replace("\n", "") or not text.replace("\n", "").isprintable():
        raise Invalid("policy_empty", _("A policy needs words that can be read. The one before stays in force."))
    if len(text) > POLICY_LIMIT:
        raise Invalid(
            "policy_long",
            _("A policy has at most %(limit)s characters. The one before stays in force.")
            % {"limit": POLICY_LIMIT},
        )
    newest = save_in_force(deliberation=deliberation)
    if newest.text == text:
        raise Conflict("policy_same", _("This is the policy in force already, so nothing was changed."))
    policy = Policy.objects.create(
        deliberation=deliberation, number=newest.number + 1, text=text, published_at=now, published_by=by
    )
    record(
        community=deliberation.community,
        kind="policy_published",
        by=by,
        now=now,
        deliberation=deliberation.code,
        policy=policy.number,
    )
    return policy


def save_in_force(*, deliberation: Deliberation) -> Policy:
    """The version in force as a row, so that a decision can name it. Inside a transaction: the row of the
    deliberation is locked, so that the first version is written once."""
    deliberation = Deliberation.objects.select_for_update().get(pk=deliberation.pk)
    newest = deliberation.policies.first()
    if newest is None:
        newest = make_first(deliberation)
        newest.save(force_insert=True)
    return newest
