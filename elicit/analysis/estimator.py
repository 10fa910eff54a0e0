"""The blocs as a scikit-learn estimator, for notebooks and pipelines. No other module imports this one, because
scikit-learn is heavy."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from .blocs import latent, model_selection, response_styles
from .blocs.latent import Model
from .data.ballots import AGREE, DISAGREE, PASS, Ballots, Ints
from .data.matrix import CHOICE_OF_VOTE, VoteMatrix, build_vote_matrix
from .data.records import Floats
from .data.shards import ShardedVotes
from .runtime import threads

MEANING = np.array([AGREE, DISAGREE, PASS])  # of the choices 0, 1 and 2 that votes are kept as


class LatentBlocs(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Latent-class blocs: each is a share of the people and, per statement, chances to agree, disagree and pass;
    besides, each person has a response style, of saying yes and of passing.

    X is everywhere (people, statements): 1 agree, -1 disagree, 0 pass. Unseen is NaN in a dense array and not
    stored in a sparse one, where a stored 0 is a pass.

    n_blocs: how many. n_starts: random starts of EM, of which the likeliest is fitted on. random_state: None, a
    whole number or a RandomState. The order of the people does not matter to the blocs.

    shares_: (k,), the largest bloc first. rates_: (k, S, 3) agree, disagree, pass, averaged over the response
    styles there are. response_styles_: standard deviations, in logits, of how readily people say yes and pass.
    labels_: (people,) the likeliest bloc of each. n_features_in_: S.
    """

    def __init__(self, n_blocs: int = 2, n_starts: int = 3, random_state: Any = None) -> None:
        self.n_blocs = n_blocs
        self.n_starts = n_starts
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:
        """Blocs of these people. sample_weight: (people,) how often each of them counts, 0 or more."""
        votes = _votes(X)
        weights = _weights(sample_weight, votes)
        k = _whole(self.n_blocs, "n_blocs", len(np.unique(votes.person)), "people who voted")
        number = _whole(self.n_starts, "n_starts", None, "")
        names = check_random_state(self.random_state).randint(2**31, size=2).tolist()
        with threads.limit_sums_to_one_thread():
            model = _learn(_in_canonical_order(votes), weights, k, number, names)
            order = np.argsort(-model.shares, kind="stable")
            self.model_ = Model(model.shares[order], model.rates[order], model.styles, model.likelihood)
            self.n_features_in_ = votes.shape[1]
            self.shares_ = self.model_.shares
            self.rates_ = self.model_.expected().transpose(0, 2, 1)
            self.response_styles_ = self.model_.spread()
            self.labels_ = self._membership(votes).argmax(axis=1)
        return self

    def predict(self, X: Any) -> Ints:
        """(people,) the likeliest bloc of each."""
        labels: Ints = self.predict_proba(X).argmax(axis=1)
        return labels

    def predict_proba(self, X: Any) -> Floats:
        """(people, k) chances of each bloc; rows sum to 1. Of who has not voted the shares alone are known."""
        return self._membership(self._checked_votes(X))

    def chances(self, X: Any, people: ArrayLike, statements: ArrayLike, choices: ArrayLike) -> Floats:
        """(votes,) chance of each of some votes that X does not show, given what it shows of their casters.

        people, statements: rows and columns of X. choices: 1, -1 or 0.
        """
        training = self._checked_votes(X)
        test = _test_votes(training, people, statements, choices)
        return model_selection.chances(self.model_, ShardedVotes.of(training, response_styles.NONE), test)

    def score(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> float:
        """Mean log-likelihood per vote, in nats: the higher, the better blocs and response styles explain X."""
        votes = self._checked_votes(X)
        weights = _weights(sample_weight, votes)
        return float(_log_likelihoods(self.model_, votes) @ weights / (votes.counts @ weights))

    def _checked_votes(self, X: Any) -> VoteMatrix:
        check_is_fitted(self)
        votes = _votes(X)
        if votes.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {votes.shape[1]} statements, but these blocs were learnt from {self.n_features_in_}."
            )
        return votes

    def _membership(self, votes: VoteMatrix) -> Floats:
        return self.model_.membership(ShardedVotes.of(votes, response_styles.NONE))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.allow_nan = True
        return tags


def _learn(votes: VoteMatrix, weights: Floats, k: int, number: int, names: list[int]) -> Model:
    heavy = weights[votes.people]
    base, sharded_votes = latent.alone(ShardedVotes.of(votes, response_styles.NONE), heavy)
    if k == 1:
        return base
    starts = latent.starts(latent.points(votes), k, votes.draws.spawn(*names), heavy, number)
    return latent.fit(sharded_votes, starts, base, heavy)


