from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elicit.models.deliberation.deliberation import Deliberation
from elicit.models.entry.participant import Participant

TEXT_LIMIT = 200  # what a person may write here; imported statements may be longer
STORED_LIMIT = 4000


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    MERGED = "merged", _("Merged into another")


class StatementQuerySet(models.QuerySet["Statement"]):
    def accepted(self) -> StatementQuerySet:
        return self.filter(state=State.ACCEPTED)

    def waiting(self) -> StatementQuerySet:
        return self.filter(state=State.WAITING)


class Statement(models.Model):
    """One sentence people vote on."""

    State = State

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=STORED_LIMIT)
    text_key = models.CharField(max_length=STORED_LIMIT, editable=False)
    language = models.CharField(max_length=12, blank=True)
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="statements")
    is_seed = models.BooleanField(default=False)
    is_meta = models.BooleanField(default=False)
    is_imported = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)  # in which it was last put to the vote
    again_at = models.DateTimeField(null=True, blank=True)
    family = models.CharField(max_length=40, blank=True)
    twin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="twins")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    policy = models.ForeignKey("Policy", models.RESTRICT, null=True, blank=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id", "number"]
        indexes = [models.Index(fields=["deliberation", "state"], name="statement_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="statement_number_once"),
            models.UniqueConstraint(
                fields=["deliberation", "text_key"],
                condition=Q(is_imported=False),
                name="statement_text_once",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="statement_has_a_text"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="statement_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="statement_merged_says_into_which",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="statement_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(twin__isnull=True) | ~Q(twin=F("id")), name="statement_not_its_own_reverse"
            ),
            models.CheckConstraint(
                condition=Q(round=1, again_at__isnull=True) | Q(round__gt=1, again_at__isnull=False),
                name="statement_again_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | ~Q(reason=""), name="statement_rejected_says_why"
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=True) | Q(state=State.REJECTED), name="statement_rejected_by_a_policy"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def is_twin_of(self, other: Statement) -> bool:
        """Whether one was written as the other's reverse; either of the two may say so."""
        return self.twin_id == other.pk or other.twin_id == self.pk

    @property
    def edition(self) -> str:
        """Which words these are: another one after every edit."""
        return f"{self.edited_at.timestamp():.6f}" if self.edited_at else "0"

    def accepts_votes(self) -> bool:
        return self.state == State.ACCEPTED
