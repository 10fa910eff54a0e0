"""What Ben votes on his phone, with scripts and without, changes and takes back."""

import re

import pytest

from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import moderation, writing
from elicit.models import Statement
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, post, read_words
from tests.views.pages import build_address, read_card, read_field, read_statement, read_text


@pytest.fixture
def own_statement(ben, now):
    """A statement Ben wrote; it waits."""
    return writing.submit(participant=ben, text="Let me be wrong in peace.", now=now)


def test_voting_without_scripts_redirects_so_that_reloading_sends_nothing(phone, ben):
    response = phone.post(
        build_address("vote", ben.deliberation), {"statement": 1, "choice": 1, "key": "one", "next": "card"}
    )
    assert (response.status_code, response["Location"]) == (302, build_address("participate", ben.deliberation))

    for _ in range(2):
        assert phone.get(response["Location"]).status_code == 200
    assert list(ben.ballots.values_list("statement__number", "choice", "important")) == [(1, 1, False)]


def test_sending_the_shown_form_votes_on_what_was_shown(phone, ben):
    page = phone.get(build_address("participate", ben.deliberation))
    form = read_card(page)

    phone.post(
        build_address("vote", ben.deliberation), {"statement": read_field(form, "statement"), "choice": "-1"}
    )

    [vote] = ben.votes.all()
    assert (vote.statement.text, vote.choice) == (read_statement(page), -1)


def test_a_vote_on_words_that_were_changed_meanwhile_is_asked_again(phone, ben, statement, ada, now):
    page = build_address("participate", ben.deliberation)
    form = read_card(phone.get(f"{page}?again=1"))
    before = {"statement": 1, "choice": 1, "edition": read_field(form, "edition"), "next": "card"}
    moderation.edit(statement=statement, text="Say so when you guess.", by=ada, now=now)

    response = post(phone, build_address("vote", ben.deliberation), **before, key="one")
    assert (response.status_code, read_statement(response)) == (409, "Say so when you guess.")
    assert "This statement was reworded while you read it" in read_text(response)
    assert not ben.votes.exists()

    again = {
        **before,
        "edition": read_field(read_card(response), "edition"),
        "key": read_field(read_card(response), "key"),
    }
    assert post(phone, build_address("vote", ben.deliberation), **again).status_code == 200
    assert ben.votes.get().statement == statement


@pytest.mark.parametrize("choice", [1, 0, -1])
def test_a_swapped_card_equals_a_freshly_loaded_one(phone, ben, choice):
    response = post(
        phone, build_address("vote", ben.deliberation), statement=2, choice=choice, key="one", next="card"
    )

    assert_same_as_fresh(phone, response, "card", build_address("participate", ben.deliberation))
    assert ben.votes.get().choice == choice


def test_the_card_moves_on_until_everything_has_a_vote(phone, ben):
    texts = set()
    for _ in factories.TEXTS:
        page = phone.get(build_address("participate", ben.deliberation))
        texts.add(read_statement(page))
        phone.post(
            build_address("vote", ben.deliberation),
            {"statement": read_field(read_card(page), "statement"), "choice": "1"},
        )

    page = phone.get(build_address("participate", ben.deliberation))
    assert texts == set(factories.TEXTS)
    assert (read_statement(page), "You have voted on everything there is" in read_text(page)) == (None, True)


def test_the_last_swap_equals_the_empty_page(phone, ben):
    for number in (1, 2, 3):
        phone.post(build_address("vote", ben.deliberation), {"statement": number, "choice": "1"})

    response = post(phone, build_address("vote", ben.deliberation), statement=4, choice=1, next="card")

    assert_same_as_fresh(phone, response, "card", build_address("participate", ben.deliberation))


def test_a_vote_can_be_marked_as_important(phone, ben):
    phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": "1", "important": "on"})

    assert [(vote.choice, vote.important) for vote in ben.votes.all()] == [(1, True)]


@pytest.mark.parametrize(
    "fields",
    [
        {"statement": 1},
        {"statement": 1, "choice": 7},
        {"statement": "one", "choice": 1},
        {"statement": -1, "choice": 1},
        {"choice": 1},
        {"statement": 1, "choice": 1, "key": "no spaces"},
        {"statement": 1, "choice": 1, "next": "https://elsewhere.example"},
    ],
)
def test_a_vote_nobody_can_have_meant_is_refused_on_the_card(phone, ben, fields):
    response = phone.post(build_address("vote", ben.deliberation), fields)

    assert response.status_code == 400
    assert read_statement(response) in factories.TEXTS
    assert not ben.ballots.exists()


