from __future__ import annotations

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elicit.models.deliberation.deliberation import Deliberation
from elicit.models.entry.participant import Participant

from .statement import STORED_LIMIT, Statement

TRANSLATION_LIMIT = 300


class TranslationState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    REPLACED = "replaced", _("Replaced by another")


class TranslationQuerySet(models.QuerySet["Translation"]):
    def waiting(self) -> TranslationQuerySet:
        return self.filter(state=TranslationState.WAITING)

    def approved(self) -> TranslationQuerySet:
        """Those that are shown: approved, of the words that the statement still has."""
        return self.filter(state=TranslationState.APPROVED, original=F("statement__text"))


class Translation(models.Model):
    """A statement in other words of the same meaning. It takes no votes of its own: the statement does."""

    State = TranslationState

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="translations")
    number = models.PositiveIntegerField()  # among those of its statement
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=TRANSLATION_LIMIT)
    original = models.CharField(max_length=STORED_LIMIT)  # what was translated
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="translations"
    )
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    model = models.CharField(max_length=80, blank=True)  # the language model that proposed it
    state = models.CharField(max_length=10, choices=TranslationState.choices, default=TranslationState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["statement_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language"],
                condition=Q(state=TranslationState.APPROVED),
                name="translation_one_approved",
            ),
            models.UniqueConstraint(fields=["statement", "number"], name="translation_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="translation_has_a_text"),
            models.CheckConstraint(condition=~Q(language=""), name="translation_has_a_language"),
            models.CheckConstraint(condition=Q(state__in=TranslationState.values), name="translation_state_known"),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(member__isnull=True), name="translation_from_one_source"
            ),
            models.CheckConstraint(
                condition=Q(model="") | Q(participant__isnull=True, member__isnull=True),
                name="translation_from_a_model_alone",
            ),
            models.CheckConstraint(
                condition=~Q(state=TranslationState.REJECTED) | ~Q(reason=""), name="translation_rejected_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:60]}"


class Problem(models.TextChoices):
    UNAVAILABLE = "unavailable", _("The language model does not answer. What it has proposed is kept.")
    BUDGET = "budget", _("The language model has done what it may do in a day. What it has proposed is kept.")


class InterpretingQuerySet(models.QuerySet["Interpreting"]):
    def due(self, now) -> InterpretingQuerySet:
        return self.filter(due_at__lte=now)


class Interpreting(models.Model):
    """The progress of a language model in one language: numbers of statements, and when the next batch is due."""

    Problem = Problem

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="interpretings")
    language = models.CharField(max_length=12)
    statements = models.PositiveIntegerField()  # that lacked a translation when it was asked
    proposed = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)  # numbers of those it found no fitting words for
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # none: it has ended
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)

    objects = InterpretingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "language"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="interpreting_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "language"], name="interpreting_once"),
            models.CheckConstraint(
                condition=Q(problem__in=["", *Problem.values]), name="interpreting_problem_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.proposed} of {self.statements}"

    @property
    def is_running(self) -> bool:
        return self.due_at is not None

    @property
    def done(self) -> int:
        return self.proposed + len(self.left_out)

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(LANG_INFO.get(self.language, {}).get("name_local", self.language))
