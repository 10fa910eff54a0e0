"""Words in scripts without spaces, found in the texts themselves: what recurs, holds together and stands free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Run = tuple[str, ...]

LONGEST_WORD = 6  # characters
LEAST_ASSOCIATION = 20.0  # times as often as chance would put its two halves side by side
CHARACTERS_PER_ASSOCIATION = 20  # of all texts: where they are few, chance has less room and less is demanded
LARGEST_NEIGHBOUR_SHARE = 0.7  # of one neighbour, above which it belongs to the word
LEAST_REST_RATIO = 2  # times as many statements have the word without a character that stands beside it by chance
PHRASE_SHARE = 0.25  # of the statements have what is no part of a longer word: "I think"
_END = ""


def find_words(statements: Sequence[Sequence[Run]]) -> list[set[str]]:
    """For each statement, given as runs of characters, the words in them.

    A word stands in two statements or more. Before it and after it stand different characters, so it is no piece
    of a longer one. Wherever it is cut, its halves stand together far oftener than chance would have it (mutual
    information, as in the discovery of new words). And it is no commoner word with something beside it.
    """
    tally = _Tally(statements)
    candidates = {
        piece
        for piece, count in tally.statement_counts.items()
        if len(piece) > 1 and count > 1 and tally.is_whole(piece)
    }
    words = {piece for piece in candidates if not tally.is_phrase(piece, candidates)}
    return [{"".join(piece) for piece in tally.cut_pieces(runs) if piece in words} for runs in statements]


class _Tally:
    """How often each piece of a run stands, in how many statements, and between what."""

    def __init__(self, statements: Sequence[Sequence[Run]]) -> None:
        self.statements = sum(1 for runs in statements if runs)
        self.statement_counts: Counter[Run] = Counter()
        self.counts: Counter[Run] = Counter()
        self.predecessors: dict[Run, Counter[str]] = {}
        self.successors: dict[Run, Counter[str]] = {}
        for runs in statements:
            self.statement_counts.update(set(self.cut_pieces(runs)))
            for run in runs:
                self._count(run)
        self.total = sum(count for piece, count in self.counts.items() if len(piece) == 1)

    def cut_pieces(self, runs: Iterable[Run]) -> Iterator[Run]:
        for run in runs:
            for start, end in _list_spans(run):
                yield run[start:end]

    def is_whole(self, piece: Run) -> bool:
        """Neither a piece of a longer word nor two that only happened to meet."""
        least = min(LEAST_ASSOCIATION, self.total / CHARACTERS_PER_ASSOCIATION)
        is_free = all(_is_free(neighbours[piece]) for neighbours in (self.predecessors, self.successors))
        return is_free and all(self._measure_association(*halves) >= least for halves in _list_halves(piece))

    def is_phrase(self, piece: Run, words: set[Run]) -> bool:
        """Whether it is a word of these and something beside it."""
        return any(
            self._is_loose(first, second, piece, words) or self._is_loose(second, first, piece, words)
            for first, second in _list_halves(piece)
        )

    def _is_loose(self, part: Run, rest: Run, piece: Run, words: set[Run]) -> bool:
        counts = self.statement_counts
        is_chance = len(part) == 1 and rest in words and counts[rest] >= LEAST_REST_RATIO * counts[piece]
        return is_chance or (part in words and counts[part] > PHRASE_SHARE * self.statements)

    def _measure_association(self, first: Run, second: Run) -> float:
        return self.counts[first + second] * self.total / (self.counts[first] * self.counts[second])

    def _count(self, run: Run) -> None:
        for start, end in _list_spans(run):
            piece = run[start:end]
            self.counts[piece] += 1
            self.predecessors.setdefault(piece, Counter())[run[start - 1] if start else _END] += 1
            self.successors.setdefault(piece, Counter())[run[end] if end < len(run) else _END] += 1


def _list_spans(run: Run) -> Iterator[tuple[int, int]]:
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST_WORD, len(run)) + 1):
            yield start, end


def _list_halves(piece: Run) -> list[tuple[Run, Run]]:
    return [(piece[:cut], piece[cut:]) for cut in range(1, len(piece))]


def _is_free(neighbours: Counter[str]) -> bool:
    """Whether no single neighbour stands beside it so often that it belongs to it."""
    largest = max((count for neighbour, count in neighbours.items() if neighbour != _END), default=0)
    return largest <= LARGEST_NEIGHBOUR_SHARE * neighbours.total()
