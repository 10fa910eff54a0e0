from __future__ import annotations

from django.db import models
from django.db.models import Q

from elicit.models.deliberation.deliberation import Deliberation

NAME_LIMIT = 200


class Ticket(models.Model):
    """What lets one person in, once. Only a keyed hash of it is kept, and whether it was used: neither when, nor
    by whom, so that no column joins a ticket, or the name on it, to a participant. (The files of a database can
    say more than its columns: PostgreSQL marks rows written in one transaction until it cleans them up.)"""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_LIMIT, blank=True)  # on a roster: whom the organiser gives it to
    token_hash = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["deliberation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ticket_number_from_one"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="ticket_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.number}"
