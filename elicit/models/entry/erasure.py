from __future__ import annotations

from django.db import models

from elicit.models.deliberation.deliberation import Deliberation


class Erasure(models.Model):
    """A record of an erasure, on a person's request or when their time was over: how many rows went, and nothing
    of their contents."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="erasures")
    people = models.PositiveIntegerField(default=1)
    ballots = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"erasure of {self.ballots} ballots"
