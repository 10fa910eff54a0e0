"""The manifest: what is in a bundle, how it was protected, and what it commits to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1


def list_files(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Path, size in bytes and sha256 of each file, by path."""
    return [
        {"path": path, "size": len(content), "sha256": sha256(content)} for path, content in sorted(files.items())
    ]


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()
