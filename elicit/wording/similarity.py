"""Which statements say nearly the same, in any language, and never what is the opposite."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from elicit.wording.cleaning import key
from elicit.wording.senses import Sense, contradict, differ, sense, turned
from elicit.wording.words import is_spaced

NEAR = 0.5  # cosine from which on two statements say nearly the same
SURE = 0.7  # ... where they agree by way of an opposite only: "never lie", "be honest"
LONGER = 3  # times as many words that say something: the shorter one does not say it all
ASTRAY = 0.5  # of the words in common are denied in one of them alone: with more they say different things
MOST = 3
LOOKED_AT = 12  # times as many of the nearest are looked at closely
GRAM = 4  # letters of a piece of a word, with a mark at either end: "votes" and "voting" share "_vot"
WHOLE, BEGINS, PIECES = 0.35, 0.35, 0.3  # shares of a word, its beginnings and its pieces in what it counts for
DENYING = 0.6  # what a word counts for that may as well be a denial: "refuse to help", "not help"
FEW = 30  # statements below which rarity says little, for it may be chance
COMMON = 0.4  # what the commonest word weighs beside the rarest


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
        self._senses = {number: sense(text, tags.get(number, "")) for number, text in others.items()}
        self._tags = Counter(tags.get(number, "") for number in others)
        self._language = {number: tags.get(number, "") for number in others}
        self._spread = Counter(feature for each in self._senses.values() for feature in _counts(each))
        self._places: dict[str, list[tuple[int, float]]] = {}
        for number, each in self._senses.items():
            for feature, value in self._vector(each).items():
                self._places.setdefault(feature, []).append((number, value))

    def to(self, text: str, *, most: int = MOST) -> tuple[Alike, ...]:
        """The statements that say nearly the same, best first; none that says the opposite. Never raises."""
        same = dict.fromkeys(self._numbers.get(key(text), ()), 1.0)
        near = {
            number: min(score, 0.99) for number, score in self._near(text) if self._agrees(number, text, score)
        }
        best = sorted((near | same).items(), key=lambda each: (-each[1], each[0]))
        return tuple(Alike(number, score) for number, score in best[:most])

    def _near(self, text: str) -> list[tuple[int, float]]:
        scores: dict[int, float] = {}
        for tag in self._tags:
            for feature, value in self._vector(sense(text, tag)).items():
                for number, weight in self._places.get(feature, ()):
                    if self._language[number] == tag:
                        scores[number] = scores.get(number, 0.0) + value * weight
        near = [(number, score) for number, score in scores.items() if score >= NEAR]
        return sorted(near, key=lambda each: (-each[1], each[0]))[: MOST * LOOKED_AT]

    def _agrees(self, number: int, text: str, score: float) -> bool:
        mine, theirs = sense(text, self._language[number]), self._senses[number]
        less, more = sorted((len(mine.terms), len(theirs.terms)))
        if more > LONGER * less or contradict(mine, theirs) or differ(mine, theirs) > ASTRAY:
            return False
        return score >= SURE or not turned(mine, theirs)

    def _vector(self, said: Sense) -> dict[str, float]:
        """Features of length 1: terms and pieces of them, weighed by how rare they are here."""
        rarest = math.log(1 + max(len(self._senses), FEW))
        row = {
            feature: value * (COMMON + (1 - COMMON) * self._rarity(feature) / rarest)
            for feature, value in _counts(said).items()
        }
        length = math.sqrt(math.fsum(value * value for value in row.values()))
        return {feature: value / length for feature, value in row.items()} if length else {}

    def _rarity(self, feature: str) -> float:
        return math.log(1 + max(len(self._senses), FEW) / max(self._spread.get(feature, 0), 1))


def _counts(said: Sense) -> dict[str, float]:
    """What is compared, and what it counts for: terms, how they begin, and pieces of them, so that inflected and
    misspelt words meet."""
    features: dict[str, float] = {}
    for term in said.terms:
        if term.name.startswith("=") or not is_spaced(term.name):
            features[term.name] = DENYING if term.name.startswith("=!") else 1.0
            continue
        for parts, share in (([term.name], WHOLE), (_beginnings(term.name), BEGINS), (_pieces(term.name), PIECES)):
            for part in parts:
                features[part] = max(features.get(part, 0.0), math.sqrt(share / len(parts)))
    return features


def _beginnings(name: str) -> list[str]:
    return [f"^{name[:end]}" for end in range(min(GRAM, len(name)), len(name) + 1)]


def _pieces(name: str) -> list[str]:
    marked = f"_{name}_"
    return [f"#{marked[start : start + GRAM]}" for start in range(max(len(marked) - GRAM + 1, 1))]
