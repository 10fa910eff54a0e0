"""Results before the reveal. In each test there is a result that would be noticed."""

import re

import pytest

from elicit import access
from elicit.actions.community import helping
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.discussion import tables
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing
from elicit.models import Deliberation, Role
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import find_element, outline, parse, read_words
from tests.test_conventions import fill, list_addresses
from tests.views.conftest import StrictClient

TRACES = re.compile(r"\d+ % \(\d+–\d+\)|unites?\b.*everyone|in \d+ blocs|of 100 resamples|the \d+ who voted on it")


@pytest.fixture
def analysis(room, now):
    """The final analysis: statement 1 unites, 2, 3, 5 and 6 divide."""
    return analyses.run(deliberation=room, now=now, final=True)


@pytest.fixture
def live_analysis(room, analysis, now):
    """A later, provisional one."""
    factories.room(room, *["aadpad"] * 5)
    return analyses.run(deliberation=room, now=now)


@pytest.fixture
def addresses(room, analysis, live_analysis):
    base = f"/d/{room.code}"
    return {
        "page": f"{base}/results/",
        "polis": f"{base}/results/?method=polis",
        "permalink": f"{base}/results/{analysis.digest}/",
        "fragment": f"{base}/live/results/",
        "map": f"{base}/map/{analysis.digest}.bin",
        "live map": f"{base}/map/{live_analysis.digest}.bin",
        "why": f"{base}/results/why/1/",
        "why of": f"{base}/results/{analysis.digest}/why/1/",
        "report": f"{base}/report/",
        "api": f"/api/d/{room.code}/results",
    }


@pytest.fixture
def revealed_room(room, ada, now):
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    return Deliberation.objects.get()


def get_statuses(client, addresses):
    return {name: client.get(address).status_code for name, address in addresses.items()}


REFUSALS = {"page": 403, "polis": 403, "permalink": 403, "fragment": 404, "map": 403, "live map": 403}
REFUSALS |= dict.fromkeys(["why", "why of", "report", "api"], 403)
OPEN = {"page": 200, "polis": 200, "permalink": 200, "fragment": 200, "map": 200, "live map": 200}
OPEN |= dict.fromkeys(["why", "why of", "report", "api"], 200)


def test_a_stranger_gets_none_of_it_before_the_reveal(client, addresses):
    assert get_statuses(client, addresses) == REFUSALS


def test_a_participant_gets_none_of_it_before_the_reveal(client, room, addresses):
    client.carry(factories.person(room))

    assert get_statuses(client, addresses) == REFUSALS


def test_the_steward_of_another_community_gets_none_of_it(sign_in, dora, addresses):
    assert get_statuses(sign_in(dora), addresses) == REFUSALS


@pytest.mark.parametrize("role", list(Role))
def test_those_who_watch_see_all_of_it_and_plain_members_wait(sign_in, member, addresses, role):
    expected = REFUSALS if role == Role.MEMBER else OPEN

    assert get_statuses(sign_in(member(role)), addresses) == expected


def test_whoever_is_refused_reads_nothing_of_it(client, addresses, analysis, live_analysis):
    for address in addresses.values():
        response = client.get(address).content.decode()
        assert [text for text in factories.TEXTS if text in response] == []
        assert TRACES.findall(read_words(parse(response))) == []
        assert (analysis.digest in response, live_analysis.digest in response) == (False, False)


FIGURES = re.compile(r"\d+ % \(\d+|standings|data-map|bloc bloc-|\"tier\"|\"principles\"")


def walk(client, room, digest, token="guessed", **headers):
    """The source of every page that opens, by its address. token: what stands where a link has one."""
    for route in sorted(list_addresses()):
        address = fill(route, room.code).replace("0" * 64, digest).replace("guessed", token)
        if "/log/" in address or "schema" in address:
            continue  # the log holds digests on purpose; the schema holds words only
        for method in (client.get, client.head):
            response = method(address, headers=headers)
            if response.status_code == 200:
                yield address, response.content.decode("latin-1")


