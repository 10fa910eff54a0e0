"""What is sent to the wall."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions import deliberations, showing
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation, Slide


def last(deliberation):
    return deliberation.community.events.order_by("-number").first()


def test_a_slide_is_sent_to_the_wall_and_the_log_tells(deliberation, ada, now):
    before = deliberation.revision
    shown = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)

    assert (shown.wall_slide, shown.revision) == ("prompt", before + 1)
    assert (last(shown).kind, last(shown).payload) == (
        "wall_shown",
        {"deliberation": deliberation.code, "slide": "prompt"},
    )


def test_sending_the_same_slide_again_changes_nothing(deliberation, ada, now):
    first = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)
    again = showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)

    assert again.revision == first.revision
    assert [each.kind for each in deliberation.community.events.all()].count("wall_shown") == 1


@pytest.mark.parametrize("slide", ["unites", "divides"])
def test_what_is_hidden_cannot_be_sent_before_it_is_revealed(deliberation, ada, now, slide):
    with pytest.raises(Conflict) as refused:
        showing.show(deliberation=deliberation, slide=slide, by=ada, now=now)
    assert refused.value.code == "not_revealed"

    deliberations.switch(deliberation=deliberation, name="results", on=True, by=ada, now=now)
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