def _log_likelihoods(model: Model, votes: VoteMatrix) -> Floats:
    """(people,) of their ballots. The chance of somebody's ballots is that of the ballots with some bloc and
    response style, over the chance of these two given the ballots; the likeliest ones are used."""
    posterior = [
        model.joint(shard).reshape(shard.people, -1)
        for shard in ShardedVotes.of(votes, response_styles.NONE).shards
    ]
    top = np.concatenate([chances.argmax(axis=1) for chances in posterior])
    chance = np.concatenate([chances.max(axis=1) for chances in posterior])
    bloc, style = np.divmod(top, response_styles.NUMBER)
    who = votes.person
    rates = response_styles.tilt(model.rates)[bloc[who], style[who], votes.choice, votes.statement]
    logs = np.bincount(who, np.log(rates), minlength=len(top))
    likelihoods: Floats = logs + np.log(model.shares[bloc] * model.styles[style] / chance)
    return likelihoods


def _in_canonical_order(votes: VoteMatrix) -> VoteMatrix:
    n, m = votes.shape
    choices = MEANING[votes.choice]
    return build_vote_matrix(
        Ballots.from_arrays(votes.person, votes.statement, choices, people=range(n), items=range(m))
    )


def _votes(X: Any) -> VoteMatrix:
    """The votes in X, people and statements numbered from 0."""
    person, statement, value, shape = _stored(X) if sparse.issparse(X) else _dense(X)
    is_vote = ~np.isnan(value)
    person, statement, value = person[is_vote], statement[is_vote], value[is_vote]
    odd = np.flatnonzero(~np.isin(value, MEANING))
    if odd.size:
        where, number = f"person {person[odd[0]]} and statement {statement[odd[0]]}", value[odd[0]]
        raise ValueError(f"X holds {number:g} for {where}; a vote is 1, 0 or -1, and unseen is NaN or not stored.")
    order, choice = np.lexsort((statement, person)), CHOICE_OF_VOTE[value.astype(np.int64)]
    return VoteMatrix(np.arange(shape[0]), np.arange(shape[1]), person[order], statement[order], choice[order])


def _stored(X: Any) -> tuple[Ints, Ints, Floats, tuple[int, int]]:
    if X.ndim != 2:
        raise ValueError(f"X must be a table of people by statements, not of {X.ndim} dimensions.")
    table = X.tocoo()
    n, m = table.shape
    person, statement = (axis.astype(np.int64) for axis in (table.row, table.col))
    if len(np.unique(person * m + statement)) < len(person):
        raise ValueError("X stores more than one vote of a person on a statement.")
    return person, statement, _numbers(table.data), (n, m)


def _dense(X: Any) -> tuple[Ints, Ints, Floats, tuple[int, int]]:
    table = _numbers(X)
    if table.ndim != 2:
        raise ValueError(f"X must be a table of people by statements, not of {table.ndim} dimensions.")
    person, statement = (axis.ravel() for axis in np.indices(table.shape))
    return person, statement, table.ravel(), (table.shape[0], table.shape[1])


def _numbers(values: Any) -> Floats:
    try:
        table: NDArray[Any] = np.asarray(values)
        if table.dtype.kind not in "biufO":
            raise ValueError(table.dtype)
        return table.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"X must be a table of the numbers 1, 0, -1 and NaN: {error}.") from error


def _whole(value: Any, name: str, most: int | None, of: str) -> int:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} must be a whole number of 1 or more, not {value!r}.")
    if most is not None and value > most:
        raise ValueError(f"{name} must not exceed the number of {of}, {most}, and is {value}.")
    return int(value)


def _weights(sample_weight: ArrayLike | None, votes: VoteMatrix) -> Floats:
    people = len(votes.people)
    weights = np.ones(people) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (people,):
        raise ValueError(f"sample_weight must hold one number for each of the {people} people.")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("sample_weight must hold finite numbers of 0 or more.")
    if not weights[votes.person].any():
        raise ValueError("X holds no votes, or none of anybody who counts.")
    return weights


def _test_votes(training: VoteMatrix, people: ArrayLike, statements: ArrayLike, choices: ArrayLike) -> VoteMatrix:
    """Votes that are not among those of `training`. Raises ValueError with a sentence."""
    n, m = training.shape
    who = _between(people, "people", 0, n - 1)
    what = _between(statements, "statements", 0, m - 1)
    choice = _between(choices, "choices", -1, 1)
    if not len(who) == len(what) == len(choice):
        raise ValueError(
            f"people, statements and choices must be equally long, not {len(who)}, {len(what)} and {len(choice)}."
        )
    both = np.flatnonzero(np.isin(who * m + what, training.person * m + training.statement))
    if both.size:
        where = f"person {who[both[0]]} on statement {what[both[0]]}"
        raise ValueError(f"X shows the vote of {where}, which is asked about.")
    return VoteMatrix(training.people, training.statements, who, what, CHOICE_OF_VOTE[choice])


def _between(numbers: ArrayLike, name: str, low: int, high: int) -> Ints:
    values: NDArray[Any] = np.asarray(numbers)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a flat list of whole numbers.")
    if values.size and not low <= values.min() <= values.max() <= high:
        raise ValueError(f"{name} must lie between {low} and {high}.")
    return values.astype(np.int64)