@pytest.fixture
def published_room(room, analysis, live_analysis, ada, now):
    """A draft made of the results, and a release of them."""
    drafting.draft(deliberation=room, by=ada, now=now)
    publishing.publish(deliberation=room, tier="T0", by=ada, now=now)
    return room


@pytest.fixture
def walks(client, sign_in, member, dora, published_room, ada, now):
    """How each of those who wait walks: their client, with what they carry."""
    ben = factories.person(published_room)
    _link, token = helping.invite(deliberation=published_room, task="observer", days=1, uses=1, by=ada, now=now)
    observer = helping.come_in(token=token, name="Olu", now=now)
    helping.remove(helper=observer, by=ada, now=now)
    tables.set_up(
        deliberation=published_room,
        tables=1,
        per_table=2,
        kinds={1: "chosen", 2: "chosen"},
        words={},
        by=ada,
        now=now,
    )
    [link] = tables.make_links(deliberation=published_room, by=ada, now=now).values()
    return {
        "a stranger": (client, {}),
        "a participant": (StrictClient().carry(ben), {}),
        "a participant's program": (StrictClient(), {"Authorization": f"Participant {access.make_token(ben)}"}),
        "the steward of another community": (sign_in(dora), {}),
        "a member": (sign_in(member(Role.MEMBER)), {}),
        "an observer who was removed": (sign_in(observer.user), {}),
        "a note-taker": (StrictClient(), {"token": link}),
    }


VISITORS = ["a stranger", "a participant", "a participant's program", "the steward of another community"]
VISITORS += ["a member", "an observer who was removed", "a note-taker"]


@pytest.mark.parametrize("who", VISITORS)
def test_no_address_at_all_holds_any_of_it_for_those_who_wait(walks, published_room, analysis, live_analysis, who):
    client, credentials = walks[who]

    pages = list(walk(client, published_room, analysis.digest, **credentials))

    for address, source in pages:
        assert (address, FIGURES.findall(source)) == (address, [])
        assert (address, analysis.digest in source, live_analysis.digest in source) == (address, False, False)
    assert len(pages) > 10


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEMBER])
def test_whoever_watches_finds_it_on_the_same_walk(sign_in, member, published_room, analysis, role):
    pages = walk(sign_in(member(role)), published_room, analysis.digest)

    assert len([source for _address, source in pages if FIGURES.search(source)]) > 5


def test_those_who_watch_would_have_noticed(desk, addresses):
    response = read_words(parse(desk.get(addresses["permalink"]).content.decode()))

    assert len(TRACES.findall(response)) > 10


@pytest.mark.parametrize("audience", ["phone", "screen"])
def test_what_open_pages_are_told_holds_none_of_it(client, room, analysis, audience):
    client.carry(factories.person(room))

    response = client.get(f"/d/{room.code}/live/{audience}/")

    assert response.status_code == 200
    assert TRACES.findall(read_words(parse(response.content.decode()))) == []
    assert analysis.digest not in response.content.decode()


@pytest.mark.parametrize("audience", ["console", "results", "elsewhere"])
def test_what_is_not_for_a_participant_is_missing(client, room, analysis, audience):
    client.carry(factories.person(room))

    assert client.get(f"/d/{room.code}/live/{audience}/").status_code == 404


def test_the_wall_shows_none_of_it_even_to_ada(desk, room, analysis):
    response = desk.get(f"/d/{room.code}/screen/").content.decode()

    assert [text for text in factories.TEXTS if text in response] == []
    assert analysis.digest not in response


def test_a_draft_constitution_waits_for_the_reveal_too(client, sign_in, member, room, ada, now):
    drafting.draft(deliberation=room, by=ada, now=now)
    base = "/c/riverside/constitution/"
    mo = sign_in(member(Role.MEMBER))

    def read(client):
        return {client.get(f"{base}{path}").status_code for path in ("1/", "1.md", "1.json", "1.yaml")}

    assert (read(client), read(mo)) == ({404}, {404})
    assert (client.get(base).status_code, b"1.md" in mo.get(base).content) == (404, False)
    assert read(sign_in(member(Role.AUDITOR))) == {200}
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    assert (read(client), read(mo)) == ({200}, {200})


