"""An agenda is planned from a template, and changed stage by stage until a stage has begun."""

import pytest

from elicit.actions.deliberation import agenda, planning
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Agenda, Event, Stage
from elicit.models.deliberation.agenda import StageKind


@pytest.fixture
def meeting(draft, ada, now):
    return planning.plan(deliberation=draft, template="quick", by=ada, now=now)


def list_kinds(deliberation):
    return [stage.kind for stage in Agenda.of(deliberation).stages]


@pytest.fixture
def stage(meeting):
    return lambda position: meeting.stages.get(position=position)


@pytest.mark.parametrize(
    ("template", "minutes"), [("quick", 15), ("workshop", 60), ("week", 7 * 24 * 60), ("hand", 0)]
)
def test_a_template_fills_the_time_it_promises(draft, ada, now, template, minutes):
    planning.plan(deliberation=draft, template=template, by=ada, now=now)

    plan = Agenda.of(draft)
    assert plan.minutes == minutes
    assert [stage.kind for stage in plan.stages][-1:] == ([] if template == "hand" else ["close"])


def test_a_template_only_holds_stages_that_can_be_chosen():
    kinds = {stage.kind for template in planning.TEMPLATES.values() for stage in template.stages}

    assert kinds <= set(agenda.OPENS)


@pytest.mark.parametrize(("template", "error"), [("party", Invalid), ("week", Conflict)])
def test_no_template_is_put_over_an_agenda(meeting, ada, now, template, error):
    with pytest.raises(error):
        planning.plan(deliberation=meeting, template=template, by=ada, now=now)

    assert list_kinds(meeting) == ["lobby", "write_and_vote", "reveal", "close"]


def test_a_new_stage_comes_before_the_end(meeting, ada, now):
    planning.add(deliberation=meeting, kind=StageKind.VOTE, title=" Once more ", minutes=5, by=ada, now=now)

    assert list_kinds(meeting) == ["lobby", "write_and_vote", "reveal", "vote", "close"]
    stage = meeting.stages.get(kind=StageKind.VOTE)
    assert (stage.title, stage.name, stage.minutes, stage.goes_on) == ("Once more", "Once more", 5, False)


def test_a_stage_after_the_end_is_last(draft, ada, now):
    for kind in (StageKind.VOTE, StageKind.CLOSE):
        planning.add(deliberation=draft, kind=kind, by=ada, now=now)

    assert list_kinds(draft) == ["vote", "close"]


def test_closing_takes_no_time(draft, ada, now):
    stage = planning.add(deliberation=draft, kind=StageKind.CLOSE, minutes=5, goes_on=True, by=ada, now=now)

    assert (stage.minutes, stage.goes_on) == (None, False)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "dance"}, "unknown_kind"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 10**9}, "minutes"),
        ({"goes_on": True}, "no_minutes"),
        ({"title": "x" * 121}, "too_long"),
        ({"title": "Vote \u202ewon"}, "bidi"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(draft, ada, now, fields, code):
    with pytest.raises(Invalid) as refusal:
        planning.add(deliberation=draft, **{"kind": StageKind.VOTE, **fields}, by=ada, now=now)

    assert (refusal.value.code, list_kinds(draft)) == (code, [])


def test_an_agenda_has_an_end(draft, ada, now):
    for _stage in range(30):
        planning.add(deliberation=draft, kind=StageKind.VOTE, by=ada, now=now)

    with pytest.raises(Invalid) as refusal:
        planning.add(deliberation=draft, kind=StageKind.VOTE, by=ada, now=now)

    assert (refusal.value.code, Stage.objects.count()) == ("too_many", 30)


def test_a_stage_is_changed_removed_and_moved_before_it_begins(meeting, stage, ada, now):
    planning.change(stage=stage(1), title="Coffee", minutes=None, goes_on=False, by=ada, now=now)
    planning.move(stage=stage(2), by_places=1, by=ada, now=now)
    planning.remove(stage=stage(4), by=ada, now=now)

    assert list_kinds(meeting) == ["lobby", "reveal", "write_and_vote"]
    assert (stage(1).title, stage(1).minutes) == ("Coffee", None)
    events = list(Event.objects.order_by("-number").values_list("kind", flat=True)[:3])
    assert events == ["step_removed", "step_moved", "step_changed"]


@pytest.mark.parametrize(("position", "by_places"), [(1, -1), (4, 1)])
def test_the_first_and_the_last_are_not_moved_further(meeting, stage, ada, now, position, by_places):
    with pytest.raises(Conflict):
        planning.move(stage=stage(position), by_places=by_places, by=ada, now=now)

    assert list_kinds(meeting) == ["lobby", "write_and_vote", "reveal", "close"]


@pytest.mark.parametrize("position", [1, 2])
def test_what_has_begun_is_not_changed(meeting, stage, ada, now, position):
    for _stage in range(2):
        agenda.begin(deliberation=meeting, by=ada, now=now)
    fields = {"stage": stage(position), "by": ada, "now": now}

    for action in (
        lambda: planning.change(**fields, title="Late", minutes=9, goes_on=False),
        lambda: planning.remove(**fields),
        lambda: planning.move(**fields, by_places=1),
    ):
        with pytest.raises(Conflict):
            action()

    assert list_kinds(meeting) == ["lobby", "write_and_vote", "reveal", "close"]
    assert not meeting.stages.filter(title="Late").exists()


def test_nothing_is_moved_before_what_has_begun(meeting, stage, ada, now):
    agenda.begin(deliberation=meeting, by=ada, now=now)

    with pytest.raises(Conflict):
        planning.move(stage=stage(2), by_places=-1, by=ada, now=now)

    assert list_kinds(meeting) == ["lobby", "write_and_vote", "reveal", "close"]


def test_a_stage_that_two_remove_at_once_is_gone_once(meeting, stage, ada, now):
    one, other = stage(3), stage(3)
    planning.remove(stage=one, by=ada, now=now)

    with pytest.raises(Conflict):
        planning.remove(stage=other, by=ada, now=now)
