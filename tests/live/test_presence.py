"""How many are here, over all server processes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from elicit import live
from elicit.live import presence
from elicit.models import Presence

pytestmark = pytest.mark.django_db(transaction=True)


def create_presence(deliberation, sockets, *, ago=0, audience="phone"):
    seen_at = timezone.now() - timedelta(seconds=ago)
    return Presence.objects.create(
        deliberation=deliberation, process="another", audience=audience, sockets=sockets, seen_at=seen_at
    )


def test_people_here_are_the_phones_of_all_processes(deliberation, now):
    presence.write("one", {(deliberation.pk, "phone"): 3, (deliberation.pk, "screen"): 1}, now)
    presence.write("two", {(deliberation.pk, "phone"): 4, (deliberation.pk, "console"): 1}, now)

    assert presence.count_phones(deliberation, now) == 7


def test_a_process_that_says_nothing_for_thirty_seconds_does_not_count(deliberation, now):
    create_presence(deliberation, 5, ago=29)
    assert presence.count_phones(deliberation, now) == 5

    Presence.objects.update(seen_at=now - timedelta(seconds=31))
    assert presence.count_phones(deliberation, now) == 0


def test_rows_of_dead_processes_are_cleaned_up_by_the_living(deliberation, now):
    create_presence(deliberation, 5, ago=31)

    presence.write("one", {(deliberation.pk, "phone"): 3}, now)

    assert list(Presence.objects.values_list("process", "sockets")) == [("one", 3)]


def test_an_audience_that_has_left_has_no_row(deliberation, now):
    presence.write("one", {(deliberation.pk, "phone"): 3, (deliberation.pk, "screen"): 1}, now)

    presence.write("one", {(deliberation.pk, "phone"): 2}, now + timedelta(seconds=1))

    assert list(Presence.objects.values_list("audience", "sockets")) == [("phone", 2)]


def test_a_deliberation_that_is_gone_is_left_out(deliberation, now):
    presence.write("one", {(deliberation.pk, "phone"): 3, (deliberation.pk + 1000, "phone"): 1}, now)

    assert Presence.objects.count() == 1


def test_an_open_phone_counts_until_it_is_closed(open_page, deliberation, ben):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)
    phone = open_page(deliberation, "phone", person=ben)
    create_presence(deliberation, 5)

    wall.until("6 here")
    phone.connection.close()
    wall.until("5 here")

    assert live.read_state(deliberation, "screen")["here"]() == 5


def test_people_on_two_servers_see_each_other(open_page, server, start, deliberation, ben):
    here, there = open_page(deliberation, "screen"), open_page(deliberation, "screen", on=start())
    phones = [open_page(deliberation, "phone", person=ben) for _number in range(2)]

    here.until("2 here")
    there.until("2 here")

    assert len(phones) == len(
        server.relay.subscribers[next(a for a in server.relay.subscribers if a.audience == "phone")].mailboxes
    )
