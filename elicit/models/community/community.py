from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CommunityQuerySet(models.QuerySet["Community"]):
    def of(self, user) -> CommunityQuerySet:
        """The communities this account is a member of."""
        return self.filter(memberships__user=user).distinct() if user.is_authenticated else self.none()


class Community(models.Model):
    """A self-governing group with its own rules, log and constitution."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, max_length=2000)
    log_head = models.CharField(max_length=64, blank=True, editable=False)
    log_length = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField()

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "communities"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="community_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> RuleSet:
        """The rules in force: the newest version."""
        return self.rule_sets.latest("number")


class Role(models.TextChoices):
    STEWARD = "steward", _("Steward")
    FACILITATOR = "facilitator", _("Facilitator")
    MODERATOR = "moderator", _("Moderator")
    RESEARCHER = "researcher", _("Researcher")
    AUDITOR = "auditor", _("Auditor")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """One role of one account in one community; a person may hold several."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["community_id", "user_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["community", "user", "role"], name="membership_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.community}"


class RuleSet(models.Model):
    """One version of a community's thresholds; a deliberation keeps the version it started with."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="rule_sets")
    number = models.PositiveIntegerField()
    thresholds = models.JSONField()
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["community_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="rules_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="rules_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"rules {self.number} of {self.community}"


def hash_token(token: str) -> str:
    """sha256 of the token in a link, in hexadecimal: enough to recognise the token, not to make one."""
    return hashlib.sha256(token.encode()).hexdigest()


class SignInLink(models.Model):
    """A link that signs one account in once. Only the hash of its token is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="sign_in_link_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"sign-in link for {self.user}"
