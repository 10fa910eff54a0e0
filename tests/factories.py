"""The cast, made through the same actions that doors use."""

from contextlib import suppress
from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from elicit import limits
from elicit.actions import communities, deliberations, votes
from elicit.actions.deliberations import Ticks
from elicit.models import Community, Deliberation, Participant

LONG_AGO = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
TEXTS = (
    "Say when you are not sure.",
    "Never keep me talking just to keep me there.",
    "Do what I ask without arguing.",
    "Tell me what I may have missed.",
)


def community(slug: str, name: str) -> Community:
    return communities.found(slug=slug, name=name, by=None, now=LONG_AGO)


def account(username: str, of: Community, *roles: str):
    user = get_user_model().objects.create_user(username, password="correct horse battery")
    for role in roles:
        communities.give_role(community=of, user=user, role=role, by=None, now=LONG_AGO)
    return user


def person(deliberation: Deliberation, **ticks: bool) -> Participant:
    return deliberations.join(deliberation=deliberation, ticks=Ticks(**ticks), now=LONG_AGO)


def room(deliberation: Deliberation, *choices: str, **ticks: bool) -> list[Participant]:
    """One person per word; its letters are their votes on statements 1, 2, ...: a, d, p, or - for unseen."""
    meaning = {"a": 1, "d": -1, "p": 0}
    statements = {each.number: each for each in deliberation.statements.all()}
    people = []
    for word in choices:
        someone = person(deliberation, **ticks)
        for number, letter in enumerate(word, start=1):
            if letter in meaning:
                votes.cast(participant=someone, statement=statements[number], choice=meaning[letter], now=LONG_AGO)
        people.append(someone)
    return people


def guess(times: int) -> None:
    """Somebody at the tests' own address has tried so many unknown codes."""
    for _ in range(times):
        with suppress(limits.Exceeded):
            limits.guessing("127.0.0.1")
