from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q

from .community import Community


class Event(models.Model):
    """An entry of a community's log, chained to the one before it by hash. Ids and commitments only: never text or
    choices."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=40)  # "user 3" or "terminal": stays when the account goes
    payload = models.JSONField()
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["community_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="event_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="event_number_from_one"),
            models.CheckConstraint(
                condition=Q(number=1, previous_hash="") | (Q(number__gt=1) & ~Q(previous_hash="")),
                name="event_follows_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def expected_hash(self) -> str:
        """sha256 over the previous hash and the canonical JSON of everything this event says."""
        content = {
            "community": self.community_id,
            "number": self.number,
            "kind": self.kind,
            "actor": self.actor_name,
            "payload": self.payload,
            "at": self.at.isoformat(timespec="microseconds"),
        }
        words = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(f"{self.previous_hash}\n{words}".encode()).hexdigest()
