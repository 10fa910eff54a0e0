"""Stages that are over go on by themselves on a running server, and open pages follow."""

from datetime import timedelta

import pytest

from elicit import celery
from elicit.actions.deliberation import agenda, lifecycle, pauses, planning
from elicit.actions.entry import joining
from elicit.actions.practice import rehearsals
from elicit.actions.statements import machine_translation
from elicit.models import Agenda, Deliberation, Event, Interpreting, Rehearsal, Translation
from elicit.reading.entry.consent import Ticks
from tests.language_model import serve_model
from tests.live.test_tasks import needs_no_broker
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(deliberation, ada, now):
    """Open, with a quick pulse whose first stage has begun: people arrive."""
    planning.plan(deliberation=deliberation, template="quick", by=ada, now=now)
    return agenda.begin(deliberation=deliberation, by=ada, now=now)


def end_stage(deliberation, now):
    """Its stage goes on by itself, and its time is over."""
    agenda.begin(deliberation=deliberation, by=None, now=now)
    Deliberation.objects.update(closes_at=now - timedelta(seconds=1))


def get_kind(deliberation):
    stage = Agenda.of(deliberation).current
    return stage and stage.kind


def test_the_lobby_opens_by_itself_on_every_phone(open_page, meeting, ben, now):
    page = open_page(meeting, "phone", person=ben)
    page.until("What will happen")

    agenda.begin(deliberation=meeting, by=None, now=now)

    page.until("then: Results")
    assert 'data-state="open voting 1' in page.frames[-1]


def test_those_who_come_are_counted_on_the_wall(open_page, meeting, now):
    wall = open_page(meeting, "screen")
    person = joining.join(deliberation=meeting, ticks=Ticks(), now=now)
    open_page(meeting, "phone", person=person)

    wall.until("1 here")


def test_a_pause_reaches_every_page(open_page, meeting, ben, now):
    pages = [open_page(meeting, "phone", person=ben), open_page(meeting, "screen")]

    pauses.hold(deliberation=meeting, by=None, now=now)

    for page in pages:
        page.until("Paused")


def test_what_is_over_goes_on_by_itself(server, meeting, now):
    end_stage(meeting, now)

    wait_until(lambda: get_kind(meeting) == "reveal")


def test_what_was_over_while_no_server_ran_goes_on_when_one_starts(start, meeting, now):
    end_stage(meeting, now)
    assert get_kind(meeting) == "write_and_vote"

    start()

    wait_until(lambda: get_kind(meeting) == "reveal")


def test_of_two_servers_one_goes_on(start, meeting, now):
    start()
    start()
    end_stage(meeting, now)

    wait_until(lambda: get_kind(meeting) == "reveal")
    kinds = list(Event.objects.filter(kind="step_began").values_list("payload__step", flat=True))
    assert kinds == ["lobby", "write_and_vote", "reveal"]


@needs_no_broker
def test_a_simulated_crowd_votes_while_the_server_answers(server, open_page, deliberation, ada, now):
    room = rehearsals.prepare(of=deliberation, by=ada, now=now)
    lifecycle.open_(deliberation=room, by=ada, now=now)
    console = open_page(room, "console", user=ada)
    rehearsals.send(deliberation=room, people=9, by=ada, now=now)

    console.until("9 simulated people vote")
    wait_until(lambda: room.votes.count() >= 2)
    rehearsals.stop(deliberation=room, by=ada, now=now)

    assert celery.pool.wait(PATIENCE)
    assert Rehearsal.objects.get().is_running is False


@needs_no_broker
def test_a_language_model_proposes_while_the_server_answers(server, open_page, deliberation, ada, settings, now):
    with serve_model() as model:
        settings.MODEL_URL, settings.MODEL, settings.MODEL_KEY = model.url, "babel-1", ""
        page = open_page(deliberation, "screen")
        row = machine_translation.begin(deliberation=deliberation, language="es", by=ada, now=now)

        wait_until(lambda: Translation.objects.exclude(model="").count() == row.statements)
        page.until(deliberation.spoken_code)
        wait_until(lambda: not Interpreting.objects.get().is_running)
        assert celery.pool.wait(PATIENCE)
