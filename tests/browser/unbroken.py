"""What the room without an agenda has more of where nothing that people type can be broken: names, addresses,
reasons and translations, as long as each may be."""

from datetime import datetime
from typing import Any

from tests.browser.words import ADDRESS, ARABIC, GERMAN, Words, stretch

# What each of three camps says of statements 1, 2, ...: agree, disagree or pass.
CAMPS = ("aaaadadaddpd", "aaadaadddaap", "aaadadaaddda")
HOST = ".".join(["riverside-library-of-all-the-people-who-like-to-read-until-late"] * 3) + ".example"


def prepare(words: Words, people: int, *, now: datetime) -> Any:
    """An open room in a community of its own, where so many people have voted."""
    from elicit.actions.community import communities
    from elicit.actions.deliberation import embedding, lifecycle
    from elicit.actions.entry import consents
    from elicit.actions.statements import policies, writing
    from tests import factories

    home = communities.create(
        slug="unbroken", name=stretch(GERMAN, 120), about=stretch(ADDRESS, 600), by=None, now=now
    )
    communities.welcome(community=home, username=stretch(GERMAN, 150), role="moderator", by=None, now=now)
    deliberation = lifecycle.create(community=home, prompt=words.prompts[0], by=None, now=now)
    writing.seed(deliberation=deliberation, texts=words.statements, by=None, now=now)
    organiser, contact = stretch(ARABIC, 120), stretch(ADDRESS, 200)
    consents.reword(
        deliberation=deliberation, organiser=organiser, contact=contact, retention_days=None, by=None, now=now
    )
    text = "\n".join(stretch(letters, 600) for letters in (GERMAN, ARABIC, ADDRESS))
    policies.publish(deliberation=deliberation, text=text, by=None, now=now)
    embedding.allow(deliberation=deliberation, hosts=[HOST], by=None, now=now)
    deliberation = lifecycle.open_(deliberation=deliberation, by=None, now=now)
    factories.room(deliberation, *(CAMPS * people)[:people], publishing_text=True)
    return deliberation


def fill(room: Any, *, now: datetime) -> Any:
    """Somebody in it, of whose statements each met another fate; a helper, ballots on paper and translations."""
    from elicit.actions.community import helping
    from elicit.actions.entry import joining
    from elicit.actions.votes import casting, paper
    from elicit.reading.entry.consent import Ticks

    ben = joining.join(deliberation=room, ticks=Ticks(publishing_text=True), now=now)
    seeds = list(room.statements.accepted().filter(is_seed=True))
    for place, statement in enumerate(seeds[:-2]):
        casting.cast(participant=ben, statement=statement, choice=place % 3 - 1, now=now)
    write(ben, seeds[0], now=now)
    translate(ben, seeds, now=now)
    _invitation, token = helping.invite(deliberation=room, task="moderator", days=1, uses=1, by=None, now=now)
    helping.come_in(token=token, name=stretch(GERMAN, 60), now=now)
    sheet = f"ballot,statement,choice\n1,{seeds[0].number},agree\n"
    paper.bring_in(deliberation=room, content=sheet.encode(), name=stretch(ARABIC, 200), by=None, now=now)
    return ben


def write(ben: Any, seed: Any, *, now: datetime) -> None:
    """Four statements: accepted, rejected, merged into the seed, and one that waits."""
    from elicit.actions.statements import merging, writing

    texts = [stretch(letters, 200, 77) for letters in (GERMAN, ARABIC, ADDRESS, GERMAN[::-1])]
    one, two, three, _waits = (writing.submit(participant=ben, text=text, now=now) for text in texts)
    writing.accept(statement=one, by=None, now=now)
    writing.reject(statement=two, reason=stretch(ARABIC, 300), by=None, now=now)
    writing.accept(statement=three, by=None, now=now)
    merging.merge(statement=three, into=seed, by=None, now=now)


def translate(ben: Any, seeds: list[Any], *, now: datetime) -> None:
    """Into English, each decided on in another way."""
    from elicit.actions.statements import translations

    foreign = [statement for statement in seeds if statement.language != "en"]
    one, two, _waits = (
        translations.propose(
            statement=statement, language="en", text=stretch(ADDRESS, 300), participant=ben, now=now
        )
        for statement in (*foreign[-1:], *foreign[:2])
    )
    translations.approve(translation=one, by=None, now=now)
    translations.reject(translation=two, reason=stretch(GERMAN, 300), by=None, now=now)
