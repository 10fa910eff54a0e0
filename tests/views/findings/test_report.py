"""The report: one page of what was asked, who took part, and what was found."""

import pytest

from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.models import Role
from elicit.models.deliberation.showing import ALL
from elicit.views.findings.report import fit_lines
from tests import factories
from tests.views.pages import build_address, read_text


@pytest.fixture
def analysis(room, now):
    return analyses.run(deliberation=room, now=now, final=True)


def reveal(deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)


def test_it_says_what_was_asked_who_took_part_and_what_was_found(client, room, analysis, ada, now):
    reveal(room, ada, now)
    page = read_text(client.get(build_address("report", room)))

    assert room.prompt in page
    assert "40 people took part, with 240 votes on 6 statements." in page
    assert "Anybody with the code could take part: whoever did chose to." in page
    assert f"What unites 1 {factories.TEXTS[0]} 100 % of the 40 who voted on it agree (" in page
    assert f"What divides 4 {factories.TEXTS[1]}" in page
    assert "What is not settled 0 Every statement has an answer." in page
    assert f"http://127.0.0.1:8000/d/{room.code}/results/ · analysis {analysis.digest}" in page


def test_it_waits_for_the_reveal_except_for_those_who_watch(client, sign_in, member, dora, room, analysis):
    for stranger in (client, sign_in(dora), sign_in(member(Role.MEMBER))):
        response = stranger.get(build_address("report", room))
        assert (response.status_code, factories.TEXTS[0] in response.content.decode()) == (403, False)

    for role in (Role.STEWARD, Role.FACILITATOR, Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR):
        page = read_text(sign_in(member(role)).get(build_address("report", room)))
        assert (factories.TEXTS[0] in page, "Not all of this is revealed." in page) == (True, True)


def test_it_holds_the_parts_that_are_revealed(client, room, analysis, ada, now):
    showing.reveal(deliberation=room, show={"unites"}, by=ada, now=now)
    response = client.get(build_address("report", room)).content.decode()

    assert [text for text in (*factories.TEXTS, *factories.MORE) if text in response] == [factories.TEXTS[0]]
    assert ("data-map" in response, "divides-title" in response, 'class="bloc' in response) == (
        False,
        False,
        False,
    )


def test_without_an_analysis_it_says_so(desk, deliberation):
    assert "There is nothing to report yet" in read_text(desk.get(build_address("report", deliberation)))


class Line:
    def __init__(self, text):
        self.text = text


@pytest.mark.parametrize(
    ("length", "fits"), [(10, 5), (92, 5), (93, 3), (200, 2), (2000, 1)], ids=lambda number: str(number)
)
def test_as_many_statements_as_the_page_holds(length, fits):
    assert len(fit_lines([Line("x" * length)] * 8, 11)) == fits


def test_wide_letters_take_two_places():
    assert len(fit_lines([Line("好" * 46)] * 8, 11)) == 5
    assert len(fit_lines([Line("好" * 47)] * 8, 11)) == 3
