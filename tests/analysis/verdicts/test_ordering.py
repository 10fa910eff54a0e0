from dataclasses import replace

import pytest

from elicit.analysis import VERDICTS, Share, sort_standings
from elicit.analysis.verdicts.ordering import ORDERS
from tests.constitution.rooms import analyse_room, build_room


@pytest.fixture(scope="module")
def standing():
    return analyse_room(build_room(*["a"] * 40)).standings[0]


def sort(standing, verdict, *changes):
    """The numbers in order. changes: of the standings 1, 2, 3 and so on."""
    rows = [replace(standing, statement=i, verdict=verdict, **row) for i, row in enumerate(changes, start=1)]
    return [row.statement for row in sort_standings([*rows, replace(standing, verdict="another")], verdict)]


def test_every_verdict_has_one_order():
    assert set(ORDERS) == set(VERDICTS)


@pytest.mark.parametrize(
    ("verdict", "field"), [("settled", "bridging"), ("contested", "division"), ("lukewarm", "agree")]
)
def test_the_largest_comes_first_and_equals_by_number(standing, verdict, field):
    values = [0.601, 0.604, 0.9, 0.604]
    rows = [{field: Share(value, value, value) if field == "agree" else value} for value in values]

    assert sort(standing, verdict, *rows) == [3, 2, 4, 1]


def test_what_is_settled_against_is_ordered_by_disagreement(standing):
    shares = [Share(0.701, 0.6, 0.8), Share(0.704, 0.6, 0.8)]

    assert sort(standing, "settled against", *({"disagree": share} for share in shares)) == [2, 1]


def test_what_is_undecided_comes_by_how_many_votes_it_needs_and_what_is_too_close_last(standing):
    rows = [
        {"more_votes": None, "too_close": True},
        {"more_votes": 40, "too_close": False},
        {"more_votes": 3, "too_close": False},
        {"more_votes": None, "too_close": False, "depends": 4},
    ]

    assert sort(standing, "undecided", *rows) == [4, 3, 2, 1]


def test_a_verdict_that_is_none_is_refused(standing):
    with pytest.raises(KeyError):
        sort_standings([standing], "popular")
