"""EM: what one step does, and that it climbs."""

from dataclasses import replace

import numpy as np
import pytest

from elicit.analysis import Ballots
from elicit.analysis.blocs import latent, response_styles
from elicit.analysis.blocs.latent import PRIOR, Model
from elicit.analysis.data.matrix import VoteMatrix, build_vote_matrix
from elicit.analysis.data.shards import ShardedVotes
from elicit.crowd import plant


def build_crowd(people=200, statements=30, blocs=3, seed=4, **options):
    log = plant(people, statements, blocs, seed=seed, overlap=0.2, density=15, **options)
    return build_vote_matrix(Ballots.from_arrays(*log.ballots()[:3]))


VOTES = build_crowd()
ONCE = np.ones(200)
BASE, SHARDS = latent.alone(ShardedVotes.of(VOTES, response_styles.NONE), ONCE)
START = next(latent.starts(latent.points(VOTES), 3, VOTES.draws.spawn(0), ONCE))


def build_blank(k):
    return Model(np.ones(k), np.repeat(BASE.rates, k, axis=0), BASE.styles, -np.inf)


def count_choices(votes, membership):
    """(k, 3, statements) votes of each kind, the slow and obvious way."""
    counts = np.zeros((membership.shape[1], 3, votes.shape[1]))
    for person, statement, choice in zip(votes.person, votes.statement, votes.choice, strict=True):
        counts[:, choice, statement] += membership[person]
    return counts


def test_without_habits_a_step_is_the_exact_maximum():
    pull = BASE.rates[0]
    counts = count_choices(VOTES, START)
    target = (counts + PRIOR * pull) / (counts.sum(axis=1, keepdims=True) + PRIOR)

    model = latent.climb(build_blank(3), ShardedVotes.of(VOTES, response_styles.NONE), START, ONCE, pull, 1)
    np.testing.assert_allclose(model.rates, target, rtol=1e-12)
    np.testing.assert_allclose(model.shares, (START.sum(axis=0) + 1) / (200 + 3), rtol=1e-12)


def test_somebody_who_counts_twice_counts_in_every_sum_twice():
    weights = np.repeat([1.0, 2.0], 100)
    pull = BASE.rates[0]
    counts = count_choices(VOTES, START * weights[:, None])

    model = latent.climb(build_blank(3), ShardedVotes.of(VOTES, response_styles.NONE), START, weights, pull, 1)
    target = (counts + PRIOR * pull) / (counts.sum(axis=1, keepdims=True) + PRIOR)
    np.testing.assert_allclose(model.rates, target, rtol=1e-12)


def penalise(model, pull):
    """The likelihood with the pull of the prior, which EM climbs."""
    return model.likelihood + PRIOR * (pull[None] * np.log(model.rates)).sum() + np.log(model.shares).sum()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("tendency", [0.0, 0.7])
def test_the_likelihood_does_not_fall_while_habits_stay_as_they_are(seed, tendency):
    votes = build_crowd(seed=seed, yes_tendency=tendency, pass_spread=tendency)
    base, sharded_votes = latent.alone(ShardedVotes.of(votes, response_styles.NONE), ONCE)
    membership = next(latent.starts(latent.points(votes), 3, votes.draws.spawn(seed), ONCE))
    model = replace(build_blank(3), rates=np.repeat(base.rates, 3, axis=0), styles=base.styles)
    heights = []
    for _round in range(15):
        model = latent.climb(model, sharded_votes, membership, ONCE, base.rates[0], 1)
        membership = model.likely(sharded_votes)[0]
        heights.append(penalise(model, base.rates[0]))

    assert (np.diff(heights) > -1e-9 * abs(heights[0])).all()
    assert heights[-1] > heights[0]


def test_of_several_starts_the_likeliest_goes_on():
    starts = list(latent.starts(latent.points(VOTES), 3, VOTES.draws.spawn(1), ONCE, 4))
    short = [latent.climb(build_blank(3), SHARDS, start, ONCE, BASE.rates[0], latent.SHORT) for start in starts]
    best = int(np.argmax([model.likelihood for model in short]))

    one, all_four = (latent.fit(SHARDS, places, BASE, ONCE) for places in ([starts[best]], starts))
    assert len({model.likelihood for model in short}) == 4
    np.testing.assert_array_equal(all_four.rates, one.rates)


def test_membership_and_what_a_bloc_would_say_are_probabilities():
    model = latent.fit(SHARDS, [START], BASE, ONCE)

    np.testing.assert_allclose(model.membership(SHARDS).sum(axis=1), 1)
    np.testing.assert_allclose(model.expected().sum(axis=1), 1)
    np.testing.assert_allclose([model.shares.sum(), model.styles.sum()], 1)


def test_what_is_unseen_says_nothing():
    one = VOTES.select_votes(VOTES.person != 7)
    model = latent.fit(SHARDS, [START], BASE, ONCE)

    membership = model.membership(ShardedVotes.of(one, response_styles.NONE))
    np.testing.assert_allclose(membership[7], model.shares)
    np.testing.assert_array_equal(np.delete(membership, 7, 0), np.delete(model.membership(SHARDS), 7, 0))


def test_statements_that_are_not_asked_place_nobody():
    model = latent.fit(SHARDS, [START], BASE, ONCE)
    mask = (np.arange(30) % 5 != 2).astype(float)

    without = ShardedVotes.of(VOTES.select_votes(VOTES.statement % 5 != 2), response_styles.NONE).with_styles(
        SHARDS.styles
    )
    likelihood, expected = replace(model, mask=mask).likely(SHARDS), model.likely(without)
    np.testing.assert_allclose(likelihood[0], expected[0], atol=1e-12)


@pytest.mark.parametrize(("people", "k"), [(1, 2), (2, 2), (3, 6)])
def test_fewer_people_than_blocs_end_in_a_model(people, k):
    votes = VoteMatrix(
        np.arange(people), np.arange(2), np.arange(people), np.zeros(people, int), np.zeros(people, int)
    )
    weights = np.ones(people)
    base, sharded_votes = latent.alone(ShardedVotes.of(votes, response_styles.NONE), weights)

    starts = latent.starts(latent.points(votes), k, votes.draws.spawn(0), weights)
    model = latent.fit(sharded_votes, starts, base, weights)
    assert np.isfinite(model.rates).all()
    np.testing.assert_allclose(model.membership(sharded_votes).sum(axis=1), 1)