def test_two_tabs_that_send_the_same_key_vote_once(phone, ben):
    for choice in ("1", "-1"):
        phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": choice, "key": "same"})

    assert list(ben.ballots.values_list("choice", flat=True)) == [1]


def test_of_two_tabs_with_keys_of_their_own_the_last_vote_stands_and_both_are_logged(phone, ben):
    pages = [phone.get(build_address("participate", ben.deliberation)) for _ in range(2)]
    keys = {read_field(read_card(page), "key") for page in pages}
    assert len(keys) == 2

    for choice, key in zip(("1", "-1"), sorted(keys), strict=True):
        phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": choice, "key": key})

    assert list(ben.ballots.values_list("choice", flat=True)) == [1, -1]
    assert ben.votes.get().choice == -1


# --- what takes no votes ---


def assert_refusal(phone, ben, number, status, sentence):
    """The vote is refused, on the page and in the fragment, and nothing is written."""
    fields = {"statement": number, "choice": 1}
    for response in (
        phone.post(build_address("vote", ben.deliberation), fields),
        post(phone, build_address("vote", ben.deliberation), **fields),
    ):
        notice = next(
            element for element in read_card(response).iter("p") if "refusal" in element.get("class", "")
        )
        assert (response.status_code, read_words(notice)) == (status, sentence)
    assert not ben.ballots.exists()


def test_a_waiting_statement_takes_no_votes(phone, ben, own_statement):
    sentence = "This statement is still waiting for a moderator, so it takes no votes yet."
    assert_refusal(phone, ben, own_statement.number, 409, sentence)


def test_a_rejected_statement_takes_no_votes(phone, ben, statement, ada, now):
    writing.reject(statement=statement, reason="Spam", by=ada, now=now)

    assert_refusal(
        phone, ben, 1, 409, "This statement was not accepted, so it takes no votes. Your other votes stand."
    )


def test_a_merged_statement_takes_no_votes(phone, ben, merged_statement):
    sentence = "This statement was merged into another one. Vote on that one instead."
    assert_refusal(phone, ben, merged_statement.number, 409, sentence)


@pytest.fixture
def merged_statement(deliberation):
    into = deliberation.statements.get(number=2)
    deliberation.statements.filter(number=1).update(state=Statement.State.MERGED, merged_into=into)
    return deliberation.statements.get(number=1)


@pytest.mark.parametrize("number", [99, 10**30])
def test_a_statement_of_elsewhere_takes_no_votes(phone, ben, other, number):
    assert_refusal(phone, ben, number, 404, "This statement does not belong to this deliberation.")


def test_after_closing_a_vote_is_refused_and_the_page_says_why(phone, ben, ada, now):
    lifecycle.close(deliberation=ben.deliberation, by=ada, now=now)

    assert_refusal(
        phone,
        ben,
        1,
        409,
        "Voting is closed at the moment, so this was not recorded. Earlier votes stand.",
    )
    page = phone.get(build_address("participate", ben.deliberation))
    assert (page.status_code, read_statement(page)) == (200, None)
    assert "This deliberation is closed" in read_text(page)


def test_while_voting_is_held_the_card_shows_no_statement(phone, ben, ada, now):
    lifecycle.switch(deliberation=ben.deliberation, name="voting", on=False, by=ada, now=now)

    page = phone.get(build_address("participate", ben.deliberation))

    assert (read_statement(page), "Voting is not open right now" in read_text(page)) == (None, True)


# --- undo, change ---


def test_undo_shows_the_statement_again(phone, ben):
    phone.post(build_address("vote", ben.deliberation), {"statement": 3, "choice": "1"})

    response = phone.post(build_address("undo", ben.deliberation), {"statement": 3, "next": "card"}, follow=True)

    assert read_statement(response) == factories.TEXTS[2]
    assert not ben.votes.exists()
    assert list(ben.ballots.values_list("choice", flat=True)) == [1, None]


def test_undo_without_scripts_redirects_so_that_reloading_undoes_nothing_more(phone, ben):
    for number in (1, 2):
        phone.post(build_address("vote", ben.deliberation), {"statement": number, "choice": "1"})

    response = phone.post(build_address("undo", ben.deliberation), {"statement": 2, "next": "card"})
    assert response.status_code == 302
    for _ in range(2):
        assert read_statement(phone.get(response["Location"])) == factories.TEXTS[1]
    assert [vote.statement.number for vote in ben.votes.all()] == [1]


