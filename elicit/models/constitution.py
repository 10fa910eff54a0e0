from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .community.community import Community
from .findings import Analysis
from .statements.statement import Statement


class Constitution(models.Model):
    """What a community ratifies: one line of versions."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="constitution")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="constitution_has_a_title")]

    def __str__(self) -> str:
        return self.title


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RATIFIED = "ratified", _("Ratified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Version(models.Model):
    """One text of a constitution, made from one frozen analysis. Its document is what every format shows."""

    Status = VersionStatus

    constitution = models.ForeignKey(Constitution, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="drafts")
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    document = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ratified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["constitution_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["constitution", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(condition=Q(status__in=VersionStatus.values), name="version_status_known"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, ratified_at__isnull=True) | ~Q(status=VersionStatus.DRAFT),
                name="version_draft_is_not_ratified",
            ),
            models.CheckConstraint(
                condition=~Q(status=VersionStatus.RATIFIED) | Q(ratified_at__isnull=False),
                name="version_ratified_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def is_ratified(self) -> bool:
        return self.status == VersionStatus.RATIFIED


class Section(models.TextChoices):
    PRINCIPLE = "principle", _("Principle")
    ANNEX = "annex", _("Annex")


PARTS: dict[str, str] = {Section.PRINCIPLE: "principles", Section.ANNEX: "annexes"}  # of a version's document


class Principle(models.Model):
    """One norm of a version, as a target for votes and objections; its words stand in the version's document."""

    Section = Section

    version = models.ForeignKey(Version, models.CASCADE, related_name="principles")
    section = models.CharField(max_length=10, choices=Section.choices)
    number = models.PositiveIntegerField()  # its place in the section, from 1

    class Meta:
        ordering = ["version_id", "section", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section", "number"], name="principle_number_once_per_section"
            ),
            models.CheckConstraint(condition=Q(section__in=Section.values), name="principle_section_known"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.number} of {self.version}"

    @property
    def part(self) -> dict[str, Any]:
        """What the version's document says of it."""
        parts: list[dict[str, Any]] = self.version.document[PARTS[self.section]]
        return parts[self.number - 1]


PARTS = {Section.PRINCIPLE: "principles", Section.ANNEX: "annexes"}  # of a document


class Provenance(models.Model):
    """Where a principle comes from: the statement, and how it stood in the analysis it was drafted from."""

    principle = models.ForeignKey(Principle, models.CASCADE, related_name="provenance")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="provenance")
    analysis = models.ForeignKey(Analysis, models.PROTECT, related_name="provenance")
    tally = models.JSONField()

    class Meta:
        ordering = ["principle_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["principle", "statement"], name="provenance_statement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.principle} from {self.statement}"
