"""Words in scripts without spaces, found in the texts themselves: what recurs, holds together and stands free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Run = tuple[str, ...]

LONGEST = 6  # characters of a word
TOGETHER = 20.0  # times as often as chance would put its two halves side by side
SMALL = 20  # characters of all texts, over this, where chance has less room
TIED = 0.7  # share of one neighbour above which it belongs to the word
COMMONER = 2  # times as many statements have the word without the character that happens to stand beside it
EVERYWHERE = 0.25  # of the statements have what is no part of a longer word: "I think"
_END = ""


def found_words(statements: Sequence[Sequence[Run]]) -> list[set[str]]:
    """For each statement, given as runs of characters, the words in them.

    A word stands in two statements or more. Before it and after it stand different characters, so it is no piece
    of a longer one. Wherever it is cut, its halves stand together far oftener than chance would have it (mutual
    information, as in the discovery of new words). And it is no commoner word with something beside it.
    """
    tally = _Tally(statements)
    likely = {
        piece for piece, count in tally.spread.items() if len(piece) > 1 and count > 1 and tally.is_whole(piece)
    }
    words = {piece for piece in likely if not tally.is_a_phrase(piece, likely)}
    return [{"".join(piece) for piece in tally.pieces(runs) if piece in words} for runs in statements]


class _Tally:
    """How often each piece of a run stands, in how many statements, and between what."""

    def __init__(self, statements: Sequence[Sequence[Run]]) -> None:
        self.statements = sum(1 for runs in statements if runs)
        self.spread: Counter[Run] = Counter()
        self.counts: Counter[Run] = Counter()
        self.before: dict[Run, Counter[str]] = {}
        self.after: dict[Run, Counter[str]] = {}
        for runs in statements:
            self.spread.update(set(self.pieces(runs)))
            for run in runs:
                self._count(run)
        self.total = sum(count for piece, count in self.counts.items() if len(piece) == 1)

    def pieces(self, runs: Iterable[Run]) -> Iterator[Run]:
        for run in runs:
            for start, end in _spans(run):
                yield run[start:end]

    def is_whole(self, piece: Run) -> bool:
        """Neither a piece of a longer word nor two that only happened to meet."""
        free = all(_stands_free(beside[piece]) for beside in (self.before, self.after))
        return free and all(
            self._ties(one, other) >= min(TOGETHER, self.total / SMALL) for one, other in _halves(piece)
        )

    def is_a_phrase(self, piece: Run, words: set[Run]) -> bool:
        return any(
            self._is_loose(one, other, piece, words) or self._is_loose(other, one, piece, words)
            for one, other in _halves(piece)
        )

    def _is_loose(self, part: Run, rest: Run, piece: Run, words: set[Run]) -> bool:
        by_chance = len(part) == 1 and rest in words and self.spread[rest] >= COMMONER * self.spread[piece]
        return by_chance or (part in words and self.spread[part] > EVERYWHERE * self.statements)

    def _ties(self, one: Run, other: Run) -> float:
        return self.counts[one + other] * self.total / (self.counts[one] * self.counts[other])

    def _count(self, run: Run) -> None:
        for start, end in _spans(run):
            piece = run[start:end]
            self.counts[piece] += 1
            self.before.setdefault(piece, Counter())[run[start - 1] if start else _END] += 1
            self.after.setdefault(piece, Counter())[run[end] if end < len(run) else _END] += 1


def _spans(run: Run) -> Iterator[tuple[int, int]]:
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
            yield start, end


def _halves(piece: Run) -> list[tuple[Run, Run]]:
    return [(piece[:cut], piece[cut:]) for cut in range(1, len(piece))]


def _stands_free(neighbours: Counter[str]) -> bool:
    beside = max((count for neighbour, count in neighbours.items() if neighbour != _END), default=0)
    return beside <= TIED * neighbours.total()
