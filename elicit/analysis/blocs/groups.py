"""Groups of people by what they say of themselves: which may be shown, and how agreement holds across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elicit.analysis.verdicts.intervals import jeffreys

FEW = 5  # people under whom a group is not shown
HALF = 0.5


@dataclass(frozen=True)
class GroupAgreement:
    """The share of agreement in one group, and its interval."""

    value: float
    low: float
    high: float

    @property
    def is_minority(self) -> bool:
        """Whether fewer than half of people like these agree, as sure as the interval is."""
        return self.high < HALF


def visible_groups(sizes: Sequence[int], few: int = FEW) -> list[bool]:
    """Which of the groups that make up a whole may be shown, given that the whole is known.

    None under `few`; and where what is hidden would follow from the rest, because it is one group alone or fewer
    than `few` people together, the next smallest goes with it (secondary suppression: Willenborg and de Waal
    2001, Elements of Statistical Disclosure Control). Groups of nobody are hidden, and hide nobody else.
    """
    order = sorted(range(len(sizes)), key=lambda place: (sizes[place], place))
    hidden = [place for place in order if sizes[place] < few]
    for place in order[len(hidden) :]:
        people = [sizes[place] for place in hidden if sizes[place]]
        if not people or (len(people) > 1 and sum(people) >= few):
            break
        hidden.append(place)
    return [place not in hidden for place in range(len(sizes))]


def agreement_by_group(
    agree: Sequence[int], votes: Sequence[int], *, rest: int, confidence: float, few: int = FEW
) -> list[GroupAgreement | None]:
    """Agreement with one statement in each group; None where it is withheld.

    agree, votes: of each group. rest: votes of people in none of them, so that all votes on the statement, which
    are known, do not give a hidden group away. confidence: of the intervals, Jeffreys.
    """
    visible = visible_groups([*votes, rest], few)
    shares = jeffreys(agree, votes, confidence)
    return [
        GroupAgreement(float(shares.value[place]), float(shares.low[place]), float(shares.high[place]))
        if visible[place]
        else None
        for place in range(len(votes))
    ]
