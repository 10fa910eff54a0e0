"""Publishing a release, and writing it out. A bundle is built in memory and kept whole, or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from elicit import exports
from elicit.actions.deliberation import lifecycle
from elicit.actions.log import record
from elicit.actions.refusals import Conflict, Missing
from elicit.models import Deliberation, Release, ReleaseFile, Version
from elicit.reading.releases.conversation import make_conversation
from elicit.reading.votes import ballot_log


def publish(*, deliberation: Deliberation, tier: str, by: User | None, now: datetime) -> Release:
    """The newest version drafted from this deliberation, as a bundle of this tier.

    Raises Conflict in a practice room, where there is no version, or where ballots have changed since."""
    lifecycle.refuse_practice(deliberation)
    version = _find_newest_version(deliberation)
    _refuse_stale(deliberation, version)
    secret = secrets.token_hex(32)
    number = (deliberation.community.releases.aggregate(top=Max("number"))["top"] or 0) + 1
    files = exports.build(
        document=version.document,
        report=version.analysis.report,
        conversation=make_conversation(deliberation),
        tier=tier,
        number=number,
        requested_k=version.analysis.parameters["k"],
        frozen_at=version.analysis.created_at,
        secret=secret,
        generator=f"elicit {settings.VERSION}",
    )
    return _keep(version, deliberation, tier, number, secret, files, by=by, now=now)


def _find_newest_version(deliberation: Deliberation) -> Version:
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


def _refuse_stale(deliberation: Deliberation, version: Version) -> None:
    """Files about ballots that have changed since could never be verified against them."""
    if ballot_log.load_ballots(deliberation).digest != version.analysis.ballots_digest:
        raise Conflict(
            "stale_version",
            _("Votes came in or went since version %(number)s was drafted. Draft again, then release it.")
            % {"number": version.number},
        )


@transaction.atomic
def _keep(
    version: Version,
    deliberation: Deliberation,
    tier: str,
    number: int,
    secret: str,
    files: dict[str, bytes],
    *,
    by: User | None,
    now: datetime,
) -> Release:
    manifest = json.loads(files["manifest.json"])
    release = Release.objects.create(
        community=deliberation.community,
        deliberation=deliberation,
        version=version,
        number=number,
        tier=tier,
        is_draft=manifest["is_draft"],
        manifest=manifest,
        secret=secret,
        created_by=by,
        created_at=now,
    )
    digests = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    ReleaseFile.objects.bulk_create(
        ReleaseFile(
            release=release,
            path=path,
            sha256=digests.get(path) or exports.sha256(content),
            size=len(content),
            packed=zlib.compress(content, 6),
        )
        for path, content in sorted(files.items())
    )
    record(
        community=deliberation.community,
        kind="release_published",
        by=by,
        now=now,
        release=number,
        tier=tier,
        manifest=exports.sha256(files["manifest.json"]),
    )
    return release


def read(*, release: Release, path: str, by: Any, now: datetime) -> ReleaseFile:
    """One file. Reading from the controller's tier is written into the log. Raises Missing where there is no such
    file."""
    file = release.files.filter(path=path).first()
    if file is None:
        raise Missing("no_file", _("This release holds no such file."))
    if release.tier == Release.Tier.T2:
        reader = by if by is not None and by.is_authenticated else None
        record(
            community=release.community,
            kind="release_opened",
            by=reader,
            now=now,
            release=release.number,
            path=path,
        )
    return file


def write_out(*, release: Release, folder: Path) -> None:
    """The files in a fresh directory: whole, or not there. Raises Conflict when something is there already."""
    demand_empty(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for file in release.files.all():
            target = half / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
        half.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        os.replace(half, folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def demand_empty(folder: Path) -> None:
    """Raises Conflict where the folder exists and is not empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            "exists", _("%(folder)s exists and is not empty. Name a new directory.") % {"folder": folder}
        )
