"""Planted crowds that several parts of the evidence ask about, and how many of them."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")

SHAPES = ((150, 40, 25.0), (300, 60, 30.0), (1_000, 100, 30.0), (1_000, 300, 20.0), (3_000, 200, 40.0))
ROOM = {"people": 300, "statements": 60, "density": 30.0}
HALL = {"people": 1_000, "statements": 100, "density": 30.0}
STYLE_SPREADS = (0.0, 0.7)  # standard deviation of a personal tendency, on the logit
CORES = 2


@dataclass(frozen=True)
class Effort:
    """How much of it: `few` seeds for what is slow, `many` for shares of crowds; resamples of each analysis."""

    few: int
    some: int
    many: int
    resamples: int
    shapes: tuple[tuple[int, int, float], ...] = SHAPES


FULL = Effort(few=3, some=20, many=40, resamples=20)
QUICK = Effort(few=1, some=2, many=4, resamples=10, shapes=SHAPES[:2])


def run_all(work: Callable[..., Result], tasks: Iterable[tuple]) -> list[Result]:
    """The results of every task, in order, several at a time. work: a function of a module."""
    with ProcessPoolExecutor(CORES) as pool:
        return list(pool.map(work, *zip(*tasks, strict=True)))
