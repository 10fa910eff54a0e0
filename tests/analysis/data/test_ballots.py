"""Ballots: validation, and what counts as the same ballots."""

import numpy as np
import pytest

from elicit.analysis import Ballots


def test_the_last_vote_of_a_pair_wins_and_keeps_the_place_of_the_first():
    ballots = Ballots.from_arrays([5, 3, 5], [1, 1, 1], [1, 0, -1])

    assert ballots.participants.tolist() == [5, 3]
    assert ballots.choices.tolist() == [-1, 0]


def test_two_logs_with_the_same_last_votes_have_the_same_digest():
    once = Ballots.from_arrays([1, 2], [7, 7], [1, -1])
    ballots = Ballots.from_arrays([2, 1, 2], [7, 7, 7], [1, 1, -1])

    assert once.digest == ballots.digest


@pytest.mark.parametrize(
    "other",
    [
        {"choices": [1, 0]},
        {"people": [1, 2, 3]},
        {"items": [7, 8]},
        {"rejected": [7]},
        {"meta": [7]},
        {"important": [True, False]},
    ],
)
def test_whatever_an_analysis_depends_on_changes_the_digest(other):
    choices = other.pop("choices", [1, -1])

    assert Ballots.from_arrays([1, 2], [7, 7], choices, **other).digest != (
        Ballots.from_arrays([1, 2], [7, 7], [1, -1]).digest
    )


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([1], [1], [7]), "Row 0 holds a vote of 7"),
        (([1, 2], [1], [1]), "as long as the others"),
        (([1.5], [1], [1]), "whole numbers"),
        (([[1]], [1], [1]), "flat list"),
    ],
)
def test_what_cannot_be_ballots_is_said_in_a_sentence(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        Ballots.from_arrays(*columns)


def test_a_vote_of_somebody_who_is_not_named_is_refused():
    with pytest.raises(ValueError, match="participant 2"):
        Ballots.from_arrays([2], [1], [1], people=[1])


def test_the_callers_arrays_are_not_changed_and_those_of_the_ballots_cannot_be():
    participants = np.array([2, 1])
    ballots = Ballots.from_arrays(participants, [1, 1], [1, 1])

    assert participants.tolist() == [2, 1]
    with pytest.raises(ValueError, match="read-only"):
        ballots.participants[0] = 9
