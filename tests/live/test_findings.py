"""What the pages show of an analysis, and that a swapped page equals a freshly loaded one."""

import re
import struct

import pytest

from elicit import access, live
from elicit.actions.findings import analyses
from elicit.models import Deliberation
from elicit.reading.findings.findings import read_findings
from elicit.reading.findings.maps import pack_map
from tests import factories


@pytest.fixture
def analysis(deliberation, now):
    """Everybody agrees with the first statement; two blocs disagree about the rest."""
    factories.camps(deliberation, 15, "aaddad", "adaada")
    Deliberation.objects.update(results_revealed=True)
    return analyses.run(deliberation=deliberation, now=now)


def test_findings_are_the_report_with_the_words_people_wrote(analysis):
    findings = read_findings(analysis)

    assert [row.text for row in findings.rows] == [*factories.TEXTS, *factories.MORE]
    assert [row.number for row in findings.unites] == [1]
    assert (findings.unites[0].share.value, findings.unites[0].votes) == (100, 30)
    assert {row.number for row in findings.divides} == {2, 3, 4, 5, 6}
    assert findings.digest == analysis.digest
    assert sum(bloc.size for bloc in findings.blocs) + findings.between == findings.people == 30


def test_every_statement_is_found_under_its_verdict_once(analysis):
    findings = read_findings(analysis)

    rows = [*findings.unites, *findings.against, *findings.divides, *findings.lukewarm, *findings.unknown]

    assert sorted(row.number for row in rows) == [row.number for row in findings.rows]


def test_an_analysis_that_is_replaced_while_a_page_is_made_gives_way_to_the_new_one(analysis, now):
    state = live.read_state(Deliberation.objects.get(), "results")
    assert state["analysis"]().pk == analysis.pk
    factories.room(analysis.deliberation, "aaddad")
    fresh = analyses.run(deliberation=analysis.deliberation, now=now)

    assert state["findings"]().digest == fresh.digest


def test_what_a_bloc_stands_for_is_said_in_statements(analysis):
    findings = read_findings(analysis)

    texts = {stand.text for bloc in findings.blocs for stand in bloc.stands}

    assert texts
    assert texts <= {*factories.TEXTS, *factories.MORE}


def test_findings_are_arranged_once_for_many_ticks(analysis, django_assert_max_num_queries):
    read_findings(analysis)

    with django_assert_max_num_queries(1):
        read_findings(analysis)


def test_the_map_holds_everybody_grouped_and_no_ids_nor_order_of_arrival(analysis):
    content = pack_map(analysis)
    report = analysis.report

    [people] = struct.unpack_from("<I", content)
    x = struct.unpack_from(f"<{people}f", content, 4)
    blocs = content[4 + 8 * people :]

    assert people == 30
    assert len(content) == 4 + 9 * people
    assert list(x) == sorted(x)
    assert blocs.count(255) == report.between
    assert {blocs.count(bloc.index) for bloc in report.blocs} == {bloc.size for bloc in report.blocs}


def test_the_map_of_nobody_is_empty(deliberation, now):
    nobody = analyses.run(deliberation=deliberation, now=now)

    assert pack_map(nobody) == struct.pack("<I", 0)


def squeeze(html: str) -> str:
    """Without what a clock changes."""
    return re.sub(r'data-now="\d+"', "", " ".join(html.split()))


@pytest.mark.parametrize("audience", ["phone", "screen", "console", "results"])
@pytest.mark.parametrize("is_analysed", [True, False])
def test_a_swapped_page_equals_a_freshly_loaded_one(
    client, deliberation, ben, ada, audience, is_analysed, request
):
    if is_analysed:
        request.getfixturevalue("analysis")
    Deliberation.objects.update(results_revealed=True)
    if audience == "phone":
        client.cookies.load({access.name_cookie(deliberation.code): access.make_token(ben)})
    if audience == "console":
        client.force_login(ada)
    page = {"phone": "", "screen": "screen/", "console": "console/", "results": "results/"}[audience]

    whole_page = client.get(f"/d/{deliberation.code}/{page}")
    fragment = client.get(f"/d/{deliberation.code}/live/{audience}/")

    assert (whole_page.status_code, fragment.status_code) == (200, 200)
    assert squeeze(fragment.text) in squeeze(whole_page.text)
    assert squeeze(fragment.text) == squeeze(live.render(Deliberation.objects.get(), audience))
