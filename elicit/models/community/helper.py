from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Task(models.TextChoices):
    """What somebody from outside the community may do in one deliberation."""

    FACILITATOR = "facilitator", _("Facilitator: runs it")
    MODERATOR = "moderator", _("Moderator: reads what people write")
    OBSERVER = "observer", _("Observer: sees the console, changes nothing")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now) -> InvitationQuerySet:
        """Those that still let somebody in."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, used__lt=F("most"))


class Invitation(models.Model):
    """A link that makes some people helpers of one deliberation. Only the hash of its token is kept."""

    deliberation = models.ForeignKey("Deliberation", models.CASCADE, related_name="invitations")
    task = models.CharField(max_length=20, choices=Task.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    most = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(task__in=Task.values), name="invitation_task_known"),
            models.CheckConstraint(condition=Q(most__gte=1), name="invitation_lets_somebody_in"),
            models.CheckConstraint(condition=Q(used__lte=F("most")), name="invitation_used_at_most_so_often"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"),
        ]

    def __str__(self) -> str:
        return f"invitation of a {self.task}"


class HelperQuerySet(models.QuerySet["Helper"]):
    def present(self) -> HelperQuerySet:
        return self.filter(removed_at__isnull=True)


class Helper(models.Model):
    """Somebody with a task in one deliberation, and nothing else: no member of its community."""

    deliberation = models.ForeignKey("Deliberation", models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="helps")
    task = models.CharField(max_length=20, choices=Task.choices)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "user"], name="helper_once_per_deliberation"),
            models.CheckConstraint(condition=Q(task__in=Task.values), name="helper_task_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.task}"
