"""Helpers by link: what each may do in their deliberation, and that they are strangers everywhere else."""

import re

import pytest
from django.conf import settings

from elicit.actions.community import helping
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing
from elicit.actions.statements import writing
from elicit.models import Deliberation, Helper, Invitation, Role, Task
from tests import factories
from tests.test_conventions import fill, list_addresses
from tests.views.conftest import StrictClient
from tests.views.pages import build_address, read_text


@pytest.fixture
def helper(deliberation, ada, now):
    """Lets somebody in by a link, on a browser of their own."""

    def helper(task, of=deliberation):
        _invitation, token = helping.invite(deliberation=of, task=task, days=1, uses=1, by=ada, now=now)
        client = StrictClient()
        response = client.post(f"/helping/{token}/", {"name": "Mo"})
        assert (response.status_code, response["Location"]) == (302, build_address("console", of))
        return client

    return helper


@pytest.fixture
def link(desk, deliberation):
    """Ada makes a link at her console."""

    def link(**more):
        page = desk.post(build_address("people", deliberation), {"task": "moderator", "days": 2, "uses": 1} | more)
        return re.search(r'value="http://127.0.0.1:8000(/helping/[\w-]+/)"', page.content.decode())[1]

    return link


def test_a_link_that_is_only_opened_lets_nobody_in(client, link):
    address = link()
    for _ in range(3):
        page = client.get(address)

    assert (page.status_code, "You are asked to help" in read_text(page)) == (200, True)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert (Helper.objects.count(), Invitation.objects.get().used) == (0, 0)


def test_whoever_comes_in_says_a_name_and_is_listed_and_removed(client, desk, link, deliberation):
    response = client.post(link(), {"name": "Mo <b>"})
    assert response["Location"] == build_address("console", deliberation)
    assert client.get(build_address("console", deliberation)).status_code == 200
    assert "Mo <b> Moderator" in read_text(desk.get(build_address("people", deliberation)))

    desk.post(build_address("remove_helper", deliberation, Helper.objects.get().pk))
    after = client.get(build_address("console", deliberation))
    assert (after.status_code, "/sign-in/" in after["Location"]) == (302, True)
    assert "Nobody has come in by a link." in read_text(desk.get(build_address("people", deliberation)))


def test_a_link_is_shown_once_and_can_be_taken_back(client, desk, link, deliberation):
    address = link()
    page = desk.get(build_address("people", deliberation))
    assert (address in page.content.decode(), "used 0 of 1 times" in read_text(page)) == (False, True)

    desk.post(build_address("revoke_invitation", deliberation, Invitation.objects.get().pk))
    response = client.get(address)
    assert (response.status_code, "Ask for a new one." in read_text(response)) == (404, True)
    assert client.post(address, {"name": "Mo"}).status_code == 404


def test_a_link_nobody_can_make_is_refused_with_a_sentence(desk, deliberation):
    response = desk.post(build_address("people", deliberation), {"task": "moderator", "days": 400, "uses": 1})

    assert (response.status_code, Invitation.objects.exists()) == (400, False)
    assert "A link needs a role, up to 30 days and up to 50 people." in read_text(response)


PRESSES = {
    "switch": {"switch": "voting", "to": "off"},
    "timer": {"minutes": 5},
    "show": {"slide": "prompt"},
    "reveal": {"panel": "map", "to": "on"},
    "analyse_now": {},
    "embed": {"hosts": ""},
}


@pytest.mark.parametrize("task", Task)
def test_a_facilitator_runs_it_and_others_do_not(helper, deliberation, task):
    client = helper(task)

    for name, fields in PRESSES.items():
        expected = 302 if task == Task.FACILITATOR else 403
        assert (name, client.post(build_address(name, deliberation), fields).status_code) == (name, expected)


@pytest.mark.parametrize("task", Task)
def test_a_moderator_decides_on_the_queue_too(helper, deliberation, ben, now, task):
    writing.submit(participant=ben, text="Be brief.", now=now)
    client = helper(task)

    response = client.post(build_address("accept", deliberation, 5))
    assert response.status_code == (403 if task == Task.OBSERVER else 302)


