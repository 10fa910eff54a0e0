"""Creating communities, giving roles, and links that sign a person in once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Missing
from elicit.analysis import Rules
from elicit.models import Community, Membership, Role, RuleSet, SignInLink
from elicit.models.community.community import hash_token

LINK_LASTS = timedelta(days=2)


@transaction.atomic
def create(*, slug: str, name: str, about: str = "", by: User | None, now: datetime) -> Community:
    """A new community with the default rules; whoever creates it is its steward and facilitator.

    Raises Conflict where the address is taken."""
    if Community.objects.filter(slug=slug).exists():
        raise Conflict("slug_taken", _("There is already a community at this address. Choose another name."))
    community = Community.objects.create(slug=slug, name=name, about=about, created_at=now)
    rules = RuleSet.objects.create(community=community, number=1, thresholds=Rules().to_dict(), adopted_at=now)
    record(community=community, kind="community_founded", by=by, now=now, slug=slug, rules=rules.number)
    if by is not None:
        for role in (Role.STEWARD, Role.FACILITATOR):
            give_role(community=community, user=by, role=role, by=by, now=now)
    return community


@transaction.atomic
def give_role(*, community: Community, user: User, role: str, by: User | None, now: datetime) -> Membership:
    """Gives the role, or returns the membership that is there already."""
    membership, is_new = Membership.objects.get_or_create(
        community=community, user=user, role=role, defaults={"created_at": now}
    )
    if is_new:
        record(community=community, kind="role_given", by=by, now=now, user=user.pk, role=role)
    return membership


@transaction.atomic
def welcome(*, community: Community, username: str, role: str, by: User | None, now: datetime) -> tuple[User, str]:
    """An account with this role and the token of a fresh sign-in link for it."""
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    give_role(community=community, user=user, role=role, by=by, now=now)
    return user, make_sign_in_link(user=user, now=now)


def make_sign_in_link(*, user: User, now: datetime) -> str:
    """The token of a new link. It is shown once: only its hash is kept."""
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(user=user, token_hash=hash_token(token), created_at=now, expires_at=now + LINK_LASTS)
    return token


def use_link(*, token: str, now: datetime) -> User:
    """The account this link signs in, once: of two simultaneous uses one wins.

    Raises Missing for a link that is unknown, used or expired, or whose account is inactive."""
    count = SignInLink.objects.filter(
        token_hash=hash_token(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True
    ).update(used_at=now)
    if not count:
        raise Missing(
            "link_spent",
            _("This sign-in link was used already or has expired. Ask for a new one; nothing was changed."),
        )
    return SignInLink.objects.select_related("user").get(token_hash=hash_token(token)).user
