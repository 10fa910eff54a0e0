"""What is one's own: choices, what is kept, a copy of it, and its end."""

import csv
import io

import pytest

from elicit.actions.entry import consents
from elicit.actions.findings import analyses
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Participant, Vote
from elicit.reading.entry import consent
from elicit.reading.entry.consent import Ticks
from tests import factories
from tests.htmx import find_element, parse
from tests.views.pages import build_address, read_text


@pytest.fixture
def new_form(ben, ada, now):
    return consents.reword(
        deliberation=ben.deliberation, organiser="The Night Shift", contact="", retention_days=9, by=ada, now=now
    )


def list_ticks(page):
    inputs = parse(page.content.decode()).iter("input")
    return {
        element.get("name")
        for element in inputs
        if element.get("type") == "checkbox" and "checked" in element.attrib
    }


def test_from_the_code_to_the_first_statement_takes_one_tap(client, deliberation):
    page = client.get(build_address("participate", deliberation))
    form = next(
        element for element in parse(page.content.decode()).iter("form") if "/join/" in element.get("action")
    )
    fields = {
        element.get("name"): element.get("value")
        for element in form.iter("input")
        if element.get("type") == "hidden"
    }

    response = client.post(build_address("join", deliberation), fields, follow=True)

    assert find_element(response.content.decode(), "card").get("aria-label") == "Voting"
    assert deliberation.participants.get().consents.get().form.number == 1


def test_choices_show_what_was_ticked_and_take_a_change(phone, ben):
    assert list_ticks(phone.get(build_address("choices", ben.deliberation))) == {"publishing_text"}

    response = phone.post(
        build_address("choices", ben.deliberation), {"row_release": "on", "read": "1"}, follow=True
    )

    assert list_ticks(response) == {"row_release"}
    assert consent.read_ticks(ben) == Ticks(row_release=True)
    assert ben.consents.count() == 2


def test_nobody_inside_is_asked_while_the_words_stay(phone, ben):
    assert "reads differently now" not in read_text(phone.get(build_address("participate", ben.deliberation)))


def test_people_inside_are_told_once_in_passing_and_go_on_voting(phone, ben, new_form):
    page = phone.get(build_address("participate", ben.deliberation))
    assert "reads differently now. What you agreed to before still holds." in read_text(page)
    assert find_element(page.content.decode(), "card").get("aria-label") == "Voting"

    response = phone.post(build_address("choices", ben.deliberation), {"keep": "on"}, follow=True)

    assert "reads differently now" not in read_text(response)
    assert consent.read_ticks(ben) == Ticks(publishing_text=True)
    assert ben.consents.last().form == new_form


def test_the_page_of_choices_says_what_is_new(phone, ben, new_form):
    page = read_text(phone.get(build_address("choices", ben.deliberation)))

    assert "The Night Shift runs this." in page
    assert "kept for 9 days after this is closed" in page


# --- my data ---


@pytest.fixture
def participant(ben, statement, now):
    """Ben changed one vote and wrote one statement, which waits."""
    for choice in (-1, 1):
        casting.cast(participant=ben, statement=statement, choice=choice, important=choice > 0, now=now)
    writing.submit(participant=ben, text="=Ask me first.", now=now)
    return ben


def test_my_data_says_what_is_kept(phone, participant):
    page = read_text(phone.get(build_address("mine", participant.deliberation)))

    assert "Votes that count 1 Votes with every change and undo 2 Statements you wrote 1" in page
    assert "No finished analysis was made with your votes, so all of it can go." in page


def test_a_copy_as_json_holds_every_vote_change_statement_and_choice(phone, participant):
    response = phone.get(build_address("copy", participant.deliberation, "json"))

    data = response.json()
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="elicit-{participant.deliberation.code}-mine.json"'
    )
    assert [(vote["statement"], vote["said"], vote["important"]) for vote in data["votes"]] == [(1, "agree", True)]
    assert [change["said"] for change in data["changes"]] == ["disagree", "agree"]
    assert [(statement["text"], statement["state"]) for statement in data["statements"]] == [
        ("=Ask me first.", "waiting")
    ]
    assert [(consent["words"], consent["publishing_text"]) for consent in data["consents"]] == [(1, True)]
    assert data["consents"][0]["read"]["who"] == "Riverside Library runs this."


def test_a_copy_as_a_table_holds_the_same_and_no_formula(phone, participant):
    response = phone.get(build_address("copy", participant.deliberation, "csv"))

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["what"], row["statement"], row["said"]) for row in rows] == [
        ("consent", "", "taking_part, publishing_text"),
        ("vote", "1", "agree"),
        ("change", "1", "disagree"),
        ("change", "1", "agree"),
        ("own statement", "5", "waiting"),
    ]
    assert rows[-1]["text"] == "'=Ask me first."


def test_there_is_no_copy_in_another_format(phone, participant):
    assert phone.get(build_address("copy", participant.deliberation, "exe")).status_code == 404


def test_deleting_asks_first(phone, participant):
    page = phone.get(build_address("erase", participant.deliberation))

    assert "Delete my data?" in read_text(page)
    assert Participant.objects.filter(pk=participant.pk).exists()


def test_deleting_takes_everything_and_the_cookie_and_says_so(phone, participant):
    response = phone.post(build_address("erase", participant.deliberation))

    assert (response.status_code, response["Location"]) == (302, build_address("gone", participant.deliberation))
    assert phone.cookies[f"elicit_{participant.deliberation.code}"].value == ""
    assert not Vote.objects.exists()
    assert "Nothing is kept about you" in read_text(phone.get(response["Location"]))


def test_a_copied_cookie_opens_nothing_after_deleting(phone, participant):
    cookie = phone.cookies[f"elicit_{participant.deliberation.code}"].value
    phone.post(build_address("erase", participant.deliberation))
    phone.cookies[f"elicit_{participant.deliberation.code}"] = cookie

    assert phone.get(build_address("mine", participant.deliberation))["Location"] == build_address(
        "participate", participant.deliberation
    )
    assert (
        phone.post(build_address("vote", participant.deliberation), {"statement": 1, "choice": 1}).status_code
        == 403
    )


def test_whoever_is_still_here_is_not_told_that_they_are_gone(phone, participant):
    assert phone.get(build_address("gone", participant.deliberation))["Location"] == build_address(
        "mine", participant.deliberation
    )


def test_after_a_freeze_it_is_said_what_can_still_go_and_what_stays(phone, participant, now):
    factories.room(participant.deliberation, *["aadp"] * 8, *["adap"] * 8)
    analyses.run(deliberation=participant.deliberation, now=now, final=True)

    page = read_text(phone.get(build_address("erase", participant.deliberation)))

    assert "Your key, your answers and choices, your votes and every change of them can still go." in page
    assert "What stays: 1 finished analysis that was made with your votes in it." in page
