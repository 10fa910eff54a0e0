from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from elicit.models.deliberation.deliberation import Deliberation


class PaperBatch(models.Model):
    """One file of ballots that were cast on paper or at a kiosk; taken back, only that it was there stays."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="paper_batches")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)  # of what the file says
    people = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["deliberation_id", "number"]
        verbose_name_plural = "paper batches"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="paper_batch_number_once"),
            models.UniqueConstraint(
                fields=["deliberation", "digest"],
                condition=Q(taken_back_at__isnull=True),
                name="paper_batch_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"paper batch {self.number}"
