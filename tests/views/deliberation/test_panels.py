"""Results that are revealed part by part: each shows what it holds, in every channel, and nothing else does."""

import json
import re

import pytest
from django.test import Client

from elicit import access
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing
from elicit.models import Deliberation, Panel, Role
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import assert_same_as_fresh, parse, post, read_words
from tests.views.pages import build_address, read_text

TEXTS = (*factories.TEXTS, *factories.MORE)
CONTENTS = {
    "map": (),
    "where": (),
    "unites": TEXTS[:1],
    "divides": (*TEXTS[1:3], *TEXTS[4:]),
    "unknown": (TEXTS[3],),
}
BLOCS = re.compile(r"bloc-[A-F]\b|data-map|\bin \d+ blocs|ways-k")
SETS = [(name,) for name in ("map", "unites", "divides", "unknown")]
SETS += [("map", "where"), ("unites", "divides"), ("map", "unites"), ("map", "unites", "divides", "unknown")]


@pytest.fixture
def analysis(room, now):
    """The final analysis, and the same votes by another method: 1 unites, 4 is lukewarm, the others divide."""
    analysis = analyses.run(deliberation=room, now=now, final=True)
    analyses.run(deliberation=room, now=now, method="polis", final=True)
    return analysis


@pytest.fixture
def reveal(room, analysis, ada, now):
    def reveal(*panels):
        for panel in panels:
            showing.reveal(deliberation=room, show={panel}, by=ada, now=now)
        return Deliberation.objects.get()

    return reveal


def list_texts(response):
    return sorted(text for text in TEXTS if text in response)


def list_expected(panels):
    return sorted(text for panel in panels for text in CONTENTS[panel])


@pytest.fixture
def cast(client, room, sign_in, dora, member):
    """Whoever sees what is revealed and no more."""
    ben = Client()
    person = room.participants.first()
    ben.cookies[access.name_cookie(room.code)] = access.make_token(person)
    return {"Cleo": client, "Ben": ben, "Dora": sign_in(dora), "a member": sign_in(member(Role.MEMBER))}


@pytest.mark.parametrize("panels", SETS, ids="+".join)
def test_every_page_holds_what_is_revealed_and_nothing_else(cast, room, analysis, reveal, panels):
    reveal(*panels)
    pages = [
        build_address("results", room),
        build_address("results", room) + "?k=3",
        build_address("results", room) + "?method=polis",
        build_address("results_of", room, analysis.digest),
        build_address("live", room, "results"),
    ]
    for name, client in cast.items():
        for page in pages:
            response = client.get(page).content.decode()
            own = (
                re.sub(r'<section class="you.*?</section>', "", response, flags=re.S)
                if name == "Ben"
                else response
            )
            assert (name, page, list_texts(own)) == (name, page, list_expected(panels))
            assert (name, page, bool(BLOCS.search(own))) == (name, page, "map" in panels)


@pytest.mark.parametrize("panels", SETS, ids="+".join)
def test_the_wall_holds_what_is_revealed_and_nothing_else(cast, desk, room, analysis, reveal, panels):
    reveal(*panels)
    slides = sorted(text for panel in set(panels) & {"unites", "divides"} for text in CONTENTS[panel][:3])

    for client in (*cast.values(), desk):
        for page in (build_address("screen", room), build_address("live", room, "screen")):
            response = client.get(page).content.decode()
            assert list_texts(response) == slides
            assert bool(BLOCS.search(response)) == ("map" in panels)
            thanks = " ".join(re.search(r'id="slide-thanks".*?</section>', response, re.S)[0].split())
            kinds = [panel for panel in ("unites", "divides", "unknown") if panel in panels]
            words = {"unites": "unites", "divides": "divide<", "unknown": "not settled<"}
            assert [panel for panel in words if words[panel] in thanks] == kinds


@pytest.mark.parametrize("panels", SETS, ids="+".join)
def test_the_api_holds_what_is_revealed_and_nothing_else(cast, room, analysis, reveal, panels):
    reveal(*panels)

    for client in cast.values():
        body = client.get(f"/api/d/{room.code}/results").json()
        assert list_texts(json.dumps(body)) == list_expected(panels)
        assert body["panels"] == [name for name in Panel.values if name in panels]
        has_map = "map" in panels
        assert (bool(body["blocs"]), body["k"] is not None) == (has_map, has_map)
        assert all(("blocs" in standing) == has_map for standing in body["standings"])


