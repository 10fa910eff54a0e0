from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from elicit.analysis import VERDICTS, Report

from .deliberation import Deliberation


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def without_payload(self) -> AnalysisQuerySet:
        return self.defer("payload")


class Analysis(models.Model):
    """One run over the ballots. Frozen ones are cold, final and kept; live ones make way for the next."""

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

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "analyses"
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "digest"],
                condition=Q(is_frozen=True),
                name="analysis_frozen_once",
            ),
            models.CheckConstraint(condition=Q(k__gte=1), name="analysis_k_from_one"),
        ]

    def __str__(self) -> str:
        return f"analysis {self.digest[:8]}"

    @cached_property
    def report(self) -> Report:
        return Report.from_dict(json.loads(zlib.decompress(bytes(self.payload))))

    def verdict_counts(self) -> dict[str, int]:
        """How many statements have each verdict, in the order of VERDICTS."""
        verdicts = [standing.verdict for standing in self.report.standings]
        return {verdict: verdicts.count(verdict) for verdict in VERDICTS}

    def findings(self) -> dict[str, Any]:
        """What may be published once results are revealed: blocs and standings, nothing about single people."""
        said = self.report.to_dict()
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
            "between": said["between"],
            "blocs": said["blocs"],
            "standings": [{**each, "text": texts[each["statement"]]} for each in said["standings"]],
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