def test_with_htmx_undo_swaps_the_statement_in_again(phone, ben):
    phone.post(build_address("vote", ben.deliberation), {"statement": 3, "choice": "1"})

    response = post(phone, build_address("undo", ben.deliberation), statement=3, next="card")

    assert_same_as_fresh(phone, response, "card", build_address("participate", ben.deliberation) + "?again=3")
    assert read_statement(response) == factories.TEXTS[2]


@pytest.mark.parametrize("again", ["99", "x", "-1", "1"])
def test_only_what_has_no_vote_of_mine_is_shown_again(phone, ben, again):
    phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": "1"})

    page = phone.get(build_address("participate", ben.deliberation), {"again": again})

    assert read_statement(page) in factories.TEXTS[1:]


def test_undo_pressed_twice_takes_back_one_vote(phone, ben):
    for number in (1, 2):
        phone.post(build_address("vote", ben.deliberation), {"statement": number, "choice": "1"})
    page = read_card(phone.get(build_address("participate", ben.deliberation)))
    button = {
        "statement": [
            element.get("value") for element in page.iter("input") if element.get("name") == "statement"
        ][-1]
    }

    responses = [phone.post(build_address("undo", ben.deliberation), button).status_code for _ in range(2)]

    assert (button, responses) == ({"statement": "2"}, [302, 404])
    assert [vote.statement.number for vote in ben.votes.all()] == [1]


def test_undo_without_a_vote_says_so(phone, ben):
    response = phone.post(build_address("undo", ben.deliberation), {"statement": 1})

    assert response.status_code == 404
    assert "There is no vote of yours on this statement to undo." in read_text(response)


def test_undo_after_closing_is_refused(phone, ben, ada, now):
    phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": "1"})
    lifecycle.close(deliberation=ben.deliberation, by=ada, now=now)

    response = phone.post(build_address("undo", ben.deliberation), {"statement": 1})

    assert response.status_code == 409
    assert ben.votes.count() == 1


def test_my_votes_lists_them_newest_first(phone, ben):
    for number in (2, 1):
        phone.post(build_address("vote", ben.deliberation), {"statement": number, "choice": "1"})

    page = find_element(phone.get(build_address("my_votes", ben.deliberation)).content.decode(), "votes")

    texts = [read_words(element) for element in page.iter("p") if element.get("class") == "statement"]
    assert texts == [factories.TEXTS[0], factories.TEXTS[1]]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("vote", {"statement": 1, "choice": -1, "next": "votes", "important": "on"}),
        ("vote", {"statement": 1, "choice": 1, "next": "votes"}),
        ("undo", {"statement": 1, "next": "votes"}),
    ],
)
def test_swapped_votes_equal_freshly_loaded_ones(phone, ben, name, fields):
    for number in (1, 2):
        phone.post(build_address("vote", ben.deliberation), {"statement": number, "choice": "1"})

    response = post(phone, build_address(name, ben.deliberation), **fields)

    assert response.status_code == 200
    assert_same_as_fresh(phone, response, "votes", build_address("my_votes", ben.deliberation))


def test_changing_and_undoing_among_my_votes_without_scripts_leads_back_to_them(phone, ben):
    phone.post(build_address("vote", ben.deliberation), {"statement": 1, "choice": "1", "important": "on"})

    response = phone.post(
        build_address("vote", ben.deliberation), {"statement": 1, "choice": "-1", "next": "votes"}
    )
    assert (response.status_code, response["Location"]) == (302, build_address("my_votes", ben.deliberation))
    assert ben.votes.get().choice == -1

    response = phone.post(build_address("undo", ben.deliberation), {"statement": 1, "next": "votes"})
    assert (response.status_code, response["Location"]) == (302, build_address("my_votes", ben.deliberation))
    assert not ben.votes.exists()


# --- nothing sways a vote ---


def test_no_tally_is_on_the_page_before_one_votes(phone, ben):
    factories.room(ben.deliberation, *["aadp"] * 17)

    page = read_text(phone.get(build_address("participate", ben.deliberation)))

    assert re.findall(r"\d+", page.replace(ben.deliberation.spoken_code, "")) == ["0", "0", "4"]  # here, of, about
    assert "0 of about 4" in page
