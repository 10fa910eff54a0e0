from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .deliberation.deliberation import Deliberation


class RehearsalQuerySet(models.QuerySet["Rehearsal"]):
    def due(self, now) -> RehearsalQuerySet:
        return self.filter(due_at__lte=now)

    def wiped_since(self, deliberation: Deliberation, then) -> bool:
        """Whether the people counted then have been wiped since."""
        return deliberation.is_practice and self.filter(deliberation=deliberation, wiped_at__gte=then).exists()


class Rehearsal(models.Model):
    """The simulated crowd of a practice room: numbers of people and of turns to vote, and when the next batch is
    due."""

    deliberation = models.OneToOneField(Deliberation, models.CASCADE, related_name="rehearsal")
    people = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()  # what the crowd had a mind about when it was sent
    seed = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()  # turns to vote, in all
    taken = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)  # none: nobody is coming or voting any more
    wiped_at = models.DateTimeField(null=True, blank=True)

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="rehearsal_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("expected")), name="rehearsal_takes_what_is_expected"),
        ]

    def __str__(self) -> str:
        return f"{self.people} simulated people, {self.taken} of {self.expected} turns"

    @property
    def is_running(self) -> bool:
        return self.due_at is not None

    @classmethod
    def of(cls, deliberation: Deliberation) -> Rehearsal | None:
        """The rehearsal of a practice room; None where it is no practice room or nobody has been sent yet."""
        return cls.objects.filter(deliberation=deliberation).first() if deliberation.is_practice else None
