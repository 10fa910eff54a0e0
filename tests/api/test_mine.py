"""Choices and one's own data through the API."""

from elicit.actions.entry import surveys, tickets
from elicit.actions.entry.surveys import Asked
from elicit.models import Participant, Vote
from elicit.reading.entry import consent
from elicit.reading.entry.consent import Ticks
from tests.api.conftest import Caller


def test_the_words_at_the_door_and_the_last_answer(caller, ben):
    said = caller.get("consent").said

    assert (said["number"], said["organiser"], said["retention_days"]) == (1, "Riverside Library", None)
    assert said["words"]["who"] == "Riverside Library runs this."
    assert (said["publishing_text"], said["row_release"], said["is_asked_again"]) == (True, False, False)


def test_an_answer_replaces_the_last_one_and_keeps_it(caller, ben):
    answer = caller.post("consent", row_release=True, read=1)

    assert (answer.status, answer.said["publishing_text"], answer.said["row_release"]) == (201, False, True)
    assert consent.read_ticks(ben) == Ticks(row_release=True)
    assert ben.consents.count() == 2


def test_everything_that_is_kept(caller):
    caller.post("votes", statement=2, choice=-1)

    kept = caller.get("mine").said

    assert [(each["statement"], each["said"]) for each in kept["votes"]] == [(2, "disagree")]
    assert (len(kept["changes"]), len(kept["consents"]), kept["statements"]) == (1, 1, [])


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

    answers = [cleo.post("join"), *[cleo.post("join", ticket=ticket.spoken) for _ in "ab"]]

    assert [answer.status for answer in answers] == [403, 201, 403]
    assert [answers[0].said["code"], answers[2].said["code"]] == ["ticket_missing", "ticket_used"]


def test_questions_at_the_door_and_their_answers(caller, deliberation, ada, now):
    told = [Asked("How old are you?", "Under 30  51 %\n30 or over"), Asked("Do you live here?", "Yes\nNo")]
    surveys.ask(deliberation=deliberation, asked=told, by=ada, now=now)
    assert [(each["options"], each["is_answered"]) for each in caller.get("survey").said] == [
        (["Under 30", "30 or over"], False),
        (["Yes", "No"], False),
    ]

    answer = caller.post("survey", answers={"1": 1, "2": None})

    assert [(each["is_answered"], each["answer"]) for each in answer.said] == [(True, 1), (True, None)]
    assert [caller.post("survey", answers=wrong).status for wrong in ({"1": 2}, {"3": 0}, {"x": 0})] == [400] * 3
    assert [each["answer"] for each in caller.get("mine").said["answers"]] == ["30 or over", None]
