"""A house with something in every room, for whoever looks at all of its pages. Inside an installation it says the
address of each page, and a link that signs its facilitator in, as JSON; with a last word, of rooms in which people
typed words without an end:

    python -m tests.browser.furnished PEOPLE [unbroken]
"""

import json
import os
import sys
from typing import Any, NamedTuple

from tests.browser.words import ORDINARY, UNBROKEN, Words

STRANGER, PARTICIPANT, MEMBER = "stranger", "participant", "member"
SLIDES = ("join", "prompt", "map", "unites", "divides", "thanks")


class Page(NamedTuple):
    """who opens it; route: its name in elicit/urls.py; more: what else its address needs; query: after a ?; room:
    which of the rooms it is of; link: the name of a link that is shown once; the address ends with its token."""

    who: str
    route: str
    more: dict[str, object] = {}
    query: str = ""
    room: str = "demo"
    link: str = ""


WORKSHOP = {"room": "workshop"}  # in its second round, by an agenda, with tables and questions at the door
BY_TICKET = {"room": "ticketed"}


PAGES = {
    "home": Page(STRANGER, "home"),
    "join": Page(STRANGER, "participate"),
    "screen": Page(STRANGER, "screen"),
    **{f"wall-{name}": Page(STRANGER, "screen", query=f"slide={name}") for name in SLIDES},
    "results": Page(STRANGER, "results"),
    "report": Page(STRANGER, "report"),
    "why": Page(STRANGER, "why", {"number": 1}),
    "sign-in": Page(STRANGER, "sign_in"),
    "missing": Page(STRANGER, "participate", {"code": "ZZZZZZ"}),
    "card": Page(PARTICIPANT, "participate"),
    "votes": Page(PARTICIPANT, "my_votes"),
    "write": Page(PARTICIPANT, "write"),
    "policy": Page(PARTICIPANT, "policy"),
    "choices": Page(PARTICIPANT, "choices"),
    "mine": Page(PARTICIPANT, "mine"),
    "erase": Page(PARTICIPANT, "erase"),
    "discuss": Page(PARTICIPANT, "discuss"),
    "languages": Page(PARTICIPANT, "languages"),
    "translate": Page(PARTICIPANT, "translate", {"number": 1}),
    "you": Page(PARTICIPANT, "results"),
    "console": Page(MEMBER, "console"),
    "statements": Page(MEMBER, "statements"),
    "seeds": Page(MEMBER, "seeds"),
    "edit-policy": Page(MEMBER, "edit_policy"),
    "agenda": Page(MEMBER, "agenda"),
    "door": Page(MEMBER, "organise"),
    "tables": Page(MEMBER, "tables"),
    "paper": Page(MEMBER, "paper"),
    "translations": Page(MEMBER, "translations"),
    "paper-form": Page(MEMBER, "paper_form"),
    "people": Page(MEMBER, "people"),
    "embed": Page(MEMBER, "embed"),
    "poster": Page(MEMBER, "poster"),
    "communities": Page(MEMBER, "communities"),
    "found": Page(MEMBER, "new_community"),
    "community": Page(MEMBER, "community"),
    "new": Page(MEMBER, "new_deliberation"),
    "log": Page(MEMBER, "log"),
    "constitution": Page(MEMBER, "version", {"number": 1}),
    "releases": Page(MEMBER, "releases"),
    "release": Page(MEMBER, "release", {"number": 1}),
    "sign-in-link": Page(STRANGER, "sign_in_link", link="token"),
    "helping": Page(STRANGER, "helping", link="help"),
    "table": Page(STRANGER, "table", **WORKSHOP, link="table"),
    "ticket-asked": Page(STRANGER, "participate", **BY_TICKET),
    "workshop-join": Page(STRANGER, "participate", **WORKSHOP),
    "workshop-results": Page(STRANGER, "results", **WORKSHOP),
    "workshop-report": Page(STRANGER, "report", **WORKSHOP),
    "workshop-wall": Page(STRANGER, "screen", **WORKSHOP),
    "workshop-card": Page(PARTICIPANT, "participate", **WORKSHOP),
    "workshop-survey": Page(PARTICIPANT, "survey", **WORKSHOP),
    "workshop-reasons": Page(PARTICIPANT, "discuss", **WORKSHOP),
    "workshop-argue": Page(PARTICIPANT, "argue", {"number": 1}, **WORKSHOP),
    "workshop-console": Page(MEMBER, "console", **WORKSHOP),
    "workshop-agenda": Page(MEMBER, "agenda", **WORKSHOP),
    "workshop-tables": Page(MEMBER, "tables", **WORKSHOP),
    "workshop-door": Page(MEMBER, "organise", **WORKSHOP),
    "tickets": Page(MEMBER, "organise", **BY_TICKET),
}


