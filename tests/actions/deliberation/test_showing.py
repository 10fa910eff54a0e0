"""What is sent to the wall."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import agenda, planning, showing
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Panel, Slide
from elicit.models.deliberation.showing import ALL


def get_last_event(deliberation):
    return deliberation.community.events.order_by("-number").first()


def test_a_slide_is_sent_to_the_wall_and_the_log_tells(deliberation, ada, now):
    before = deliberation.revision
    room = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)

    assert (room.wall_slide, room.revision) == ("prompt", before + 1)
    assert (get_last_event(room).kind, get_last_event(room).payload) == (
        "wall_shown",
        {"deliberation": deliberation.code, "slide": "prompt"},
    )


def test_sending_the_same_slide_again_changes_nothing(deliberation, ada, now):
    first = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)
    again = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)

    assert again.revision == first.revision
    assert [event.kind for event in deliberation.community.events.all()].count("wall_shown") == 1


@pytest.mark.parametrize("slide", ["unites", "divides"])
def test_what_is_hidden_cannot_be_sent_before_it_is_revealed(deliberation, ada, now, slide):
    with pytest.raises(Conflict) as refusal:
        showing.show(deliberation=deliberation, slide=slide, by=ada, now=now)
    assert refusal.value.code == "not_revealed"

    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)
    assert showing.show(deliberation=deliberation, slide=slide, by=ada, now=now).wall_slide == slide


def test_an_unknown_slide_is_refused(deliberation, ada, now):
    with pytest.raises(Invalid):
        showing.show(deliberation=deliberation, slide="votes of everyone", by=ada, now=now)

    assert Deliberation.objects.get().wall_slide == ""


def test_the_database_keeps_known_slides_only(deliberation):
    for slide in ("", *Slide.values):
        Deliberation.objects.update(wall_slide=slide)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.update(wall_slide="ballots")


# --- panels ---


def list_panels(deliberation):
    return sorted(Deliberation.objects.get(pk=deliberation.pk).shown_panels)


@pytest.fixture
def reveal(deliberation, ada, now):
    def reveal(panel, on=True):
        return showing.reveal(deliberation=deliberation, **{"show" if on else "hide": {panel}}, by=ada, now=now)

    return reveal


def test_one_panel_is_revealed_and_hidden_and_the_log_tells(deliberation, reveal):
    reveal("unites")
    assert (list_panels(deliberation), get_last_event(deliberation).kind) == (["unites"], "results_shown")
    assert get_last_event(deliberation).payload == {"deliberation": deliberation.code, "panels": ["unites"]}

    reveal("unites", on=False)
    assert (list_panels(deliberation), get_last_event(deliberation).payload["panels"]) == ([], [])


def test_revealing_all_of_it_reveals_what_is_left_and_hiding_all_hides_it(deliberation, reveal, ada, now):
    reveal("map")
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)
    assert list_panels(deliberation) == sorted(Panel.values)

    reveal("map", on=False)
    showing.reveal(deliberation=deliberation, hide=ALL, by=ada, now=now)
    assert list_panels(deliberation) == []


def test_whichever_way_results_are_shown_the_log_tells_it_in_the_same_words(deliberation, reveal, ada, now):
    events = []
    reveal("unites")
    events.append(get_last_event(deliberation))
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)
    events.append(get_last_event(deliberation))
    showing.reveal(deliberation=deliberation, hide=ALL, by=ada, now=now)
    planning.plan(deliberation=deliberation, template="quick", by=ada, now=now)
    agenda.begin(deliberation=deliberation, stage=deliberation.stages.get(kind="reveal"), by=ada, now=now)
    events.append(get_last_event(deliberation))

    assert {event.kind for event in events} == {"results_shown"}
    assert [event.payload["panels"] for event in events] == [
        ["unites"],
        sorted(Panel.values),
        sorted(Panel.values),
    ]


def test_where_somebody_is_needs_the_map(deliberation, reveal):
    with pytest.raises(Conflict) as refusal:
        reveal("where")
    assert refusal.value.code == "no_map"

    reveal("map")
    reveal("where")
    reveal("unites")
    reveal("map", on=False)
    assert list_panels(deliberation) == ["unites"]


def test_nothing_of_a_draft_is_revealed(draft, ada, now):
    with pytest.raises(Conflict):
        showing.reveal(deliberation=draft, show={"map"}, by=ada, now=now)


def test_an_unknown_panel_is_refused(reveal):
    with pytest.raises(Invalid):
        reveal("ballots")


def test_revealing_what_is_revealed_changes_nothing(deliberation, reveal):
    assert reveal("map").revision == reveal("map").revision


def test_the_database_keeps_known_sets_of_panels_only(deliberation):
    Deliberation.objects.update(results_revealed=True)
    for panels in ("", "where", "map where", "map unites divides where", "unites divides unknown"):
        Deliberation.objects.update(hidden_panels=panels)
    for panels in ("map", "where map", "ballots", "map unites divides unknown where"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deliberation.objects.update(hidden_panels=panels)


def test_the_database_hides_panels_of_revealed_results_only(deliberation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.update(hidden_panels="where")


def test_a_stage_that_reveals_reveals_all_of_it(deliberation, reveal, ada, now):
    reveal("map")
    planning.add(deliberation=deliberation, kind="reveal", minutes=None, by=ada, now=now)
    agenda.begin(deliberation=deliberation, by=ada, now=now)

    assert list_panels(deliberation) == sorted(Panel.values)
