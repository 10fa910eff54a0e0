"""A house with something in every room, for whoever looks at all of its pages. Inside an installation it says the
address of each page, and a link that signs its facilitator in, as JSON:

    python -m tests.browser.furnished PEOPLE
"""

import json
import os
import sys
from typing import Any, NamedTuple

STRANGER, PARTICIPANT, MEMBER = "stranger", "participant", "member"
SLIDES = ("join", "prompt", "map", "unites", "divides", "thanks")


class Page(NamedTuple):
    """who opens it; route: its name in elicit/urls.py; more: what else its address needs; query: after a ?."""

    who: str
    route: str
    more: dict[str, object] = {}
    query: str = ""


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
}


def furnish(people: int) -> dict[str, Any]:
    """A demo whose crowd has voted, results revealed, statements that wait, a draft and a release."""
    from django.core.management import call_command
    from django.utils import timezone

    from elicit.actions import analyses, constitutions, deliberations, demo, releases, statements

    now = timezone.now()
    made = demo.prepare(now=now)
    call_command("simulate", made.code, people=people, rate=0, stdout=sys.stderr)
    made.refresh_from_db()
    someone = made.participants.first()
    for text in (
        "It should admit it when it doesn’t know.",
        "It should remember what I told it last week, if I said it may.",
    ):
        statements.submit(participant=someone, text=text, now=now)
    deliberations.switch(deliberation=made, name="results", on=True, by=None, now=now)
    analyses.run(deliberation=made, now=now, final=True)
    constitutions.draft(deliberation=made, by=None, now=now)
    releases.publish(deliberation=made, tier="T0", by=None, now=now)
    said = {"code": made.code, "slug": made.community.slug}
    link = f"/sign-in/{demo.facilitator_link(now=now)}/"
    return {"link": link, "pages": {name: address(page, said) for name, page in PAGES.items()}}


def address(page: Page, said: dict[str, str]) -> str:
    from django.urls import NoReverseMatch, reverse

    for taken in ({}, {"code": said["code"]}, {"slug": said["slug"]}):
        try:
            path = reverse(page.route, kwargs=taken | page.more)
        except NoReverseMatch:
            continue
        return f"{path}?{page.query}" if page.query else path
    raise LookupError(f"The address of {page.route} takes something that nobody says.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elicit.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(furnish(int(sys.argv[1]))))