# --- after the reveal ---


def test_everybody_sees_all_of_it_after_the_reveal_and_nobody_once_it_is_hidden_again(
    client, addresses, revealed_room, ada, now
):
    assert get_statuses(client, addresses) == OPEN

    showing.reveal(deliberation=revealed_room, hide=ALL, by=ada, now=now)
    assert get_statuses(client, addresses) == REFUSALS


def test_each_statement_stands_under_its_verdict_with_its_numbers(client, addresses, revealed_room):
    page = parse(client.get(addresses["permalink"]).content.decode())

    sections = {element.get("aria-labelledby"): element for element in page.iter("section")}
    links = {
        name: [int(element.get("id")[1:]) for element in sections[name].iter("li") if element.get("id")]
        for name in ("unites-title", "divides-title", "unknown-title")
    }
    assert links == {"unites-title": [1], "divides-title": [2, 3, 5, 6], "unknown-title": []}
    [table] = sections["table-title"].iter("table")
    rows = [[read_words(cell) for cell in row][:6] for row in list(table.iter("tr"))[1:]]
    assert rows == [
        ["1", factories.TEXTS[0], "settled", "40", "0", "0"],
        ["2", factories.TEXTS[1], "contested", "20", "20", "0"],
        ["3", factories.TEXTS[2], "contested", "20", "20", "0"],
        ["4", factories.TEXTS[3], "lukewarm", "0", "0", "40"],
        ["5", factories.MORE[0], "contested", "20", "20", "0"],
        ["6", factories.MORE[1], "contested", "20", "20", "0"],
    ]


def test_the_live_fragment_equals_the_page(client, addresses, revealed_room):
    [part] = parse(client.get(addresses["fragment"]).content.decode())
    page = find_element(client.get(addresses["page"]).content.decode(), "live")

    assert outline(part) == outline(page)


def test_a_permalink_is_still_and_says_which_analysis_it_is(client, addresses, revealed_room, analysis):
    page = client.get(addresses["permalink"]).content.decode()
    newest = client.get(addresses["page"]).content.decode()

    assert ("data-socket" in page, "data-socket" in newest) == (False, True)
    assert (analysis.digest[:8] in page, "provisional" in page) == (True, False)
    assert "provisional" in newest


def test_a_provisional_analysis_has_no_permalink(client, addresses, revealed_room, live_analysis):
    assert client.get(f"/d/{revealed_room.code}/results/{live_analysis.digest}/").status_code == 404


def test_the_analysis_of_another_room_is_not_found_under_this_ones_address(
    client, revealed_room, analysis, community, ada, now
):
    other = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    lifecycle.open_(deliberation=other, by=ada, now=now)
    showing.reveal(deliberation=other, show=ALL, by=ada, now=now)

    assert client.get(f"/d/{other.code}/results/{analysis.digest}/").status_code == 404
    assert client.get(f"/d/{other.code}/map/{analysis.digest}.bin").status_code == 404


def test_the_polis_lens_says_so_and_leads_back(client, revealed_room, analysis, now):
    page = client.get(f"/d/{revealed_room.code}/results/").content.decode()
    assert "?method=polis" not in page

    analyses.run(deliberation=revealed_room, now=now, method="polis", final=True)
    page, lens = (
        client.get(f"/d/{revealed_room.code}/results/{query}").content.decode() for query in ("", "?method=polis")
    )
    switch = f'href="/d/{revealed_room.code}/results/?method=polis"'
    assert (switch in page, switch in lens) == (True, False)
    assert ("Method: Polis." in lens, "Latent-class blocs" in lens) == (True, True)


@pytest.mark.parametrize("query", ["", "?method=polis", "?method=x"])
def test_without_an_analysis_the_page_says_so(client, deliberation, ada, now, query):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    response = client.get(f"/d/{deliberation.code}/results/{query}")

    assert response.status_code == 200
    assert "There is nothing to report yet" in read_words(parse(response.content.decode()))
