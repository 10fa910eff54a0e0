from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from elicit.models.deliberation.deliberation import Deliberation
from elicit.models.entry.participant import Participant

ORGANISER_LIMIT = 120
CONTACT_LIMIT = 200


class ConsentForm(models.Model):
    """One version of the words at the door, as they were shown in each language. An edit is a new version."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="consent_forms")
    number = models.PositiveIntegerField()
    organiser = models.CharField(max_length=ORGANISER_LIMIT)
    contact = models.CharField(max_length=CONTACT_LIMIT, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # none: as long as the community exists
    words = models.JSONField()  # language -> what is said, by name
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["deliberation_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="consent_form_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="consent_form_number_from_one"),
            models.CheckConstraint(condition=~Q(organiser=""), name="consent_form_says_who"),
            models.CheckConstraint(
                condition=Q(retention_days__isnull=True) | Q(retention_days__gte=1),
                name="consent_form_keeps_a_day_or_more",
            ),
        ]

    def __str__(self) -> str:
        return f"consent form {self.number} of {self.deliberation}"

    def get_words(self, language: str | None) -> dict[str, Any]:
        """The words in this language, or in the first they were written in; `language` says in which."""
        chosen = language if language in self.words else next(iter(self.words))
        return {**self.words[chosen], "language": chosen}


class Consent(models.Model):
    """What a participant agreed to, in which version of the words; a new answer is a new row."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="consents")
    form = models.ForeignKey(ConsentForm, models.RESTRICT, related_name="consents")
    language = models.CharField(max_length=12)  # they were read in
    taking_part = models.BooleanField()
    publishing_text = models.BooleanField()
    row_release = models.BooleanField()
    training_use = models.BooleanField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["participant_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taking_part=True) | Q(publishing_text=False, row_release=False, training_use=False),
                name="consent_starts_with_taking_part",
            ),
        ]

    def __str__(self) -> str:
        return f"consent of {self.participant}"
