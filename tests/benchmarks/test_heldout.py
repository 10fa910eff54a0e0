"""Hiding votes and asking about them: what is hidden is hidden, and every method is scored alike."""

import numpy as np
import pytest

from benchmarks.heldout import HIDDEN, NONE, POLIS, Measurement, Split, to_shares
from benchmarks.truth import to_ballots
from elicit.crowd import plant

CROWD = plant(200, 40, 2, seed=1, density=20)
BALLOTS = to_ballots(CROWD.ballots(), CROWD)


def test_a_tenth_of_the_votes_is_hidden_and_the_others_are_shown():
    split = Split.of(BALLOTS, 0)

    assert len(split.ballots) + len(split.choice) == len(BALLOTS)
    assert abs(len(split.choice) / len(BALLOTS) - HIDDEN) < 0.02
    pairs = set(zip(split.ballots.participants.tolist(), split.ballots.statements.tolist(), strict=True))
    assert pairs.isdisjoint(zip(split.person.tolist(), split.statement.tolist(), strict=True))


def test_tallies_count_the_shown_votes_of_the_people_of_a_label():
    split = Split.of(BALLOTS, 0)
    label = np.where(CROWD.truth == 0, 0, -1)

    is_first = CROWD.truth[split.ballots.participants] == 0
    assert split.tally(label, 1).sum() == is_first.sum()
    assert split.tally(label, 1)[0, :, 0].sum() == (split.ballots.choices[is_first] == 1).sum()


def test_shares_sum_to_one():
    assert to_shares(np.array([[1.0, 1.0, 2.0]])).tolist() == [[0.25, 0.25, 0.5]]


def test_a_method_is_scored_with_the_weight_that_suits_it_and_compared_person_by_person():
    measurement = Measurement("a room", np.array([1.0, 1.0, 0.0]))
    person = np.array([0, 1])
    measurement.add(NONE, person, {6.0: np.array([0.5, 0.5])})
    measurement.add(POLIS, person, {2.0: np.array([0.1, 0.1]), 6.0: np.array([0.5, 0.25])})

    assert measurement.nats(POLIS) == pytest.approx(1.5 * np.log(2))
    assert measurement.find_rival() == NONE
    above, error = measurement.compare(POLIS, NONE)
    assert (above, error) == (pytest.approx(np.log(2) / 2), pytest.approx(np.log(2) / 2))
