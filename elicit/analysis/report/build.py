"""From blocs to a report of everything that follows from them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from elicit.analysis import routing
from elicit.analysis.blocs.blocs import Partition
from elicit.analysis.data.ballots import Ballots, Ints
from elicit.analysis.data.matrix import VoteMatrix
from elicit.analysis.data.polis_report import PolisByGroup
from elicit.analysis.data.records import IdenticalAccounts, ResponseStyles
from elicit.analysis.data.report import Report
from elicit.analysis.data.rules import Rules
from elicit.analysis.maps.presentation import assign_letters, place_on_map
from elicit.analysis.polis import statistics
from elicit.analysis.polis.groups import Conversation
from elicit.analysis.verdicts import verdicts
from elicit.analysis.verdicts.acquiescence import yes_saying
from elicit.analysis.verdicts.standings import StandingContext, standings
from elicit.analysis.verdicts.verdicts import AGAINST, SETTLED, UNDECIDED, Tallies

from .alternatives import build_alternative, build_blocs, expected_false_settled

VERSION = "5"  # of the method: goes up when the same ballots would give another report


@dataclass(frozen=True, eq=False)
class Inputs:
    """What an analysis is of. votes: in canonical order; conversation: the same as Polis sees them. previous: an
    earlier report, whose letters and axes are carried over."""

    ballots: Ballots
    votes: VoteMatrix
    conversation: Conversation
    method: str
    rules: Rules
    seed: int
    previous: Report | None


def build_report(inputs: Inputs, partition: Partition, resamples: int) -> Report:
    """The report. resamples: how many there were, where the blocs were resampled at all."""
    votes, ascending = inputs.votes, np.argsort(inputs.votes.people)
    return Report(
        method=inputs.method,
        k=partition.k,
        seed=inputs.seed,
        resamples=resamples if partition.stability is not None and inputs.method == "latent" else 0,
        rules=inputs.rules,
        ballots_digest=inputs.ballots.digest,
        versions=versions(),
        warm=inputs.previous is not None,
        previous_digest=inputs.previous.digest if inputs.previous is not None else None,
        statements=votes.statements,
        rates=partition.rates,
        held_out_losses=partition.held_out_losses,
        voters=int((votes.counts > 0).sum()),
        identical_accounts=_identical(partition, votes),
        response_styles=ResponseStyles(*partition.response_styles) if partition.response_styles else None,
        **_people(inputs, partition, ascending),
        **_findings(inputs, partition, ascending),
    )


def _people(inputs: Inputs, partition: Partition, ascending: Ints) -> dict[str, Any]:
    """Who is where, people in ascending order, and the map."""
    people = inputs.votes.people[ascending]
    positions, statement_positions, turn = place_on_map(inputs.conversation, inputs.votes, people, inputs.previous)
    return {
        "participants": people,
        "membership": partition.membership[ascending],
        "grouped": partition.grouped[ascending],
        "assignment": partition.assignment[:, ascending],
        "between": int(((partition.bloc < 0) & partition.grouped).sum()),
        "positions": positions,
        "statement_positions": statement_positions,
        "turn": turn,
    }


def _findings(inputs: Inputs, partition: Partition, ascending: Ints) -> dict[str, Any]:
    """The findings on blocs and statements, and Polis's figures beside it."""
    votes, ballots = inputs.votes, inputs.ballots
    numbers, tallies = votes.statements, partition.tallies(votes, inputs.rules)
    lettering = assign_letters(
        partition.k, votes.people[ascending], partition.membership[ascending], inputs.previous
    )
    verdict, depends = _verdicts(partition, tallies, votes)
    fares = {
        other.k: _verdicts(other, other.tallies(votes, inputs.rules), votes)[0]
        for other in partition.alternatives
        if abs(other.k - partition.k) == 1
    }
    row = _rows_of_conversation(inputs)
    polis = statistics.summarise(
        inputs.conversation, partition.bloc[row], partition.k, ballots.meta, partition.base
    )
    context = StandingContext(
        partition.holds, _important(ballots, numbers), depends, fares, polis.standings(numbers.tolist())
    )

    def figures(other: Partition) -> PolisByGroup:
        return statistics.describe_groups(inputs.conversation, other.bloc[row], other.k, ballots.meta)

    return {
        "blocs": build_blocs(
            tallies, partition.bloc, int(partition.grouped.sum()), partition.stability, numbers, lettering
        ),
        "standings": standings(numbers, tallies, verdict, context, lettering),
        "routing": routing.weights(tallies, verdict),
        "yes_saying": yes_saying(ballots.twins, numbers, tallies.overall, inputs.rules.confidence),
        "false_settled": expected_false_settled(tallies, verdict),
        "polis": polis,
        "alternatives": tuple(
            build_alternative(other, votes, inputs.rules, figures(other))
            for other in partition.alternatives
            if other.k > 1
        ),
    }


def _rows_of_conversation(inputs: Inputs) -> Ints:
    """(people,) the row among the votes of each person, in the order in which Polis sees them."""
    order = np.argsort(inputs.votes.people)
    rows: Ints = order[np.searchsorted(inputs.votes.people[order], inputs.conversation.people)]
    return rows


def _verdicts(partition: Partition, tallies: Tallies, votes: VoteMatrix) -> tuple[Ints, Ints]:
    """(S,) verdicts, and how many identical ballots each depends on: 0 where it is the same with identical
    accounts counted as one, and not at all. What depends on them is not settled before somebody has looked."""
    verdict = tallies.verdicts()
    if not partition.identical:
        return verdict, np.zeros(len(verdict), dtype=np.int64)
    is_identical = np.isin(
        np.arange(len(votes.people)), np.concatenate([group.members for group in partition.identical])
    )
    differs = np.zeros(len(verdict), dtype=bool)
    for weights in (partition.weights, (~is_identical).astype(np.float64)):
        lighter = verdicts.tallies(
            votes, partition.assignment, partition.k, partition.counting, tallies.rules, weights
        )
        differs |= lighter.verdicts() != verdict
    cast = np.bincount(votes.statement[is_identical[votes.person]], minlength=len(verdict))
    depends = np.where(differs, cast, 0)
    return np.where(differs & np.isin(verdict, (SETTLED, AGAINST)), UNDECIDED, verdict), depends


def _identical(partition: Partition, votes: VoteMatrix) -> tuple[IdenticalAccounts, ...]:
    return tuple(
        IdenticalAccounts(tuple(sorted(votes.people[group.members].tolist())), group.statements)
        for group in partition.identical
    )


def _important(ballots: Ballots, statements: Ints) -> Ints:
    column = np.searchsorted(statements, ballots.statements[ballots.important])
    is_known = np.isin(ballots.statements[ballots.important], statements)
    return np.bincount(column[is_known], minlength=len(statements))


def versions() -> dict[str, str]:
    """What computed this report."""
    libraries = {"numpy": np.__version__, "scipy": scipy.__version__}
    return {"method": VERSION, "python": platform.python_version(), **libraries}
