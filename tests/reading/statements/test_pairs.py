"""Pairs that a person may want to merge, and how people voted on both."""

import pytest

from elicit.actions.statements import merging, writing
from elicit.models import Statement
from elicit.reading.statements import likeness
from elicit.reading.statements.pairs import suggest_pairs
from tests import factories

NEAR = "Tell me when you're not sure!"  # beside the first of the statements


@pytest.fixture
def copy(deliberation, now):
    """Says the same as the first statement, and is accepted."""
    [statement] = writing.seed(deliberation=deliberation, texts=[NEAR], by=None, now=now)
    return statement


def test_pairs_that_say_the_same_are_suggested_with_how_people_voted_on_both(deliberation, statement, copy):
    factories.room(deliberation, *["a---a"] * 6, *["d---d"] * 5, *["a---d"] * 4, "a----", "p---a", "----d")

    [pair] = suggest_pairs(deliberation=deliberation)

    assert {pair.one, pair.other} == {statement, copy}
    assert (pair.agree, pair.disagree, pair.opposite) == (6, 5, None)


def test_of_few_people_nothing_is_told(deliberation, copy):
    factories.room(deliberation, *["a---a"] * 4)

    [pair] = suggest_pairs(deliberation=deliberation)

    assert (pair.agree, pair.disagree, pair.opposite, pair.is_shown) == (None, None, None, False)


def test_what_is_merged_or_says_the_reverse_is_not_suggested(deliberation, statement, copy, ada, now):
    Statement.objects.filter(pk=copy.pk).update(twin=statement)
    assert suggest_pairs(deliberation=deliberation) == []

    Statement.objects.filter(pk=copy.pk).update(twin=None)
    merging.merge(statement=copy, into=statement, by=ada, now=now)
    assert suggest_pairs(deliberation=deliberation) == []


def test_what_waits_is_held_against_what_is_accepted(ben, statement, now):
    mine = writing.submit(participant=ben, text=NEAR, now=now)
    other = writing.submit(participant=ben, text="Buy my book on bees.", now=now)

    nearest = likeness.find_nearest(deliberation=ben.deliberation, statements=[mine, other])

    assert nearest == {mine.number: statement}
