"""People who help to run one deliberation without being members of its community."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from elicit.actions.locking import lock
from elicit.actions.log import record
from elicit.actions.refusals import Invalid, Missing
from elicit.models import Deliberation, Helper, Invitation, Task
from elicit.models.community.community import hash_token

MOST_DAYS, MOST_USES, NAME_LIMIT = 30, 50, 60


@transaction.atomic
def invite(
    *, deliberation: Deliberation, task: str, days: int, uses: int, by: User | None, now: datetime
) -> tuple[Invitation, str]:
    """A link for so many people and days, and its token, of which only the hash is stored.

    Raises Invalid for an unknown task, or days or uses out of range."""
    if task not in Task.values:
        raise Invalid("unknown_task", _("There is no such role. No link was made."))
    if not (1 <= days <= MOST_DAYS and 1 <= uses <= MOST_USES):
        raise Invalid("link_limits", _("A link lasts up to 30 days, for up to 50 people. No link was made."))
    deliberation = lock(deliberation)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        deliberation=deliberation,
        task=task,
        token_hash=hash_token(token),
        most=uses,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _record(deliberation, "helper_invited", by, now, invitation=invitation.pk, task=task, days=days, uses=uses)
    return invitation, token


def find_open(*, token: str, now: datetime) -> Invitation:
    """The invitation behind a link, while it lets somebody in; looking at it uses nothing up.

    Raises Missing for a link that lets nobody in."""
    rows = Invitation.objects.open(now).select_related("deliberation__community")
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None:
        raise _spent_refusal()
    return invitation


@transaction.atomic
def come_in(*, token: str, name: str, now: datetime) -> Helper:
    """An account with this task in this deliberation alone. Of too many people the first come in.

    Raises Invalid for a name that cannot be used, Missing for a link that lets nobody in."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not 1 <= len(name) <= NAME_LIMIT:
        raise Invalid("name", _("Say a name of at most 60 characters, so that others know who you are."))
    count = Invitation.objects.open(now).filter(token_hash=hash_token(token)).update(used=F("used") + 1)
    if not count:
        raise _spent_refusal()
    invitation = Invitation.objects.select_related("deliberation__community").get(token_hash=hash_token(token))
    user = User(username=f"helper-{secrets.token_hex(8)}", first_name=name)
    user.set_unusable_password()
    user.save()
    helper = Helper.objects.create(
        deliberation=invitation.deliberation, user=user, task=invitation.task, created_at=now
    )
    _record(invitation.deliberation, "helper_came", user, now, invitation=invitation.pk, task=helper.task)
    return helper


@transaction.atomic
def revoke(*, invitation: Invitation, by: User | None, now: datetime) -> None:
    """Nobody comes in by this link any more; those who did stay."""
    if Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=now):
        _record(invitation.deliberation, "helper_invitation_revoked", by, now, invitation=invitation.pk)


@transaction.atomic
def remove(*, helper: Helper, by: User | None, now: datetime) -> None:
    """Their next request finds them signed out: the account was for this alone."""
    if Helper.objects.filter(pk=helper.pk, removed_at__isnull=True).update(removed_at=now):
        User.objects.filter(pk=helper.user_id).update(is_active=False)
        _record(helper.deliberation, "helper_removed", by, now, user=helper.user_id)


def _spent_refusal() -> Missing:
    return Missing(
        "invitation_spent",
        _("This link has expired, was taken back, or was used by all it was for. Ask for a new one."),
    )


def _record(deliberation: Deliberation, kind: str, by: User | None, now: datetime, **payload: str | int) -> None:
    record(community=deliberation.community, kind=kind, by=by, now=now, deliberation=deliberation.code, **payload)
