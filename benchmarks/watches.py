"""What open pages show, compared with what had happened by then."""

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
    """Somebody who looks at one number on one page. changes: when it changed and to what."""

    def __init__(self, audience: str) -> None:
        self.pattern = VOTES[audience]
        self.changes: list[tuple[float, int]] = [(0.0, 0)]

    def hear(self, frame: bytes) -> None:
        match = self.pattern.search(frame)
        if match:
            self.changes.append((time.monotonic(), int(match[1].replace(b",", b""))))

    def measure_delays(self, events: Sequence[float], start: float, end: float, step: float = 0.1) -> list[float]:
        """For every moment, how many seconds ago the first thing happened that the page does not show yet.

        events: when the first, second, ... of what is counted was acknowledged, in order.
        """
        times = [time_ for time_, _value in self.changes]
        delays = []
        for moment in _list_moments(start, end, step):
            value = self.changes[max(bisect_right(times, moment) - 1, 0)][1]
            is_behind = value < len(events) and events[value] <= moment
            delays.append(moment - events[value] if is_behind else 0.0)
        return delays


def _list_moments(start: float, end: float, step: float) -> list[float]:
    return [start + number * step for number in range(int((end - start) / step))]


def find_quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    ascending = sorted(values)
    return ascending[min(int(part * len(ascending)), len(ascending) - 1)] if ascending else float("nan")
