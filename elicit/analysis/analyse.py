"""Ballots in, one frozen report out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .blocs import blocs as latent_blocs
from .blocs import warm_start as warmed
from .blocs.blocs import Found
from .blocs.fitting import ENOUGH
from .data.ballots import Ballots, Ints
from .data.matrix import VoteMatrix, build_vote_matrix
from .data.records import FOLDS, LETTERS, Floats
from .data.report import Report
from .data.rules import Rules
from .polis import groups as polis_groups
from .polis.groups import Conversation
from .report.alternatives import KEPT
from .report.build import Matter, told
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
    lenses: bool | None = None,
    warm: bool = False,
    sample: int = ENOUGH,
) -> Report:
    """One analysis: blocs, standings with intervals and verdicts, a map, routing weights.

    method: "latent" (latent-class blocs) or "polis". k: number of blocs; the method chooses when None.
    previous: an earlier report, whose letters and axes are carried over. rules: the community's thresholds.
    groups: participant id -> group, given blocs (people left out are not grouped). resamples: how often people
    are drawn again to see what returns; 0 skips it, and Polis's or given groups are not resampled. lenses: whether
    every number of blocs from 2 to 6 is kept to look through; None leaves them out above a million ballots. The
    same ballots, rules and seed give the same report, in whatever order they were cast; Polis's method follows it.
    Tallies per bloc are cross-fitted: people are placed by their votes outside a statement's fold. Those of
    Polis's and of given groups are not, so that their intervals are narrower than they should be. warm: a
    provisional answer, a few rounds from where the previous report's blocs stood and at its number of blocs,
    without resamples or other numbers; a cold run may differ. sample: latent-class blocs are learnt from people
    with so many ballots, a seeded lot of them where there are more; everyone is placed in them and counted.
    Raises ValueError with a sentence for a method, k, seed, resamples or sample that do not exist.
    """
    _check(method, k, seed, resamples, sample)
    thresholds = rules if isinstance(rules, Rules) else Rules.from_dict(rules or {})
    with threads.limit_sums_to_one_thread():
        is_ours = method == "latent" and groups is None
        votes, talk = (_timeless if is_ours else _in_time)(ballots)
        matter = Matter(ballots, votes, talk, method, thresholds, seed, previous)
        if warm and previous is not None and _same_kind(previous, method, k, groups):
            return told(matter, warmed.find(votes, thresholds, previous), previous.resamples)
        if groups is not None:
            return told(matter, _in_groups(matter, groups), 0)
        if method == "polis":
            return told(matter, _by_polis(matter, k), 0)
        through = _through(lenses, ballots)
        found = latent_blocs.find(
            votes, thresholds, k=k, seed=seed, resamples=resamples, lenses=through, sample=sample
        )
        return told(matter, found, resamples)


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


def _through(lenses: bool | None, ballots: Ballots) -> tuple[int, ...] | None:
    """Which numbers of blocs are kept besides the answer's neighbours; None when not even these."""
    if lenses is None:
        return KEPT if len(ballots) <= ENOUGH else ()
    return KEPT if lenses else None


def _timeless(ballots: Ballots) -> tuple[VoteMatrix, Conversation]:
    """The votes, and how Polis sees them if nothing may follow from when they were cast. The ballots are hashed
    meanwhile: they keep their digest."""
    votes, _digest = threads.run_both(lambda: build_vote_matrix(ballots), lambda: ballots.digest, len(ballots))
    return votes, Conversation.in_order_of(ballots, votes.people)


def _in_time(ballots: Ballots) -> tuple[VoteMatrix, Conversation]:
    """The votes, and how Polis sees them, with everybody's position; hashed meanwhile, too."""

    def votes() -> tuple[VoteMatrix, str]:
        return build_vote_matrix(ballots), ballots.digest

    def talk() -> tuple[Conversation, Floats]:
        seen = Conversation.of(ballots)
        return seen, seen.positions

    (rows, _digest), (seen, _positions) = threads.run_both(votes, talk, len(ballots))
    return rows, seen


def _same_kind(previous: Report, method: str, k: int | None, groups: Mapping[int, int] | None) -> bool:
    return groups is None and method == previous.method == "latent" and k in (None, previous.k)


def _in_groups(matter: Matter, groups: Mapping[int, int]) -> Found:
    """The groups given, in ascending order of their names."""
    names = {group: index for index, group in enumerate(sorted(set(groups.values())))}
    given = {person: names[group] for person, group in groups.items()}
    label = np.array([given.get(int(person), -1) for person in matter.votes.people], dtype=np.int64)
    return _given(matter.votes, label, max(len(names), 1), matter.rules)


def _by_polis(matter: Matter, k: int | None) -> Found:
    talk, votes = matter.talk, matter.votes
    among = polis_groups.find_grouped(talk, matter.rules)
    label = np.full(len(talk.people), -1)
    groups, base = polis_groups.group(talk.positions[among], k)
    label[among] = groups
    place = np.argsort(talk.people)[np.searchsorted(np.sort(talk.people), votes.people)]
    found = _given(votes, label[place], max(int(label.max(initial=0)) + 1, 1), matter.rules)
    return replace(found, base=polis_groups.list_base_clusters(talk, among, groups, base))


def _given(votes: VoteMatrix, label: Ints, k: int, rules: Rules) -> Found:
    """Hard groups as blocs: certain membership, shares for people who are not grouped."""
    among = label >= 0
    sizes = np.bincount(label[among], minlength=k)
    shares = (sizes + 1) / (sizes.sum() + k)
    membership = np.where(among[:, None], np.eye(k)[np.maximum(label, 0)], shares)
    everywhere = np.tile(label, (FOLDS, 1))
    counts, overall = verdicts.tally(votes, everywhere, k)
    base = (overall + 0.5) / (overall + 0.5).sum(axis=1, keepdims=True)
    rates = (counts + base) / (counts.sum(axis=2, keepdims=True) + 1)
    counting = latent_blocs.large_enough(label, everywhere, k, among.astype(np.float64), rules)
    return Found(membership, label, everywhere, among, rates, counting, np.ones(len(label)))
