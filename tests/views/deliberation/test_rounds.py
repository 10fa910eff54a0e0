"""Voting again: the card, and what people moved on."""

import pytest

from elicit.actions.deliberation import rounds, showing
from elicit.actions.findings import analyses
from elicit.models import Deliberation
from elicit.models.deliberation.showing import ALL
from elicit.models.votes.vote import unseen
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, outline, parse, post, read_words
from tests.views.pages import build_address, read_card, read_field, read_text


@pytest.fixture
def second_round(deliberation, ben, now):
    """Ben voted agree, disagree, pass and nothing; then the second round began."""
    factories.say(deliberation, [ben], ["adp-"], factories.LONG_AGO)
    return rounds.vote_again(deliberation=deliberation, by=None, now=now)


def read_cards(phone, again):
    """Number of a statement -> the words of its card."""
    return {
        number: read_words(read_card(phone.get(build_address("participate", again) + f"?again={number}")))
        for number in (1, 2, 3, 4)
    }


def test_the_card_says_in_words_what_was_said_before_and_nothing_where_nothing_was(phone, second_round):
    texts = read_cards(phone, second_round)

    sentences = [
        "In the first round you agreed.",
        "In the first round you disagreed.",
        "In the first round you passed.",
    ]
    answers = {number: [sentence for sentence in sentences if sentence in text] for number, text in texts.items()}
    assert answers == {1: sentences[:1], 2: sentences[1:2], 3: sentences[2:], 4: []}


@pytest.mark.parametrize(("number", "value"), [(1, "1"), (2, "-1"), (3, "0")])
def test_one_button_is_marked_as_before_and_all_three_are_there(phone, second_round, number, value):
    page = read_card(phone.get(build_address("participate", second_round) + f"?again={number}"))

    buttons = {
        element.get("value"): read_words(element)
        for element in page.iter("button")
        if element.get("name") == "choice"
    }
    assert set(buttons) == {"1", "0", "-1"}
    assert [choice for choice, text in buttons.items() if "as before" in text] == [value]


def test_keeping_a_vote_is_one_tap_and_a_ballot_of_the_new_round(phone, ben, second_round):
    page = read_card(phone.get(build_address("participate", second_round) + "?again=1"))
    phone.post(
        build_address("vote", second_round),
        {"statement": read_field(page, "statement"), "choice": "1", "key": read_field(page, "key")},
    )

    ballots = ben.ballots.filter(statement__number=1).values_list("round", "choice")
    assert list(ballots) == [(1, 1), (2, 1)]
    assert [statement.number for statement in unseen(second_round.statements.all(), ben)] == [2, 3, 4]


def test_a_mark_of_importance_is_carried_over_to_be_kept_or_taken_away(phone, ben, second_round):
    ben.votes.filter(statement__number=1).update(important=True)
    ticks = {}
    for number in (1, 2):
        page = read_card(phone.get(build_address("participate", second_round) + f"?again={number}"))
        ticks[number] = [element.get("name") for element in page.iter("input") if "checked" in element.attrib]

    assert ticks == {1: ["important"], 2: []}


def test_a_swapped_card_of_the_second_round_equals_a_freshly_loaded_one(phone, ben, second_round):
    response = post(phone, build_address("vote", second_round), statement=2, choice=1, key="one", next="card")

    assert_same_as_fresh(phone, response, "card", build_address("participate", second_round))


def test_a_new_round_reaches_open_cards(phone, deliberation, second_round):
    live = find_element(phone.get(f"/d/{second_round.code}/live/phone/").content.decode(), "live")

    assert live.get("data-state").strip() == "open voting 2"


# --- what people moved on ---


@pytest.fixture
def camps(deliberation, now):
    """Two camps of twenty. Twelve of the second come round to statement 2, and three of them to 3."""
    people = factories.camps(deliberation, 20)
    words_ = ["aadpad"] * 20 + ["aaapda"] * 9 + ["aadpda"] * 3 + ["adapda"] * 8
    factories.vote_again(deliberation, people, *words_)
    room = Deliberation.objects.get(pk=deliberation.pk)
    analyses.run(deliberation=room, now=now, final=True)
    return room


