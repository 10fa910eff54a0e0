"""The cast, made through the same actions that doors use."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model

from elicit import limits
from elicit.actions.community import communities
from elicit.actions.deliberation import rounds
from elicit.actions.entry import joining
from elicit.actions.refusals import Refused
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Community, Deliberation, Participant
from elicit.reading.entry.consent import Ticks

LONG_AGO = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
TEXTS = (
    "Say when you are not sure.",
    "Never keep me talking just to keep me there.",
    "Do what I ask without arguing.",
    "Tell me what I may have missed.",
)

MORE = ("Answer in one sentence.", "Remember me the next time.")
CAMPS = ("aadpad", "adapda")  # agree on 1, pass on 4, differ on 2, 3, 5 and 6


def community(slug: str, name: str) -> Community:
    return communities.create(slug=slug, name=name, by=None, now=LONG_AGO)


def account(username: str, of: Community, *roles: str):
    user = get_user_model().objects.create_user(username, password="correct horse battery")
    for role in roles:
        communities.give_role(community=of, user=user, role=role, by=None, now=LONG_AGO)
    return user


def person(deliberation: Deliberation, ticket: str = "", **ticks: bool) -> Participant:
    return joining.join(deliberation=deliberation, ticks=Ticks(**ticks), ticket=ticket, now=LONG_AGO)


def room(deliberation: Deliberation, *choices: str, **ticks: bool) -> list[Participant]:
    """One person per word; its letters are their votes on statements 1, 2, ...: a, d, p, or - for unseen."""
    people = [person(deliberation, **ticks) for _ in choices]
    say(deliberation, people, choices, LONG_AGO)
    return people


def vote_again(deliberation: Deliberation, people: list[Participant], *choices: str) -> None:
    """The next round, in which these people vote, one word each; whoever has none does not."""
    next_round = rounds.vote_again(deliberation=deliberation, by=None, now=LONG_AGO)
    for someone in people:
        someone.deliberation = next_round
    say(deliberation, people[: len(choices)], choices, LONG_AGO + timedelta(hours=1))


def say(deliberation: Deliberation, people: list[Participant], choices: Sequence[str], at: datetime) -> None:
    meaning = {"a": 1, "d": -1, "p": 0}
    statements = {statement.number: statement for statement in deliberation.statements.all()}
    votes = [
        casting.VoteRequest(someone, statements[number], meaning[letter])
        for someone, word in zip(people, choices, strict=True)
        for number, letter in enumerate(word, start=1)
        if letter in meaning
    ]
    for outcome in casting.cast_all(votes=votes, now=at):
        if isinstance(outcome, Refused):
            raise outcome


def camps(deliberation: Deliberation, size: int, *words: str) -> list[Participant]:
    """Two camps of so many people, on two more statements than there are: whichever fold is left out, the others
    say who is in which."""
    writing.seed(deliberation=deliberation, texts=MORE, by=None, now=LONG_AGO)
    return room(deliberation, *(word for word in words or CAMPS for _ in range(size)))


def guess(times: int) -> None:
    """Somebody at the tests' own address has tried so many unknown codes."""
    for _ in range(times):
        with suppress(limits.Exceeded):
            limits.count_guess("127.0.0.1")
