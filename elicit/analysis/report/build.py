"""From the blocs that were found to a report of everything that follows from them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from elicit.analysis import routing
from elicit.analysis.blocs.blocs import Found
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
from elicit.analysis.verdicts.standings import Beside, standings
from elicit.analysis.verdicts.verdicts import AGAINST, SETTLED, UNDECIDED, Tallies

from .alternatives import blocs, false_settled, lens

VERSION = "5"  # of the method: goes up when the same ballots would give another report


@dataclass(frozen=True, eq=False)
class Matter:
    """What an analysis is of. votes: in canonical order; talk: the same as Polis sees it. previous: an earlier
    report, whose letters and axes are carried over."""

    ballots: Ballots
    votes: VoteMatrix
    talk: Conversation
    method: str
    rules: Rules
    seed: int
    previous: Report | None


def told(matter: Matter, found: Found, resamples: int) -> Report:
    """The report. resamples: how many there were, where the blocs were resampled at all."""
    votes, ascending = matter.votes, np.argsort(matter.votes.people)
    return Report(
        method=matter.method,
        k=found.k,
        seed=matter.seed,
        resamples=resamples if found.stability is not None and matter.method == "latent" else 0,
        rules=matter.rules,
        ballots_digest=matter.ballots.digest,
        versions=versions(),
        warm=matter.previous is not None,
        previous_digest=matter.previous.digest if matter.previous is not None else None,
        statements=votes.statements,
        rates=found.rates,
        held_out_losses=found.evidence,
        voters=int((votes.counts > 0).sum()),
        identical_accounts=_blocks(found, votes),
        response_styles=ResponseStyles(*found.habits) if found.habits else None,
        **_people(matter, found, ascending),
        **_findings(matter, found, ascending),
    )


def _people(matter: Matter, found: Found, ascending: Ints) -> dict[str, Any]:
    """Who is where, people in ascending order, and the map."""
    people = matter.votes.people[ascending]
    positions, statement_positions, turn = place_on_map(matter.talk, matter.votes, people, matter.previous)
    return {
        "participants": people,
        "membership": found.membership[ascending],
        "grouped": found.grouped[ascending],
        "assignment": found.placed[:, ascending],
        "between": int(((found.bloc < 0) & found.grouped).sum()),
        "positions": positions,
        "statement_positions": statement_positions,
        "turn": turn,
    }


def _findings(matter: Matter, found: Found, ascending: Ints) -> dict[str, Any]:
    """What is said of blocs and statements, and Polis's figures beside it."""
    votes, ballots = matter.votes, matter.ballots
    numbers, tallies = votes.statements, found.tallies(votes, matter.rules)
    named = assign_letters(found.k, votes.people[ascending], found.membership[ascending], matter.previous)
    chosen, depends = _chosen(found, tallies, votes)
    fares = {
        other.k: _chosen(other, other.tallies(votes, matter.rules), votes)[0]
        for other in found.others
        if abs(other.k - found.k) == 1
    }
    row = _rows_of_talk(matter)
    polis = statistics.summarise(matter.talk, found.bloc[row], found.k, ballots.meta, found.base)
    beside = Beside(found.holds, _important(ballots, numbers), depends, fares, polis.standings(numbers.tolist()))

    def figures(other: Found) -> PolisByGroup:
        return statistics.describe_groups(matter.talk, other.bloc[row], other.k, ballots.meta)

    return {
        "blocs": blocs(tallies, found.bloc, int(found.grouped.sum()), found.stability, numbers, named),
        "standings": standings(numbers, tallies, chosen, beside, named),
        "routing": routing.weights(tallies, chosen),
        "yes_saying": yes_saying(ballots.twins, numbers, tallies.overall, matter.rules.confidence),
        "false_settled": false_settled(tallies, chosen),
        "polis": polis,
        "alternatives": tuple(
            lens(other, votes, matter.rules, figures(other)) for other in found.others if other.k > 1
        ),
    }


def _rows_of_talk(matter: Matter) -> Ints:
    """(people,) the row among the votes of each person, in the order in which Polis sees them."""
    order = np.argsort(matter.votes.people)
    rows: Ints = order[np.searchsorted(matter.votes.people[order], matter.talk.people)]
    return rows


def _chosen(found: Found, tallies: Tallies, votes: VoteMatrix) -> tuple[Ints, Ints]:
    """(S,) verdicts, and how many identical ballots each depends on: 0 where it is the same with every block
    counted as one account, and not at all. What depends on them is not settled before somebody has looked."""
    chosen = tallies.verdicts()
    if not found.blocks:
        return chosen, np.zeros(len(chosen), dtype=np.int64)
    many = np.isin(np.arange(len(votes.people)), np.concatenate([block.members for block in found.blocks]))
    differs = np.zeros(len(chosen), dtype=bool)
    for weights in (found.weights, (~many).astype(np.float64)):
        lighter = verdicts.tallies(votes, found.placed, found.k, found.counting, tallies.rules, weights)
        differs |= lighter.verdicts() != chosen
    cast = np.bincount(votes.statement[many[votes.person]], minlength=len(chosen))
    depends = np.where(differs, cast, 0)
    return np.where(differs & np.isin(chosen, (SETTLED, AGAINST)), UNDECIDED, chosen), depends


def _blocks(found: Found, votes: VoteMatrix) -> tuple[IdenticalAccounts, ...]:
    return tuple(
        IdenticalAccounts(tuple(sorted(votes.people[block.members].tolist())), block.statements)
        for block in found.blocks
    )


def _important(ballots: Ballots, statements: Ints) -> Ints:
    marked = np.searchsorted(statements, ballots.statements[ballots.important])
    known = np.isin(ballots.statements[ballots.important], statements)
    return np.bincount(marked[known], minlength=len(statements))


def versions() -> dict[str, str]:
    """What computed this report."""
    libraries = {"numpy": np.__version__, "scipy": scipy.__version__}
    return {"method": VERSION, "python": platform.python_version(), **libraries}
