"""What is one's own: choices."""

import pytest

from elicit.actions import consents
from elicit.actions.consents import Ticks
from tests.htmx import element, parsed
from tests.views.pages import at, said


@pytest.fixture
def reworded(ben, ada, now):
    return consents.reword(
        deliberation=ben.deliberation, organiser="The Night Shift", contact="", retention_days=9, by=ada, now=now
    )


def ticked(page):
    inputs = parsed(page.content.decode()).iter("input")
    return {each.get("name") for each in inputs if each.get("type") == "checkbox" and "checked" in each.attrib}


def test_from_the_code_to_the_first_statement_takes_one_tap(client, deliberation):
    page = client.get(at("participate", deliberation))
    form = next(each for each in parsed(page.content.decode()).iter("form") if "/join/" in each.get("action"))
    sent = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("type") == "hidden"}

    answer = client.post(at("join", deliberation), sent, follow=True)

    assert element(answer.content.decode(), "card").get("aria-label") == "Voting"
    assert deliberation.participants.get().consents.get().form.number == 1


def test_choices_show_what_was_ticked_and_take_a_change(phone, ben):
    assert ticked(phone.get(at("choices", ben.deliberation))) == {"publishing_text"}

    answer = phone.post(at("choices", ben.deliberation), {"row_release": "on", "read": "1"}, follow=True)

    assert ticked(answer) == {"row_release"}
    assert consents.ticks_of(ben) == Ticks(row_release=True)
    assert ben.consents.count() == 2


def test_nobody_inside_is_asked_while_the_words_stay(phone, ben):
    assert "reads differently now" not in said(phone.get(at("participate", ben.deliberation)))


def test_people_inside_are_told_once_in_passing_and_go_on_voting(phone, ben, reworded):
    page = phone.get(at("participate", ben.deliberation))
    assert "reads differently now. What you agreed to before still holds." in said(page)
    assert element(page.content.decode(), "card").get("aria-label") == "Voting"

    answer = phone.post(at("choices", ben.deliberation), {"keep": "on"}, follow=True)

    assert "reads differently now" not in said(answer)
    assert consents.ticks_of(ben) == Ticks(publishing_text=True)
    assert ben.consents.last().form == reworded


def test_the_page_of_choices_says_what_is_new(phone, ben, reworded):
    page = said(phone.get(at("choices", ben.deliberation)))

    assert "The Night Shift runs this." in page
    assert "kept for 9 days after this is closed" in page
