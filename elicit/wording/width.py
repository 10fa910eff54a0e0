"""How much room a text takes in print, in scripts of any width."""

from __future__ import annotations

import unicodedata


def latin_width(text: str) -> int:
    """About how many Latin letters take as much room as this text: wide and full-width characters count twice.

    Source: Unicode Standard Annex #11, East Asian Width.
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
