from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elicit.models.community.community import Community, RuleSet

from .showing import ALL, HIDEABLE, Slide, join_names

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, 1 I L, U: read aloud across a hall
CODE_LENGTH = 6
PROMPT_LIMIT = 300
CLAIM_LASTS = timedelta(minutes=10)


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Admission(models.TextChoices):
    """Who is let in; every release says so."""

    OPEN = "open", _("Anyone with the code")
    TICKETS = "tickets", _("Whoever holds a ticket; each opens once")
    ROSTER = "roster", _("The people on a roster, with a ticket each")


class DeliberationQuerySet(models.QuerySet["Deliberation"]):
    def visible_to(self, user) -> DeliberationQuerySet:
        """What this account may know of: everything past draft, and drafts of its own communities."""
        if not user.is_authenticated:
            return self.exclude(status=Status.DRAFT)
        return self.filter(~Q(status=Status.DRAFT) | Q(community__memberships__user=user)).distinct()

    def embedded_on(self, code: str) -> list[str]:
        """The sites that may show this deliberation in a frame; a draft is shown on none."""
        rows = self.filter(code=code).exclude(status=Status.DRAFT)
        return rows.values_list("embed_hosts", flat=True).first() or []

    def due(self, now) -> DeliberationQuerySet:
        """Those whose analysis is due and not claimed; a claim expires after ten minutes, should its process have
        crashed."""
        expired = Q(analysis_claimed_at__lt=now - CLAIM_LASTS)
        waiting = Q(analysis_due_at__lte=now, analysis_claimed_at__isnull=True)
        return self.filter(waiting | expired)

    def claimed(self) -> DeliberationQuerySet:
        """Those whose analysis somebody runs, or whose claim was left by a process that was killed."""
        return self.filter(analysis_claimed_at__isnull=False)


class Deliberation(models.Model):
    """One prompt put to a community, from draft to closed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="deliberations")
    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="deliberations")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    prompt = models.CharField(max_length=PROMPT_LIMIT)
    language = models.CharField(max_length=12, default="en")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    writing_open = models.BooleanField(default=False)
    voting_open = models.BooleanField(default=False)
    discussion_open = models.BooleanField(default=False)
    results_revealed = models.BooleanField(default=False)
    admission = models.CharField(max_length=10, choices=Admission.choices, default=Admission.OPEN)
    hidden_panels = models.CharField(max_length=60, blank=True)  # of revealed results: see models/showing
    moderation_on = models.BooleanField(default=True)
    embed_hosts = models.JSONField(default=list, blank=True)  # https origins that may show it in a frame
    wall_slide = models.CharField(max_length=10, choices=Slide.choices, blank=True)  # empty: the wall chooses
    round = models.PositiveSmallIntegerField(default=1)
    is_practice = models.BooleanField(default=False)  # for good: see actions/practice
    practises_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="practice_rooms"
    )
    seed = models.PositiveIntegerField(default=0)
    source = models.JSONField(default=dict, blank=True)  # where an imported conversation came from
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_open = models.JSONField(default=list, blank=True)  # the switches that a hold has closed
    held_seconds = models.PositiveIntegerField(null=True, blank=True)  # what was left on the timer

    revision = models.PositiveBigIntegerField(default=0, editable=False)
    fates = models.PositiveBigIntegerField(
        default=0, editable=False
    )  # grows when something becomes of a statement
    next_participant = models.PositiveIntegerField(default=1, editable=False)
    next_statement = models.PositiveIntegerField(default=1, editable=False)
    analysis_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    analysis_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    analysis_failed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["analysis_due_at"],
                condition=Q(analysis_due_at__isnull=False),
                name="deliberation_due",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(prompt=""), name="deliberation_has_a_prompt"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="deliberation_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.OPEN) | Q(writing_open=False, voting_open=False, discussion_open=False),
                name="deliberation_takes_input_only_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DRAFT) | Q(results_revealed=False),
                name="deliberation_draft_reveals_nothing",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True)
                | Q(
                    status=Status.OPEN,
                    writing_open=False,
                    voting_open=False,
                    discussion_open=False,
                    closes_at__isnull=True,
                ),
                name="deliberation_takes_nothing_while_held",
            ),
            models.CheckConstraint(
                condition=Q(practises_for__isnull=True) | Q(is_practice=True),
                name="deliberation_practises_only_in_practice",
            ),
            models.CheckConstraint(
                condition=Q(admission__in=Admission.values), name="deliberation_admission_known"
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="deliberation_round_from_one"),
            models.CheckConstraint(
                condition=Q(hidden_panels__in=HIDEABLE), name="deliberation_hidden_panels_known"
            ),
            models.CheckConstraint(
                condition=Q(results_revealed=True) | Q(hidden_panels=""),
                name="deliberation_hides_panels_of_revealed_results",
            ),
            models.CheckConstraint(
                condition=Q(wall_slide__in=["", *Slide.values]), name="deliberation_wall_slide_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.prompt}"

    @property
    def spoken_code(self) -> str:
        """The code as it is written on a wall and read aloud: two groups of three."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def held_left(self) -> str:
        """What is left on the timer while it stands, as a clock shows it."""
        seconds = self.held_seconds or 0
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def shown_panels(self) -> frozenset[str]:
        """What everybody may see of the findings."""
        return ALL - set(self.hidden_panels.split()) if self.results_revealed else frozenset()

    @property
    def is_all_revealed(self) -> bool:
        return self.shown_panels == ALL

    def show_panels(self, panels: Collection[str]) -> None:
        self.results_revealed = bool(panels)
        self.hidden_panels = join_names(ALL - set(panels)) if panels else ""


class Presence(models.Model):
    """How many sockets one server process holds open for one audience; it expires by itself."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="presences")
    process = models.CharField(max_length=40)
    audience = models.CharField(max_length=12)
    sockets = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["deliberation_id", "process", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "process", "audience"], name="presence_once_per_process"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sockets} {self.audience} of {self.process}"
