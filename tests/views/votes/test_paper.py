"""The console's page for ballots on paper."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.models import Role, Vote
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import find_element, parse, read_words
from tests.views.pages import build_address, read_text

FILE = "ballot,statement,choice\n1,1,agree\n1,2,pass\n2,1,disagree\n"


def preview(desk, deliberation, text):
    content = text if isinstance(text, bytes) else text.encode()
    return desk.post(build_address("paper", deliberation), {"file": SimpleUploadedFile("hall.csv", content)})


def test_a_file_is_looked_at_before_anything_is_kept_and_sent_back_as_it_was(desk, deliberation):
    response = preview(desk, deliberation, FILE)
    assert "2 ballots with 3 votes. Nothing is kept yet." in read_text(response)
    assert not deliberation.participants.exists()

    page = parse(response.content.decode())
    [content] = [element.text for element in page.iter("textarea")]
    receipt = desk.post(build_address("keep_paper", deliberation), {"content": content, "name": "hall.csv"})
    assert (receipt.status_code, Vote.objects.count()) == (302, 3)
    assert "2 ballots, 3 votes" in read_text(desk.get(build_address("paper", deliberation)))


def test_problems_are_listed_by_line_and_there_is_no_button_to_go_on(desk, deliberation):
    response = preview(desk, deliberation, FILE + "3,99,agree\n4,1,perhaps\n")
    page = read_text(response)

    assert response.status_code == 422
    assert "Line 5: There is no statement “99” that takes votes." in page
    assert "Line 6: “perhaps” is no choice." in page
    assert "Bring these ballots in" not in page


def test_many_problems_are_cut_short(desk, deliberation):
    page = read_text(preview(desk, deliberation, "ballot,statement,choice\n" + "1,99,agree\n" * 60))

    assert (page.count("There is no statement"), "and 10 more" in page) == (50, True)


@pytest.mark.parametrize("content", [b"", b"\xff", b"x" * 1_000_001])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(desk, deliberation, content):
    response = preview(desk, deliberation, content)

    assert (response.status_code, "Bring these ballots in" in read_text(response)) == (422, False)


def test_nothing_chosen_is_said(desk, deliberation):
    assert "Choose a CSV file first." in read_text(desk.post(build_address("paper", deliberation)))


def test_the_same_file_twice_is_refused_with_a_sentence(desk, deliberation):
    for expected in (302, 409):
        response = desk.post(build_address("keep_paper", deliberation), {"content": FILE, "name": "hall.csv"})
        assert response.status_code == expected

    assert "These ballots are here already" in read_text(response)
    assert deliberation.participants.count() == 2


def test_a_batch_is_taken_back(desk, deliberation):
    desk.post(build_address("keep_paper", deliberation), {"content": FILE, "name": "hall.csv"})

    desk.post(build_address("take_back", deliberation, 1))

    assert not deliberation.participants.exists()
    assert "taken back" in read_text(desk.get(build_address("paper", deliberation)))


def test_markup_in_a_file_stays_text(desk, deliberation):
    response = preview(desk, deliberation, "ballot,statement,choice\n</textarea><b>1,1,agree\n")

    [content] = [element.text for element in parse(response.content.decode()).iter("textarea")]
    assert content == "ballot,statement,choice\n</textarea><b>1,1,agree\n"


def test_a_printed_ballot_has_every_statement_with_three_boxes(desk, deliberation):
    page = parse(desk.get(build_address("paper_form", deliberation) + "?first=7&count=2").content.decode())

    sheets = list(page.iter("section"))
    assert [sheet.get("aria-label") for sheet in sheets] == ["Ballot 7", "Ballot 8"]
    rows = list(sheets[0].iter("tr"))[1:]
    assert [read_words(next(row.iter("th"))) for row in rows] == list(factories.TEXTS)
    assert [sum(1 for element in row.iter("span") if element.get("class") == "box") for row in rows] == [3] * 4


@pytest.mark.parametrize("query", ["?count=0", "?count=100000", "?first=x"])
def test_an_odd_number_of_ballots_is_one(desk, deliberation, query):
    page = parse(desk.get(build_address("paper_form", deliberation) + query).content.decode())

    assert len(list(page.iter("section"))) == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_run_it_bring_ballots_in(sign_in, member, deliberation, role):
    client = sign_in(member(role))
    expected = 302 if role in (Role.STEWARD, Role.FACILITATOR) else 403

    response = client.post(build_address("keep_paper", deliberation), {"content": FILE, "name": "x"})

    assert (response.status_code, deliberation.participants.exists()) == (expected, expected == 302)


def test_results_say_how_many_were_on_paper(client, desk, room, ada, now):
    desk.post(build_address("keep_paper", room), {"content": FILE, "name": "hall.csv"})
    analyses.run(deliberation=room, now=now)
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)

    page = find_element(client.get(build_address("results", room)).content.decode(), "live")
    assert "2 of the ballots on paper" in read_words(page)
