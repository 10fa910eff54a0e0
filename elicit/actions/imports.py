"""Bringing a Polis conversation in: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable

BATCH = 5_000
Progress = Callable[[str, int, int], None]  # what, done, of


def _quiet(what: str, done: int, total: int) -> None:
    """Nobody is watching."""
