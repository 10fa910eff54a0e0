"""The words that tell one topic from all others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elicit.wording.weighing import length, ordinary_lengths
from elicit.wording.words import is_spaced

WORDS = 4
LEADS = 0.3  # of the topic's statements one word of the name stands in, at least: a name is about them
COVERS = 0.1  # ... and every other, at least, and in two
OFTENER = 2.0  # times as often as in the other statements
SHORT = 3  # letters below which a word names nothing ...
TOO_SHORT = 0.5  # ... if it is shorter than this beside an ordinary word of its script: "or", "am"
STEM = 4  # letters that two forms of one word share at their start, and ...
ALIKE = 0.6  # ... this share of the longer one


@dataclass(frozen=True)
class _Candidate:
    term: str
    share: float
    score: float


class Names:
    """Names for groups of these statements. weights: per statement what its terms weigh, in its language."""

    def __init__(self, statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]) -> None:
        self._statements = statements
        self._weights = weights
        self._overall = Counter(term for terms in statements for term in terms)
        self._lengths = ordinary_lengths(self._overall)

    def name(self, places: Sequence[int]) -> tuple[str, ...]:
        """The most telling terms of the statements at these places, best first; none where no term tells enough.

        Class-based TF-IDF (Grootendorst 2022) for this group against all statements: the share of the group's
        statements with the term, times the logarithm of 1 + the number of terms of the group over the number of
        statements with the term; less for terms that weigh less than their rarity, and for short ones.
        """
        inside = Counter(term for place in places for term in self._statements[place])
        heavy = {term: max(self._weights[place].get(term, 0.0) for place in places) for term in inside}
        found = [self._candidate(term, len(places), inside, heavy[term]) for term in inside]
        telling = sorted((each for each in found if each.score > 0), key=lambda each: (-each.score, each.term))
        chosen: list[_Candidate] = []
        for each in telling:
            if len(chosen) < WORDS and not any(_same(each.term, other.term) for other in chosen):
                chosen.append(each)
        leads = any(each.share >= LEADS for each in chosen)
        return tuple(each.term for each in chosen) if leads else ()

    def _candidate(self, term: str, size: int, inside: Counter[str], weight: float) -> _Candidate:
        count = inside[term]
        share, everywhere = count / size, self._overall[term] / len(self._statements)
        outside = (self._overall[term] - count) / max(len(self._statements) - size, 1)
        long = length(term, self._lengths)
        too_short = len(term) < SHORT and long < TOO_SHORT
        if count < max(2, COVERS * size) or share < OFTENER * outside or too_short:
            return _Candidate(term, share, 0.0)
        merit = weight / math.log(1 + 1 / everywhere) * min(long, 1.0)
        return _Candidate(term, share, share * math.log(1 + inside.total() / self._overall[term]) * merit)


def _same(one: str, other: str) -> bool:
    """Whether two terms are forms of one word, or one is a part of the other."""
    if not (is_spaced(one) and is_spaced(other)):
        return one in other or other in one
    pairs = zip(one, other, strict=False)
    shared = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return shared >= max(STEM, ALIKE * max(len(one), len(other)))
