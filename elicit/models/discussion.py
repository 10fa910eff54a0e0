from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .deliberation.deliberation import Deliberation
from .entry.participant import Participant
from .statements.statement import Statement

POINT_LIMIT = 280
PROMPT_LIMIT = 300


class AssignmentKind(models.TextChoices):
    """Why a statement is talked about."""

    DIVIDES = "divides", _("divides")
    UNDECIDED = "undecided", _("undecided")
    CHOSEN = "chosen", _("chosen by the facilitator")


# What a table is asked about each kind of statement. None of them says how the room voted.
PROMPTS = {
    AssignmentKind.DIVIDES: _("What do you see differently here, and why? What speaks for it, and what against?"),
    AssignmentKind.UNDECIDED: _(
        "What would you have to know to decide on this? What speaks for it, and what against?"
    ),
    AssignmentKind.CHOSEN: _("What speaks for this, and what against?"),
}


class PointSide(models.TextChoices):
    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    OTHER = "other", _("Another point")


class PointState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Table(models.Model):
    """A table or breakout group. Its note-taker has a link, of whose token only the hash is kept."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  no link
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["deliberation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="table_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="table_number_from_one"),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True) | ~Q(token_hash=""), name="table_token_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"table {self.number}"

    def has_link(self) -> bool:
        return self.token_hash is not None


class Assignment(models.Model):
    """A statement that a table talks about, and what it is asked about it; no words: those of its kind."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="assignments")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=10, choices=AssignmentKind.choices, default=AssignmentKind.CHOSEN)
    words = models.CharField(max_length=PROMPT_LIMIT, blank=True)

    class Meta:
        ordering = ["table_id", "statement_id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "statement"], name="assignment_once"),
            models.CheckConstraint(condition=Q(kind__in=AssignmentKind.values), name="assignment_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} at {self.table_id}"

    @property
    def prompt(self) -> str:
        return self.words or str(PROMPTS[AssignmentKind(self.kind)])


class Seat(models.Model):
    """The table that a participant says they sit at."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="seat")
    table = models.ForeignKey(Table, models.CASCADE, related_name="seats")

    class Meta:
        ordering = ["table_id", "participant_id"]

    def __str__(self) -> str:
        return f"{self.participant} at {self.table}"


class PointQuerySet(models.QuerySet["Point"]):
    def accepted(self) -> PointQuerySet:
        return self.filter(state=PointState.ACCEPTED)

    def waiting(self) -> PointQuerySet:
        return self.filter(state=PointState.WAITING)


class Point(models.Model):
    """A reason for or against a statement, or another point about it: noted at a table, or given by a participant;
    of neither once its author was erased or its table is gone."""

    State = PointState

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="points")
    number = models.PositiveIntegerField()
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="points")
    table = models.ForeignKey(Table, models.SET_NULL, null=True, blank=True, related_name="points")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="points")
    side = models.CharField(max_length=10, choices=PointSide.choices)
    text = models.CharField(max_length=POINT_LIMIT)
    language = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=PointState.choices, default=PointState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id", "number"]
        indexes = [models.Index(fields=["statement", "state"], name="point_by_statement")]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="point_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="point_has_a_text"),
            models.CheckConstraint(condition=Q(side__in=PointSide.values), name="point_side_known"),
            models.CheckConstraint(condition=Q(state__in=PointState.values), name="point_state_known"),
            models.CheckConstraint(
                condition=Q(table__isnull=True) | Q(participant__isnull=True), name="point_from_one_source"
            ),
            models.CheckConstraint(
                condition=~Q(state=PointState.REJECTED) | ~Q(reason=""), name="point_rejected_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
