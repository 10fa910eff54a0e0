"""Tickets on Ada's desk and at the door."""

import csv
import io

import pytest

from elicit import limits
from elicit.actions.entry import tickets
from elicit.models import Participant, Ticket
from tests import factories
from tests.htmx import find_element, parse
from tests.views.pages import build_address, read_field, read_text


@pytest.fixture
def ticket_room(deliberation, ada, now):
    """A deliberation that asks for tickets."""
    return tickets.admit(deliberation=deliberation, admission="tickets", by=ada, now=now)


@pytest.fixture
def ticket(ticket_room, ada, now):
    return tickets.issue(deliberation=ticket_room, count=1, by=ada, now=now)[0]


def test_ada_chooses_who_is_let_in(desk, deliberation):
    response = desk.post(build_address("admit", deliberation), {"admission": "roster"}, follow=True)

    deliberation.refresh_from_db()
    assert deliberation.admission == "roster"
    assert "Names or addresses, one on each line" in read_text(response)


def test_an_unknown_way_in_changes_nothing(desk, deliberation):
    assert desk.post(build_address("admit", deliberation), {"admission": "bribe"}).status_code == 400


def test_fresh_tickets_are_shown_once_with_a_code_each_and_can_be_kept_as_csv(desk, ticket_room):
    page = desk.post(build_address("issue", ticket_room), {"count": "2"})
    tree = parse(page.content.decode())
    file = desk.post(build_address("tickets_csv", ticket_room), {"tickets": read_field(tree, "tickets")})

    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 2
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["link"].endswith(f"/d/{ticket_room.code}/?ticket={rows[0]['ticket']}")
    assert all(row["ticket"] in read_text(page) for row in rows)
    assert rows[0]["ticket"] not in read_text(desk.get(build_address("organise", ticket_room)))


def test_guessed_letters_are_no_file(desk, ticket_room, ticket):
    assert desk.post(build_address("tickets_csv", ticket_room), {"tickets": "ABCDE-FGHJK"}).status_code == 404


def test_a_roster_comes_by_paste_or_file_and_shows_who_has_come(desk, client, deliberation):
    desk.post(build_address("admit", deliberation), {"admission": "roster"})
    file = io.BytesIO(b"name\nDora\n")
    file.name = "roster.csv"

    page = desk.post(build_address("enlist", deliberation), {"names": "Ben\nCleo\n", "file": file})
    tokens = read_field(parse(page.content.decode()), "tickets").split()
    client.post(build_address("join", deliberation), {"ticket": tokens[1]})

    table = read_text(desk.get(build_address("organise", deliberation)))
    assert "Ben not yet Cleo yes Dora not yet" in table
    assert "1 of 3 used." in table


def test_a_roster_that_is_no_text_is_refused(desk, deliberation):
    file = io.BytesIO(b"\xff\xfe\x00")
    file.name = "roster.xlsx"

    response = desk.post(build_address("enlist", deliberation), {"file": file})

    assert response.status_code == 400
    assert "Save it as CSV UTF-8 and send it again." in read_text(response)


def test_a_link_brings_its_ticket_so_that_two_taps_remain(client, ticket_room, ticket):
    page = client.get(f"{build_address('participate', ticket_room)}?ticket={ticket.text}")
    value = find_element(page.content.decode(), "ticket").get("value")

    response = client.post(build_address("join", ticket_room), {"ticket": value}, follow=True)

    assert value == ticket.text
    assert find_element(response.content.decode(), "card").get("aria-label") == "Voting"


@pytest.mark.parametrize("value", ["", "ABCDE-FGHJK"])
def test_without_a_ticket_the_door_says_what_to_do_and_keeps_the_ticks(client, ticket_room, ticket, value):
    response = client.post(build_address("join", ticket_room), {"ticket": value, "row_release": "on"})

    page = response.content.decode()
    ticks = [element.get("name") for element in parse(page).iter("input") if "checked" in element.attrib]
    assert response.status_code == 403
    assert find_element(page, "ticket-refusal").text
    assert (find_element(page, "ticket").get("value"), ticks) == (value, ["row_release"])
    assert not Participant.objects.exists()


def test_guessed_tickets_are_counted_like_guessed_codes(client, ticket_room, ticket):
    factories.guess(limits.GUESSES)

    assert client.post(build_address("join", ticket_room), {"ticket": "ABCDE-FGHJK"}).status_code == 429
    assert client.post(build_address("join", ticket_room), {"ticket": ticket.token}).status_code == 429
    assert not Ticket.objects.get().is_used


def test_an_open_door_asks_for_no_ticket(client, deliberation):
    assert "Your ticket" not in read_text(client.get(build_address("participate", deliberation)))


def test_torn_up_tickets_are_gone_from_the_page(desk, ticket_room, ticket):
    page = desk.post(build_address("tear_up", ticket_room), follow=True)

    assert "0 of 0 used." in read_text(page)
