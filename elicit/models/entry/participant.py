from __future__ import annotations

from django.db import models
from django.db.models import Q

from elicit.models.deliberation.deliberation import Deliberation


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> ParticipantQuerySet:
        """Those who may still act: not revoked, not erased."""
        return self.filter(revoked_at__isnull=True)


class Participant(models.Model):
    """A pseudonymous person inside one deliberation. The key is the secret of their signed cookie or token."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()
    # no key: imported, so nobody can act as them
    key = models.CharField(max_length=32, null=True, unique=True)  # noqa: DJ001
    is_simulated = models.BooleanField(default=False)
    is_paper = models.BooleanField(default=False)  # cast on paper, typed in by somebody
    batch = models.ForeignKey("PaperBatch", models.SET_NULL, null=True, blank=True, related_name="participants")
    joined_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="participant_number_once"),
            models.CheckConstraint(condition=Q(key__isnull=True) | ~Q(key=""), name="participant_key_not_empty"),
            models.CheckConstraint(
                condition=Q(is_paper=False, batch__isnull=True) | Q(is_paper=True, key__isnull=True),
                name="participant_on_paper_has_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"participant {self.number}"
