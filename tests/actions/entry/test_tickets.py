"""Who is let in: by the code, by tickets, from a roster."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents, erasures, joining, tickets
from elicit.actions.entry.tickets import TicketRefusal
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Participant, Ticket
from elicit.reading.entry import consent
from elicit.reading.entry.admission import list_ways_in
from elicit.reading.entry.consent import Ticks
from tests import factories


@pytest.fixture
def admit(deliberation, ada, now):
    """Ada chooses how people come in."""
    return lambda way: tickets.admit(deliberation=deliberation, admission=way, by=ada, now=now)


@pytest.fixture
def issue(deliberation, ada, now):
    return lambda count: tickets.issue(deliberation=deliberation, count=count, by=ada, now=now)


@pytest.fixture
def join(deliberation, now):
    return lambda ticket="": joining.join(deliberation=deliberation, ticks=Ticks(), ticket=ticket, now=now)


def get_refusal_code(join, ticket):
    with pytest.raises(TicketRefusal) as refusal:
        join(ticket)
    return refusal.value.code


def test_anyone_with_the_code_comes_in_unless_the_facilitator_chooses_otherwise(draft, join):
    assert draft.admission == "open"
    assert join().number == 1


def test_a_ticket_lets_one_person_in(admit, issue, join):
    admit("tickets")
    [one, other] = issue(2)

    assert join(one.token).number == 1
    assert get_refusal_code(join, one.token) == "ticket_used"
    assert join(f" {other.text.lower()} ").number == 2


@pytest.mark.parametrize(
    ("ticket", "code"), [("", "ticket_missing"), ("  ", "ticket_missing"), ("ABCDE-FGHJK", "ticket_unknown")]
)
def test_nobody_comes_in_without_one(admit, issue, join, ticket, code):
    admit("tickets")
    issue(1)

    assert get_refusal_code(join, ticket) == code
    assert not Participant.objects.exists()


def test_a_ticket_of_another_deliberation_opens_nothing(admit, issue, join, community, ada, now):
    admit("tickets")
    elsewhere = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    [foreign] = tickets.issue(deliberation=elsewhere, count=1, by=ada, now=now)

    assert get_refusal_code(join, foreign.token) == "ticket_unknown"


def test_a_ticket_is_not_spent_where_nobody_can_join(admit, issue, join, deliberation, ada, now):
    admit("tickets")
    [ticket] = issue(1)
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    with pytest.raises(Conflict):
        join(ticket.token)
    assert not Ticket.objects.get().is_used


def test_neither_the_token_nor_who_used_it_is_kept(admit, issue, join):
    admit("tickets")
    [ticket] = issue(1)
    join(ticket.token)

    [row] = Ticket.objects.values()
    assert row.keys() == {"id", "deliberation_id", "number", "name", "token_hash", "is_used"}
    assert ticket.token not in str(row)


def test_everyone_on_a_roster_gets_a_ticket_of_their_own_once(deliberation, admit, join, ada, now):
    admit("roster")
    names = ["Ben", "Cleo <cleo@example.org>", "Ben"]
    first = tickets.enlist(deliberation=deliberation, names=names, by=ada, now=now)
    second = tickets.enlist(deliberation=deliberation, names=["Ben", "Dora"], by=ada, now=now)
    join(first[1].token)

    assert [(ticket.number, ticket.name) for ticket in [*first, *second]] == [
        (1, "Ben"),
        (2, "Cleo <cleo@example.org>"),
        (3, "Dora"),
    ]
    assert list(Ticket.objects.values_list("name", "is_used")) == [
        ("Ben", False),
        ("Cleo <cleo@example.org>", True),
        ("Dora", False),
    ]


@pytest.mark.parametrize("names", [[], ["x"] * 1001, ["Ben", "a\u202eb"]])
def test_a_roster_that_cannot_be_read_keeps_nobody(deliberation, ada, now, names):
    with pytest.raises(Invalid):
        tickets.enlist(deliberation=deliberation, names=names, by=ada, now=now)
    assert not Ticket.objects.exists()


def test_a_roster_of_people_who_are_on_it_already_says_so(deliberation, ada, now):
    tickets.enlist(deliberation=deliberation, names=["Ben"], by=ada, now=now)

    with pytest.raises(Conflict):
        tickets.enlist(deliberation=deliberation, names=["Ben"], by=ada, now=now)


def test_names_are_read_from_lines_and_from_a_csv():
    assert tickets.read_names("Ben\n\n  Cleo ") == ["Ben", "Cleo"]
    assert tickets.read_names('name,mail\n"Byron, Ada",ada@example.org\n') == ["Byron, Ada, ada@example.org"]


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_too_few_or_too_many_tickets_are_none(issue, count):
    with pytest.raises(Invalid):
        issue(count)
    assert not Ticket.objects.exists()


def test_torn_up_tickets_open_nothing_and_name_nobody(admit, issue, join, deliberation, ada, now):
    admit("tickets")
    [ticket] = issue(1)
    inside = factories.person(deliberation, ticket=issue(1)[0].token)

    assert tickets.tear_up(deliberation=deliberation, by=ada, now=now) == 2

    assert get_refusal_code(join, ticket.token) == "ticket_unknown"
    assert deliberation.participants.get() == inside


def test_the_log_holds_counts_and_no_names(admit, deliberation, ada, now):
    admit("roster")
    tickets.enlist(deliberation=deliberation, names=["Ben"], by=ada, now=now)

    events = deliberation.community.events.order_by("-number")[:2]
    assert [(event.kind, event.payload) for event in events] == [
        ("tickets_made", {"deliberation": deliberation.code, "tickets": 1, "named": 1}),
        ("admission_set", {"deliberation": deliberation.code, "admission": "roster", "people": 0}),
    ]


def test_the_door_says_that_tickets_are_noted(admit, deliberation):
    before = consent.read_newest_form(deliberation)

    admit("tickets")

    form = consent.read_newest_form(deliberation)
    assert form.number == before.number + 1
    assert [words for words in form.get_words("en")["more"] if "ticket that opens once" in words] != []


def test_every_way_somebody_came_in_by_is_known(admit, issue, join, deliberation):
    admit("tickets")
    assert list_ways_in(deliberation) == ("tickets",)
    admit("open")
    join()
    admit("tickets")
    join(issue(1)[0].token)
    deliberation.refresh_from_db()

    assert list_ways_in(deliberation) == ("open", "tickets")


def test_names_go_when_the_time_of_people_is_over(deliberation, ada, now):
    fields = {"organiser": "", "contact": "", "retention_days": 1}
    consents.reword(deliberation=deliberation, **fields, by=ada, now=now)
    tickets.enlist(deliberation=deliberation, names=["Ben"], by=ada, now=now)
    factories.person(deliberation)
    Deliberation.objects.update(closed_at=factories.LONG_AGO)

    erasures.expire(now=now)

    assert list(Ticket.objects.values_list("name", flat=True)) == [""]


def test_a_simulated_crowd_needs_no_tickets(admit, deliberation, now):
    admit("tickets")

    assert joining.join(deliberation=deliberation, ticks=Ticks(), now=now, simulated=True).is_simulated


@pytest.mark.parametrize("wrong", [{"number": 0}, {"number": 1}, {"token_hash": ""}, {"token_hash": "one"}])
def test_the_database_keeps_tickets_sound(deliberation, wrong):
    Ticket.objects.create(deliberation=deliberation, number=1, token_hash="one")

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(**{"deliberation": deliberation, "number": 2, "token_hash": "two"} | wrong)
    assert Ticket.objects.create(deliberation=deliberation, number=2, token_hash="two").pk


def test_the_database_knows_the_ways_in(deliberation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.update(admission="bribe")
    assert Deliberation.objects.update(admission="roster") == 1
