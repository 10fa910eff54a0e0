"""What is true of found blocs: worked out by hand on crowds that are small enough."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth import Tally, Truth, find_ceiling, to_ballots
from elicit.analysis import analyse
from elicit.crowd import plant_from

CROWD = plant_from([[1, 1, -1], [1, -1, -1]], 60, seed=3, sizes=(1, 1), density=3, spread=0, pass_tendency=0.05)
GROUPS = dict(enumerate(CROWD.truth.tolist()))


@pytest.fixture(scope="module")
def report():
    return analyse(to_ballots(CROWD.ballots(), CROWD), groups=GROUPS, resamples=0)


def test_a_bloc_of_the_planted_people_truly_thinks_what_was_planted(report):
    truth = Truth(CROWD, report)

    np.testing.assert_allclose(truth.blocs, CROWD.probabilities, atol=1e-12)
    assert truth.is_settled.tolist() == [True, False, False]
    assert truth.is_contested.tolist() == [False, True, False]


def test_the_truth_of_a_mixed_bloc_is_the_mean_over_its_people():
    everyone = analyse(to_ballots(CROWD.ballots(), CROWD), groups=dict.fromkeys(GROUPS, 0), resamples=0)

    np.testing.assert_allclose(Truth(CROWD, everyone).blocs[0], CROWD.probabilities.mean(axis=0), atol=1e-12)


def test_right_verdicts_are_not_counted_as_false(report):
    tally = Truth(CROWD, report).tally()

    assert (tally.settled, tally.falsely_settled) == (1, 0)
    assert (tally.unsettled, tally.uncontested, tally.falsely_contested) == (2, 2, 0)
    assert tally.intervals == 6


def test_a_verdict_that_is_not_so_is_counted(report):
    standings = tuple(replace(standing, verdict="settled") for standing in report.standings)

    tally = Truth(CROWD, replace(report, standings=standings)).tally()
    assert (tally.settled, tally.falsely_settled) == (3, 2)


def test_people_are_placed_for_each_fold_of_statements(report):
    assignment = np.stack([CROWD.truth, 1 - CROWD.truth, *[CROWD.truth] * 3])  # one row a fold

    blocs = Truth(CROWD, replace(report, assignment=assignment)).blocs

    np.testing.assert_allclose(blocs[:, [0, 2]], CROWD.probabilities[:, [0, 2]], atol=1e-12)
    np.testing.assert_allclose(blocs[::-1, 1], CROWD.probabilities[:, 1], atol=1e-12)


def test_tallies_add_up():
    one, other = Tally(1, 2, 3, 4, 5, 6, 7, 0.5), Tally(10, 20, 30, 40, 50, 60, 70, 1.5)

    assert Tally.of_all([one, other]) == (11, 22, 33, 44, 55, 66, 77, 2.0)


def test_with_blocs_far_apart_the_ceiling_is_nearly_the_truth():
    crowd = plant_from([[1] * 8 + [-1] * 8, [-1] * 8 + [1] * 8], 200, seed=3, density=16, spread=0)

    assert (find_ceiling(crowd, crowd.ballots()) == crowd.truth).mean() > 0.99
