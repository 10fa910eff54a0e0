"""Every place where a log was edited, cut or reordered is named."""

from elicit.reading.community.log import list_breaks


def test_an_untouched_log_holds(deliberation):
    assert deliberation.community.log_length > 3
    assert list(list_breaks(community=deliberation.community)) == []


def test_an_edited_event_is_named(deliberation):
    deliberation.community.events.filter(number=2).update(payload={"role": "auditor"})

    [broken] = list_breaks(community=deliberation.community)
    assert (broken.number, broken.what) == (2, "its contents were changed after it was recorded")


def test_a_missing_event_is_named(deliberation):
    deliberation.community.events.filter(number=2).delete()

    assert [broken.what for broken in list_breaks(community=deliberation.community)] == [
        "event 2 is missing",
        "it does not follow the event before it",
    ]


def test_a_cut_end_is_noticed(deliberation):
    deliberation.community.events.last().delete()

    [broken] = list_breaks(community=deliberation.community)
    assert broken.what == "the head of the log does not match its last event"
