"""The words that tell one topic from all others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elicit.wording.weighing import find_ordinary_lengths, measure_length
from elicit.wording.words import is_spaced

MOST_WORDS = 4
LEAST_LEADING_SHARE = 0.3  # of the topic's statements that one word of the name stands in: a name is about them
LEAST_SHARE = 0.1  # ... and that every other stands in, two at least
LEAST_RATIO = 2.0  # times as often as in the other statements
LEAST_LETTERS = 3  # below which a word names nothing ...
LEAST_LENGTH = 0.5  # ... if it is shorter than this beside an ordinary word of its script: "or", "am"
LEAST_STEM = 4  # letters that two forms of one word share at their start, and ...
LEAST_STEM_SHARE = 0.6  # ... this share of the longer one


@dataclass(frozen=True)
class _Candidate:
    """A term for a name. share: of the topic's statements it stands in. score: 0 where it names nothing."""

    term: str
    share: float
    score: float


class Names:
    """Names for groups of these statements. weights: per statement what its terms weigh, in its language."""

    def __init__(self, statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]) -> None:
        self._statements = statements
        self._weights = weights
        self._frequency = Counter(term for terms in statements for term in terms)
        self._ordinary_lengths = find_ordinary_lengths(self._frequency)

    def name(self, places: Sequence[int]) -> tuple[str, ...]:
        """The most telling terms of the statements at these places, best first; none where no term tells enough.

        Class-based TF-IDF (Grootendorst 2022) for this group against all statements: the share of the group's
        statements with the term, times the logarithm of 1 + the number of terms of the group over the number of
        statements with the term; less for terms that weigh less than their rarity, and for short ones.
        """
        frequency = Counter(term for place in places for term in self._statements[place])
        weights = {term: max(self._weights[place].get(term, 0.0) for place in places) for term in frequency}
        ratings = (self._rate(term, len(places), frequency, weights[term]) for term in frequency)
        candidates = [candidate for candidate in ratings if candidate.score > 0]
        name: list[_Candidate] = []
        for candidate in sorted(candidates, key=lambda candidate: (-candidate.score, candidate.term)):
            if len(name) < MOST_WORDS and not any(_is_same_word(candidate.term, word.term) for word in name):
                name.append(candidate)
        has_leader = any(candidate.share >= LEAST_LEADING_SHARE for candidate in name)
        return tuple(candidate.term for candidate in name) if has_leader else ()

    def _rate(self, term: str, size: int, frequency: Counter[str], weight: float) -> _Candidate:
        """size: statements of the group. frequency: of its terms, in statements."""
        count = frequency[term]
        share, overall_share = count / size, self._frequency[term] / len(self._statements)
        other_share = (self._frequency[term] - count) / max(len(self._statements) - size, 1)
        length = measure_length(term, self._ordinary_lengths)
        is_short = len(term) < LEAST_LETTERS and length < LEAST_LENGTH
        if count < max(2, LEAST_SHARE * size) or share < LEAST_RATIO * other_share or is_short:
            return _Candidate(term, share, 0.0)
        worth = weight / math.log(1 + 1 / overall_share) * min(length, 1.0)
        return _Candidate(term, share, share * math.log(1 + frequency.total() / self._frequency[term]) * worth)


def _is_same_word(one: str, other: str) -> bool:
    """Whether two terms are forms of one word, or one is a part of the other."""
    if not (is_spaced(one) and is_spaced(other)):
        return one in other or other in one
    pairs = zip(one, other, strict=False)
    stem = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return stem >= max(LEAST_STEM, LEAST_STEM_SHARE * max(len(one), len(other)))
