"""Blocs by the conventions of scikit-learn."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_val_score

from elicit.analysis.blocs import response_styles
from elicit.analysis.estimator import LatentBlocs
from elicit.crowd import plant

CROWD = plant(300, 60, 3, seed=1, overlap=0.1, density=40)


def build_table(crowd=CROWD):
    """(people, statements) with NaN where somebody saw nothing."""
    votes = crowd.ballots()
    matrix = np.full((crowd.people, crowd.statements), np.nan)
    matrix[votes.participants, votes.statements] = votes.choices
    return matrix


def build_sparse(matrix):
    """The same with passes stored and the unseen not."""
    rows, columns = np.nonzero(~np.isnan(matrix))
    return sparse.csr_array((matrix[rows, columns], (rows, columns)), shape=matrix.shape)


X = build_table()
MODEL = LatentBlocs(3, random_state=0).fit(X)


def test_planted_blocs_are_found_the_largest_first():
    assert adjusted_rand_score(CROWD.truth, MODEL.labels_) > 0.8
    assert MODEL.shares_.tolist() == sorted(MODEL.shares_, reverse=True)


def test_what_is_learnt_are_probabilities():
    assert MODEL.rates_.shape == (3, 60, 3)
    np.testing.assert_allclose(MODEL.rates_.sum(axis=2), 1)
    assert MODEL.shares_.sum() == pytest.approx(1)
    assert (MODEL.n_features_in_, len(MODEL.labels_)) == (60, 300)


def test_a_stored_zero_is_a_pass_and_what_is_not_stored_is_unseen():
    sparse_votes = build_sparse(X)
    assert sparse_votes.nnz == (~np.isnan(X)).sum() > np.count_nonzero(sparse_votes.data)

    again = LatentBlocs(3, random_state=0).fit(sparse_votes)
    np.testing.assert_array_equal(again.rates_, MODEL.rates_)
    for form in (sparse.coo_array, sparse.csc_array, sparse.csr_matrix, sparse.lil_array):
        np.testing.assert_array_equal(MODEL.predict_proba(form(sparse_votes)), MODEL.predict_proba(X))


def test_passes_left_out_are_another_table():
    without = np.where(X == 0, np.nan, X)

    assert not np.allclose(LatentBlocs(3, random_state=0).fit(without).rates_, MODEL.rates_)


def test_the_labels_are_those_that_predict_gives():
    np.testing.assert_array_equal(MODEL.predict(X), MODEL.labels_)
    np.testing.assert_array_equal(LatentBlocs(3, random_state=0).fit_predict(X), MODEL.labels_)


def test_people_who_came_later_are_placed_too():
    later = build_table(plant(300, 60, 3, seed=1, overlap=0.1, density=12))[:30]

    chances = MODEL.predict_proba(later)
    assert chances.shape == (30, 3)
    np.testing.assert_allclose(chances.sum(axis=1), 1)


def test_of_somebody_who_has_not_voted_the_shares_alone_are_known():
    np.testing.assert_allclose(MODEL.predict_proba(np.full((1, 60), np.nan))[0], MODEL.shares_)


def test_nobody_is_placed_without_complaint():
    assert MODEL.predict_proba(np.zeros((0, 60))).shape == (0, 3)


def test_the_same_random_state_gives_the_same_blocs():
    one, other = (LatentBlocs(3, random_state=np.random.RandomState(4)).fit(X) for _ in range(2))

    assert pickle.dumps(one.rates_) == pickle.dumps(other.rates_)


def test_the_order_of_the_people_does_not_matter():
    order = np.random.default_rng(0).permutation(len(X))

    model = LatentBlocs(3, random_state=0).fit(X[order])
    np.testing.assert_array_equal(model.rates_, MODEL.rates_)
    np.testing.assert_array_equal(model.labels_, MODEL.labels_[order])


def test_the_given_table_is_not_changed():
    dense, sparse_votes = X.copy(), build_sparse(X)
    before = sparse_votes.copy()

    LatentBlocs(2, random_state=0).fit(dense).predict(sparse_votes)
    np.testing.assert_array_equal(dense, X)
    np.testing.assert_array_equal(sparse_votes.data, before.data)


def test_a_clone_has_the_parameters_and_nothing_that_was_learnt():
    fresh = clone(MODEL)

    assert fresh.get_params() == {"n_blocs": 3, "n_starts": 3, "random_state": 0} == MODEL.get_params()
    with pytest.raises(NotFittedError):
        fresh.predict(X)
    assert fresh.set_params(n_blocs=2).fit(X).shares_.shape == (2,)


def test_it_comes_back_from_a_pickle():
    again = pickle.loads(pickle.dumps(MODEL))

    np.testing.assert_array_equal(again.predict_proba(X), MODEL.predict_proba(X))


def test_somebody_who_counts_twice_counts_as_two_who_vote_alike():
    twice = LatentBlocs(1).fit(X[:60], sample_weight=np.repeat([2.0, 1.0], 30))
    model = LatentBlocs(1).fit(np.concatenate([X[:30], X[:60]]))

    np.testing.assert_allclose(twice.rates_, model.rates_)
    assert twice.score(X[:60], sample_weight=np.repeat([2.0, 1.0], 30)) == pytest.approx(
        model.score(np.concatenate([X[:30], X[:60]]))
    )


def test_who_does_not_count_is_placed_but_moves_nothing():
    strange = np.where(np.isnan(X), np.nan, -X)
    weights = np.repeat([1.0, 0.0], len(X))

    one = LatentBlocs(1).fit(np.concatenate([X, strange]), sample_weight=weights)
    np.testing.assert_allclose(one.rates_, LatentBlocs(1).fit(X).rates_, rtol=0.02)


def test_score_is_the_mean_log_likelihood_of_a_vote_over_all_blocs_and_habits():
    few = X[:20]
    tilted = response_styles.tilt(MODEL.model_.rates)
    total = 0.0
    for row in few:
        columns = np.nonzero(~np.isnan(row))[0]
        choice = np.array([2, 0, 1])[row[columns].astype(int)]
        product = tilted[:, :, choice, columns].prod(axis=2)  # (blocs, styles)
        total += np.log(np.einsum("k,h,kh->", MODEL.model_.shares, MODEL.model_.styles, product))

    assert MODEL.score(few) == pytest.approx(total / (~np.isnan(few)).sum())


def test_three_blocs_explain_people_they_have_not_seen_better_than_one():
    one, three = (cross_val_score(LatentBlocs(k, random_state=0), X, cv=3).mean() for k in (1, 3))

    assert three > one + 0.03


def test_chances_of_hidden_votes_sum_to_one_over_the_choices_and_beat_those_of_one_bloc():
    rows, columns = np.nonzero(~np.isnan(X))
    is_hidden = np.random.default_rng(1).random(len(rows)) < 0.1
    people, statements = rows[is_hidden], columns[is_hidden]
    choices = X[people, statements].astype(int)
    matrix = X.copy()
    matrix[people, statements] = np.nan

    models = {k: LatentBlocs(k, random_state=0).fit(matrix) for k in (1, 3)}
    of_all = [models[3].chances(matrix, people, statements, np.full(len(people), c)) for c in (1, 0, -1)]
    np.testing.assert_allclose(np.sum(of_all, axis=0), 1)
    nats = {k: -np.log(model.chances(matrix, people, statements, choices)).mean() for k, model in models.items()}
    assert nats[3] < nats[1] - 0.03


def test_chances_come_in_the_order_asked_for_and_from_a_sparse_table_too():
    matrix, people, statements = X.copy(), np.array([9, 2, 9]), np.array([0, 5, 3])
    matrix[people, statements] = np.nan
    chances = MODEL.chances(matrix, people, statements, [1, -1, 0])

    assert (
        MODEL.chances(build_sparse(matrix), people[::-1], statements[::-1], [0, -1, 1]).tolist()
        == chances[::-1].tolist()
    )
    assert MODEL.chances(matrix, [], [], []).tolist() == []


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ([1, 0, -1], "X must be a table"),
        (np.zeros((2, 2, 2)), "X must be a table"),
        (sparse.coo_array(np.array([1.0, 0, -1])), "X must be a table"),
        ([[1, 2]], "X holds 2 for person 0 and statement 1"),
        ([[1, 0.5]], "X holds 0.5 for person 0 and statement 1"),
        ([[1, np.inf]], "X holds inf"),
        (sparse.csr_array([[3.0, 0]]), "X holds 3 for person 0 and statement 0"),
        ([["agree", "pass"]], "numbers 1, 0, -1 and NaN"),
        ([[1j, 0]], "numbers 1, 0, -1 and NaN"),
        ([[1, 0], [1]], "numbers 1, 0, -1 and NaN"),
        (sparse.coo_array(([1.0, -1.0], ([0, 0], [0, 0])), shape=(1, 1)), "more than one vote"),
        (np.full((3, 2), np.nan), "X holds no votes"),
        (np.zeros((0, 3)), "X holds no votes"),
        (np.zeros((3, 0)), "X holds no votes"),
        (sparse.csr_array((3, 2)), "X holds no votes"),
    ],
)
def test_what_is_no_table_of_votes_is_said_in_a_sentence(table, sentence):
    with pytest.raises(ValueError, match=sentence):
        LatentBlocs(1).fit(table)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n_blocs": 0}, "n_blocs must be a whole number"),
        ({"n_blocs": -1}, "n_blocs must be a whole number"),
        ({"n_blocs": 2.0}, "n_blocs must be a whole number"),
        ({"n_blocs": True}, "n_blocs must be a whole number"),
        ({"n_blocs": 301}, "n_blocs must not exceed the number of people who voted, 300"),
        ({"n_starts": 0}, "n_starts must be a whole number"),
        ({"random_state": "luck"}, "seed"),
    ],
)
def test_parameters_out_of_range_are_refused_when_fitting(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        LatentBlocs(**options).fit(X)


@pytest.mark.parametrize("weights", [[1.0], np.full(300, np.nan), np.full(300, -1.0), np.zeros(300)])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match=r"sample_weight|who counts"):
        LatentBlocs(2).fit(X, sample_weight=weights)


@pytest.mark.parametrize(
    "ask",
    [
        lambda blocs: blocs.predict(X),
        lambda blocs: blocs.predict_proba(X),
        lambda blocs: blocs.score(X),
        lambda blocs: blocs.chances(X, [0], [0], [1]),
    ],
    ids=["predict", "predict_proba", "score", "chances"],
)
def test_nothing_is_said_before_anything_was_learnt(ask):
    with pytest.raises(NotFittedError):
        ask(LatentBlocs())


def test_a_table_of_other_statements_is_refused():
    with pytest.raises(ValueError, match="X has 59 statements, but these blocs were learnt from 60"):
        MODEL.predict(X[:, 1:])


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        (([300], [0], [1]), "people must lie between 0 and 299"),
        (([-1], [0], [1]), "people must lie between"),
        (([0], [60], [1]), "statements must lie between 0 and 59"),
        (([0], [0], [2]), "choices must lie between -1 and 1"),
        (([0], [0], [np.nan]), "choices must be a flat list of whole numbers"),
        (([0, 1], [0], [1]), "equally long"),
    ],
)
def test_votes_that_cannot_be_asked_about_are_refused(votes, sentence):
    with pytest.raises(ValueError, match=sentence):
        MODEL.chances(np.full((300, 60), np.nan), *votes)


def test_a_vote_that_is_shown_cannot_be_asked_about():
    person, statement = np.argwhere(~np.isnan(X))[0]

    with pytest.raises(ValueError, match=f"X shows the vote of person {person} on statement {statement}"):
        MODEL.chances(X, [person], [statement], [1])


def test_a_single_person_is_one_bloc():
    model = LatentBlocs(1).fit([[1, 0, -1]])

    assert (model.labels_.tolist(), model.shares_.tolist()) == ([0], [1.0])
    assert model.rates_[0].argmax(axis=1).tolist() == [0, 2, 1]


def test_the_package_does_not_load_it():
    script = (
        "import sys, elicit.analysis; print('sklearn' in sys.modules, 'elicit.analysis.estimator' in sys.modules)"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
