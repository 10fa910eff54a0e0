"""Work that can be done side by side: numpy and scipy let go of the interpreter while they count."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from typing import TypeVar, cast

import scipy.linalg  # noqa: F401  its own linear algebra library is loaded before anybody looks for it
from threadpoolctl import ThreadpoolController

Task = TypeVar("Task")
Result = TypeVar("Result")
Other = TypeVar("Other")

_pools: dict[int, ThreadPoolExecutor] = {}
_here = threading.local()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)  # threads do not survive it

WORTHWHILE = 50_000  # numbers, below which handing over costs more than it gains


def run_all(work: Callable[[Task], Result], tasks: Iterable[Task], size: int) -> list[Result]:
    """The results in the order of the tasks, whatever the number of cores. size: about how many numbers
    a task reads, votes for the most part."""
    queue = list(tasks)
    if min(count_cores(), len(queue)) < 2 or size < WORTHWHILE or getattr(_here, "is_busy", False):
        return [work(task) for task in queue]
    return list(_get_pool(count_cores()).map(_without_handing_over(work), queue))


def run_both(one: Callable[[], Result], other: Callable[[], Other], size: int) -> tuple[Result, Other]:
    """The results of two pieces of work that need nothing of each other. size: as for `run_all`."""
    first, second = run_all(lambda work: work(), (one, other), size)
    return cast(Result, first), cast(Other, second)


def _without_handing_over(work: Callable[[Task], Result]) -> Callable[[Task], Result]:
    """The same, and what it hands over in its turn is done on the spot: every core has something to do already."""

    def run(task: Task) -> Result:
        _here.is_busy = True
        try:
            return work(task)
        finally:
            _here.is_busy = False

    return run


def _get_pool(workers: int) -> ThreadPoolExecutor:
    """Kept, because starting threads costs as much as the smallest tasks do."""
    if workers not in _pools:
        _pools[workers] = ThreadPoolExecutor(workers, "analysis")
    return _pools[workers]


def limit_sums_to_one_thread() -> AbstractContextManager[object]:
    """While it lasts, numpy and scipy multiply matrices on one thread each: more would add up in another order on
    another machine."""
    limit: AbstractContextManager[object] = _load_libraries().limit(limits=1)
    return limit


@cache
def _load_libraries() -> ThreadpoolController:
    """Looking for them takes longer than a small analysis."""
    return ThreadpoolController()


def count_cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
