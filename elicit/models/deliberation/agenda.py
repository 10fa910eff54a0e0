from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .deliberation import Deliberation, DeliberationQuerySet, Status

TITLE_LIMIT = 120
LONGEST = 90 * 24 * 60  # minutes: three months


class StageKind(models.TextChoices):
    LOBBY = "lobby", _("Arriving")
    WRITE = "write", _("Writing")
    VOTE = "vote", _("Voting")
    WRITE_AND_VOTE = "write_and_vote", _("Writing and voting")
    DISCUSS = "discuss", _("Discussion")
    VOTE_AGAIN = "vote_again", _("Voting again")
    REVEAL = "reveal", _("Results")
    CLOSE = "close", _("The end")


PLAIN = {
    StageKind.LOBBY: _("We wait until everybody is here."),
    StageKind.WRITE: _("Everyone can write statements."),
    StageKind.VOTE: _("Everyone votes on the statements."),
    StageKind.WRITE_AND_VOTE: _("Everyone votes, and can write statements of their own."),
    StageKind.DISCUSS: _("We talk about what divides us."),
    StageKind.VOTE_AGAIN: _("Everyone votes once more."),
    StageKind.REVEAL: _("We look at what the room found."),
    StageKind.CLOSE: _("Writing and voting are over. What was said is kept."),
}


class StageQuerySet(models.QuerySet["Stage"]):
    def current(self) -> StageQuerySet:
        """What is going on now: begun and not ended."""
        return self.filter(started_at__isnull=False, ended_at__isnull=True)

    def over(self, now) -> DeliberationQuerySet:
        """The deliberations whose stage is over and goes on by itself. A held one has no timer, so it is none of
        them."""
        own = self.filter(deliberation=models.OuterRef("pk"))
        later = own.filter(started_at__isnull=True, position__gt=models.OuterRef("reached"))
        goes_on = own.current().filter(goes_on=True)
        reached = own.filter(started_at__isnull=False).order_by("-position").values("position")[:1]
        timed = Deliberation.objects.filter(status=Status.OPEN, closes_at__lte=now)
        return timed.alias(reached=models.Subquery(reached)).filter(models.Exists(goes_on), models.Exists(later))


class Stage(models.Model):
    """One stage of a deliberation's agenda. What each kind opens and closes is a table: OPENS."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=StageKind.choices)
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    goes_on = models.BooleanField(default=False)  # by itself, when its time is over
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["deliberation_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "position"], name="stage_position_once"),
            models.UniqueConstraint(
                fields=["deliberation"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="stage_one_current",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="stage_position_from_one"),
            models.CheckConstraint(condition=Q(kind__in=StageKind.values), name="stage_kind_known"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=LONGEST),
                name="stage_minutes_in_reach",
            ),
            models.CheckConstraint(
                condition=Q(goes_on=False) | Q(minutes__isnull=False), name="stage_goes_on_after_minutes"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="stage_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"

    @property
    def name(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def plain(self) -> str:
        """What people do in it, in a sentence."""
        return str(PLAIN[StageKind(self.kind)])

    @property
    def days(self) -> int:
        """Whole days, for what lasts so long that nobody counts its minutes."""
        return (self.minutes or 0) // (24 * 60)


@dataclass(frozen=True)
class Agenda:
    """The stages of a deliberation in order. Empty: it is run by hand."""

    stages: Sequence[Stage]

    @classmethod
    def of(cls, deliberation: Deliberation) -> Agenda:
        return cls(tuple(deliberation.stages.order_by("position")))

    @property
    def current(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.started_at and not stage.ended_at), None)

    @property
    def at(self) -> int:
        """How many stages are past, with the one that is going on."""
        return next((n for n, stage in enumerate(self.stages, start=1) if stage == self.current), 0)

    @property
    def upcoming(self) -> list[Stage]:
        """What can still be changed: not begun, and after everything that has."""
        reached = max((stage.position for stage in self.stages if stage.started_at), default=0)
        return [stage for stage in self.stages if stage.position > reached]

    @property
    def following(self) -> Stage | None:
        return next(iter(self.upcoming), None)

    @property
    def mark(self) -> str:
        """Another one whenever something in it has changed."""
        rows = [(s.kind, s.title, s.minutes, s.goes_on, s.started_at, s.ended_at) for s in self.stages]
        return f"{zlib.crc32(repr(rows).encode()):x}"

    @property
    def minutes(self) -> int:
        return sum(stage.minutes or 0 for stage in self.stages)
