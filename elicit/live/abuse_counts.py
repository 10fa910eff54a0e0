"""What was turned away in the last hour, as numbers for the console: whoever runs a deliberation should know that
somebody tries codes or floods it, and that nothing came of it. Kept with the limits, never in the database, and
nothing about who it was."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.core.cache import cache

KINDS = ("joins", "votes", "statements", "strangers", "sockets")  # of a deliberation
CODES = "codes"  # unknown ones, of the whole server
PART = 600  # seconds that are counted together
PARTS = 6


def count_abuse(kind: str, code: str = "") -> None:
    """One more of this kind, in the deliberation with this code; unknown codes are of none, and code is ""."""
    key = _key(kind, code, int(time.time()) // PART)
    if not cache.add(key, 1, PART * (PARTS + 1)):
        try:
            cache.incr(key)
        except ValueError:  # it was forgotten between the two calls
            cache.add(key, 1, PART * (PARTS + 1))


def read_abuse_counts(codes: Collection[str]) -> dict[str, dict[str, int]]:
    """Code of a deliberation -> kind -> count of the last hour, kinds without any left out; "codes" are the
    server's."""
    now = int(time.time()) // PART
    sources = {
        _key(kind, code, now - back): (kind, code) for code in codes for kind in KINDS for back in range(PARTS)
    }
    guess_keys = [_key(CODES, "", now - back) for back in range(PARTS)]
    entries = cache.get_many([*sources, *guess_keys])
    guesses = sum(entries.pop(key, 0) for key in guess_keys)
    counts: dict[str, dict[str, int]] = {code: {CODES: guesses} if guesses else {} for code in codes}
    for key, count in entries.items():
        kind, code = sources[key]
        counts[code][kind] = counts[code].get(kind, 0) + count
    return counts


def _key(kind: str, code: str, part: int) -> str:
    return f"refused:{kind}:{code}:{part}"
