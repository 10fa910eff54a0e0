"""Acquiescence from reverse-worded pairs."""

import numpy as np
import pytest
from scipy import stats

from elicit.analysis import Ballots, analyse
from elicit.analysis.verdicts.acquiescence import yes_saying
from elicit.crowd import plant_from

STATEMENTS = np.array([1, 2, 3, 4])


def measure_acquiescence(twins, *overall, confidence=0.95):
    pairs = np.array(twins, dtype=np.int64).reshape(-1, 2)
    return yes_saying(pairs, STATEMENTS, np.array(overall, dtype=float), confidence)


def test_who_means_what_they_say_agrees_with_one_side_as_others_disagree_with_the_other():
    result = measure_acquiescence([(1, 2)], (30, 10, 5), (10, 30, 5), (1, 0, 0), (0, 0, 0))

    assert (result.rate, result.pairs) == (pytest.approx(0), 1)
    assert result.low < 0 < result.high


def test_who_agrees_with_both_sides_says_yes_to_everything():
    result = measure_acquiescence([(1, 2)], (1000, 0, 0), (1000, 0, 0), (0, 0, 0), (0, 0, 0))

    assert result.rate == pytest.approx(1, abs=0.001)
    assert result.high == 1.0


def test_who_disagrees_with_both_sides_says_no_to_everything():
    result = measure_acquiescence([(1, 2)], (0, 1000, 0), (0, 1000, 0), (0, 0, 0), (0, 0, 0))

    assert result.rate == pytest.approx(-1, abs=0.001)
    assert result.low == -1.0


def test_the_interval_is_that_of_two_independent_leanings():
    result = measure_acquiescence([(1, 2)], (60, 30, 10), (50, 40, 10), (0, 0, 0), (0, 0, 0), confidence=0.9)

    spread = [(0.9 - 0.3**2) / 100, (0.9 - 0.1**2) / 100]
    error = stats.norm.ppf(0.95) * np.sqrt(sum(spread)) / 2
    assert (result.low, result.rate, result.high) == pytest.approx((0.2 - error, 0.2, 0.2 + error), abs=0.005)


def test_more_pairs_are_averaged_and_narrow_the_interval():
    rows = (60, 30, 10), (50, 40, 10)
    one, two = measure_acquiescence([(1, 2)], *rows, *rows), measure_acquiescence([(1, 2), (3, 4)], *rows, *rows)

    assert (two.pairs, two.rate) == (2, pytest.approx(one.rate))
    assert two.high - two.low == pytest.approx((one.high - one.low) / np.sqrt(2))


@pytest.mark.parametrize(
    "twins", [[], [(1, 4)], [(1, 9)], [(8, 9)]], ids=["none", "one side unseen", "one side gone", "both gone"]
)
def test_without_a_pair_that_both_have_votes_nothing_is_said(twins):
    assert measure_acquiescence(twins, (5, 5, 5), (5, 5, 5), (5, 5, 5), (0, 0, 0)) is None


def test_a_report_tells_ready_yes_sayers_from_others():
    leanings = np.tile([0.3, -0.3], 6)[None]
    twins = {place: place + 1 for place in range(0, 12, 2)}

    rates = {}
    for tendency in (0.0, 1.0):
        crowd = plant_from(leanings, 300, seed=4, density=6, yes_tendency=0.0, twins=twins)
        votes = crowd.ballots()
        is_reversal = (votes.choices == -1) & (
            np.random.default_rng(0).random(len(votes.choices)) < 0.5 * tendency
        )
        choices = np.where(is_reversal, 1, votes.choices)
        ballots = Ballots.from_arrays(votes.participants, votes.statements, choices, twins=twins.items())
        rates[tendency] = analyse(ballots, k=1, resamples=0, alternatives=False).yes_saying

    assert rates[0.0].low < 0 < rates[0.0].high
    assert rates[1.0].low > 0.2
    assert [rate.pairs for rate in rates.values()] == [6, 6]


def test_a_report_without_pairs_says_nothing_of_it():
    report = analyse(Ballots.from_arrays([1, 2], [1, 1], [1, -1]), resamples=0, alternatives=False)

    assert report.yes_saying is None


@pytest.mark.parametrize("side", [[], [2]])
def test_a_pair_with_a_rejected_side_is_no_pair(side):
    ballots = Ballots.from_arrays([1, 2], [1, 2], [1, 1], twins=[(2, 1)], rejected=side)

    result = analyse(ballots, resamples=0, alternatives=False).yes_saying
    assert (result is None) == bool(side)


def test_a_statement_cannot_be_the_reverse_of_itself():
    with pytest.raises(ValueError, match="Statement 1 cannot be the reverse of itself"):
        Ballots.from_arrays([1], [1], [1], twins=[(1, 1)])
