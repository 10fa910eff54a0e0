"""What Ben is offered while he writes and before he sends, and what he never sees."""

import pytest

from elicit import limits
from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import moderation, writing
from elicit.actions.votes import casting
from elicit.models import Statement
from tests import factories
from tests.htmx import HTMX, assert_same_as_fresh, find_element, parse, post, read_words
from tests.views.pages import build_address, read_statement, read_text

NEAR = "Tell me when you're not sure!"  # beside the first of the statements
SECRET = "Ask before you keep my medical records."


def list_offers(response):
    """The statements that the answer offers instead."""
    part = find_element(response.content.decode(), "alike")
    return [read_words(element) for element in part.iter("p") if element.get("class") == "statement"]


def read_seen(response):
    [field] = find_element(response.content.decode(), "alike").iter("input")
    return field.get("value")


def list_links(response):
    return [element.get("href") for element in find_element(response.content.decode(), "alike").iter("a")]


def test_what_says_something_like_it_is_offered_while_typing(phone, ben):
    response = post(phone, build_address("alike", ben.deliberation), text=NEAR)

    assert (response.status_code, list_offers(response)) == (200, [factories.TEXTS[0]])
    assert list_links(response) == [f"{build_address('participate', ben.deliberation)}?again=1"]
    assert [element.get("id") for element in parse(response.content.decode())] == ["alike"]
    assert not ben.statements.exists()


def test_what_says_the_opposite_is_not_offered(phone, ben):
    response = post(phone, build_address("alike", ben.deliberation), text="Say when you are sure.")

    assert list_offers(response) == []


@pytest.mark.parametrize("text", ["", " ", "no", "x" * 200, "\u202e", "???"])
def test_what_cannot_be_compared_offers_nothing(phone, ben, text):
    assert list_offers(post(phone, build_address("alike", ben.deliberation), text=text)) == []


def test_nothing_that_waits_or_was_rejected_is_ever_offered(phone, ben, deliberation, ada, now):
    somebody = factories.person(deliberation)
    statement = writing.submit(participant=somebody, text=SECRET, now=now)
    fields = {"text": "Ask me before you keep my medical records"}

    assert list_offers(post(phone, build_address("alike", deliberation), **fields)) == []
    writing.reject(statement=statement, reason="Off topic.", by=ada, now=now)
    assert list_offers(post(phone, build_address("alike", deliberation), **fields)) == []
    assert phone.post(build_address("write", deliberation), fields).status_code == 302


def test_what_is_accepted_is_offered_until_it_is_merged(phone, ben, deliberation, ada, now):
    mine = writing.submit(participant=factories.person(deliberation), text=SECRET, now=now)
    fields = {"text": "Ask me before you keep my medical records"}

    writing.accept(statement=mine, by=ada, now=now)
    assert list_offers(post(phone, build_address("alike", deliberation), **fields)) == [SECRET]
    moderation.undo(statement=mine, by=ada, now=now)
    assert list_offers(post(phone, build_address("alike", deliberation), **fields)) == []


def test_without_scripts_it_is_asked_once_after_sending(phone, ben):
    question = phone.post(build_address("write", ben.deliberation), {"text": NEAR})

    assert (question.status_code, list_offers(question)) == (409, [factories.TEXTS[0]])
    assert "Nothing was sent yet: something like it is here already." in read_text(question)
    assert find_element(question.content.decode(), "text").text == NEAR
    assert not ben.statements.exists()

    response = phone.post(
        build_address("write", ben.deliberation), {"text": NEAR, "seen": read_seen(question), "anyway": "on"}
    )
    assert response.status_code == 302
    assert ben.statements.get().text == NEAR


def test_whoever_was_shown_it_while_typing_is_not_asked_again(phone, ben):
    question = post(phone, build_address("alike", ben.deliberation), text=NEAR)

    response = phone.post(build_address("write", ben.deliberation), {"text": NEAR, "seen": read_seen(question)})

    assert response.status_code == 302
    assert ben.statements.get().text == NEAR


def test_the_very_same_words_are_offered_with_the_refusal(phone, ben):
    response = phone.post(
        build_address("write", ben.deliberation), {"text": factories.TEXTS[0].upper(), "anyway": "on"}
    )

    assert (response.status_code, list_offers(response)) == (409, [factories.TEXTS[0]])
    assert "Somebody has said exactly this already." in read_text(response)


