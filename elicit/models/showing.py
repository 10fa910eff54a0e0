"""What a room looks at."""

from __future__ import annotations

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


FOUND = (Slide.UNITES, Slide.DIVIDES)  # slides that are there once they are revealed
