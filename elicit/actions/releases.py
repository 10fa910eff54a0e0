"""Publishing a release, and writing it out. A bundle is built in memory and kept whole, or not at all."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from elicit import exports
from elicit.models import Deliberation, Release, Version

from .refusals import Conflict


def publish(*, deliberation: Deliberation, tier: str, by: AbstractBaseUser | None, now: datetime) -> Release:
    """The newest version drafted from this deliberation, as a bundle of this tier."""
    version = newest_version(deliberation)
    secret = secrets.token_hex(32)
    number = (deliberation.community.releases.aggregate(top=Max("number"))["top"] or 0) + 1
    files = exports.build(
        document=version.document,
        report=version.analysis.report,
        conversation=conversation(deliberation, with_ballots=tier != Release.Tier.T0),
        tier=tier,
        number=number,
        is_draft=not version.is_ratified(),
        frozen_at=version.analysis.created_at,
        secret=secret,
        generator=f"elicit {settings.VERSION}",
    )
    return _keep(version, deliberation, tier, number, secret, files, by=by, now=now)


def newest_version(deliberation: Deliberation) -> Version:
    version = (
        Version.objects.filter(analysis__deliberation=deliberation)
        .select_related("analysis", "constitution")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise Conflict(
            "no_version", _("There is no draft of this deliberation yet. Make one first, then release it.")
        )
    return version