def furnish(people: int, words: Words) -> dict[str, Any]:
    """A room whose crowd has voted, results revealed, statements that wait, a draft and a release; and the rooms
    beside it. cookies: of a participant, as a browser takes them."""
    from django.core.management import call_command
    from django.utils import timezone

    from elicit.actions.community import helping
    from elicit.actions.constitution import drafting
    from elicit.actions.deliberation import showing
    from elicit.actions.findings import analyses
    from elicit.actions.practice import demo
    from elicit.actions.releases import publishing
    from elicit.actions.statements import machine_translation, writing
    from elicit.models.deliberation.showing import ALL
    from tests.browser import unbroken

    now = timezone.now()
    if words is ORDINARY:
        deliberation = demo.prepare(now=now)
        call_command("simulate", deliberation.code, people=people, rate=0, stdout=sys.stderr)
    else:
        deliberation = unbroken.prepare(words, people, now=now)
    deliberation.refresh_from_db()
    someone = deliberation.participants.first()
    for text in words.own:
        writing.submit(participant=someone, text=text, now=now)
    showing.reveal(deliberation=deliberation, show=ALL, by=None, now=now)
    analyses.run(deliberation=deliberation, now=now, final=True)
    drafting.draft(deliberation=deliberation, by=None, now=now)
    publishing.publish(deliberation=deliberation, tier="T0", by=None, now=now)
    if machine_translation.make_interpreter():
        machine_translation.begin(deliberation=deliberation, language="es", by=None, now=now)
    _invitation, help_ = helping.invite(
        deliberation=deliberation, task="observer", days=1, uses=1, by=None, now=now
    )
    workshop, table, ben = run_workshop(deliberation.community, people, words)
    participants = [ben] if words is ORDINARY else [ben, unbroken.fill(deliberation, now=now)]
    rooms = {
        "demo": deliberation.code,
        "workshop": workshop.code,
        "ticketed": sell_tickets(deliberation.community, words).code,
    }
    links = {"help": help_, "table": table, "token": let_in(deliberation.community)}
    facts = {"slug": deliberation.community.slug, "rooms": rooms, "links": links}
    return {
        "link": f"/sign-in/{let_in(deliberation.community)}/",
        "pages": {name: find_address(page, facts) for name, page in PAGES.items()},
        "cookies": [make_cookie(participant) for participant in participants],
    }


def let_in(community: Any) -> str:
    """The token of a fresh sign-in link for Ada, steward and facilitator of the community."""
    from django.utils import timezone

    from elicit.actions.community import communities

    for role in ("steward", "facilitator"):
        _user, token = communities.welcome(
            community=community, username="ada", role=role, by=None, now=timezone.now()
        )
    return token


def make_cookie(participant: Any) -> dict[str, str]:
    from django.conf import settings

    from elicit import access

    name = access.name_cookie(participant.deliberation.code)
    return {"name": name, "value": access.make_token(participant), "url": settings.PUBLIC_URL}