@pytest.mark.parametrize("task", Task)
def test_each_sees_the_console_and_what_is_not_revealed(helper, deliberation, now, task):
    factories.camps(deliberation, 20)
    analyses.run(deliberation=deliberation, now=now)
    client = helper(task)

    for name in ("console", "results"):
        assert factories.TEXTS[0] in client.get(build_address(name, deliberation)).content.decode()
    assert client.get(build_address("live", deliberation, "console")).status_code == 200
    assert client.get(f"/api/d/{deliberation.code}/results").status_code == 200


@pytest.mark.parametrize("task", Task)
def test_none_of_them_invites_drafts_releases_or_makes_rooms(helper, deliberation, task):
    factories.camps(deliberation, 5)
    client = helper(task)

    for name in ("people", "draft_now", "release_now", "rehearse"):
        assert (name, client.post(build_address(name, deliberation), {"tier": "T0"}).status_code) == (name, 403)
    page = client.get(build_address("console", deliberation)).content.decode()
    for address in ("/c/riverside/", "draft/", "release/", "people/", "console/practice/"):
        assert f'{address}"' not in page


def test_an_observer_has_nothing_to_press(helper, deliberation, ben, now):
    writing.submit(participant=ben, text="Be brief.", now=now)
    page = helper(Task.OBSERVER).get(build_address("console", deliberation)).content.decode()

    assert re.findall(r'<form[^>]* action="([^"]*)"', page) == ["/i18n/setlang/"]


@pytest.fixture
def sister(other, ada, now):
    """A sister deliberation with everything that could be reached, none of it revealed."""
    factories.room(other, *["a"] * 8)
    analyses.run(deliberation=other, now=now, final=True)
    drafting.draft(deliberation=other, by=ada, now=now)
    publishing.publish(deliberation=other, tier="T0", by=ada, now=now)
    return other


@pytest.mark.parametrize("task", Task)
def test_a_helper_of_another_deliberation_is_a_stranger_at_every_address(helper, sister, task):
    """A signed-in stranger: Dora's sister, who belongs nowhere."""
    client, stranger = helper(task), StrictClient()
    stranger.force_login(factories.account("sister", factories.community("x", "X")))
    count = 0
    for route in sorted(list_addresses()):
        if "<" not in route or route.startswith("d/<str:code>/join") or route in ("api/d/<str:code>/join",):
            continue
        address = fill(route, sister.code)
        for method in ("get", "post"):
            here, there = (getattr(browser, method)(address).status_code for browser in (client, stranger))
            assert (method, route, here) == (method, route, there)
            count += 1
    assert count > 80
    assert client.get(build_address("console", sister)).status_code == 404


def test_a_helper_sees_the_draft_they_help_with_and_no_other(helper, draft, community, ada, now):
    other = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    client = helper(Task.MODERATOR, of=draft)

    assert client.get(build_address("console", draft)).status_code == 200
    assert client.get(build_address("screen", other)).status_code == 404
    assert client.get("/c/riverside/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STEWARD, Role.FACILITATOR)])
def test_only_those_who_run_the_community_make_links(sign_in, member, deliberation, role):
    client = sign_in(member(role))

    assert client.get(build_address("people", deliberation)).status_code == 403
    assert (
        client.post(
            build_address("people", deliberation), {"task": "facilitator", "days": 1, "uses": 1}
        ).status_code
        == 403
    )
    assert not Invitation.objects.exists()


def test_a_link_of_another_deliberation_is_not_taken_back_or_removed_here(desk, helper, deliberation, other):
    helper(Task.MODERATOR, of=other)

    assert desk.post(build_address("remove_helper", deliberation, Helper.objects.get().pk)).status_code == 404
    assert (
        desk.post(build_address("revoke_invitation", deliberation, Invitation.objects.get().pk)).status_code == 404
    )
    assert Helper.objects.present().count() == Deliberation.objects.exclude(helpers=None).count() == 1
