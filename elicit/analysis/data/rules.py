"""The thresholds a community sets; the defaults and their reasons are those of the analysis notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

BOUNDS: dict[str, tuple[float, float]] = {
    "min_votes_per_bloc": (1, 1000),
    "settled_in_bloc": (0.5, 0.95),
    "settled_overall": (0.5, 0.95),
    "confidence": (0.5, 0.999),
    "between_below": (0.0, 1.0),
    "counting_share": (0.05, 0.5),
    "counting_people": (1, 10_000),
    "counting_jaccard": (0.0, 1.0),
    "max_blocs": (1, 6),
    "predictive_max": (1, 8),
    "gain_share": (0.1, 1.0),
    "min_votes_to_group": (1, 100),
    "min_people_grouped": (1, 1000),
}


@dataclass(frozen=True)
class Rules:
    """A community's thresholds. Shares are fractions of 1; counts are whole numbers.

    min_votes_per_bloc: votes a statement needs in every counting bloc to be settled.
    settled_in_bloc, settled_overall: what the lower bound of agreement must exceed (reach, overall).
    confidence: of every interval, central. between_below: top membership under which a person is between blocs.
    counting_share, counting_people, counting_jaccard: what a bloc needs to count.
    max_blocs: largest verdict k. predictive_max: largest k tried for prediction. gain_share: share of the best
    predictive gain the verdict k must reach. min_votes_to_group, min_people_grouped: who is grouped.
    """

    min_votes_per_bloc: int = 8
    settled_in_bloc: float = 0.5
    settled_overall: float = 0.6
    confidence: float = 0.95
    between_below: float = 0.7
    counting_share: float = 0.10
    counting_people: int = 12
    counting_jaccard: float = 0.6
    max_blocs: int = 4
    predictive_max: int = 8
    gain_share: float = 0.8
    min_votes_to_group: int = 7
    min_people_grouped: int = 15

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            low, high = BOUNDS[field.name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ValueError(f"The rule {field.name} must lie between {low} and {high}, not at {value!r}.")
            if field.type == "int" and value != int(value):
                raise ValueError(f"The rule {field.name} must be a whole number, not {value!r}.")

    @classmethod
    def from_dict(cls, thresholds: Mapping[str, Any]) -> Rules:
        """Rules from stored thresholds by name; one that is missing has its default.

        Raises ValueError with a sentence for an unknown or out-of-bounds rule.
        """
        unknown = sorted(set(thresholds) - set(BOUNDS))
        if unknown:
            raise ValueError(f"There is no rule called {unknown[0]!r}; known are {', '.join(BOUNDS)}.")
        return cls(**thresholds)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
