"""The demo: a community with a facilitator and a deliberation of statements we wrote ourselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from elicit import wording
from elicit.actions.community import communities
from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from elicit.crowd import demo as material
from elicit.models import Community, Deliberation, Statement, Status

SLUG = "demo"
NAME = "Riverside Library"


@transaction.atomic
def prepare(*, now: datetime) -> Deliberation:
    """The demo deliberation, open; created the first time, the same one afterwards."""
    community = Community.objects.filter(slug=SLUG).first() or communities.create(
        slug=SLUG, name=NAME, about="A demo with a simulated crowd.", by=None, now=now
    )
    deliberation = (
        community.deliberations.filter(prompt=material.DEMO_PROMPT, is_practice=False)
        .exclude(status=Status.CLOSED)
        .first()
    )
    if deliberation is not None:
        return deliberation
    deliberation = lifecycle.create(community=community, prompt=material.DEMO_PROMPT, by=None, now=now)
    texts = [entry.text for entry in material.STATEMENTS]
    _tag(writing.seed(deliberation=deliberation, texts=texts, by=None, now=now))
    return lifecycle.open_(deliberation=deliberation, by=None, now=now)


def facilitator_link(*, now: datetime) -> str:
    """The token of a fresh sign-in link for the demo's facilitator, who is its steward too."""
    community = Community.objects.get(slug=SLUG)
    communities.welcome(community=community, username="ada", role="steward", by=None, now=now)
    _user, token = communities.welcome(community=community, username="ada", role="facilitator", by=None, now=now)
    return token


def _tag(statements: list[Statement]) -> None:
    """Families and reverse-worded twins, so that nobody votes on both."""
    for statement, entry in zip(statements, material.STATEMENTS, strict=True):
        statement.family = entry.family
        statement.twin = statements[entry.twin] if entry.twin is not None else None
    Statement.objects.bulk_update(statements, ["family", "twin"])


def columns(deliberation: Deliberation) -> dict[int, int]:
    """For each statement of the demo, its place in the demo's material; others have none."""
    places = {wording.key(entry.text): place for place, entry in enumerate(material.STATEMENTS)}
    rows = deliberation.statements.values_list("number", "text_key")
    return {number: places[key] for number, key in rows if key in places}