@pytest.fixture
def revealed_room(camps, ada, now):
    return showing.reveal(deliberation=camps, show=ALL, by=ada, now=now)


def test_what_people_moved_most_on_comes_first_with_a_sentence(client, revealed_room):
    page = find_element(client.get(build_address("results", revealed_room)).content.decode(), "rounds")

    items = [read_words(element) for element in page.iter("li") if "moved" in (element.get("class") or "")]
    assert [text.split(".")[0] for text in items[:2]] == [text.rstrip(".") for text in factories.TEXTS[1:3]]
    assert "Of the 40 who voted on it in both rounds, 50 % agreed before and 80 % agree now." in items[0]
    assert "Clearly more agree than before: 30 points" in items[0]
    assert "12 moved towards agreeing and 0 away from it: 12 more towards." in items[0]
    assert "Fewer than five moved towards agreeing" not in items[1]
    assert "No clear change" in items[-1]
    assert "Nobody moved." in items[-1]


def test_the_table_has_the_same_and_withholds_the_few(client, revealed_room):
    page = find_element(client.get(build_address("results", revealed_room)).content.decode(), "rounds")

    rows = [[read_words(cell) for cell in row] for row in page.iter("tr")]
    room, *blocs = [row[-7:] for row in rows if len(row) >= 7][1:4]
    assert room == ["everyone, both rounds", "40", "50 % (35–65)", "80 % (66–90)", "12", "0", "12"]
    assert sorted(row[1:2] + row[4:] for row in blocs) == [["20", "0", "0", "0"], ["20", "12", "0", "12"]]
    few = [row[-7:] for row in rows if row and row[0] == "3"]
    assert [row[4:] for row in few] == [["0", "– withheld", "– withheld"]]


def test_the_live_fragment_has_it_too(client, revealed_room):
    [part] = parse(client.get(f"/d/{revealed_room.code}/live/results/").content.decode())
    page = find_element(client.get(build_address("results", revealed_room)).content.decode(), "live")

    assert outline(part) == outline(page)
    assert [element.get("id") for element in part.iter("section")].count("rounds") == 1


def test_in_another_way_of_looking_there_are_no_moves(client, revealed_room, now):
    analyses.run(deliberation=revealed_room, now=now, method="polis", final=True)

    assert "What people moved on" not in read_text(
        client.get(build_address("results", revealed_room) + "?method=polis")
    )


def test_before_the_reveal_only_those_who_watch_see_it(client, desk, camps):
    assert "moved towards" not in read_text(client.get(build_address("results", camps)))
    assert "12 moved towards agreeing" in read_text(desk.get(build_address("results", camps)))
    assert client.get(f"/api/d/{camps.code}/results").status_code == 403


def test_the_api_tells_the_same(client, revealed_room):
    first = client.get(f"/api/d/{revealed_room.code}/results").json()["moves"][0]

    assert (first["statement"], first["text"], first["round"]) == (2, factories.TEXTS[1], 2)
    assert (first["room"]["people"], first["room"]["towards"], first["room"]["away"]) == (40, 12, 0)
    assert first["room"]["before"] == {"agree": 20, "disagree": 20, "passed": 0}


@pytest.mark.parametrize("panel", ["map", "unites", "divides", "unknown"])
def test_while_a_part_of_the_results_is_hidden_nobody_is_told_who_moved(client, revealed_room, ada, now, panel):
    showing.reveal(deliberation=revealed_room, hide={panel}, by=ada, now=now)

    assert "What people moved on" not in read_text(client.get(build_address("results", revealed_room)))
    assert client.get(f"/api/d/{revealed_room.code}/results").json()["moves"] == []