def test_the_offer_leads_to_a_vote_on_it_and_shows_no_tally(phone, ben, deliberation, statement, now):
    factories.room(deliberation, "a", "a", "d")

    response = phone.post(build_address("write", deliberation), {"text": NEAR})
    [link] = list_links(response)

    assert read_words(find_element(response.content.decode(), "alike")) == (
        f"1 statement says something like it: {statement.text} Vote on this one instead"
    )
    assert read_statement(phone.get(link)) == statement.text


def test_what_one_has_voted_on_is_offered_without_a_link(phone, ben, statement, now):
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    response = post(phone, build_address("alike", ben.deliberation), text=NEAR)

    assert (list_offers(response), list_links(response)) == ([factories.TEXTS[0]], [])
    assert "You have voted on it." in read_words(find_element(response.content.decode(), "alike"))


def test_while_voting_is_closed_there_is_no_link_to_a_vote(phone, ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    response = post(phone, build_address("alike", ben.deliberation), text=NEAR)

    assert (list_offers(response), list_links(response)) == ([factories.TEXTS[0]], [])


def test_a_link_to_a_merged_statement_follows_the_merge(phone, ben, deliberation, statement):
    other = deliberation.statements.get(number=4)
    Statement.objects.filter(pk=other.pk).update(state=Statement.State.MERGED, merged_into=statement)

    assert read_statement(phone.get(f"{build_address('participate', deliberation)}?again=4")) == statement.text


def test_asking_too_often_changes_nothing_on_the_page(phone, ben, monkeypatch):
    def refuse(participant):
        raise limits.Exceeded

    monkeypatch.setattr(limits, "count_question", refuse)

    response = post(phone, build_address("alike", ben.deliberation), text=NEAR)

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("numbers", ["1 x", "1" * 61, "-1"])
def test_a_forged_list_of_what_was_seen_is_refused_and_nothing_is_kept(phone, ben, numbers):
    response = phone.post(build_address("write", ben.deliberation), {"text": NEAR, "seen": numbers})

    assert response.status_code == 400
    assert not ben.statements.exists()


def test_the_list_of_ones_own_is_swapped_by_itself_and_equals_the_page(phone, ben, ada, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    writing.accept(statement=mine, by=ada, now=now)

    response = phone.get(build_address("write", ben.deliberation), headers={**HTMX, "HX-Target": "own"})

    assert_same_as_fresh(phone, response, "own", build_address("write", ben.deliberation))


def test_an_open_page_learns_that_something_became_of_a_statement_and_not_of_which(phone, ben, ada, now):
    def read_fates():
        response = phone.get(build_address("live", ben.deliberation, "phone"))
        return find_element(response.content.decode(), "fates").get("data-state")

    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    before = read_fates()
    writing.accept(statement=mine, by=ada, now=now)
    own = find_element(phone.get(build_address("write", ben.deliberation)).content.decode(), "own")

    assert before != read_fates()
    assert (own.get("data-follow"), own.get("data-state")) == ("fates", read_fates())
    assert "Be brief." not in phone.get(build_address("live", ben.deliberation, "phone")).content.decode()


def test_votes_do_not_make_every_open_page_ask_again(phone, ben, statement, now):
    before = find_element(
        phone.get(build_address("live", ben.deliberation, "phone")).content.decode(), "fates"
    ).get("data-state")

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    after = find_element(
        phone.get(build_address("live", ben.deliberation, "phone")).content.decode(), "fates"
    ).get("data-state")
    assert before == after


def test_a_vote_on_what_was_merged_is_shown_with_where_it_leads(phone, ben, deliberation, statement, now):
    other = deliberation.statements.get(number=4)
    casting.cast(participant=ben, statement=other, choice=1, now=now)
    Statement.objects.filter(pk=other.pk).update(state=Statement.State.MERGED, merged_into=statement)

    page = phone.get(build_address("my_votes", deliberation))

    assert f"It was merged into one that says the same: {statement.text}" in read_text(page)
    assert "Vote on that one" in read_text(page)
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    assert "Vote on that one" not in read_text(phone.get(build_address("my_votes", deliberation)))


def test_how_many_voted_is_counted_where_the_merge_leads(phone, ben, deliberation, statement, now):
    mine = writing.submit(participant=ben, text="Be brief.", now=now)
    factories.room(deliberation, "a", "d", "p")
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    Statement.objects.filter(pk=mine.pk).update(state=Statement.State.MERGED, merged_into=statement)

    own = read_words(find_element(phone.get(build_address("write", deliberation)).content.decode(), "own"))

    assert "4 people have voted on it." in own
    assert "Vote on it yourself" not in own