def run_workshop(community: Any, people: int, words: Words) -> tuple[Any, str, Any]:
    """A room in the second round of its agenda; the token of a table's link; somebody in it."""
    from django.core.management import call_command
    from django.utils import timezone

    from elicit.actions.deliberation import agenda, lifecycle, planning, showing
    from elicit.actions.entry import joining, surveys
    from elicit.actions.findings import analyses
    from elicit.actions.statements import writing
    from elicit.actions.votes import casting
    from elicit.models.deliberation.showing import ALL
    from elicit.reading.entry.consent import Ticks
    from elicit.reading.entry.surveys import QuestionText

    now = timezone.now()
    deliberation = lifecycle.create(community=community, prompt=words.prompts[1], by=None, now=now)
    writing.seed(deliberation=deliberation, texts=words.statements, by=None, now=now)
    surveys.ask(
        deliberation=deliberation,
        questions=[QuestionText(*question) for question in words.survey],
        by=None,
        now=now,
    )
    planning.plan(deliberation=deliberation, template="workshop", by=None, now=now)
    for stage in deliberation.stages.exclude(kind="close"):
        options = {"minutes": stage.minutes, "goes_on": stage.goes_on}
        planning.change(stage=stage, title=words.stage, **options, by=None, now=now)
    steps = {stage.kind: stage for stage in deliberation.stages.all()}
    agenda.begin(deliberation=deliberation, stage=steps["vote"], by=None, now=now)
    call_command("simulate", deliberation.code, people=people, votes=10, rate=0, stdout=sys.stderr)
    ben = joining.join(deliberation=deliberation, ticks=Ticks(), now=now)
    for place, statement in enumerate(deliberation.statements.all()):
        casting.cast(participant=ben, statement=statement, choice=place % 3 - 1, now=now)
    questions = list(deliberation.questions.all())
    for place, person in enumerate(deliberation.participants.all()):
        surveys.answer(
            participant=person, choices={question.number: place % len(question.options) for question in questions}
        )
    analyses.run(deliberation=deliberation, now=timezone.now())
    token = talk(agenda.begin(deliberation=deliberation, stage=steps["discuss"], by=None, now=now), words)
    deliberation = agenda.begin(deliberation=deliberation, stage=steps["vote_again"], by=None, now=now)
    for person in deliberation.participants.exclude(pk=ben.pk):
        person.deliberation = deliberation
        for number in (1, 2):
            casting.cast(
                participant=person, statement=deliberation.statements.get(number=number), choice=1, now=now
            )
    showing.reveal(deliberation=deliberation, show=ALL, by=None, now=now)
    lifecycle.switch(deliberation=deliberation, name="discussion", on=True, by=None, now=now)
    analyses.run(deliberation=deliberation, now=timezone.now())
    return deliberation, token, ben


def talk(deliberation: Any, words: Words) -> str:
    """Three tables, and what one of them noted; the token of its link."""
    from django.utils import timezone

    from elicit.actions.discussion import points, tables

    now = timezone.now()
    kinds = {number: "divides" if number % 2 else "undecided" for number in range(1, 7)}
    rows = tables.set_up(
        deliberation=deliberation, tables=3, per_table=3, kinds=kinds, words=words.questions, by=None, now=now
    )
    first, second = deliberation.statements.filter(number__in=[1, 2])
    *accepted, waiting = words.points
    for side, text in accepted:
        point = points.note(table=rows[0], statement=first, side=side, text=text, now=now)
        points.accept(point=point, by=None, now=now)
    points.note(table=rows[0], statement=second, side=waiting[0], text=waiting[1], now=now)
    return tables.make_links(deliberation=deliberation, numbers=[1], by=None, now=now)[1]


def sell_tickets(community: Any, words: Words) -> Any:
    """A room that one comes into by ticket."""
    from django.utils import timezone

    from elicit.actions.deliberation import lifecycle
    from elicit.actions.entry import tickets

    now = timezone.now()
    deliberation = lifecycle.create(community=community, prompt=words.prompts[2], by=None, now=now)
    tickets.admit(deliberation=deliberation, admission="roster" if words.names else "tickets", by=None, now=now)
    if words.names:
        tickets.enlist(deliberation=deliberation, names=words.names, by=None, now=now)
    else:
        tickets.issue(deliberation=deliberation, count=3, by=None, now=now)
    return lifecycle.open_(deliberation=deliberation, by=None, now=now)


def find_address(page: Page, facts: dict[str, Any]) -> str:
    from django.urls import NoReverseMatch, reverse

    more = page.more | ({"token": facts["links"][page.link]} if page.link else {})
    for arguments in ({}, {"code": facts["rooms"][page.room]}, {"slug": facts["slug"]}):
        try:
            path = reverse(page.route, kwargs=arguments | more)
        except NoReverseMatch:
            continue
        return f"{path}?{page.query}" if page.query else path
    raise LookupError(f"The address of {page.route} takes something that nobody says.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elicit.settings")
    import django

    django.setup()
    words = UNBROKEN if "unbroken" in sys.argv else ORDINARY
    sys.stdout.write(json.dumps(furnish(int(sys.argv[1]), words)))
