"""The analyses of a deliberation."""

from __future__ import annotations

from elicit.models import Analysis, Deliberation


def find_latest(*, deliberation: Deliberation, method: str = "latent") -> Analysis | None:
    """The newest analysis by this method, provisional ones included; None before the first."""
    return deliberation.analyses.filter(method=method).first()
