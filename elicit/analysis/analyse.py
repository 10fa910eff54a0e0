"""Ballots in, one frozen report out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .blocs import blocs as latent_blocs
from .blocs import warm_start as warm_blocs
from .blocs.blocs import Partition
from .blocs.fitting import ENOUGH
from .data.ballots import Ballots, Ints
from .data.matrix import VoteMatrix, build_vote_matrix
from .data.records import FOLDS, LETTERS, Floats
from .data.report import Report
from .data.rules import Rules
from .polis import groups as polis_groups
from .polis.groups import Conversation
from .report.alternatives import ALTERNATIVES
from .report.build import Inputs, build_report
from .runtime import threads
from .verdicts import verdicts


def analyse(
    ballots: Ballots,
    method: str = "latent",
    *,
    k: int | None = None,
    seed: int = 0,
    previous: Report | None = None,
    rules: Rules | Mapping[str, Any] | None = None,
    groups: Mapping[int, int] | None = None,
    resamples: int = 100,
    alternatives: bool | None = None,
    warm: bool = False,
    sample: int = ENOUGH,
) -> Report:
    """One analysis: blocs, standings with intervals and verdicts, a map, routing weights.

    method: "latent" (latent-class blocs) or "polis". k: number of blocs; the method chooses when None.
    previous: an earlier report, whose letters and axes are carried over. rules: the community's thresholds.
    groups: participant id -> group, instead of blocs (people left out are not grouped). resamples: how often
    people are drawn again to see what returns; 0 skips it, and neither Polis's groups nor `groups` are resampled.
    alternatives: whether every number of blocs from 2 to 6 is fitted besides; None leaves them out above a million
    ballots. The same ballots, rules and seed give the same report, in whatever order they were cast; Polis's
    method follows it.
    Tallies per bloc are cross-fitted: people are placed by their votes outside a statement's fold. Those of
    Polis's groups and of `groups` are not, so that their intervals are narrower than they should be. warm: a
    provisional answer, a few rounds from where the previous report's blocs stood and at its number of blocs,
    without resamples or other numbers; a cold run may differ. sample: latent-class blocs are learnt from people
    with so many ballots, a seeded lot of them where there are more; everyone is placed in them and counted.
    Raises ValueError with a sentence for a method, k, seed, resamples or sample that do not exist.
    """
    _check(method, k, seed, resamples, sample)
    thresholds = rules if isinstance(rules, Rules) else Rules.from_dict(rules or {})
    with threads.limit_sums_to_one_thread():
        is_ours = method == "latent" and groups is None
        votes, conversation = (_timeless if is_ours else _in_time)(ballots)
        inputs = Inputs(ballots, votes, conversation, method, thresholds, seed, previous)
        if warm and previous is not None and _same_kind(previous, method, k, groups):
            return build_report(inputs, warm_blocs.find(votes, thresholds, previous), previous.resamples)
        if groups is not None:
            return build_report(inputs, _in_groups(inputs, groups), 0)
        if method == "polis":
            return build_report(inputs, _by_polis(inputs, k), 0)
        numbers = _numbers(alternatives, ballots)
        partition = latent_blocs.find(
            votes, thresholds, k=k, seed=seed, resamples=resamples, alternatives=numbers, sample=sample
        )
        return build_report(inputs, partition, resamples)


def _check(method: str, k: int | None, seed: int, resamples: int, sample: int) -> None:
    if method not in ("latent", "polis"):
        raise ValueError(f"There is no method {method!r}; there are latent and polis.")
    numbers = {"k": 1 if k is None else k, "seed": seed, "resamples": resamples, "sample": sample}
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise ValueError(f"{name} must be a whole number, not {number!r}.")
    if k is not None and not 1 <= k <= len(LETTERS):
        raise ValueError(f"k must lie between 1 and {len(LETTERS)}, not at {k}.")
    if seed < 0 or resamples < 0:
        raise ValueError("seed and resamples must be 0 or more.")
    if sample < 1:
        raise ValueError(f"sample must be 1 or more, not {sample}.")


def _numbers(alternatives: bool | None, ballots: Ballots) -> tuple[int, ...] | None:
    """Which numbers of blocs are fitted besides the answer's neighbours; None when not even these."""
    if alternatives is None:
        return ALTERNATIVES if len(ballots) <= ENOUGH else ()
    return ALTERNATIVES if alternatives else None


def _timeless(ballots: Ballots) -> tuple[VoteMatrix, Conversation]:
    """The votes, and how Polis sees them if nothing may follow from when they were cast. The ballots are hashed
    meanwhile: they keep their digest."""
    votes, _digest = threads.run_both(lambda: build_vote_matrix(ballots), lambda: ballots.digest, len(ballots))
    return votes, Conversation.in_order_of(ballots, votes.people)


def _in_time(ballots: Ballots) -> tuple[VoteMatrix, Conversation]:
    """The votes, and how Polis sees them, with everybody's position; hashed meanwhile, too."""

    def votes() -> tuple[VoteMatrix, str]:
        return build_vote_matrix(ballots), ballots.digest

    def conversation() -> tuple[Conversation, Floats]:
        view = Conversation.of(ballots)
        return view, view.positions

    (rows, _digest), (view, _positions) = threads.run_both(votes, conversation, len(ballots))
    return rows, view


def _same_kind(previous: Report, method: str, k: int | None, groups: Mapping[int, int] | None) -> bool:
    return groups is None and method == previous.method == "latent" and k in (None, previous.k)


def _in_groups(inputs: Inputs, groups: Mapping[int, int]) -> Partition:
    """These groups, in ascending order of their names."""
    names = {group: index for index, group in enumerate(sorted(set(groups.values())))}
    index_of = {person: names[group] for person, group in groups.items()}
    label = np.array([index_of.get(int(person), -1) for person in inputs.votes.people], dtype=np.int64)
    return _partition(inputs.votes, label, max(len(names), 1), inputs.rules)


def _by_polis(inputs: Inputs, k: int | None) -> Partition:
    conversation, votes = inputs.conversation, inputs.votes
    is_grouped = polis_groups.find_grouped(conversation, inputs.rules)
    label = np.full(len(conversation.people), -1)
    groups, base = polis_groups.group(conversation.positions[is_grouped], k)
    label[is_grouped] = groups
    place = np.argsort(conversation.people)[np.searchsorted(np.sort(conversation.people), votes.people)]
    partition = _partition(votes, label[place], max(int(label.max(initial=0)) + 1, 1), inputs.rules)
    return replace(partition, base=polis_groups.list_base_clusters(conversation, is_grouped, groups, base))


def _partition(votes: VoteMatrix, label: Ints, k: int, rules: Rules) -> Partition:
    """Hard groups as blocs: certain membership, shares for people who are not grouped."""
    is_grouped = label >= 0
    sizes = np.bincount(label[is_grouped], minlength=k)
    shares = (sizes + 1) / (sizes.sum() + k)
    membership = np.where(is_grouped[:, None], np.eye(k)[np.maximum(label, 0)], shares)
    everywhere = np.tile(label, (FOLDS, 1))
    counts, overall = verdicts.tally(votes, everywhere, k)
    base = (overall + 0.5) / (overall + 0.5).sum(axis=1, keepdims=True)
    rates = (counts + base) / (counts.sum(axis=2, keepdims=True) + 1)
    counting = latent_blocs.large_enough(label, everywhere, k, is_grouped.astype(np.float64), rules)
    return Partition(membership, label, everywhere, is_grouped, rates, counting, np.ones(len(label)))