@pytest.mark.parametrize("panels", SETS, ids="+".join)
def test_maps_and_reasons_need_the_map(client, room, analysis, reveal, panels):
    reveal(*panels)
    numbers = {1: "unites", 2: "divides", 4: "unknown"}

    assert client.get(build_address("map", room, analysis.digest)).status_code == (200 if "map" in panels else 403)
    assert client.get(build_address("map", room, analysis.digest) + "?k=2").status_code == (
        200 if "map" in panels else 403
    )
    assert client.get(build_address("picture", room, analysis.digest)).status_code == (
        404 if "map" in panels else 403
    )
    for number, panel in numbers.items():
        status = 403 if "map" not in panels else 200 if panel in panels else 404
        for address in (
            build_address("why", room, number),
            build_address("why_of", room, analysis.digest, number),
        ):
            response = client.get(address)
            assert (number, response.status_code) == (number, status)
            assert status == 200 or list_texts(response.content.decode()) == []


@pytest.mark.parametrize("panels", SETS, ids="+".join)
def test_where_somebody_is_names_statements_as_far_as_they_are_listed(cast, room, analysis, reveal, panels):
    reveal(*panels)
    page = cast["Ben"].get(build_address("results", room)).content.decode()
    you = re.search(r'<section class="you.*?</section>', page, re.S)

    assert bool(you) == ("where" in panels)
    assert not you or list_texts(you[0]) == []  # nothing but the map is revealed with it here


@pytest.mark.parametrize("panels", [*SETS, ()], ids="+".join)
def test_drafts_and_releases_wait_for_all_of_it(client, sign_in, member, room, reveal, ada, now, panels):
    drafting.draft(deliberation=room, by=ada, now=now)
    publishing.publish(deliberation=room, tier="T0", by=ada, now=now)
    addresses = [
        "/c/riverside/constitution/1/",
        "/c/riverside/constitution/1.json",
        "/api/c/riverside/constitution",
        "/c/riverside/releases/1/",
        "/c/riverside/releases/1/manifest.json",
        "/api/c/riverside/releases/1",
    ]
    reveal(*panels)
    assert {client.get(address).status_code for address in addresses} == {404}

    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_polis_analysis_has_no_permalink_while_something_is_hidden(client, room, analysis, reveal, ada, now):
    reveal("map", "unites", "divides")
    polis = room.analyses.get(method="polis")
    assert client.get(build_address("results_of", room, polis.digest)).status_code == 404

    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    assert client.get(build_address("results_of", room, polis.digest)).status_code == 200


def test_those_who_watch_see_all_of_it_and_are_told_that_others_do_not(desk, room, analysis, reveal):
    reveal("unites")
    response = desk.get(build_address("results", room))

    assert list_texts(response.content.decode()) == sorted(TEXTS)
    assert "Not all of this is revealed." in read_text(response)
    assert "data-socket" not in response.content.decode()


def test_a_part_hidden_again_is_gone_everywhere(client, room, analysis, reveal, ada, now):
    reveal("map", "unites", "divides")
    showing.reveal(deliberation=room, hide={"divides"}, by=ada, now=now)

    for page in (
        build_address("results", room),
        build_address("screen", room),
        f"/api/d/{room.code}/results",
    ):
        assert list_texts(client.get(page).content.decode()) == sorted(CONTENTS["unites"])


def test_the_last_part_hidden_hides_the_results(client, room, analysis, reveal, ada, now):
    reveal("unites")
    showing.reveal(deliberation=room, hide={"unites"}, by=ada, now=now)

    assert client.get(build_address("results", room)).status_code == 403
    assert Deliberation.objects.values_list("results_revealed", "hidden_panels").get() == (False, "")


@pytest.mark.parametrize(("panel", "to"), [("map", "on"), ("unites", "on"), ("unknown", "off")])
def test_a_swapped_console_equals_a_fresh_one(desk, room, analysis, panel, to):
    response = post(desk, build_address("reveal", room), panel=panel, to=to)

    assert_same_as_fresh(desk, response, "console", build_address("console", room))


def test_the_console_says_what_everyone_sees(desk, room, analysis, reveal):
    reveal("map")
    page = parse(desk.get(build_address("console", room)).content.decode())

    switches = {
        element.get("id"): element.get("aria-checked") for element in page.iter("button") if element.get("role")
    }
    assert {
        name: on for name, on in switches.items() if name in ("switch-results", "panel-map", "panel-unites")
    } == {
        "switch-results": "false",
        "panel-map": "true",
        "panel-unites": "false",
    }
    assert "Everyone can see a part of this." in read_words(page)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STEWARD, Role.FACILITATOR)])
def test_only_those_who_run_it_reveal(sign_in, member, room, role):
    response = sign_in(member(role)).post(build_address("reveal", room), {"panel": "map", "to": "on"})

    assert (response.status_code, Deliberation.objects.get().results_revealed) == (403, False)
