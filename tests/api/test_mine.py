"""Choices and one's own data through the API."""

from elicit.actions.entry import surveys, tickets
from elicit.models import Participant, Vote
from elicit.reading.entry import consent
from elicit.reading.entry.consent import Ticks
from elicit.reading.entry.surveys import QuestionText
from tests.api.conftest import Caller


def test_the_words_at_the_door_and_the_last_answer(caller, ben):
    body = caller.get("consent").body

    assert (body["number"], body["organiser"], body["retention_days"]) == (1, "Riverside Library", None)
    assert body["words"]["who"] == "Riverside Library runs this."
    assert (body["publishing_text"], body["row_release"], body["is_asked_again"]) == (True, False, False)


def test_an_answer_replaces_the_last_one_and_keeps_it(caller, ben):
    response = caller.post("consent", row_release=True, read=1)

    assert (response.status, response.body["publishing_text"], response.body["row_release"]) == (201, False, True)
    assert consent.read_ticks(ben) == Ticks(row_release=True)
    assert ben.consents.count() == 2


def test_everything_that_is_kept(caller):
    caller.post("votes", statement=2, choice=-1)

    data = caller.get("mine").body

    assert [(vote["statement"], vote["said"]) for vote in data["votes"]] == [(2, "disagree")]
    assert (len(data["changes"]), len(data["consents"]), data["statements"]) == (1, 1, [])


def test_deleting_takes_everything_and_the_token_leads_nowhere(caller, ben):
    caller.post("votes", statement=2, choice=-1)

    assert caller.delete("mine").status == 204
    assert not Vote.objects.exists()
    assert not Participant.objects.filter(pk=ben.pk).exists()
    assert [caller.get(path).status for path in ("mine", "consent", "next")] == [401, 401, 401]


def test_strangers_have_no_data(client, cleo: Caller):
    assert [cleo.get("mine").status, cleo.delete("mine").status, cleo.post("consent").status] == [401, 401, 401]


def test_a_ticket_is_asked_for_where_one_is_needed(cleo, deliberation, ada, now):
    tickets.admit(deliberation=deliberation, admission="tickets", by=ada, now=now)
    [ticket] = tickets.issue(deliberation=deliberation, count=1, by=ada, now=now)

    responses = [cleo.post("join"), *[cleo.post("join", ticket=ticket.text) for _ in "ab"]]

    assert [response.status for response in responses] == [403, 201, 403]
    assert [responses[0].body["code"], responses[2].body["code"]] == ["ticket_missing", "ticket_used"]


def test_questions_at_the_door_and_their_answers(caller, deliberation, ada, now):
    questions = [
        QuestionText("How old are you?", "Under 30  51 %\n30 or over"),
        QuestionText("Do you live here?", "Yes\nNo"),
    ]
    surveys.ask(deliberation=deliberation, questions=questions, by=ada, now=now)
    assert [(question["options"], question["is_answered"]) for question in caller.get("survey").body] == [
        (["Under 30", "30 or over"], False),
        (["Yes", "No"], False),
    ]

    response = caller.post("survey", answers={"1": 1, "2": None})

    assert [(question["is_answered"], question["answer"]) for question in response.body] == [
        (True, 1),
        (True, None),
    ]
    assert [caller.post("survey", answers=wrong).status for wrong in ({"1": 2}, {"3": 0}, {"x": 0})] == [400] * 3
    assert [response["answer"] for response in caller.get("mine").body["answers"]] == ["30 or over", None]
