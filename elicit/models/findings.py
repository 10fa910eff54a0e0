from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import Any

import numpy as np
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elicit.analysis import VERDICTS, Report
from elicit.analysis.maps.picture import MOST, Places

from .deliberation.deliberation import CLAIM_LASTS, Deliberation, Status


class Drawing(models.TextChoices):
    """What became of the picture."""

    WAITING = "waiting", _("waiting")
    DRAWN = "drawn", _("drawn")
    FEW = "few", _("too few people")
    ALIKE = "alike", _("everybody voted alike")
    CHANGED = "changed", _("votes have changed since")
    FAILED = "failed", _("could not be drawn")


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def without_payload(self) -> AnalysisQuerySet:
        return self.defer("payload", "picture", "topics", "moves")

    def to_draw(self, now) -> AnalysisQuerySet:
        """Final ones that wait for their picture and are not claimed; a claim expires after ten minutes, should
        its process have crashed."""
        free = Q(picture_claimed_at__isnull=True) | Q(picture_claimed_at__lt=now - CLAIM_LASTS)
        waiting = self.filter(free, is_frozen=True, drawing=Drawing.WAITING)
        return waiting.filter(method="latent", deliberation__status=Status.CLOSED)


class Analysis(models.Model):
    """One run over the ballots. Frozen ones are cold, final and kept; live ones are replaced by the next."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="analyses")
    digest = models.CharField(max_length=64)
    ballots_digest = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    k = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    parameters = models.JSONField()
    versions = models.JSONField()
    people = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    payload = models.BinaryField()
    is_frozen = models.BooleanField(default=False)
    revision = models.PositiveBigIntegerField()
    seconds = models.FloatField()
    created_at = models.DateTimeField()
    drawing = models.CharField(max_length=10, choices=Drawing, default=Drawing.WAITING, editable=False)
    picture = models.BinaryField(null=True)
    topics = models.JSONField(default=dict, editable=False)  # outside the digest
    moves = models.JSONField(default=list, editable=False)  # outside it too: each an OpinionChange
    picture_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    picture_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "analyses"
        indexes = [
            models.Index(
                fields=["picture_claimed_at"],
                condition=Q(is_frozen=True, drawing="waiting"),
                name="analysis_to_draw",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "digest"],
                condition=Q(is_frozen=True),
                name="analysis_frozen_once",
            ),
            models.CheckConstraint(condition=Q(k__gte=1), name="analysis_k_from_one"),
            models.CheckConstraint(
                condition=Q(drawing="drawn", picture__isnull=False)
                | (Q(picture__isnull=True) & ~Q(drawing="drawn")),
                name="analysis_picture_when_drawn",
            ),
        ]

    def __str__(self) -> str:
        return f"analysis {self.digest[:8]}"

    @cached_property
    def report(self) -> Report:
        return Report.from_dict(json.loads(zlib.decompress(bytes(self.payload))))

    @property
    def places(self) -> Places:
        """(P, 2) where its picture has people, in the report's order; NaN for those who are not drawn."""
        return np.frombuffer(zlib.decompress(bytes(self.picture or b"")), "<f4").reshape(-1, 2)

    @property
    def is_picture_of_some(self) -> bool:
        """Whether there were so many people that a lot of them was drawn."""
        return self.people > MOST

    def verdict_counts(self) -> dict[str, int]:
        """How many statements have each verdict, in the order of VERDICTS."""
        verdicts = [standing.verdict for standing in self.report.standings]
        return {verdict: verdicts.count(verdict) for verdict in VERDICTS}

    def findings(self) -> dict[str, Any]:
        """What may be published once results are revealed: blocs and standings, nothing about single people."""
        content = self.report.to_dict()
        texts = dict(self.deliberation.statements.values_list("number", "text"))
        return {
            "deliberation": self.deliberation.code,
            "prompt": self.deliberation.prompt,
            "analysis": self.digest,
            "is_frozen": self.is_frozen,
            "created_at": self.created_at,
            "method": self.method,
            "k": self.k,
            "people": self.people,
            "votes": self.votes,
            "on_paper": self.parameters.get("on_paper", 0),
            "between": content["between"],
            "blocs": content["blocs"],
            "standings": _worded(content["standings"], texts),
            "moves": _worded(self.moves, texts),
        }

    @classmethod
    def of(cls, report: Report, **rest: Any) -> Analysis:
        """An unsaved row that keeps this report; `rest` is what the report does not know."""
        return cls(
            digest=report.digest,
            ballots_digest=report.ballots_digest,
            method=report.method,
            k=report.k,
            seed=report.seed,
            versions=dict(report.versions),
            people=int(report.grouped.sum()),
            votes=sum(standing.tally.votes for standing in report.standings),
            payload=zlib.compress(report.to_json().encode(), 6),
            **rest,
        )


def _worded(rows: list[dict[str, Any]], texts: dict[int, str]) -> list[dict[str, Any]]:
    """With the words of their statements; one that its writer took away since is left out."""
    return [{**row, "text": texts[row["statement"]]} for row in rows if row["statement"] in texts]
