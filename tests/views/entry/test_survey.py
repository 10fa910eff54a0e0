"""Questions at the door: asked, left out, answered, changed; and what results say of them."""

import pytest

from elicit.actions.deliberation import showing
from elicit.actions.entry import surveys
from elicit.actions.findings import analyses
from elicit.models import Answer
from elicit.models.deliberation.showing import ALL
from elicit.reading.entry.surveys import QuestionText, list_answers
from tests import factories
from tests.htmx import parse
from tests.views.pages import build_address, read_text


@pytest.fixture
def survey(deliberation, ada, now):
    """Two questions at the door."""
    questions = [
        QuestionText("How old are you?", "Under 30  51 %\n30 or over"),
        QuestionText("Do you live here?", "Yes\nNo"),
    ]
    return surveys.ask(deliberation=deliberation, questions=questions, by=ada, now=now)


def read_choices(page):
    buttons = [element for element in parse(page.content.decode()).iter("input") if element.get("type") == "radio"]
    return {button.get("name"): button.get("value") for button in buttons if "checked" in button.attrib}


def test_who_joins_is_asked_once_and_may_leave_all_of_it_out(client, deliberation, survey):
    response = client.post(build_address("join", deliberation))
    page = client.get(response["Location"])

    assert response["Location"] == build_address("survey", deliberation)
    assert "How old are you?" in read_text(page)
    assert read_choices(page) == {"answer-1": "", "answer-2": ""}
    assert f'href="{build_address("participate", deliberation)}"' in page.content.decode()
    assert client.get(build_address("participate", deliberation)).status_code == 200
    assert not Answer.objects.exists()


def test_without_questions_nobody_is_asked(client, phone, deliberation):
    assert client.post(build_address("join", deliberation))["Location"] == build_address(
        "participate", deliberation
    )
    assert phone.get(build_address("survey", deliberation))["Location"] == build_address(
        "participate", deliberation
    )


def test_answers_are_kept_and_can_be_changed_later(phone, ben, survey):
    phone.post(build_address("survey", ben.deliberation), {"answer-1": "1", "answer-2": ""})
    assert list_answers(ben) == {1: 1, 2: None}

    assert "What I answered about myself" in read_text(phone.get(build_address("choices", ben.deliberation)))
    assert read_choices(phone.get(build_address("survey", ben.deliberation))) == {"answer-1": "1", "answer-2": ""}
    phone.post(build_address("survey", ben.deliberation), {"answer-1": "0", "answer-2": "1"})

    assert list_answers(ben) == {1: 0, 2: 1}


@pytest.mark.parametrize("word", ["7", "99"])
def test_an_answer_that_is_not_there_keeps_nothing(phone, ben, survey, word):
    response = phone.post(build_address("survey", ben.deliberation), {"answer-1": word, "answer-2": "0"})

    assert response.status_code == 400
    assert "There is no such answer here." in read_text(response)
    assert not Answer.objects.exists()


def test_ada_writes_questions_on_the_page_about_the_door(desk, deliberation):
    fields = {"text-1": "How old are you?", "options-1": "Under 30  51 %\r\n30 or over"}

    page = desk.post(build_address("ask", deliberation), fields, follow=True)

    [question] = deliberation.questions.all()
    assert question.options == [{"text": "Under 30", "target": 51}, {"text": "30 or over", "target": None}]
    assert "Under 30 51 % 30 or over" in read_text(page)


def test_a_question_that_cannot_be_asked_stays_in_its_place_with_a_sentence(desk, deliberation):
    response = desk.post(build_address("ask", deliberation), {"text-1": "Alone?", "options-1": "Yes"})

    assert response.status_code == 400
    assert "Question 1: It needs a text, and 2 to 12 answers, one on each line. Nothing was changed." in read_text(
        response
    )
    assert 'value="Alone?"' in response.content.decode()
    assert not deliberation.questions.exists()


@pytest.fixture
def room(deliberation, survey, now):
    """Ten under 30 and thirty over; all have voted."""
    for option, words in ((0, ["ad"] * 10), (1, ["aa"] * 30)):
        for person in factories.room(deliberation, *words):
            surveys.answer(participant=person, choices={1: option, 2: 0})
    return analyses.run(deliberation=deliberation, now=now)


def test_results_say_who_took_part_beside_the_targets_and_how_findings_hold(client, room, deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    page = read_text(client.get(build_address("results", deliberation)))

    assert "Under 30 51 % 25 %" in page
    assert "30 or over – 75 %" in page
    assert "Self-selected: no shares were set to reach." in page  # of the second question
    assert "How findings hold across groups" in page


def test_results_without_questions_say_self_selected(desk, deliberation):
    assert "whoever took part is self-selected" in read_text(desk.get(build_address("results", deliberation)))


def test_groups_are_hidden_with_the_results_and_ada_sees_them_before(client, desk, room, deliberation):
    assert "Under 30" not in read_text(client.get(build_address("results", deliberation)))
    assert "Under 30 51 % 25 %" in read_text(desk.get(build_address("organise", deliberation)))
    assert "Under 30 51 % 25 %" in read_text(desk.get(build_address("results", deliberation)))


def test_groups_wait_until_every_part_of_the_results_is_revealed(client, room, deliberation):
    deliberation.show_panels({"unites"})
    deliberation.save()

    page = read_text(client.get(build_address("results", deliberation)))

    assert "What unites" in page
    assert "Who took part" not in page
