"""Small words of many languages: those that deny, those that say little, and what joins or parts clauses.

A statement and its denial share every other word, so these few are looked up rather than weighed. Languages that
have no list of negations are compared by their other words, with the lists of LATIN.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import chain

from elicit.wording.language_files import LEAST_LETTERS, Meaning, list_codes, load_language_file
from elicit.wording.words import fold

LATIN = ("en", "de", "es", "fr", "pt", "it", "nl")
_MARKS = dict.fromkeys(chain(range(0x300, 0x370), range(0x591, 0x5C8), range(0x64B, 0x660), (0x640, 0x670)))
_ARABIC = str.maketrans("أإآٱىة", "اااايه")


def normalize(word: str) -> str:
    """Folded, and without accents, vowel points and the variants of alef: what people leave out when they type."""
    letters = unicodedata.normalize("NFD", fold(word)).translate(_MARKS)
    return unicodedata.normalize("NFC", letters).translate(_ARABIC)


@dataclass(frozen=True)
class Lexicon:
    """The small words of one language, plain, and what its words mean.

    negations: words that deny. negative_concord: whether several of them in a clause deny it once. exclusions:
    words such as "without", of which each denies for itself. affirmative_phrases: two words that hold a negation
    and deny nothing. function_words: that say little, coordinators and subordinators among them. coordinators:
    after which a denial goes on. subordinators: after which it does not. comparison_words: that make the order of
    words matter. comparative_particles: that do so beside a word for more or better.
    """

    negations: frozenset[str]
    negative_concord: bool
    exclusions: frozenset[str]
    affirmative_phrases: frozenset[tuple[str, str]]
    function_words: frozenset[str]
    coordinators: frozenset[str]
    subordinators: frozenset[str]
    comparison_words: frozenset[str]
    comparative_particles: frozenset[str]
    meanings: dict[str, Meaning]

    def find_meaning(self, word: str) -> Meaning | None:
        """What a plain word means, by the whole of it or by its beginning; longer beginnings first."""
        if word in self.meanings:
            return self.meanings[word]
        beginnings = (f"{word[:end]}*" for end in range(len(word), LEAST_LETTERS - 1, -1))
        return next((self.meanings[beginning] for beginning in beginnings if beginning in self.meanings), None)


@cache
def load_lexicon(language: str) -> Lexicon:
    """For a BCP-47 tag. Raises LanguageFileError."""
    tag = language.replace("_", "-").partition("-")[0].casefold()
    has_words = tag in list_codes() and bool(load_language_file(tag).words["negations"])
    tags = (tag,) if has_words else LATIN
    return Lexicon(
        negations=_collect_words(tags, "negations"),
        negative_concord=has_words and load_language_file(tag).negative_concord,
        exclusions=_collect_words(tags, "exclusions"),
        affirmative_phrases=frozenset(
            _split_phrase(phrase) for phrase in _collect_spellings(tags, "affirmative_phrases")
        ),
        function_words=_collect_words(tags, "function_words", "coordinators", "subordinators"),
        coordinators=_collect_words(tags, "coordinators"),
        subordinators=_collect_words(tags, "subordinators"),
        comparison_words=_collect_words(tags, "comparison_words"),
        comparative_particles=_collect_words(tags, "comparative_particles"),
        meanings={
            normalize(word): meaning
            for code in tags
            for word, meaning in load_language_file(code).meanings.items()
        },
    )


def _collect_words(tags: tuple[str, ...], *kinds: str) -> frozenset[str]:
    return frozenset(normalize(word) for kind in kinds for word in _collect_spellings(tags, kind))


def _collect_spellings(tags: tuple[str, ...], kind: str) -> list[str]:
    """As the files spell them."""
    return [word for tag in tags for word in load_language_file(tag).words[kind]]


def _split_phrase(phrase: str) -> tuple[str, str]:
    first, second = map(normalize, phrase.split())
    return first, second
