"""A practice room says so on every page, and is filled, stopped and wiped from its console."""

import pytest

from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.findings import analyses
from elicit.actions.practice import demo, rehearsals
from elicit.models import Deliberation, Participant, Rehearsal
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import assert_same_as_fresh, parse, post, read_words
from tests.views.conftest import StrictClient
from tests.views.pages import build_address, read_text

NOTICE = "Practice room. Nothing here counts, and nothing of it is released."


@pytest.fixture
def room(deliberation, ada, now):
    rehearsal = rehearsals.prepare(of=deliberation, by=ada, now=now)
    return lifecycle.open_(deliberation=rehearsal, by=ada, now=now)


@pytest.fixture
def base(room):
    return f"/d/{room.code}/console/"


def send_crowd(desk, base, **fields):
    return desk.post(f"{base}practice/crowd/", fields)


# --- said on every page ---


def test_every_page_of_it_says_that_it_is_one(room, desk, client, now):
    factories.camps(room, 10)
    analyses.run(deliberation=room, now=now, final=True)
    guest = StrictClient().carry(factories.person(room))
    refusal = client.get(build_address("results", room))
    showing.reveal(deliberation=room, show=ALL, by=None, now=now)
    digest = room.analyses.get().digest
    console = [build_address(name, room) for name in ("console", "agenda", "wipe")]

    pages = [refusal, client.get(build_address("participate", room)), client.get(build_address("screen", room))]
    pages += [guest.get(build_address(name, room)) for name in ("participate", "my_votes", "write", "results")]
    pages += [client.get(build_address("why", room, 1)), client.get(build_address("results_of", room, digest))]
    pages += [desk.get(address) for address in console]

    assert [page.request["PATH_INFO"] for page in pages if NOTICE not in read_text(page)] == []


def test_no_page_of_a_real_one_says_so(deliberation, phone, desk, client):
    pages = [
        client.get(build_address("screen", deliberation)),
        client.get(build_address("participate", deliberation)),
    ]
    pages += [
        phone.get(build_address("participate", deliberation)),
        desk.get(build_address("console", deliberation)),
    ]

    assert [page for page in pages if NOTICE in read_text(page)] == []


def test_the_list_of_a_community_tells_them_apart(room, desk):
    assert read_words(parse(desk.get("/c/riverside/").content.decode())).count("Practice room") == 1


def test_the_front_page_leads_to_no_practice_room(client, db, now):
    rehearsal = demo.prepare(now=now)
    twin = rehearsals.prepare(of=rehearsal, by=None, now=now)
    lifecycle.open_(deliberation=twin, by=None, now=now)

    links = [element.get("href") for element in parse(client.get("/").content.decode()).iter("a")]
    assert build_address("participate", rehearsal) in links
    assert build_address("participate", twin) not in links
    assert demo.prepare(now=now) == rehearsal


# --- making one ---


def test_one_button_of_the_console_makes_it(desk, deliberation):
    response = desk.post(f"/d/{deliberation.code}/console/practice/")

    rehearsal = Deliberation.objects.get(is_practice=True)
    assert (response["Location"], rehearsal.practises_for) == (f"/d/{rehearsal.code}/console/", deliberation)
    assert f"To the real one, {deliberation.spoken_code}" in read_text(desk.get(response["Location"]))


def test_rehearse_first_makes_both_and_leads_to_practice(desk, community):
    fields = {"prompt": "And then?", "language": "en", "seeds": "Be kind.", "template": "quick", "rehearse": "on"}

    response = desk.post("/c/riverside/new/", fields)

    real, twin = Deliberation.objects.order_by("created_at", "id")
    assert (real.is_practice, twin.is_practice, twin.practises_for) == (False, True, real)
    assert response["Location"] == f"/d/{twin.code}/console/"
    assert (real.stages.count(), twin.stages.count()) == (4, 4)


# --- the crowd ---


def test_a_crowd_is_sent_watched_and_stopped(desk, base, room, now):
    send_crowd(desk, base, to="on", people="9")
    rehearsals.run_batch(deliberation_id=room.pk, now=Rehearsal.objects.get().due_at)
    running = read_text(desk.get(base))
    send_crowd(desk, base, to="off")
    after = read_text(desk.get(base))

    row = Rehearsal.objects.get()
    assert f"9 simulated people vote. 1 of {row.expected} votes" in running
    assert "Stop the crowd" in running
    assert f"The simulated crowd has stopped. 1 of {row.expected} votes" in after
    assert "Send them in" in after


@pytest.mark.parametrize("fields", [{"to": "on", "people": "9"}, {"to": "off"}])
def test_a_swapped_console_equals_a_freshly_loaded_one(desk, base, room, now, fields):
    rehearsals.send(deliberation=room, people=9, by=None, now=now)

    response = post(desk, f"{base}practice/crowd/", **fields)

    assert_same_as_fresh(desk, response, "console", base)


@pytest.mark.parametrize("fields", [{}, {"to": "on"}, {"to": "on", "people": "1001"}, {"to": "on", "people": "x"}])
def test_a_crowd_that_cannot_be_is_refused(desk, base, room, fields):
    response = send_crowd(desk, base, **fields)

    assert response.status_code == 400
    assert "Nothing was changed." in read_text(response)
    assert not Rehearsal.objects.exists()


def test_a_real_room_takes_no_crowd(desk, deliberation):
    response = send_crowd(desk, f"/d/{deliberation.code}/console/", to="on", people="9")

    assert response.status_code == 409
    assert "This is not a practice room" in read_text(response)


# --- wiping ---


def test_wiping_asks_first_and_wipes_then(desk, base, room):
    factories.person(room)
    Participant.objects.create(deliberation=room, number=9, is_simulated=True, joined_at=room.created_at)

    page = read_text(desk.get(f"{base}practice/wipe/"))
    assert "1 simulated person goes" in page
    assert "1 person who came in themselves stays" in page
    assert room.participants.count() == 2

    response = desk.post(f"{base}practice/wipe/")
    assert (response["Location"], room.participants.count()) == (base, 1)


def test_a_real_room_is_not_even_asked_about(desk, deliberation):
    for method in (desk.get, desk.post):
        assert method(build_address("wipe", deliberation)).status_code == 409


# --- nothing of it leaves ---


def test_its_console_offers_no_draft_and_no_release_and_its_doors_refuse_them(desk, base, room):
    forms = {element.get("action") for element in parse(desk.get(base).content.decode()).iter("form")}
    assert forms & {f"{base}draft/", f"{base}release/"} == set()

    for path, fields in (("draft/", {}), ("release/", {"tier": "T0"}), ("practice/", {})):
        response = desk.post(base + path, fields)
        assert response.status_code == 409
        assert "This is a practice room" in read_text(response)
