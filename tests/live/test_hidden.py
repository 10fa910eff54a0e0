"""Hidden means hidden in every channel. In each test there is a result that could leak."""

import pytest
from django.utils import timezone

from elicit import live
from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.findings import analyses
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Deliberation
from elicit.models.deliberation.showing import ALL
from elicit.reading.findings.findings import read_findings
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(deliberation, now):
    """An open deliberation with an analysis nobody has revealed: everybody agrees with the first statement."""
    factories.room(deliberation, *["aadd"] * 15, *["adaa"] * 15)
    analyses.run(deliberation=deliberation, now=now)
    deliberation.refresh_from_db()
    return deliberation


def reveal(deliberation, by, on=True):
    showing.reveal(deliberation=deliberation, **{"show" if on else "hide": ALL}, by=by, now=timezone.now())


def test_the_state_of_no_public_audience_holds_findings_before_they_are_revealed(room):
    for audience in ("phone", "screen", "results"):
        state = live.read_state(room, audience)
        assert (state["findings"](), state["analysis"]()) == (None, None)

    assert live.read_state(room, "console")["findings"]().digest == room.analyses.get().digest


def test_no_open_page_is_sent_findings_before_they_are_revealed(open_page, room, ben, ada, now):
    phone = open_page(room, "phone", person=ben)
    wall = open_page(room, "screen")
    console = open_page(room, "console", user=ada)
    console.until(factories.TEXTS[0])
    phone.until(room.prompt)
    wall.until(room.prompt)

    casting.cast(participant=ben, statement=room.statements.get(number=1), choice=1, now=now)
    wall.until("121 votes")
    Deliberation.objects.update(analysis_due_at=None)
    fresh = analyses.run(deliberation=room, now=now)
    console.until(fresh.digest)
    lifecycle.switch(deliberation=room, name="writing", on=False, by=ada, now=now)
    phone.until('id="pen" data-state="down"')
    wall.listen()

    html = "".join(phone.frames + wall.frames)
    digests = room.analyses.values_list("digest", flat=True)
    assert [words for words in [*factories.TEXTS, *digests] if words in html] == []


def test_results_are_refused_to_strangers_and_participants_before_they_are_revealed(open_page, room, ben):
    assert open_page(room, "results").read_close_code() == 4403
    assert open_page(room, "results", person=ben).read_close_code() == 4403


def test_hidden_results_have_no_fragment_for_anybody(room):
    assert live.render(room, "results") == ""


def test_revealing_reaches_the_wall_and_hiding_takes_it_back(open_page, room, ada):
    wall = open_page(room, "screen")
    wall.until(room.prompt)

    reveal(room, ada)
    wall.until(factories.TEXTS[0])

    reveal(room, ada, on=False)
    wall.until(room.prompt)
    assert factories.TEXTS[0] not in wall.frames[-1]


def test_the_results_page_follows_the_analysis_once_revealed(open_page, room, ada, now):
    reveal(room, ada)
    page = open_page(room, "results")
    page.until(room.analyses.get().digest)

    factories.room(room, "aaaa")
    Deliberation.objects.update(analysis_due_at=None)  # one by the ticker would replace this one before it is seen
    fresh = analyses.run(deliberation=room, now=now)

    page.until(fresh.digest)


def test_a_rejected_statement_leaves_the_findings_at_once(room, ada, now):
    findings = read_findings(room.analyses.get())
    writing.reject(statement=room.statements.get(number=1), reason="Spam", by=ada, now=now)

    rest = read_findings(room.analyses.get())

    assert [row.number for row in findings.rows] == [1, 2, 3, 4]
    assert [row.number for row in rest.rows] == [2, 3, 4]


def test_a_frame_names_nobody(room, ben):
    Deliberation.objects.update(results_revealed=True)
    deliberation = Deliberation.objects.get()

    html = "".join(live.render(deliberation, audience) for audience in live.AUDIENCES)

    assert ben.key not in html
    assert "participant" not in html.lower().replace("participants", "")


def test_one_panel_reaches_the_wall_and_the_results_page_alone(open_page, room, ada, now):
    showing.reveal(deliberation=room, show={"unites"}, by=ada, now=now)
    wall, page = open_page(room, "screen"), open_page(room, "results")
    wall.until(factories.TEXTS[0])
    page.until(factories.TEXTS[0])

    showing.reveal(deliberation=room, show={"unknown"}, by=ada, now=now)
    page.until(factories.TEXTS[2])
    wall.until("not settled")

    before = "".join([*wall.frames[:-1], *page.frames[:-1]])
    everything = before + wall.frames[-1] + page.frames[-1]
    assert (factories.TEXTS[2] in before, 'class="bloc' in everything, "data-map" in everything) == (False,) * 3
