"""The round that is on now."""

from __future__ import annotations

from elicit.models import Deliberation, Vote


def is_voted_in(deliberation: Deliberation) -> bool:
    """Whether somebody has voted in the round that is on now."""
    return Vote.objects.filter(deliberation=deliberation, round=deliberation.round).exists()
