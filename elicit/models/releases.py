from __future__ import annotations

import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from .community.community import Community
from .constitution import Version
from .deliberation.deliberation import Deliberation


class Tier(models.TextChoices):
    T0 = "T0", "T0"
    T1 = "T1", "T1"
    T2 = "T2", "T2"


class Release(models.Model):
    """A published, checksummed bundle. Its secret makes the new ids of T1 and stays with the controller."""

    Tier = Tier

    community = models.ForeignKey(Community, models.CASCADE, related_name="releases")
    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="releases")
    version = models.ForeignKey(Version, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    tier = models.CharField(max_length=2, choices=Tier.choices, default=Tier.T0)
    is_draft = models.BooleanField()
    manifest = models.JSONField()
    secret = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["community_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="release_tier_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"release {self.number} ({self.tier})"

    def is_public(self) -> bool:
        return self.tier != Tier.T2


class ReleaseFile(models.Model):
    """One file of a release, as it was published."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        ordering = ["release_id", "path"]
        constraints = [
            models.UniqueConstraint(fields=["release", "path"], name="release_file_path_once"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def content(self) -> bytes:
        return zlib.decompress(bytes(self.packed))
