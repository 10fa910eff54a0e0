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
from .blocs import Found, large_enough
from .fitting import grouped
from .folds import BETWEEN, matched, placed
from .identical import Copies
from .identical import weights as as_one_account
from .latent import Model

ROUNDS = 4


def find(votes: VoteMatrix, rules: Rules, previous: Report) -> Found:
    """The previous report's blocs as they are now. Whether they return in resamples, how well they predict and
    which accounts are identical is taken over from it; people's habits are read off all of their votes, those on
    the fold that is left out included."""
    k, among = previous.k, grouped(votes, rules)
    row = locate(previous.participants, votes.people)
    blocks = _blocks(votes, previous)
    weights = as_one_account(len(row), blocks)
    heavy = weights * among
    model, sheet = latent.read_habits(_model(votes, previous), ShardedVotes.of(votes, response_styles.NONE), heavy)
    pull = _overall(votes, heavy)
    model = latent.climb(model, sheet, model.likely(sheet)[0], heavy, pull, ROUNDS)
    membership = model.membership(sheet)
    bloc = placed(membership, among, rules)

    def without(fold: int) -> Floats:
        return _without(fold, model, sheet, votes, row, previous, heavy, pull)

    folds = threads.run_all(without, range(FOLDS), len(votes.person))
    there = np.stack([matched(bloc, placed(each, among, rules), k, heavy)[0] for each in folds])
    stability = [each.stability for each in previous.blocs]
    steady = np.array([k == 1 or each is None or each >= rules.counting_jaccard for each in stability])
    return Found(
        membership=membership,
        bloc=bloc,
        placed=there,
        grouped=among,
        rates=model.expected().transpose(0, 2, 1),
        counting=large_enough(bloc, there, k, heavy, rules) & steady,
        weights=weights,
        stability=None if None in stability else np.array(stability, dtype=np.float64),
        evidence=previous.held_out_losses,
        blocks=blocks,
        habits=model.spread(),
    )


def _without(
    fold: int,
    model: Model,
    sheet: ShardedVotes,
    votes: VoteMatrix,
    row: Ints,
    previous: Report,
    heavy: Floats,
    pull: Floats,
) -> Floats:
    """(people, k) membership by the votes outside a fold, from where these had placed people before."""
    before = np.append(previous.assignment[fold], BETWEEN)[row]  # row -1: new to it
    start = np.where((before >= 0)[:, None], np.eye(model.k)[np.maximum(before, 0)], 1 / model.k)
    asked = (votes.statements % FOLDS != fold).astype(np.float64)
    there = latent.climb(replace(model, asked=asked), sheet, start, heavy, pull, ROUNDS)
    return there.likely(sheet)[0]


def _model(votes: VoteMatrix, previous: Report) -> Model:
    """What the previous report knew, statements that are new to it left open."""
    at = locate(previous.statements, votes.statements)
    rates = np.full((previous.k, 3, len(at)), 1 / 3)
    rates[:, :, at >= 0] = np.clip(previous.rates.transpose(0, 2, 1)[:, :, at[at >= 0]], 1e-6, None)
    sizes = np.array([bloc.size + 1.0 for bloc in previous.blocs])
    return Model(sizes / sizes.sum(), rates / rates.sum(axis=1, keepdims=True), response_styles.prior(), -np.inf)


def _overall(votes: VoteMatrix, heavy: Floats) -> Floats:
    m = votes.shape[1]
    cell = votes.choice * m + votes.statement
    counts = np.bincount(cell, heavy[votes.person], minlength=3 * m).reshape(3, m) + 0.5
    rates: Floats = counts / counts.sum(axis=0)
    return rates


def _blocks(votes: VoteMatrix, previous: Report) -> tuple[Copies, ...]:
    order = np.argsort(votes.people)
    ids = votes.people[order]
    found = []
    for block in previous.identical_accounts:
        at = locate(ids, np.array(block.participants, dtype=np.int64))
        found.append(Copies(np.sort(order[at[at >= 0]]), block.statements))
    return tuple(found)
