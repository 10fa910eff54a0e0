"""Polis's own figures as plain values: what the Polis method adds to a report, and the same again from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class PolisStanding:
    """Polis's own figures for a statement, beside ours (formulas: module polis_statistics). consensus_agree,
    consensus_disagree: whether it is among the five strongest majorities each way."""

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
    def from_dict(cls, said: Mapping[str, Any]) -> PolisByGroup:
        """The figures whose `dataclasses.asdict` this is, exactly."""
        lists = tuple(tuple(PolisRepresentative(**each) for each in group) for group in said["representative"])
        return cls(tuple(said["group_informed_consensus"]), tuple(said["priorities"]), lists)


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
    def from_dict(cls, said: Mapping[str, Any]) -> PolisReport:
        """The figures whose `dataclasses.asdict` this is, exactly."""
        return cls(
            statements=tuple(said["statements"]),
            extremity=tuple(said["extremity"]),
            **vars(PolisByGroup.from_dict(said)),
            consensus_agree=tuple(PolisMajority(**each) for each in said["consensus_agree"]),
            consensus_disagree=tuple(PolisMajority(**each) for each in said["consensus_disagree"]),
            base_clusters=tuple(
                BaseCluster(**{**each, "members": tuple(each["members"])}) for each in said["base_clusters"]
            ),
        )

    def seen_by(self, groups: PolisByGroup) -> PolisReport:
        """These figures with those of other groups."""
        return replace(self, **vars(groups))

    def standings(self, statements: Iterable[int]) -> list[PolisStanding]:
        """The figures of each of these statements; of one that nobody voted on, what Polis's formulas give."""
        at = {number: column for column, number in enumerate(self.statements)}
        liked = {each.statement for each in self.consensus_agree}
        disliked = {each.statement for each in self.consensus_disagree}
        return [
            PolisStanding(
                self.group_informed_consensus[at[number]],
                self.extremity[at[number]],
                self.priorities[at[number]],
                number in liked,
                number in disliked,
            )
            if number in at
            else PolisStanding(0.5 ** len(self.representative), 0.0, 1.0)
            for number in statements
        ]
