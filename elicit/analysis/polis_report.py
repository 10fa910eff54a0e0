"""Polis's own figures as plain values: what the Polis method adds to a report, and the same again from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
        columns = ("statements", "extremity", "group_informed_consensus", "priorities")
        return cls(
            **{name: tuple(said[name]) for name in columns},
            representative=tuple(
                tuple(PolisRepresentative(**each) for each in group) for group in said["representative"]
            ),
            consensus_agree=tuple(PolisMajority(**each) for each in said["consensus_agree"]),
            consensus_disagree=tuple(PolisMajority(**each) for each in said["consensus_disagree"]),
            base_clusters=tuple(
                BaseCluster(**{**each, "members": tuple(each["members"])}) for each in said["base_clusters"]
            ),
        )
