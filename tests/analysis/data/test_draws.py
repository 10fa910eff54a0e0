"""Draws that belong to people: who else is there changes nothing."""

import numpy as np
import pytest
from scipy import stats

from elicit.analysis import Ballots
from elicit.analysis.blocs import model_selection
from elicit.analysis.data.draws import Draws
from elicit.analysis.data.matrix import build_vote_matrix
from elicit.crowd import plant, with_copies

CROWD = plant(300, 40, 2, seed=4, density=15).ballots()
MANY = Draws(np.arange(20_000, dtype=np.uint64)).spawn(3)


def build_votes(log):
    return build_vote_matrix(Ballots.from_arrays(*log[:3]))


def map_by_person(votes, values):
    return dict(zip(votes.people.tolist(), values.tolist(), strict=True))


@pytest.mark.parametrize("draw", [Draws.draw_uniform, Draws.draw_normal, Draws.draw_bootstrap_weights])
def test_more_people_change_nobody_elses_draws(draw):
    few, more = (build_votes(log) for log in (CROWD, with_copies(CROWD, share=0.05, seed=1, noise=0.1)))

    before, after = (map_by_person(votes, draw(votes.draws.spawn(7, 2))) for votes in (few, more))
    assert len(after) > len(before)
    assert {person: after[person] for person in before} == before


def test_more_people_hide_nobody_elses_other_votes():
    few, more = (build_votes(log) for log in (CROWD, with_copies(CROWD, share=0.05, seed=1)))

    parts = []
    for votes in (few, more):
        secret = model_selection._Split(votes, 0, 1).test
        parts.append(set(zip(secret.people[secret.person].tolist(), secret.statement.tolist(), strict=True)))
    assert parts[0] == {pair for pair in parts[1] if pair[0] < 300}
    assert len(parts[0]) == pytest.approx(0.1 * len(few.person), rel=0.1)


def test_no_vote_is_hidden_twice_and_ten_splits_hide_all():
    votes = build_votes(CROWD)

    splits = [model_selection._Split(votes, 5, number).test for number in range(10)]
    pairs = [pair for s in splits for pair in zip(s.person.tolist(), s.statement.tolist(), strict=True)]
    assert len(pairs) == len(set(pairs)) == len(votes.person)


def test_the_order_of_a_persons_votes_changes_nothing_and_another_vote_does():
    one, other, third = (
        Draws.of(np.array([3]), np.array(statement), np.array(choice)).draw_uniform()
        for statement, choice in (([1, 2, 5], [0, 1, 2]), ([5, 1, 2], [2, 0, 1]), ([1, 2, 5], [0, 1, 0]))
    )

    assert one == other
    assert one != third


def test_people_with_the_same_ballots_and_those_without_any_draw_apart():
    draws = Draws.of(np.array([2, 0, 2, 0, 2]), np.array([1, 2] * 3), np.array([0, 1] * 3))

    assert len(set(draws.draw_uniform().tolist())) == 5


def test_names_make_other_draws_and_the_same_names_the_same():
    results = [MANY.spawn(*names).draw_uniform() for names in ((), (1,), (2,), (1, 2), (2, 1), (2**70,))]

    for i, one in enumerate(results):
        for other in results[:i]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    np.testing.assert_array_equal(MANY.spawn(1).spawn(2).draw_uniform(), results[3])


def test_draws_follow_their_distributions():
    assert stats.kstest(MANY.draw_uniform(), "uniform").pvalue > 0.01
    assert stats.kstest(MANY.draw_normal(), "norm").pvalue > 0.01
    shares = np.bincount(MANY.draw_bootstrap_weights().astype(int), minlength=4)[:4] / 20_000
    np.testing.assert_allclose(shares, stats.poisson(1).pmf(range(4)), atol=0.01)
    by_vote = MANY.draw_by_vote(np.arange(20_000), np.full(20_000, 7))
    assert stats.kstest(by_vote, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(by_vote, MANY.draw_by_vote(np.arange(20_000), np.full(20_000, 8)))[0, 1]) < 0.03


def test_people_are_picked_with_their_odds():
    odds = np.array([0.0, 1.0, 3.0, 0.0, 6.0])
    counts = np.bincount([MANY.spawn(i).select(np.arange(5)).choose(odds) for i in range(4000)], minlength=5)

    np.testing.assert_allclose(counts / 4000, odds / 10, atol=0.03)
    assert counts[[0, 3]].tolist() == [0, 0]


def test_some_of_the_people_are_distinct_and_everybody_is_there_when_there_are_too_few():
    rows = MANY.sample(500)

    assert len(np.unique(rows)) == 500
    assert stats.kstest(rows / 20_000, "uniform").pvalue > 0.01
    np.testing.assert_array_equal(MANY.select(np.arange(4)).sample(9), np.arange(4))


def test_where_nobody_would_be_drawn_everybody_is():
    lone = next(
        draws for draws in (Draws(np.array([i], dtype=np.uint64)) for i in range(99)) if draws.draw_uniform() < 0.3
    )

    assert lone.draw_bootstrap_weights().tolist() == [1.0]
