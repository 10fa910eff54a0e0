"""Which statements say nearly the same, in any language, and never what is the opposite."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from elicit.wording.cleaning import key
from elicit.wording.senses import Sense, contradict, has_opposite, measure_difference, read_sense
from elicit.wording.words import is_spaced

LEAST_SCORE = 0.5  # cosine from which on two statements say nearly the same
LEAST_SCORE_BY_OPPOSITE = 0.7  # ... where they agree by way of an opposite only: "never lie", "be honest"
LARGEST_RATIO = 3  # of the numbers of words that say something: beyond it the shorter one does not say it all
MOST_DIFFERENCE = 0.5  # of the words in common are denied in one alone: with more they say different things
MOST = 3
CANDIDATES = 12  # times as many of the nearest are looked at closely
GRAM_LENGTH = 4  # letters of a piece of a word, with a mark at either end: "votes" and "voting" share "_vot"
WORD_SHARE, BEGINNINGS_SHARE, GRAMS_SHARE = 0.35, 0.35, 0.3  # of what a word counts for
NEGATION_WEIGHT = 0.6  # what a word counts for that may as well be a denial: "refuse to help", "not help"
FEW_STATEMENTS = 30  # below which rarity says little, for it may be chance
LEAST_RARITY = 0.4  # what the commonest word weighs beside the rarest


@dataclass(frozen=True)
class Alike:
    """A statement that says nearly the same. score: 0 to 1, where 1 is the same words."""

    number: int
    score: float


def similar(
    text: str, others: Mapping[int, str], *, languages: Mapping[int, str] | None = None, most: int = MOST
) -> tuple[Alike, ...]:
    """`Likeness(others).to(text)`, for a single question."""
    return Likeness(others, languages=languages).to(text, most=most)


class Likeness:
    """Statements prepared for the question which of them say nearly the same as a text.

    others: by statement number. languages: the tag of each, where known. A text is taken for the language of the
    statement it is held against, as two that share their words share their language. It is never changed, so
    threads may share it.
    """

    def __init__(self, others: Mapping[int, str], *, languages: Mapping[int, str] | None = None) -> None:
        tags = languages or {}
        self._numbers: dict[str, list[int]] = {}
        for number, text in others.items():
            self._numbers.setdefault(key(text), []).append(number)
        self._languages = {number: tags.get(number, "") for number in others}
        self._tags = Counter(self._languages.values())
        self._senses = {number: read_sense(text, self._languages[number]) for number, text in others.items()}
        self._frequency = Counter(feature for sense in self._senses.values() for feature in _weigh_features(sense))
        self._places: dict[str, list[tuple[int, float]]] = {}
        for number, sense in self._senses.items():
            for feature, value in self._vectorize(sense).items():
                self._places.setdefault(feature, []).append((number, value))

    def to(self, text: str, *, most: int = MOST) -> tuple[Alike, ...]:
        """The statements that say nearly the same, best first; none that says the opposite. Never raises."""
        copies = dict.fromkeys(self._numbers.get(key(text), ()), 1.0)
        scores = {
            number: min(score, 0.99)
            for number, score in self._find_candidates(text)
            if self._is_agreement(number, text, score)
        }
        ranking = sorted((scores | copies).items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Alike(number, score) for number, score in ranking[:most])

    def _find_candidates(self, text: str) -> list[tuple[int, float]]:
        """The nearest statements with their scores, best first, whatever they deny."""
        scores: dict[int, float] = {}
        for tag in self._tags:
            for feature, value in self._vectorize(read_sense(text, tag)).items():
                for number, weight in self._places.get(feature, ()):
                    if self._languages[number] == tag:
                        scores[number] = scores.get(number, 0.0) + value * weight
        candidates = [(number, score) for number, score in scores.items() if score >= LEAST_SCORE]
        return sorted(candidates, key=lambda pair: (-pair[1], pair[0]))[: MOST * CANDIDATES]

    def _is_agreement(self, number: int, text: str, score: float) -> bool:
        one, other = read_sense(text, self._languages[number]), self._senses[number]
        less, more = sorted((len(one.terms), len(other.terms)))
        is_other = contradict(one, other) or measure_difference(one, other) > MOST_DIFFERENCE
        if more > LARGEST_RATIO * less or is_other:
            return False
        return score >= LEAST_SCORE_BY_OPPOSITE or not has_opposite(one, other)

    def _vectorize(self, sense: Sense) -> dict[str, float]:
        """Features of length 1: terms and pieces of them, weighed by how rare they are here."""
        most = math.log(1 + max(len(self._senses), FEW_STATEMENTS))
        row = {
            feature: value * (LEAST_RARITY + (1 - LEAST_RARITY) * self._measure_rarity(feature) / most)
            for feature, value in _weigh_features(sense).items()
        }
        length = math.sqrt(math.fsum(value * value for value in row.values()))
        return {feature: value / length for feature, value in row.items()} if length else {}

    def _measure_rarity(self, feature: str) -> float:
        """Inverse document frequency, plus 1 before the logarithm."""
        return math.log(1 + max(len(self._senses), FEW_STATEMENTS) / max(self._frequency.get(feature, 0), 1))


def _weigh_features(sense: Sense) -> dict[str, float]:
    """What is compared, and what it counts for: terms, how they begin, and pieces of them, so that inflected and
    misspelt words meet."""
    features: dict[str, float] = {}
    for term in sense.terms:
        if term.name.startswith("=") or not is_spaced(term.name):
            features[term.name] = NEGATION_WEIGHT if term.name.startswith("=!") else 1.0
            continue
        for parts, share in (
            ([term.name], WORD_SHARE),
            (_cut_beginnings(term.name), BEGINNINGS_SHARE),
            (_cut_grams(term.name), GRAMS_SHARE),
        ):
            for part in parts:
                features[part] = max(features.get(part, 0.0), math.sqrt(share / len(parts)))
    return features


def _cut_beginnings(name: str) -> list[str]:
    return [f"^{name[:end]}" for end in range(min(GRAM_LENGTH, len(name)), len(name) + 1)]


def _cut_grams(name: str) -> list[str]:
    letters = f"_{name}_"
    return [f"#{letters[start : start + GRAM_LENGTH]}" for start in range(max(len(letters) - GRAM_LENGTH + 1, 1))]
