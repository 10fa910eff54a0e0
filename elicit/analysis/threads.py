"""Work that can be done side by side: numpy and scipy let go of the interpreter while they count."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

WORTHWHILE = 50_000  # numbers, below which handing over costs more than it gains


def each(work: Callable[[Task], Result], tasks: Iterable[Task], size: int) -> list[Result]:
    """The results in the order of the tasks, whatever the number of cores. size: about how many numbers
    a task reads, votes for the most part."""
    listed = list(tasks)
    workers = min(cores(), len(listed))
    if workers < 2 or size < WORTHWHILE:
        return [work(task) for task in listed]
    with ThreadPoolExecutor(workers, "analysis") as pool:
        return list(pool.map(work, listed))


def cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
