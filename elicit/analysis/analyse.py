"""Ballots in, one frozen report out."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from . import blocs as latent_blocs
from . import polis_groups, polis_statistics, routing, verdicts
from . import warm as warmed
from .ballots import Ballots, Ints, places
from .blocs import Found
from .folds import paired
from .lenses import KEPT, blocs, false_settled, lens
from .matrix import Votes, canonical
from .polis_groups import Conversation
from .polis_report import PolisReport
from .records import FOLDS, LETTERS, Block, Floats, Habits, PolisStanding
from .report import Report
from .rules import Rules
from .standings import Beside, standings
from .verdicts import AGAINST, SETTLED, UNDECIDED, Tallies
from .yes_saying import yes_saying

VERSION = "3"  # of the method: goes up when the same ballots would give another report


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
    without resamples or other numbers; a cold run may differ.
    Raises ValueError with a sentence for a method, k, seed or resamples that do not exist.
    """
    _check(method, k, seed, resamples)
    thresholds = rules if isinstance(rules, Rules) else Rules.from_dict(rules or {})
    with threadpool_limits(limits=1):
        votes = canonical(ballots)
        is_ours = method == "latent" and groups is None
        talk = Conversation.timeless(ballots, votes.people) if is_ours else Conversation.of(ballots)
        if warm and previous is not None and _same_kind(previous, method, k, groups):
            found = warmed.find(votes, thresholds, previous)
            return _report(ballots, votes, talk, found, method, seed, previous, thresholds, previous.resamples)
        through = _through(lenses, ballots)
        found = _find(votes, talk, method, thresholds, k, seed, groups, resamples, through)
        return _report(ballots, votes, talk, found, method, seed, previous, thresholds, resamples)


