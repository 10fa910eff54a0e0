"""Intervals, verdicts and the draw of the next statement."""

import numpy as np
import pytest
from scipy import stats

from elicit.analysis import Rules, next_statement
from elicit.analysis.data.records import VERDICTS
from elicit.analysis.verdicts.intervals import difference, jeffreys
from elicit.analysis.verdicts.verdicts import Tallies


def test_an_interval_is_that_of_the_beta_distribution():
    interval = jeffreys([30], [40], 0.95)

    low, high = stats.beta.ppf([0.025, 0.975], 30.5, 10.5)
    assert (interval.low[0], interval.high[0]) == pytest.approx((low, high))


def test_an_interval_reaches_the_end_where_everybody_agrees():
    interval = jeffreys([0, 12], [12, 12], 0.95)

    assert (interval.low[0], interval.high[1]) == (0.0, 1.0)


def test_a_difference_lies_in_its_interval():
    apart = difference(jeffreys([30], [40], 0.95), jeffreys([10], [40], 0.95))

    assert apart.value[0] == pytest.approx(0.5)
    assert apart.low[0] < 0.5 < apart.high[0]


def get_verdict(*blocs, counting=None):
    counts = np.array(blocs, dtype=float)[:, None, :]
    counting = np.ones(len(blocs), dtype=bool) if counting is None else np.array(counting)
    return VERDICTS[Tallies(counts, counts.sum(axis=0), counting, Rules()).verdicts()[0]]


@pytest.mark.parametrize(
    ("blocs", "expected"),
    [
        ([(28, 1, 1), (27, 2, 1)], "settled"),
        ([(28, 1, 1), (2, 27, 1)], "contested"),
        ([(1, 28, 1), (2, 27, 1)], "settled against"),
        ([(28, 1, 1), (5, 5, 20)], "lukewarm"),
        ([(28, 1, 1), (16, 12, 2)], "undecided"),
        ([(28, 1, 1), (7, 0, 0)], "undecided"),  # seven votes are not enough to settle anything
        ([(0, 0, 0), (0, 0, 0)], "undecided"),
    ],
)
def test_each_verdict(blocs, expected):
    assert get_verdict(*blocs) == expected


def test_a_bloc_that_does_not_count_has_no_veto():
    blocs = [(80, 2, 2), (0, 9, 0)]

    assert get_verdict(*blocs) == "contested"
    assert get_verdict(*blocs, counting=[True, False]) == "settled"


def test_where_no_bloc_counts_everyone_together_is_asked():
    assert get_verdict((9, 0, 0), (9, 0, 0), (9, 0, 0), counting=[False] * 3) == "settled"


def test_an_undecided_statement_says_how_many_votes_it_needs():
    counts = np.array([[[14.0, 6, 0]], [[16, 4, 0]]])
    more, close = Tallies(counts, counts.sum(axis=0), np.ones(2, bool), Rules()).further_votes()

    assert not close[0]
    assert 0 < more[0] < 40


def test_an_even_split_is_too_close_to_call():
    counts = np.array([[[50.0, 50, 0]]])
    _, close = Tallies(counts, counts.sum(axis=0), np.ones(1, bool), Rules()).further_votes()

    assert close[0]


def test_without_an_analysis_the_least_seen_come_first():
    statements = {next_statement([1, 2, 3], {1: 4, 2: 0, 3: 0}, None, draw=draw / 10) for draw in range(10)}

    assert statements == {2, 3}


def test_with_an_analysis_the_draw_follows_the_weights():
    weights = {1: 1.0, 2: 3.0}
    statements = [next_statement([1, 2], {}, weights, draw=draw / 100) for draw in range(100)]

    assert statements.count(2) == 75


def test_a_statement_newer_than_the_analysis_is_shown_like_the_most_useful():
    statements = [next_statement([1, 2, 9], {}, {1: 1.0, 2: 3.0}, draw=draw / 700) for draw in range(700)]

    assert statements.count(9) == 300


def test_nobody_is_shown_the_reverse_of_what_they_voted_on():
    assert next_statement([2], {}, None, draw=0, twins={1: 2}, voted=[1]) is None
    assert next_statement([1], {}, None, draw=0, twins={1: 2}, voted=[2]) is None


def test_nothing_left_is_nothing():
    assert next_statement([], {}, None, draw=0.5) is None
