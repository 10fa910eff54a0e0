"""What the wall shows by itself, and which version of the page shows it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from elicit.models import Deliberation, Slide
from elicit.models.deliberation.showing import FOUND

SCRIPTS = ("clock", "connection", "dots", "fit", "keys", "map", "wall")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FILES = ("css/screen.css", "css/wall-controls.css", *(f"js/{name}.js" for name in SCRIPTS))


def is_here_alone(address: str) -> bool:
    """Whether no other machine reaches it."""
    return urlsplit(address).hostname in LOOPBACK


def wall(deliberation: Deliberation) -> dict[str, Any]:
    return {"slide": _slide(deliberation), "version": version(), "address": urlsplit(settings.PUBLIC_URL).netloc}


def _slide(deliberation: Deliberation) -> str:
    """The one that was sent to the wall; where none was, or it is hidden again, the one for the moment."""
    shown, chosen = deliberation.shown_panels, deliberation.wall_slide
    if chosen and (chosen in shown or chosen not in FOUND):
        return chosen
    return next((slide for slide in (Slide.MAP, *FOUND) if slide in shown), Slide.JOIN)


@cache
def version() -> str:
    """Changes with the files of the page: a wall that is open for days loads itself anew."""
    kept = getattr(staticfiles_storage, "manifest_hash", "")
    if kept:
        return kept
    return hashlib.sha256(b"".join(Path(finders.find(name)).read_bytes() for name in FILES)).hexdigest()[:12]
