"""A provisional answer from the last one: the same number of blocs, a few rounds from where they stood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elicit.analysis.data.ballots import Ints, locate
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.records import FOLDS, Floats
from elicit.analysis.data.report import Report
from elicit.analysis.data.rules import Rules
from elicit.analysis.data.shards import ShardedVotes
from elicit.analysis.runtime import threads

from . import latent, response_styles
from .blocs import Partition, large_enough
from .fitting import grouped
from .folds import BETWEEN, assign, match
from .identical import IdenticalRows
from .identical import weights as as_one_account
from .latent import Model

ROUNDS = 4


def find(votes: VoteMatrix, rules: Rules, previous: Report) -> Partition:
    """The previous report's blocs as they are now. Whether they return in resamples, how well they predict and
    which accounts are identical is taken over from it; people's response styles are estimated from all of their
    votes, those on the fold that is left out included."""
    k, is_grouped = previous.k, grouped(votes, rules)
    row = locate(previous.participants, votes.people)
    groups = _identical(votes, previous)
    weights = as_one_account(len(row), groups)
    heavy = weights * is_grouped
    model, sharded_votes = latent.estimate_styles(
        _model(votes, previous), ShardedVotes.of(votes, response_styles.NONE), heavy
    )
    pull = _overall(votes, heavy)
    model = latent.climb(model, sharded_votes, model.likely(sharded_votes)[0], heavy, pull, ROUNDS)
    membership = model.membership(sharded_votes)
    bloc = assign(membership, is_grouped, rules)

    def without(fold: int) -> Floats:
        return _without(fold, model, sharded_votes, votes, row, previous, heavy, pull)

    folds = threads.run_all(without, range(FOLDS), len(votes.person))
    assignment = np.stack([match(bloc, assign(other, is_grouped, rules), k, heavy)[0] for other in folds])
    stability = [other.stability for other in previous.blocs]
    steady = np.array([k == 1 or share is None or share >= rules.counting_jaccard for share in stability])
    return Partition(
        membership=membership,
        bloc=bloc,
        assignment=assignment,
        grouped=is_grouped,
        rates=model.expected().transpose(0, 2, 1),
        counting=large_enough(bloc, assignment, k, heavy, rules) & steady,
        weights=weights,
        stability=None if None in stability else np.array(stability, dtype=np.float64),
        held_out_losses=previous.held_out_losses,
        identical=groups,
        response_styles=model.spread(),
    )


def _without(
    fold: int,
    model: Model,
    sharded_votes: ShardedVotes,
    votes: VoteMatrix,
    row: Ints,
    previous: Report,
    heavy: Floats,
    pull: Floats,
) -> Floats:
    """(people, k) membership by the votes outside a fold, from where these placed people before."""
    before = np.append(previous.assignment[fold], BETWEEN)[row]  # row -1: new to it
    start = np.where((before >= 0)[:, None], np.eye(model.k)[np.maximum(before, 0)], 1 / model.k)
    mask = (votes.statements % FOLDS != fold).astype(np.float64)
    refitted = latent.climb(replace(model, mask=mask), sharded_votes, start, heavy, pull, ROUNDS)
    return refitted.likely(sharded_votes)[0]


def _model(votes: VoteMatrix, previous: Report) -> Model:
    """The blocs of the previous report, statements that are new to it left open."""
    column = locate(previous.statements, votes.statements)
    rates = np.full((previous.k, 3, len(column)), 1 / 3)
    rates[:, :, column >= 0] = np.clip(previous.rates.transpose(0, 2, 1)[:, :, column[column >= 0]], 1e-6, None)
    sizes = np.array([bloc.size + 1.0 for bloc in previous.blocs])
    return Model(sizes / sizes.sum(), rates / rates.sum(axis=1, keepdims=True), response_styles.prior(), -np.inf)


def _overall(votes: VoteMatrix, heavy: Floats) -> Floats:
    m = votes.shape[1]
    cell = votes.choice * m + votes.statement
    counts = np.bincount(cell, heavy[votes.person], minlength=3 * m).reshape(3, m) + 0.5
    rates: Floats = counts / counts.sum(axis=0)
    return rates


def _identical(votes: VoteMatrix, previous: Report) -> tuple[IdenticalRows, ...]:
    order = np.argsort(votes.people)
    ids = votes.people[order]
    groups = []
    for accounts in previous.identical_accounts:
        place = locate(ids, np.array(accounts.participants, dtype=np.int64))
        groups.append(IdenticalRows(np.sort(order[place[place >= 0]]), accounts.statements))
    return tuple(groups)
