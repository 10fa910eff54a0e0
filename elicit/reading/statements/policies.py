"""By what statements are accepted or not: the version in force, and those before it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from elicit.models import Deliberation, Policy

DEFAULT = _(
    "A statement is accepted when it says one thing that others can agree or disagree with, and answers the"
    " question.\n"
    "Nothing is rejected because somebody dislikes what it says.\n"
    "A statement is rejected when it attacks or exposes a person, is advertising, or says several things.\n"
    "One that says the same as another is merged into it.\n"
    "Whoever wrote it is told what became of it, and why."
)


def read_policy(*, deliberation: Deliberation) -> Policy:
    """The version in force, the newest; before anybody used or changed it the first, which is not stored yet."""
    return deliberation.policies.first() or make_first(deliberation)


def list_versions(*, deliberation: Deliberation) -> list[Policy]:
    """All of them, the newest first."""
    return list(deliberation.policies.all()) or [make_first(deliberation)]


def make_first(deliberation: Deliberation) -> Policy:
    """The first version, as every deliberation begins, not written to the database."""
    with translation.override(deliberation.language):
        text = str(DEFAULT)
    return Policy(deliberation=deliberation, number=1, text=text, published_at=deliberation.created_at)