def _check(method: str, k: int | None, seed: int, resamples: int) -> None:
    if method not in ("latent", "polis"):
        raise ValueError(f"There is no method {method!r}; there are latent and polis.")
    for name, number in (("k", 1 if k is None else k), ("seed", seed), ("resamples", resamples)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise ValueError(f"{name} must be a whole number, not {number!r}.")
    if k is not None and not 1 <= k <= len(LETTERS):
        raise ValueError(f"k must lie between 1 and {len(LETTERS)}, not at {k}.")
    if seed < 0 or resamples < 0:
        raise ValueError("seed and resamples must be 0 or more.")


def _through(lenses: bool | None, ballots: Ballots) -> tuple[int, ...] | None:
    """Which numbers of blocs are kept besides the answer's neighbours; None when not even these."""
    if lenses is None:
        return KEPT if len(ballots) <= latent_blocs.ENOUGH else ()
    return KEPT if lenses else None


def _same_kind(previous: Report, method: str, k: int | None, groups: Mapping[int, int] | None) -> bool:
    return groups is None and method == previous.method == "latent" and k in (None, previous.k)


def _find(
    votes: Votes,
    talk: Conversation,
    method: str,
    rules: Rules,
    k: int | None,
    seed: int,
    groups: Mapping[int, int] | None,
    resamples: int,
    lenses: tuple[int, ...] | None,
) -> Found:
    if groups is not None:
        names = {group: index for index, group in enumerate(sorted(set(groups.values())))}
        given = {person: names[group] for person, group in groups.items()}
        label = np.array([given.get(int(person), -1) for person in votes.people], dtype=np.int64)
        return _given(votes, label, max(len(names), 1), rules)
    if method == "latent":
        return latent_blocs.find(votes, rules, k=k, seed=seed, resamples=resamples, lenses=lenses)
    among = polis_groups.grouped(talk, rules)
    label = np.full(len(talk.people), -1)
    groups_, base = polis_groups.group(talk.positions[among], k)
    label[among] = groups_
    place = np.argsort(talk.people)[np.searchsorted(np.sort(talk.people), votes.people)]
    found = _given(votes, label[place], max(int(label.max(initial=0)) + 1, 1), rules)
    return replace(found, base=polis_groups.base_clusters(talk, among, groups_, base))


def _given(votes: Votes, label: Ints, k: int, rules: Rules) -> Found:
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


def _report(
    ballots: Ballots,
    votes: Votes,
    talk: Conversation,
    found: Found,
    method: str,
    seed: int,
    previous: Report | None,
    rules: Rules,
    resamples: int,
) -> Report:
    ascending = np.argsort(votes.people)
    membership, bloc = found.membership[ascending], found.bloc[ascending]
    people = votes.people[ascending]
    letters = _letters(found.k, people, membership, previous)
    tallies = found.tallies(votes, rules)
    chosen, depends = _chosen(found, tallies, votes)
    polis, extra = _polis(talk, votes, found, ballots)
    positions, statement_positions, turn = _map(talk, votes, people, previous)
    near = [other for other in found.others if abs(other.k - found.k) == 1]
    fares = {other.k: _chosen(other, other.tallies(votes, rules), votes)[0] for other in near}
    beside = Beside(found.holds, _important(ballots, votes.statements), depends, fares, polis)
    kept = tuple(lens(other, votes, rules) for other in found.others if other.k > 1)
    return Report(
        method=method,
        k=found.k,
        seed=seed,
        resamples=resamples if found.stability is not None and method == "latent" else 0,
        rules=rules,
        ballots_digest=ballots.digest,
        versions=versions(),
        warm=previous is not None,
        previous_digest=previous.digest if previous is not None else None,
        participants=people,
        statements=votes.statements,
        membership=membership,
        grouped=found.grouped[ascending],
        placed=found.placed[:, ascending],
        rates=found.rates,
        positions=positions,
        statement_positions=statement_positions,
        turn=turn,
        routing=routing.weights(tallies, chosen),
        blocs=blocs(tallies, bloc, found.grouped.sum(), found.stability, votes.statements, letters),
        standings=standings(votes.statements, tallies, chosen, beside, letters),
        evidence=found.evidence,
        between=int(((bloc < 0) & found.grouped[ascending]).sum()),
        voters=int((votes.counts() > 0).sum()),
        polis=extra,
        lenses=kept,
        blocks=_blocks(found, votes),
        yes_saying=yes_saying(ballots.twins, votes.statements, tallies.overall, rules.confidence),
        habits=Habits(*found.habits) if found.habits else None,
        false_settled=false_settled(tallies, chosen),
    )


def _chosen(found: Found, tallies: Tallies, votes: Votes) -> tuple[Ints, Ints]:
    """(S,) verdicts, and how many identical ballots each depends on: 0 where it is the same with every block
    counted as one account. What depends on them is not settled before somebody has looked."""
    chosen = tallies.verdicts()
    depends = np.zeros(len(chosen), dtype=np.int64)
    if not found.blocks:
        return chosen, depends
    lighter = verdicts.tallies(votes, found.placed, found.k, found.counting, tallies.rules, found.weights)
    differs = lighter.verdicts() != chosen
    many = np.concatenate([block.members for block in found.blocks])
    cast = np.bincount(votes.statement[np.isin(votes.person, many)], minlength=len(chosen))
    depends = np.where(differs, cast, 0)
    return np.where(differs & np.isin(chosen, (SETTLED, AGAINST)), UNDECIDED, chosen), depends


def _blocks(found: Found, votes: Votes) -> tuple[Block, ...]:
    return tuple(
        Block(tuple(sorted(votes.people[block.members].tolist())), block.statements) for block in found.blocks
    )


def _important(ballots: Ballots, statements: Ints) -> Ints:
    marked = np.searchsorted(statements, ballots.statements[ballots.important])
    known = np.isin(ballots.statements[ballots.important], statements)
    return np.bincount(marked[known], minlength=len(statements))


def versions() -> dict[str, str]:
    """What computed this report."""
    names = ("numpy", "scipy")
    return {"method": VERSION, "python": platform.python_version(), **{name: version(name) for name in names}}


def _letters(k: int, people: Ints, membership: Floats, previous: Report | None) -> list[str]:
    """Letters by size on a cold run; with a previous report by best overlap, new blocs taking free letters."""
    if previous is None:
        return list(LETTERS[:k])
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    overlap = membership[mine].T @ previous.membership[theirs]
    row, column = paired(overlap)
    kept = {int(r): previous.blocs[c].letter for r, c in zip(row, column, strict=True)}
    free = [letter for letter in LETTERS if letter not in kept.values()]
    return [kept[index] if index in kept else free.pop(0) for index in range(k)]


def _polis(
    talk: Conversation, votes: Votes, found: Found, ballots: Ballots
) -> tuple[list[PolisStanding], PolisReport]:
    """Polis's figures over these blocs: beside ours, and all of them."""
    order = np.argsort(votes.people)
    place = order[np.searchsorted(votes.people[order], talk.people)]
    extra = polis_statistics.summary(talk, found.bloc[place], found.k, ballots.meta, found.base)
    at = {number: column for column, number in enumerate(extra.statements)}
    liked = {each.statement for each in extra.consensus_agree}
    disliked = {each.statement for each in extra.consensus_disagree}
    figures = [
        PolisStanding(
            extra.group_informed_consensus[at[number]],
            extra.extremity[at[number]],
            extra.priorities[at[number]],
            number in liked,
            number in disliked,
        )
        if number in at
        else PolisStanding(0.5**found.k, 0.0, 1.0)
        for number in votes.statements.tolist()
    ]
    return figures, extra


def _map(talk: Conversation, votes: Votes, people: Ints, previous: Report | None) -> tuple[Floats, Floats, Floats]:
    """Positions of people and statements on the two leading components, and how the axes were turned to hold them
    still between reports."""
    positions = talk.positions[np.argsort(talk.people)]
    order = np.argsort(talk.statements)
    column = places(talk.statements[order], votes.statements)
    where = np.where((column >= 0)[:, None], _take(talk.statement_positions[order], column), 0.0)
    turn = np.eye(2) if previous is None else _anchor(people, positions, previous)
    return positions @ turn, where @ turn, turn


def _take(rows: Floats, column: Ints) -> Floats:
    return rows[np.maximum(column, 0)] if len(rows) else np.zeros((len(column), 2))


def _anchor(people: Ints, positions: Floats, previous: Report) -> Floats:
    """(2, 2) the rotation or reflection that moves shared people least (orthogonal Procrustes)."""
    _, mine, theirs = np.intersect1d(people, previous.participants, return_indices=True)
    left, _, right = np.linalg.svd(positions[mine].T @ previous.positions[theirs])
    turn: Floats = left @ right
    return turn
