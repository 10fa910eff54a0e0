"""How tests wait: for something, never for a while. What has come ends a wait at once, so patience costs nothing
where all is well, and a machine that is ten times slower fails no test."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
PATIENCE = 60  # seconds until what has not come is said to be missing
PAUSE = 0.05  # seconds between two looks


def wait_until(
    look: Callable[[], Answer], problem: str = "it did not happen", *, patience: float = PATIENCE
) -> Answer:
    """Looks until what it sees is true, and returns that. problem: what a test says that waited in vain."""
    deadline = time.monotonic() + patience
    while not (answer := look()):
        assert time.monotonic() < deadline, problem
        time.sleep(PAUSE)
    return answer
