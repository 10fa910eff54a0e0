from __future__ import annotations

from django.db import models
from django.db.models import Q

from elicit.models.deliberation.deliberation import Deliberation
from elicit.models.entry.participant import Participant

QUESTIONS_LIMIT, OPTIONS_LIMIT = 6, 12
QUESTION_LIMIT, OPTION_LIMIT = 200, 80


class Question(models.Model):
    """A question about people themselves, asked at the door. Its answers may be left out."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=QUESTION_LIMIT)
    options = models.JSONField()  # in order: {"text", "target": per cent of people, or none}

    class Meta:
        ordering = ["deliberation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="question_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, QUESTIONS_LIMIT)), name="question_number_known"),
            models.CheckConstraint(condition=~Q(text=""), name="question_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Answer(models.Model):
    """What a participant answered: the place of an option, or that they would rather not say. No time is kept."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    option = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["participant_id", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(option__isnull=True) | Q(option__range=(0, OPTIONS_LIMIT - 1)),
                name="answer_option_known",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.question}"
