"""Tickets on Ada's desk and at the door."""

import csv
import io

import pytest

from elicit import limits
from elicit.actions.entry import tickets
from elicit.models import Participant, Ticket
from tests import factories
from tests.htmx import element, parsed
from tests.views.pages import at, field, said


@pytest.fixture
def guarded(deliberation, ada, now):
    """A deliberation that asks for tickets."""
    return tickets.admit(deliberation=deliberation, admission="tickets", by=ada, now=now)


@pytest.fixture
def ticket(guarded, ada, now):
    return tickets.issue(deliberation=guarded, count=1, by=ada, now=now)[0]


def test_ada_chooses_who_is_let_in(desk, deliberation):
    answer = desk.post(at("admit", deliberation), {"admission": "roster"}, follow=True)

    deliberation.refresh_from_db()
    assert deliberation.admission == "roster"
    assert "Names or addresses, one on each line" in said(answer)


def test_an_unknown_way_in_changes_nothing(desk, deliberation):
    assert desk.post(at("admit", deliberation), {"admission": "bribe"}).status_code == 400


def test_fresh_tickets_are_shown_once_with_a_code_each_and_can_be_kept_as_csv(desk, guarded):
    page = desk.post(at("issue", guarded), {"count": "2"})
    tree = parsed(page.content.decode())
    file = desk.post(at("tickets_csv", guarded), {"tickets": field(tree, "tickets")})

    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 2
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["link"].endswith(f"/d/{guarded.code}/?ticket={rows[0]['ticket']}")
    assert all(row["ticket"] in said(page) for row in rows)
    assert rows[0]["ticket"] not in said(desk.get(at("organise", guarded)))


def test_guessed_letters_are_no_file(desk, guarded, ticket):
    assert desk.post(at("tickets_csv", guarded), {"tickets": "ABCDE-FGHJK"}).status_code == 404


def test_a_roster_comes_by_paste_or_file_and_shows_who_has_come(desk, client, deliberation):
    desk.post(at("admit", deliberation), {"admission": "roster"})
    file = io.BytesIO(b"name\nDora\n")
    file.name = "roster.csv"

    page = desk.post(at("enlist", deliberation), {"names": "Ben\nCleo\n", "file": file})
    tokens = field(parsed(page.content.decode()), "tickets").split()
    client.post(at("join", deliberation), {"ticket": tokens[1]})

    table = said(desk.get(at("organise", deliberation)))
    assert "Ben not yet Cleo yes Dora not yet" in table
    assert "1 of 3 used." in table


def test_a_roster_that_is_no_text_is_refused(desk, deliberation):
    file = io.BytesIO(b"\xff\xfe\x00")
    file.name = "roster.xlsx"

    answer = desk.post(at("enlist", deliberation), {"file": file})

    assert answer.status_code == 400
    assert "Save it as CSV UTF-8 and send it again." in said(answer)


def test_a_link_brings_its_ticket_so_that_two_taps_remain(client, guarded, ticket):
    page = client.get(f"{at('participate', guarded)}?ticket={ticket.spoken}")
    typed = element(page.content.decode(), "ticket").get("value")

    answer = client.post(at("join", guarded), {"ticket": typed}, follow=True)

    assert typed == ticket.spoken
    assert element(answer.content.decode(), "card").get("aria-label") == "Voting"


@pytest.mark.parametrize("typed", ["", "ABCDE-FGHJK"])
def test_without_a_ticket_the_door_says_what_to_do_and_keeps_the_ticks(client, guarded, ticket, typed):
    answer = client.post(at("join", guarded), {"ticket": typed, "row_release": "on"})

    page = answer.content.decode()
    ticks = [each.get("name") for each in parsed(page).iter("input") if "checked" in each.attrib]
    assert answer.status_code == 403
    assert element(page, "ticket-refusal").text
    assert (element(page, "ticket").get("value"), ticks) == (typed, ["row_release"])
    assert not Participant.objects.exists()


def test_guessed_tickets_are_counted_like_guessed_codes(client, guarded, ticket):
    factories.guess(limits.GUESSES)

    assert client.post(at("join", guarded), {"ticket": "ABCDE-FGHJK"}).status_code == 429
    assert client.post(at("join", guarded), {"ticket": ticket.token}).status_code == 429
    assert not Ticket.objects.get().is_used


def test_an_open_door_asks_for_no_ticket(client, deliberation):
    assert "Your ticket" not in said(client.get(at("participate", deliberation)))


def test_torn_up_tickets_are_gone_from_the_page(desk, guarded, ticket):
    page = desk.post(at("tear_up", guarded), follow=True)

    assert "0 of 0 used." in said(page)
