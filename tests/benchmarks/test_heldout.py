"""Hiding votes and asking about them: what is hidden is hidden, and every method is scored alike."""

import numpy as np
import pytest

from benchmarks.heldout import HIDDEN, NONE, POLIS, Measured, Split, shares
from benchmarks.truth import to_ballots
from elicit.crowd import plant

CROWD = plant(200, 40, 2, seed=1, density=20)
BALLOTS = to_ballots(CROWD.ballots(), CROWD)


def test_a_tenth_of_the_votes_is_hidden_and_the_others_are_shown():
    split = Split.of(BALLOTS, 0)

    assert len(split.shown) + len(split.choice) == len(BALLOTS)
    assert abs(len(split.choice) / len(BALLOTS) - HIDDEN) < 0.02
    shown = set(zip(split.shown.participants.tolist(), split.shown.statements.tolist(), strict=True))
    assert shown.isdisjoint(zip(split.person.tolist(), split.statement.tolist(), strict=True))


def test_tallies_count_the_shown_votes_of_the_people_of_a_label():
    split = Split.of(BALLOTS, 0)
    label = np.where(CROWD.truth == 0, 0, -1)

    first = CROWD.truth[split.shown.participants] == 0
    assert split.tallies(label, 1).sum() == first.sum()
    assert split.tallies(label, 1)[0, :, 0].sum() == (split.shown.choices[first] == 1).sum()


def test_shares_sum_to_one():
    assert shares(np.array([[1.0, 1.0, 2.0]])).tolist() == [[0.25, 0.25, 0.5]]


def test_a_method_is_scored_with_the_weight_that_suits_it_and_compared_person_by_person():
    measured = Measured("a room", np.array([1.0, 1.0, 0.0]))
    person = np.array([0, 1])
    measured.add(NONE, person, {6.0: np.array([0.5, 0.5])})
    measured.add(POLIS, person, {2.0: np.array([0.1, 0.1]), 6.0: np.array([0.5, 0.25])})

    assert measured.nats(POLIS) == pytest.approx(1.5 * np.log(2))
    assert measured.rival() == NONE
    above, error = measured.above(POLIS, NONE)
    assert (above, error) == (pytest.approx(np.log(2) / 2), pytest.approx(np.log(2) / 2))
