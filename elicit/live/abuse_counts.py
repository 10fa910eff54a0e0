"""What was turned away in the last hour, as numbers for the console: whoever runs a room should know that somebody
knocks, and that nothing came of it. Kept with the limits, never in the database, and nothing about who it was."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.core.cache import cache

KINDS = ("joins", "votes", "statements", "strangers", "sockets")  # of a room; "codes" are of the whole server
PART = 600  # seconds that are counted together
PARTS = 6


def note(what: str, code: str = "") -> None:
    """One more of this kind. codes belong to no room: code is "" for them."""
    key = _key(what, code, int(time.time()) // PART)
    if not cache.add(key, 1, PART * (PARTS + 1)):
        try:
            cache.incr(key)
        except ValueError:  # it was forgotten between the two calls
            cache.add(key, 1, PART * (PARTS + 1))


def noted(codes: Collection[str]) -> dict[str, dict[str, int]]:
    """For each room how many of each kind there were, those without any left out; "codes" are the server's."""
    now = int(time.time()) // PART
    wanted = {
        _key(what, code, now - back): (what, code) for code in codes for what in KINDS for back in range(PARTS)
    }
    guesses = [_key("codes", "", now - back) for back in range(PARTS)]
    kept = cache.get_many([*wanted, *guesses])
    guessed = sum(kept.pop(key, 0) for key in guesses)
    found: dict[str, dict[str, int]] = {code: {"codes": guessed} if guessed else {} for code in codes}
    for key, count in kept.items():
        what, code = wanted[key]
        found[code][what] = found[code].get(what, 0) + count
    return found


def _key(what: str, code: str, part: int) -> str:
    return f"refused:{what}:{code}:{part}"
