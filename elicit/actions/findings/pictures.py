"""Pictures of final analyses, drawn one at a time in another process, and never in the way of anything else."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from elicit import live
from elicit.analysis.data.records import Floats
from elicit.analysis.maps.picture import NoPicture, Places, decode_answer, draw_picture, encode_question
from elicit.models import Analysis, Deliberation
from elicit.models.findings import Drawing
from elicit.reading.votes.ballot_log import load_ballots

TRIES = 3
PATIENCE = 480  # seconds: 20,000 people take less than a minute; ended before the claim on it runs out
ALONE = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def draw_next(*, now: datetime) -> Analysis | None:
    """Draw one picture that is due. What raises leaves everything as it was, and it is tried again when the claim
    has run out; after TRIES of these it has failed."""
    analysis = Analysis.objects.to_draw(now).order_by("pk").first()
    if analysis is None or not claim(analysis=analysis, now=now):
        return None
    drawing, places = _draw(analysis) if analysis.picture_tries < TRIES else (Drawing.FAILED, None)
    _save(analysis, drawing, places)
    return analysis


def claim(*, analysis: Analysis, now: datetime) -> bool:
    """Whether this caller may draw it now. Of several processes one wins."""
    free = Analysis.objects.to_draw(now).filter(pk=analysis.pk)
    return bool(free.update(picture_claimed_at=now, picture_tries=F("picture_tries") + 1))


def embed_beside(components: Floats, seed: int) -> Places:
    """The places from another process: this one, which may serve pages, never loads what it takes to find them.

    components: (people, components). The places: (people, 2). Raises ChildProcessError when that process fails,
    and TimeoutExpired after PATIENCE seconds."""
    numba = {"NUMBA_CACHE_DIR": str(settings.VAR_DIR / "numba")}
    process = subprocess.run(
        [sys.executable, "-m", "elicit.analysis.maps.picture"],
        input=encode_question(components, seed),
        capture_output=True,
        cwd=settings.BASE_DIR,
        env=numba | os.environ | ALONE,
        timeout=PATIENCE,
    )
    if process.returncode:
        errors = process.stderr.decode(errors="replace").strip()
        raise ChildProcessError(
            f"The picture's process ended with {process.returncode}. It said: {errors[-1000:]}"
        )
    return decode_answer(process.stdout)


def pack(places: Places) -> bytes:
    """As Analysis.places reads them."""
    return zlib.compress(places.astype("<f4").tobytes(), 6)


def _draw(analysis: Analysis) -> tuple[Drawing, Places | None]:
    ballots, report = load_ballots(analysis.deliberation), analysis.report
    if ballots.digest != report.ballots_digest:
        return Drawing.CHANGED, None
    mask, reference = report.grouped, report.positions
    try:
        return Drawing.DRAWN, draw_picture(
            ballots, seed=report.seed, mask=mask, reference=reference, embed=embed_beside
        )
    except NoPicture as reason:
        return Drawing(reason.why), None


@transaction.atomic
def _save(analysis: Analysis, drawing: Drawing, places: Places | None) -> None:
    """Saved once: whoever lost the claim meanwhile finds it no longer waiting. Open pages look again."""
    picture = None if places is None else pack(places)
    waiting = Analysis.objects.filter(pk=analysis.pk, drawing=Drawing.WAITING)
    if waiting.update(drawing=drawing, picture=picture, picture_claimed_at=None):
        analysis.drawing, analysis.picture = drawing, picture
        Deliberation.objects.filter(pk=analysis.deliberation_id).update(revision=F("revision") + 1)
        live.after_commit(analysis.deliberation)
