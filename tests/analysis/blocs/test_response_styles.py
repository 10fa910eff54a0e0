"""Response styles: readiness to say yes and to pass. They are no blocs."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from elicit.analysis import Ballots, analyse
from elicit.analysis.blocs import latent, response_styles
from elicit.analysis.data.matrix import build_vote_matrix
from elicit.analysis.data.shards import ShardedVotes
from elicit.crowd import plant


def plant_crowd(seed, blocs=1, people=200, **options):
    return plant(people, 40, blocs, seed=seed, overlap=0.2, **options)


def analyse_crowd(people, method="latent", **options):
    return analyse(Ballots.from_arrays(*people.ballots()[:3]), method, alternatives=False, **options)


@pytest.mark.parametrize("seed", range(5))
def test_ready_and_reluctant_yes_sayers_of_one_mind_are_one_bloc(seed):
    report = analyse_crowd(plant_crowd(seed, yes_tendency=0.7, pass_spread=0.7), resamples=2)

    assert report.k == 1
    assert report.held_out_losses[0].held_out < min(loss.held_out for loss in report.held_out_losses[1:])


@pytest.mark.parametrize("seed", range(3))
def test_three_blocs_of_different_yes_sayers_are_found_far_better_than_by_polis(seed):
    people = plant_crowd(seed, blocs=3, people=300, yes_tendency=0.7)
    reports = [analyse_crowd(people, method, k=3, resamples=0) for method in ("latent", "polis")]

    ours, theirs = (adjusted_rand_score(people.truth, report.membership.argmax(axis=1)) for report in reports)
    assert ours > 0.6
    assert ours > theirs + 0.1


def test_the_more_people_differ_in_their_habits_the_more_is_said_of_it():
    styles = [
        analyse_crowd(
            plant_crowd(3, people=300, yes_tendency=spread, pass_spread=spread), k=1, resamples=0
        ).response_styles
        for spread in (0.0, 0.7, 1.4)
    ]

    for spreads in ([style.yes for style in styles], [style.passing for style in styles]):
        assert spreads == sorted(spreads)
        assert spreads[1] == pytest.approx(0.7, abs=0.2)


def test_the_habit_of_having_none_changes_no_rate():
    rates = np.random.default_rng(0).dirichlet(np.ones(3), (2, 5)).transpose(0, 2, 1)
    tilted = response_styles.tilt(rates)

    assert response_styles.LOGITS[response_styles.NONE].tolist() == [0, 0, 0]
    np.testing.assert_allclose(tilted[:, response_styles.NONE], rates)
    np.testing.assert_allclose(tilted.sum(axis=2), 1)


def test_a_habit_multiplies_the_odds_of_a_choice_alike_everywhere():
    rates = np.random.default_rng(1).dirichlet(np.ones(3), (2, 5)).transpose(0, 2, 1)
    tilted = response_styles.tilt(rates)

    agree, disagree, passes = (np.moveaxis(tilted / rates[:, None], 2, 0)[choice] for choice in range(3))
    np.testing.assert_allclose(
        np.log(agree / disagree), np.broadcast_to(response_styles.YES_OF[:, None], agree.shape), atol=1e-12
    )
    opinion = np.sqrt(agree * disagree)
    np.testing.assert_allclose(
        np.log(passes / opinion), np.broadcast_to(response_styles.PASS_OF[:, None], agree.shape), atol=1e-12
    )


def test_totals_are_what_the_tilted_odds_add_up_to():
    rates = np.random.default_rng(2).dirichlet(np.ones(3), (2, 5)).transpose(0, 2, 1)

    odds = rates[:, None] * response_styles.FACTORS[None, :, :, None]
    np.testing.assert_allclose(response_styles.totals(rates), odds.sum(axis=2).swapaxes(0, 1), rtol=1e-12)
    np.testing.assert_array_equal(
        response_styles.totals(rates, np.array([3, 12])), response_styles.totals(rates)[[3, 12]]
    )


def test_before_anything_is_known_most_people_are_expected_to_have_no_habit():
    shares = response_styles.prior()

    assert shares.sum() == pytest.approx(1)
    assert shares.argmax() == response_styles.NONE
    assert response_styles.spread(response_styles.YES_OF, shares) == pytest.approx(
        response_styles.SPREAD[0] ** 0.5, abs=0.1
    )
    assert response_styles.spread(response_styles.PASS_OF, shares) == pytest.approx(
        response_styles.SPREAD[1] ** 0.5, abs=0.1
    )


@pytest.mark.parametrize(("yes", "passing"), [(0.0, 0.0), (0.7, 0.0), (0.0, 0.7), (0.9, 1.2)])
def test_the_spread_of_habits_is_near_what_was_planted(yes, passing):
    log = plant(2000, 60, 1, seed=3, density=40, yes_tendency=yes, pass_spread=passing).ballots()
    votes = build_vote_matrix(Ballots.from_arrays(*log[:3]))
    model, _ = latent.alone(ShardedVotes.of(votes, response_styles.NONE), np.ones(2000))

    spreads = np.array(model.spread())
    np.testing.assert_allclose(spreads, (yes, passing), atol=0.25)
    assert (model.styles > 0).all()


def test_habits_take_over_no_division_of_a_room_with_few_statements():
    small, large = np.array([1, 1, -1, -1, 1, 1, 1, 1]), np.array([1, -1, 1, 1, 1, 1, -1, 1])
    choices = np.repeat([small, large], [60, 14], axis=0)
    person, statement = (index.ravel() for index in np.indices(choices.shape))
    report = analyse(Ballots.from_arrays(person, statement, choices.ravel()), resamples=10)

    assert [(bloc.size, bloc.counts) for bloc in report.blocs] == [(60, True), (14, True)]
    assert [(row >= 0).sum() for row in report.assignment] == [74] * 5
