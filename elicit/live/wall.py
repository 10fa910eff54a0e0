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
from elicit.models.deliberation.showing import FINDINGS_SLIDES

SCRIPTS = ("clock", "connection", "dots", "fit", "keys", "map", "wall")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FILES = ("css/screen.css", "css/wall-controls.css", *(f"js/{name}.js" for name in SCRIPTS))


def is_loopback(address: str) -> bool:
    """Whether no other machine reaches it."""
    return urlsplit(address).hostname in LOOPBACK


def read_wall(deliberation: Deliberation) -> dict[str, Any]:
    return {
        "slide": _slide(deliberation),
        "version": read_version(),
        "address": urlsplit(settings.PUBLIC_URL).netloc,
    }


def _slide(deliberation: Deliberation) -> str:
    """The one that was sent to the wall; where none was, or it is hidden again, the one for the moment."""
    panels, choice = deliberation.shown_panels, deliberation.wall_slide
    if choice and (choice in panels or choice not in FINDINGS_SLIDES):
        return choice
    return next((slide for slide in (Slide.MAP, *FINDINGS_SLIDES) if slide in panels), Slide.JOIN)


def _content(name: str) -> bytes:
    """Of a static file, before it is collected. Raises FileNotFoundError."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


@cache
def read_version() -> str:
    """Changes with the files of the page: a wall that is open for days loads itself anew."""
    digest = getattr(staticfiles_storage, "manifest_hash", "")
    if digest:
        return digest
    return hashlib.sha256(b"".join(map(_content, FILES))).hexdigest()[:12]
