"""What a room looks at: slides of the wall, and panels of findings."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Slide(models.TextChoices):
    """What the wall shows, in the order it is walked through."""

    JOIN = "join", _("How to join")
    PROMPT = "prompt", _("The question")
    MAP = "map", _("The map")
    UNITES = "unites", _("What unites")
    DIVIDES = "divides", _("What divides")
    THANKS = "thanks", _("Thank you")


FINDINGS_SLIDES = (Slide.UNITES, Slide.DIVIDES)  # slides that are there once they are revealed


class Panel(models.TextChoices):
    """What is revealed together, or by itself."""

    MAP = "map", _("Map and blocs")
    UNITES = "unites", _("What unites")
    DIVIDES = "divides", _("What divides")
    UNKNOWN = "unknown", _("What is not settled")
    WHERE = "where", _("Where I am")


ALL = frozenset(Panel.values)
WHOLE = ALL - {Panel.WHERE}  # all that is found about the room
VERDICTS = {
    Panel.UNITES: ("settled", "settled against"),
    Panel.DIVIDES: ("contested",),
    Panel.UNKNOWN: ("undecided", "lukewarm"),
}


def verdicts(panels: Collection[str]) -> frozenset[str]:
    """Those whose statements these panels list."""
    return frozenset(verdict for panel in panels for verdict in VERDICTS.get(Panel(panel), ()))


def join_names(hidden: Collection[str]) -> str:
    """Names of hidden panels as they are stored: in order, with spaces between."""
    return " ".join(panel for panel in Panel.values if panel in hidden)


def _may_hide(hidden: Collection[str]) -> bool:
    """Not everything: that is hiding the results. Without the map nobody can be told where they are on it."""
    return len(hidden) < len(ALL) and (Panel.MAP not in hidden or Panel.WHERE in hidden)


HIDEABLE = [
    join_names(hidden)
    for count in range(len(ALL))
    for hidden in combinations(Panel.values, count)
    if _may_hide(hidden)
]
