"""Questions at the door, and their answers."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.entry import erasures, surveys
from elicit.actions.findings import analyses
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Answer, Question
from elicit.reading.entry import consent, my_data
from elicit.reading.entry.surveys import QuestionText, format_question, list_answers
from elicit.reading.findings.findings import read_findings
from elicit.reading.findings.groups import read_groups
from tests import factories

AGE = QuestionText("How old are you?", "Under 30  25 %\n30 to 60: 45 %\nOver 60")
LIVES = QuestionText("Do you live here?", "Yes\nNo")


@pytest.fixture
def ask(deliberation, ada, now):
    return lambda *questions: surveys.ask(deliberation=deliberation, questions=questions, by=ada, now=now)


def test_an_option_a_line_with_the_share_wanted_behind_it(ask):
    [age, lives] = ask(AGE, LIVES)

    assert (age.number, age.text) == (1, "How old are you?")
    assert age.options == [
        {"text": "Under 30", "target": 25},
        {"text": "30 to 60", "target": 45},
        {"text": "Over 60", "target": None},
    ]
    assert format_question(lives) == LIVES
    assert format_question(age).options == "Under 30  25 %\n30 to 60  45 %\nOver 60"


@pytest.mark.parametrize(
    "question",
    [
        QuestionText("", "Yes\nNo"),
        QuestionText("Alone?", "Yes"),
        QuestionText("Many?", "\n".join(map(str, range(13)))),
        QuestionText("Same?", "Yes\nyes"),
        QuestionText("Much?", "Yes 60 %\nNo 41 %"),
        QuestionText("x" * 201, "Yes\nNo"),
        QuestionText("Long?", "Yes\n" + "n" * 81),
        QuestionText("Bidi?", "Yes\nN\u202eo"),
    ],
)
def test_a_question_that_cannot_be_asked_changes_nothing(ask, question):
    with pytest.raises(Invalid):
        ask(LIVES, question)
    assert not Question.objects.exists()


def test_there_are_at_most_six(ask):
    with pytest.raises(Invalid):
        ask(*[LIVES] * 7)
    assert len(ask(*[LIVES] * 6)) == 6


def test_answers_replace_each_other_and_may_be_kept_back(ask, ben):
    ask(AGE, LIVES)
    surveys.answer(participant=ben, choices={1: 2, 2: 0})
    surveys.answer(participant=ben, choices={1: None})

    assert list_answers(ben) == {1: None, 2: 0}


@pytest.mark.parametrize("choices", [{1: 3}, {1: -1}, {9: 0}, {1: 0, 2: 7}])
def test_an_unknown_answer_keeps_none(ask, ben, choices):
    ask(AGE, LIVES)

    with pytest.raises(Invalid):
        surveys.answer(participant=ben, choices=choices)
    assert not Answer.objects.exists()


def test_what_people_answered_keeps_its_words_but_targets_may_change(ask, ben):
    ask(AGE, LIVES)
    surveys.answer(participant=ben, choices={2: 0})

    with pytest.raises(Conflict):
        ask(AGE, QuestionText("Do you live here?", "Yes\nNo\nSometimes"))
    [_age, lives] = ask(AGE, QuestionText("Do you live here?", "Yes 70 %\nNo 30 %"))

    assert lives.options == [{"text": "Yes", "target": 70}, {"text": "No", "target": 30}]
    assert list_answers(ben) == {2: 0}


def test_a_question_that_is_taken_away_goes_with_its_answers(ask, ben):
    ask(AGE, LIVES)
    surveys.answer(participant=ben, choices={1: 0, 2: 0})

    ask(AGE)

    assert list_answers(ben) == {1: 0}


def test_the_door_says_that_questions_are_asked_and_the_log_how_many(ask, deliberation):
    ask(AGE)

    event = deliberation.community.events.last()
    text = " ".join(consent.read_newest_form(deliberation).get_words("en")["more"])
    assert "never shown for fewer than five people, and in no data that is released" in text
    assert (event.kind, event.payload) == ("survey_set", {"deliberation": deliberation.code, "questions": 1})


def test_answers_are_in_the_copy_and_go_with_the_person(ask, ben, now):
    ask(AGE, LIVES)
    surveys.answer(participant=ben, choices={1: 0, 2: None})

    assert my_data.read_my_data(ben)["answers"] == [
        {"question": "How old are you?", "answer": "Under 30"},
        {"question": "Do you live here?", "answer": None},
    ]
    erasures.erase(participant=ben, now=now)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("wrong", [{"number": 0}, {"number": 7}, {"number": 1}, {"text": ""}])
def test_the_database_keeps_questions_sound(ask, deliberation, wrong):
    ask(LIVES)
    fields = {"deliberation": deliberation, "number": 2, "text": "Hm?", "options": []}

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(**fields | wrong)
    assert Question.objects.create(**fields).pk


def test_the_database_keeps_one_answer_of_a_known_place(ask, ben):
    [question] = ask(LIVES)

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(participant=ben, question=question, option=12)
    Answer.objects.create(participant=ben, question=question, option=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(participant=ben, question=question, option=1)


# --- who takes part, and how findings hold ---


@pytest.fixture
def room(ask, deliberation, now):
    """Twenty people under 30 who are against what fifty others agree to, and three over 60."""
    ask(AGE)
    young = factories.room(deliberation, *["da"] * 20)
    older = factories.room(deliberation, *["aa"] * 50)
    few = factories.room(deliberation, *["aa"] * 3)
    for people, option in ((young, 0), (older, 1), (few, 2)):
        for person in people:
            surveys.answer(participant=person, choices={1: option})
    silent = factories.person(deliberation)
    surveys.answer(participant=silent, choices={1: 0})
    return analyses.run(deliberation=deliberation, now=now)


def test_participation_is_told_beside_the_targets_and_small_groups_are_not(room, deliberation):
    [question] = read_groups(deliberation, room)

    assert (question.text, question.answered, question.has_targets) == ("How old are you?", 75, True)
    assert [(group.text, group.target, group.share) for group in question.groups] == [
        ("Under 30", 25, None),  # with the three over 60, who would follow from the rest
        ("30 to 60", 45, 68),
        ("Over 60", None, None),
    ]


def test_how_findings_hold_is_told_with_intervals(room, ask, deliberation, now):
    for person in factories.room(deliberation, *["da"] * 6):
        surveys.answer(participant=person, choices={1: 2})
    analysis = analyses.run(deliberation=deliberation, now=now)

    [question] = read_groups(deliberation, analysis)

    verdicts = {statement.row.number: statement.row.verdict for statement in question.statements}
    assert [group.share for group in question.groups] == [25, 63, 11]
    assert verdicts[2] == "settled"
    assert [
        [cell.value for cell in statement.cells] for statement in question.statements if statement.row.number == 2
    ] == [[100] * 3]


def test_a_settled_statement_that_a_group_does_not_hold_is_flagged(ask, deliberation, now):
    ask(LIVES)
    for option, words in ((0, ["aa"] * 60), (1, ["da"] * 9)):
        for person in factories.room(deliberation, *words):
            surveys.answer(participant=person, choices={1: option})
    analysis = analyses.run(deliberation=deliberation, now=now)

    [question] = read_groups(deliberation, analysis)

    numbers = {
        statement.row.number: statement.breaks
        for statement in question.statements
        if statement.row.verdict == "settled"
    }
    assert numbers == {1: ("No",), 2: ()}
    assert [statement.row.number for statement in question.breaks] == [1]


def test_without_questions_nothing_is_told_and_nothing_looked_up(deliberation, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert read_groups(deliberation, None) == ()


@pytest.mark.parametrize("people", [1, 3])
def test_looking_costs_as_much_for_many_people_as_for_few(
    ask, deliberation, people, now, django_assert_max_num_queries
):
    ask(AGE, LIVES)
    for person in factories.room(deliberation, *["aa"] * 10 * people):
        surveys.answer(participant=person, choices={1: 0, 2: 1})
    analysis = analyses.run(deliberation=deliberation, now=now)
    read_findings(analysis)

    with django_assert_max_num_queries(5):
        read_groups(deliberation, analysis)
