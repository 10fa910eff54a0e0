"""Polis's own figures as plain values: what the Polis method adds to a report, and the same again from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class PolisStanding:
    """Polis's own figures for a statement, beside ours (formulas: elicit.analysis.polis.statistics).

    consensus_agree, consensus_disagree: whether it is among the five strongest majorities each way."""

    group_informed_consensus: float
    extremity: float
    priority: float
    consensus_agree: bool = False
    consensus_disagree: bool = False


@dataclass(frozen=True)
class PolisRepresentative:
    """A statement typical of a group, with Polis's figures for the direction it is typical in (1 or -1).

    share: (successes + 1) / (trials + 2); share_test, ratio_test: z; ratio: to the share among all others.
    agrees: of the one marked best_agree, else None.
    """

    statement: int
    direction: int
    successes: int
    trials: int
    share: float
    share_test: float
    ratio: float
    ratio_test: float
    best_agree: bool = False
    agrees: int | None = None


@dataclass(frozen=True)
class PolisMajority:
    """A statement most of everybody takes one way."""

    statement: int
    successes: int
    trials: int
    share: float
    share_test: float


@dataclass(frozen=True)
class BaseCluster:
    """People so close on the map that Polis groups them as one point, and the group they went to."""

    x: float
    y: float
    group: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class PolisByGroup:
    """What depends on the groups: for each statement, in the order of the report, two figures; and one list per
    group, in order of group."""

    group_informed_consensus: tuple[float, ...]
    priorities: tuple[float, ...]
    representative: tuple[tuple[PolisRepresentative, ...], ...]

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> PolisByGroup:
        """The figures whose `dataclasses.asdict` this is, exactly."""
        lists = tuple(tuple(PolisRepresentative(**row) for row in group) for group in content["representative"])
        return cls(tuple(content["group_informed_consensus"]), tuple(content["priorities"]), lists)


@dataclass(frozen=True)
class PolisReport:
    """statements: every one that was voted on, rejected ones included, ascending or, with Polis's method, in order
    of first vote; extremity, group_informed_consensus and priorities in that order. representative: one list per
    group, in order of group. consensus_agree, consensus_disagree: over everybody. base_clusters: only where this
    method made the groups.
    """

    statements: tuple[int, ...]
    extremity: tuple[float, ...]
    group_informed_consensus: tuple[float, ...]
    priorities: tuple[float, ...]
    representative: tuple[tuple[PolisRepresentative, ...], ...]
    consensus_agree: tuple[PolisMajority, ...]
    consensus_disagree: tuple[PolisMajority, ...]
    base_clusters: tuple[BaseCluster, ...] = ()

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> PolisReport:
        """The figures whose `dataclasses.asdict` this is, exactly."""
        return cls(
            statements=tuple(content["statements"]),
            extremity=tuple(content["extremity"]),
            **vars(PolisByGroup.from_dict(content)),
            consensus_agree=tuple(PolisMajority(**row) for row in content["consensus_agree"]),
            consensus_disagree=tuple(PolisMajority(**row) for row in content["consensus_disagree"]),
            base_clusters=tuple(
                BaseCluster(**{**row, "members": tuple(row["members"])}) for row in content["base_clusters"]
            ),
        )

    def with_groups(self, groups: PolisByGroup) -> PolisReport:
        """These figures with those of other groups."""
        return replace(self, **vars(groups))

    def standings(self, statements: Iterable[int]) -> list[PolisStanding]:
        """The figures of each of these statements; of one that nobody voted on, what Polis's formulas give."""
        columns = {number: column for column, number in enumerate(self.statements)}
        agree = {majority.statement for majority in self.consensus_agree}
        disagree = {majority.statement for majority in self.consensus_disagree}
        return [
            PolisStanding(
                self.group_informed_consensus[columns[number]],
                self.extremity[columns[number]],
                self.priorities[columns[number]],
                number in agree,
                number in disagree,
            )
            if number in columns
            else PolisStanding(0.5 ** len(self.representative), 0.0, 1.0)
            for number in statements
        ]
