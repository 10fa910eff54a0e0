"""What statements are about is stored with analyses, and computed anew only when statements change."""

import pytest

from elicit import wording
from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses
from elicit.actions.statements import writing
from elicit.reading.statements.topics import read_topics
from tests import factories
from tests.wording.rooms import ROOMS


@pytest.fixture
def room(draft, ada, now):
    """Twelve statements about schools and buses; some people have voted."""
    writing.seed(deliberation=draft, texts=ROOMS["en"], by=ada, now=now)
    deliberation = lifecycle.open_(deliberation=draft, by=ada, now=now)
    factories.room(deliberation, *["adadadadadad", "dadadadadada"] * 10)
    return deliberation


@pytest.fixture
def sizes(monkeypatch):
    """How many statements were looked at, each time topics were found."""
    times = []
    find = wording.topics

    def count(texts, **options):
        times.append(len(texts))
        return find(texts, **options)

    monkeypatch.setattr(wording, "topics", count)
    return times


def list_numbers(analysis):
    return sorted(number for topic in analysis.topics["found"] for number in topic["statements"])


def test_an_analysis_keeps_the_topics_of_the_accepted_statements(room, now):
    analysis = analyses.run(deliberation=room, now=now)

    assert list_numbers(analysis) == list(range(1, 13))
    assert {"teacher", "timetable"} <= {word for topic in analysis.topics["found"] for word in topic["words"]}


def test_the_next_analyses_keep_them_while_statements_stay_as_they_are(room, now, sizes):
    first = analyses.run(deliberation=room, now=now)
    factories.room(room, "aaaa")
    live = analyses.run(deliberation=room, now=now)
    final = analyses.run(deliberation=room, now=now, final=True)
    polis = analyses.run(deliberation=room, now=now, method="polis", final=True)

    assert sizes == [12]
    assert [analysis.topics for analysis in (live, final, polis)] == [first.topics] * 3


def test_they_are_found_anew_when_a_statement_is_accepted(room, now, sizes, ada):
    analyses.run(deliberation=room, now=now)
    statement = writing.submit(participant=factories.person(room), text="Paint the bus green.", now=now)
    analyses.run(deliberation=room, now=now)
    writing.accept(statement=statement, by=ada, now=now)

    assert list_numbers(analyses.run(deliberation=room, now=now)) == list(range(1, 14))
    assert sizes == [12, 13]


def test_what_was_rejected_is_in_no_topic(room, now, ada):
    analyses.run(deliberation=room, now=now)
    writing.reject(statement=room.statements.get(number=3), reason="Said already.", by=ada, now=now)

    assert 3 not in list_numbers(analyses.run(deliberation=room, now=now))


def test_topics_are_no_part_of_the_report(room, now):
    analysis = analyses.run(deliberation=room, now=now, final=True)

    assert "teacher" in str(analysis.topics)
    assert "teacher" not in analysis.report.to_json()


def test_a_room_of_few_statements_has_one_topic_without_words(deliberation):
    assert read_topics(deliberation)["found"] == [{"words": [], "statements": [1, 2, 3, 4]}]


def test_a_room_without_statements_has_none(draft):
    assert read_topics(draft)["found"] == []
