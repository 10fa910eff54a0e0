"""Where am I? One sentence for the person who asks, and for nobody else."""

import pytest

from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.htmx import find_element, parse, read_words
from tests.views.conftest import StrictClient


@pytest.fixture
def people(deliberation, room):
    return list(deliberation.participants.order_by("number"))


@pytest.fixture
def revealed_room(room, ada, now):
    analyses.run(deliberation=room, now=now, final=True)
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    return room


def get_page(participant):
    return StrictClient().carry(participant).get(f"/d/{participant.deliberation.code}/results/").content.decode()


def read_you(participant):
    return read_words(find_element(get_page(participant), "you"))


def test_a_bloc_is_named_with_how_sure_it_is_and_with_statements_people_wrote(revealed_room, people):
    text = read_you(people[0])

    assert "Where you are, after 6 votes. Only you see this." in text
    assert "You vote most like" in text
    assert "% sure)" in text
    assert "Where all blocs meet " + factories.TEXTS[0] in text
    assert "you agree" in text
    assert "What divides them" in text


def test_two_camps_are_told_different_blocs(revealed_room, people):
    blocs = [find_element(get_page(participant), "you-title") for participant in (people[0], people[39])]

    letters = {mark.get("class") for bloc in blocs for mark in bloc if mark.get("class")}
    assert letters == {"bloc bloc-A", "bloc bloc-B"}


def test_somebody_who_came_later_is_placed_by_their_votes(revealed_room):
    [late] = factories.room(revealed_room, "aadpad")

    assert "You vote most like" in read_you(late)


def test_too_few_votes_say_how_many_more(revealed_room, ben):
    assert "Too few votes yet to say: 6 more." in read_you(ben)


def test_nobody_is_told_before_the_reveal_or_without_a_cookie(client, room, people, ada, now):
    analyses.run(deliberation=room, now=now, final=True)
    assert "Where you are" not in get_page(people[0])
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)

    assert "Where you are" not in client.get(f"/d/{room.code}/results/").content.decode()


def test_what_is_said_of_one_person_is_not_broadcast(revealed_room, people):
    response = StrictClient().carry(people[0]).get(f"/d/{revealed_room.code}/live/results/")

    assert (response.status_code, "Where you are" in response.content.decode()) == (200, False)


def test_without_blocs_everybody_is_in_one_crowd(deliberation, ada, now):
    [one, *_] = factories.room(deliberation, *["aaaa"] * 5)
    analyses.run(deliberation=deliberation, now=now)
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    text = read_you(one)
    assert "You are in one crowd of 5 people." in text
    assert "These votes do not support separate blocs." in text


def test_before_any_analysis_nothing_is_said_of_anybody(deliberation, ben, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    assert [element for element in parse(get_page(ben)).iter() if element.get("id") == "you"] == []
