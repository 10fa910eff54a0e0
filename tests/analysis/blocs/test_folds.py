"""Cross-fitting: a statement's own votes do not say who is asked about it."""

import numpy as np
import pytest

from elicit.analysis import Ballots, Rules, analyse
from elicit.analysis.blocs.blocs import Search, large_enough
from elicit.analysis.blocs.folds import BETWEEN, assign, match, overlaps, pair
from elicit.analysis.data.matrix import VoteMatrix, build_vote_matrix
from elicit.crowd import plant, plant_from

CLEAR = plant_from(
    np.where(np.random.default_rng(0).random((3, 30)) < 0.5, -0.9, 0.9), 120, seed=0, sizes=[5, 4, 3], density=25
)


def redraw_votes(votes, statement):
    random = np.random.default_rng(statement)
    there = votes.statements == statement
    return np.where(there, random.integers(-1, 2, len(there)), votes.choices)


@pytest.mark.parametrize("statement", [3, 11, 24])
def test_other_votes_on_a_statement_place_nobody_else_where_it_is_concerned(statement):
    votes = CLEAR.ballots()
    before, after = (
        analyse(Ballots.from_arrays(*votes[:2], choices), k=3, resamples=0, alternatives=False)
        for choices in (votes.choices, redraw_votes(votes, statement))
    )

    np.testing.assert_array_equal(after.assignment[statement % 5], before.assignment[statement % 5])
    assert not np.array_equal(after.assignment, before.assignment)
    for old, new in zip(before.standings, after.standings, strict=True):
        if old.statement % 5 == statement % 5 and old.statement != statement:
            assert new.blocs == old.blocs


def number_by_first(label):
    """The same parts under names by first appearance: which bloc is called what follows from all the votes."""
    names = {BETWEEN: BETWEEN}
    return [names.setdefault(value, len(names)) for value in label.tolist()]


@pytest.mark.parametrize("seed", range(3))
def test_in_a_muddled_room_too_the_parts_follow_from_the_other_votes_alone(seed):
    log = plant(120, 30, 3, seed=seed, overlap=0.4, density=15).ballots()
    votes = build_vote_matrix(Ballots.from_arrays(*log[:3]))
    random = np.random.default_rng(seed)
    on = votes.statement == 3
    choice = np.where(on, random.integers(0, 3, len(on)), votes.choice)
    others = VoteMatrix(votes.people, votes.statements, votes.person, votes.statement, choice)

    before, after = (Search(matrix, Rules(), 0, 0).fit(3).assignment[3] for matrix in (votes, others))
    assert number_by_first(after) == number_by_first(before)


def test_intervals_hold_what_they_promise_in_a_crowd_that_has_no_blocs_and_is_given_three():
    hits, total, contested = 0, 0, []
    for seed in range(6):
        crowd = plant(90, 20, 1, seed=seed, density=15)
        report = analyse(Ballots.from_arrays(*crowd.ballots()[:3]), k=3, resamples=0, alternatives=False)
        contested += [standing.verdict == "contested" for standing in report.standings]
        for standing in report.standings:
            agree, disagree, _ = crowd.probabilities[0, standing.statement]
            for bloc in standing.blocs:
                if bloc.tally.votes >= 5:
                    hits += int(bloc.agree.low <= agree <= bloc.agree.high)
                    hits += int(bloc.disagree.low <= disagree <= bloc.disagree.high)
                    total += 2

    assert total > 600
    assert 0.93 <= hits / total <= 0.98
    assert np.mean(contested) < 0.02


def test_people_are_placed_where_their_membership_is_clear_and_they_are_grouped():
    membership = np.array([[0.7, 0.3], [0.69, 0.31], [0.1, 0.9], [1.0, 0.0]])
    among = np.array([True, True, True, False])

    assert assign(membership, among, Rules()).tolist() == [0, BETWEEN, 1, BETWEEN]
    assert assign(np.ones((2, 1)), np.array([True, False]), Rules()).tolist() == [0, BETWEEN]


def test_overlaps_count_people_in_both_over_people_in_either():
    mine, theirs = np.array([0, 0, 0, 1, BETWEEN]), np.array([1, 1, BETWEEN, 0, 0])

    assert overlaps(mine, theirs, 2, np.ones(5)).tolist() == [[0, 2 / 3], [1 / 2, 0]]
    assert overlaps(mine, theirs, 2, np.array([1, 1, 4, 1, 0])).tolist() == [[0, 1 / 3], [1, 0]]


def test_blocs_that_nobody_is_in_overlap_with_nothing():
    nobody = np.full(3, BETWEEN)

    assert overlaps(nobody, nobody, 2, np.ones(3)).tolist() == [[0, 0], [0, 0]]


def test_blocs_are_named_after_those_they_overlap_with_most():
    mine = np.array([0, 0, 0, 1, 1, 2, BETWEEN])

    same, overlap = match(mine, np.array([2, 2, BETWEEN, 0, 0, 1, 1]), 3, np.ones(7))
    assert same.tolist() == [0, 0, BETWEEN, 1, 1, 2, 2]
    assert overlap.tolist() == [2 / 3, 1, 1 / 2]


def test_pairs_are_one_to_one_for_the_largest_sum():
    row, column = pair(np.array([[0.9, 0.8], [0.8, 0.1]]))

    assert list(zip(row.tolist(), column.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_some_of_the_people_are_numbered_anew_with_their_votes():
    votes = VoteMatrix(
        *(np.array(array) for array in ([30, 10, 20], [1, 2], [0, 1, 1, 2], [0, 0, 1, 1], [0, 1, 2, 0]))
    )

    some = votes.select_people(np.array([0, 2]))
    assert (some.people.tolist(), some.person.tolist(), some.choice.tolist()) == ([30, 20], [0, 1], [0, 0])


@pytest.mark.parametrize("noise", [0.0, 0.05])
@pytest.mark.parametrize("k", [None, 2])
def test_where_a_division_lies_in_one_fold_what_all_agree_to_is_settled_in_this_fold_too(k, noise):
    random = np.random.default_rng(0)
    side, divided = np.arange(80) < 40, np.isin(np.arange(1, 21), (5, 10, 15))
    agree = np.where(divided, np.where(side[:, None], 1 - noise, noise), 1 - noise)
    choices = np.where(random.random((80, 20)) < agree, 1, -1)
    person, statement = (index.ravel() for index in np.indices((80, 20)))
    report = analyse(Ballots.from_arrays(person, statement + 1, choices.ravel()), k=k, resamples=0)

    numbers = {standing.statement for standing in report.standings if standing.verdict == "settled"}
    assert numbers == set(range(1, 21)) - {5, 10, 15}


def test_a_bloc_that_is_empty_without_a_fold_does_not_count():
    bloc = np.repeat([0, 1], 30)
    places = np.tile(bloc, (5, 1))
    places[3, 30:] = BETWEEN

    assert large_enough(bloc, np.tile(bloc, (5, 1)), 2, np.ones(60), Rules()).tolist() == [True, True]
    assert large_enough(bloc, places, 2, np.ones(60), Rules()).tolist() == [True, False]
    assert large_enough(bloc * 0, np.tile(bloc * 0, (5, 1)) + BETWEEN, 1, np.ones(60), Rules()).tolist() == [True]
