"""The order in which statements of one verdict are listed, for pages, drafts and the terminal alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from elicit.analysis.data.records import Standing

Rank = Callable[[Standing], tuple[float, ...]]

ORDERS: Mapping[str, Rank] = {  # the lowest rank comes first; equals come by number
    "settled": lambda standing: (-standing.bridging,),
    "contested": lambda standing: (-standing.division,),
    "settled against": lambda standing: (-standing.disagree.value,),
    "lukewarm": lambda standing: (-standing.agree.value,),
    # One that depends on identical ballots needs a person, not votes; one too close to call would need too many.
    "undecided": lambda standing: (standing.too_close, standing.more_votes or 0),
}


def sort_standings(standings: Iterable[Standing], verdict: str) -> list[Standing]:
    """The standings of this verdict: the widest agreement, the deepest division or the nearest to an answer first.
    Raises KeyError for a verdict that is none."""
    rank = ORDERS[verdict]
    selection = (standing for standing in standings if standing.verdict == verdict)
    return sorted(selection, key=lambda standing: (*rank(standing), standing.statement))
