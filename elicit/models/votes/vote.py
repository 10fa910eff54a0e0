from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elicit.models.deliberation.deliberation import Deliberation
from elicit.models.entry.participant import Participant
from elicit.models.statements.statement import Statement, StatementQuerySet


class Choice(models.IntegerChoices):
    AGREE = 1, _("Agree")
    PASS = 0, _("Pass")
    DISAGREE = -1, _("Disagree")


class VoteQuerySet(models.QuerySet["Vote"]):
    def fresh(self) -> VoteQuerySet:
        """Those cast since their statement was last put to the vote."""
        return self.filter(round__gte=F("statement__round"))


class Vote(models.Model):
    """The current vote of one participant on one statement. Unseen is the absence of a vote, never a pass."""

    Choice = Choice

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    choice = models.SmallIntegerField(choices=Choice.choices)
    important = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["participant_id", "-at", "-id"]
        indexes = [models.Index(fields=["deliberation", "statement"], name="vote_by_statement")]
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="vote_one_current"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} on {self.statement_id}"


def unseen(statements: StatementQuerySet, participant: Participant) -> StatementQuerySet:
    """Those of these that this participant has no current vote on, or one from before they were put up again."""
    current = Vote.objects.filter(
        participant=participant, statement=models.OuterRef("pk"), round__gte=models.OuterRef("round")
    )
    return statements.filter(~models.Exists(current))


class Ballot(models.Model):
    """The append-only log: every vote, change and undo in order. No choice: undone."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="ballots")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="ballots")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="ballots")
    choice = models.SmallIntegerField(null=True)
    important = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=64, null=True)  # noqa: DJ001  the browser gave none
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["deliberation", "id"], name="ballot_log")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "key"],
                condition=Q(key__isnull=False),
                name="ballot_key_once_per_participant",
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(choice__in=Choice.values), name="ballot_choice_known"
            ),
            models.CheckConstraint(condition=Q(key__isnull=True) | ~Q(key=""), name="ballot_key_not_empty"),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"
