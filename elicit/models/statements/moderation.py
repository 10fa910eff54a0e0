from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elicit.models.deliberation.deliberation import Deliberation

from .statement import State, Statement

POLICY_LIMIT = 4000


class Policy(models.Model):
    """By what statements are accepted or not: each version is kept, and a rejection names the one it went by."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="policies")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=POLICY_LIMIT)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["deliberation_id", "-number"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="policy_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="policy_number_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="policy_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"policy {self.number}"

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line]


class DecisionKind(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    MERGED = "merged", _("Merged into another")


class Decision(models.Model):
    """One decision on one statement, with what it was before, so that it can be taken back exactly.

    carried_by: the merge of the statement that this one had been merged into before."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    carried_by = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="carried")
    state_before = models.CharField(max_length=10, choices=State.choices)
    reason_before = models.CharField(max_length=300, blank=True)
    policy_before = models.ForeignKey(Policy, models.RESTRICT, null=True, blank=True, related_name="+")
    merged_into_before = models.ForeignKey(Statement, models.SET_NULL, null=True, blank=True, related_name="+")
    moderated_at_before = models.DateTimeField(null=True, blank=True)
    moderated_by_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_by__isnull=True) | (Q(kind="merged") & ~Q(carried_by=F("id"))),
                name="decision_carried_by_another_merge",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True), name="decision_undone_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.statement_id}"
