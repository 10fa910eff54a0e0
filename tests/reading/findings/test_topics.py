"""Every row of the findings says what it is about, and every topic how many rows it has."""

import pytest

from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses
from elicit.actions.statements import writing
from elicit.models import Analysis
from elicit.reading.findings.findings import read_findings
from tests import factories
from tests.wording.rooms import ROOMS


@pytest.fixture
def room(draft, ada, now):
    writing.seed(deliberation=draft, texts=ROOMS["en"], by=ada, now=now)
    deliberation = lifecycle.open_(deliberation=draft, by=ada, now=now)
    factories.room(deliberation, *["adadadadadad", "dadadadadada"] * 10)
    return deliberation


def test_rows_and_topics_agree(room, now):
    findings = read_findings(analyses.run(deliberation=room, now=now))

    assert [topic.index for topic in findings.topics] == [0, 1]
    assert all("school" in topic.words or "bus" in topic.words for topic in findings.topics)
    for topic in findings.topics:
        assert len([row for row in findings.rows if row.topic == topic.index]) == topic.count
    assert sum(topic.count for topic in findings.topics) == len(findings.rows) == 12


def test_a_row_is_in_its_topic_under_its_verdict_too(room, now):
    findings = read_findings(analyses.run(deliberation=room, now=now))
    topics = {row.number: row.topic for row in findings.rows}

    for row in [*findings.unites, *findings.against, *findings.divides, *findings.lukewarm, *findings.unknown]:
        assert row.topic == topics[row.number] is not None


def test_what_is_rejected_later_no_longer_counts(room, now, ada):
    analysis = analyses.run(deliberation=room, now=now)
    before = {topic.index: topic.count for topic in read_findings(analysis).topics}
    row = read_findings(analysis).rows[0]
    writing.reject(statement=room.statements.get(number=row.number), reason="Said already.", by=ada, now=now)

    after = {topic.index: topic.count for topic in read_findings(analysis).topics}

    assert after == before | {row.topic: before[row.topic] - 1}


def test_an_analysis_from_before_topics_were_kept_has_none(room, now):
    analysis = analyses.run(deliberation=room, now=now)
    Analysis.objects.update(topics={})
    findings = read_findings(Analysis.objects.get(pk=analysis.pk))

    assert (findings.topics, {row.topic for row in findings.rows}) == ((), {None})
