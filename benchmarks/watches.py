"""What open pages show, held against what had happened by then."""

import re
import time
from bisect import bisect_right
from collections.abc import Sequence

VOTES = {
    "screen": re.compile(rb"<b>([\d,]+)</b> votes?\b"),
    "console": re.compile(rb"<dt>Votes</dt><dd>([\d,]+)</dd>"),
    "phone": re.compile(rb">([\d,]+) here<"),
}


class Watch:
    """Somebody who looks at one number on one page. seen: when it changed and to what."""

    def __init__(self, audience: str) -> None:
        self.pattern = VOTES[audience]
        self.seen: list[tuple[float, int]] = [(0.0, 0)]

    def hear(self, frame: bytes) -> None:
        found = self.pattern.search(frame)
        if found:
            self.seen.append((time.monotonic(), int(found[1].replace(b",", b""))))

    def behind(self, happened: Sequence[float], start: float, end: float, step: float = 0.1) -> list[float]:
        """For every moment, how many seconds ago the first thing happened that the page does not show yet.

        happened: when the first, second, ... of what is counted was acknowledged, in order.
        """
        times = [at for at, _value in self.seen]
        late = []
        for moment in _moments(start, end, step):
            shown = self.seen[max(bisect_right(times, moment) - 1, 0)][1]
            is_behind = shown < len(happened) and happened[shown] <= moment
            late.append(moment - happened[shown] if is_behind else 0.0)
        return late


def _moments(start: float, end: float, step: float) -> list[float]:
    return [start + number * step for number in range(int((end - start) / step))]


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)] if ordered else float("nan")
