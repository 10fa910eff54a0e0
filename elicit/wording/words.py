"""The words of a statement in any language: what stands between spaces, and where a script has no spaces the
runs of characters in which words have to be found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from elicit.wording.spaceless import find_words

LEAST_PART = 3  # letters from which on a part of a word with a hyphen or apostrophe may stand for itself

# Scripts written without spaces between words. Katakana is not among them: a loanword differs from the characters
# around it by its script and is a word.
_JAPANESE = frozenset({"HIRAGANA", "KATAKANA", "IDEOGRAPHIC"})
_SPACELESS = frozenset({"CJK", "HIRAGANA", "IDEOGRAPHIC", "KHMER", "LAO", "MYANMAR", "THAI", "TIBETAN"})
_ADDRESS = re.compile(r"\S+://\S+|www\.\S+|\S+@\S+\.\S+")
_JOINERS = "-'’‘‐‑·׳״\u200c\u200d"
_JOINER_RUN = re.compile(f"[{_JOINERS}]{{2,}}")
_VOWELS_BEFORE = "เแโใไເແໂໃໄ"  # vowels written before the consonant they follow
_VOWELS_AFTER = "ะาำๅະາຳ"
_STACKERS = "\u1039\u17d2"


@dataclass(frozen=True)
class Wording:
    """The words of one statement. words: as typed, in order. runs: stretches of a script without spaces, each a
    sequence of characters with the marks that belong to them."""

    words: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]


def tokenize(texts: Sequence[str]) -> list[Wording]:
    """The words of each text. What a hyphen or an apostrophe joins is one word, unless its parts are words of
    these texts on their own: "l'eau" is "eau" where somebody writes "eau". Never raises."""
    statements = [list(_split_pieces(unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)))) for text in texts]
    single_words = {fold(piece) for pieces in statements for piece in pieces if not _has_joiner(piece)}
    return [_build_wording(pieces, single_words) for pieces in statements]


def extract_terms(wordings: Sequence[Wording]) -> list[set[str]]:
    """What statements are compared by: for each its folded words, and the words found in its runs."""
    run_words = find_words([wording.runs for wording in wordings])
    return [
        {fold(word) for word in wording.words} | words for wording, words in zip(wordings, run_words, strict=True)
    ]


def fold(word: str) -> str:
    """The word without case and kinds of apostrophes: two spellings with equal results are one word."""
    return unicodedata.normalize("NFKC", word.casefold()).replace("’", "'").replace("‘", "'")


def find_leading_script(wording: Wording) -> str:
    """The script of most letters of this statement; the scripts of Japanese count as Chinese characters do."""
    letters: Counter[str] = Counter()
    for piece in (*wording.words, *("".join(run) for run in wording.runs)):
        script = find_script(piece)
        letters["CJK" if script in _JAPANESE else script] += len(piece)
    return min(letters, key=lambda script: (-letters[script], script), default="")


def find_script(word: str) -> str:
    """The first word of the Unicode name of its first letter: LATIN, ARABIC, CJK; "" without letters."""
    return next((_name_script(character) for character in word if character.isalpha()), "")


def is_spaced(term: str) -> bool:
    """Whether this is a word between spaces rather than one found in a run."""
    return not _is_spaceless(term[0])


def find_spellings(wordings: Iterable[Wording]) -> dict[str, str]:
    """For each folded word how it is mostly typed inside a sentence; of equals the one in small letters."""
    counts: dict[str, Counter[str]] = {}
    for wording in wordings:
        for place, word in enumerate(wording.words):
            spellings = counts.setdefault(fold(word), Counter())
            spellings[word.lower() if word.istitle() and not place else word] += bool(place)
    return {term: _choose_spelling(spellings) for term, spellings in counts.items()}


def _choose_spelling(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda word: (-spellings[word], word != word.lower(), word))


def _build_wording(pieces: list[str], single_words: set[str]) -> Wording:
    words: list[str] = []
    runs: list[tuple[str, ...]] = []
    for piece in pieces:
        if _is_spaceless(piece[0]):
            runs.append(_split_characters(piece))
        else:
            words.extend(_split_at_joiners(piece, single_words))
    return Wording(tuple(words), tuple(runs))


def _split_pieces(text: str) -> Iterator[str]:
    for part in _JOINER_RUN.sub(" ", text).split():
        for is_word, run in groupby(part, _is_of_a_word):
            if is_word:
                yield from _split_by_script("".join(run).strip(_JOINERS))


def _split_by_script(run: str) -> Iterator[str]:
    for _spaceless, characters in groupby(run, _is_spaceless):
        piece = "".join(characters).strip(_JOINERS)
        if any(character.isalpha() for character in piece):
            yield piece


def _split_at_joiners(piece: str, single_words: set[str]) -> list[str]:
    parts = re.split(f"[{_JOINERS}]", piece)
    words = [part for part in parts if len(part) >= LEAST_PART and fold(part) in single_words]
    return words if _has_joiner(piece) and words else [piece]


def _has_joiner(piece: str) -> bool:
    return any(joiner in piece for joiner in _JOINERS)


def _split_characters(run: str) -> tuple[str, ...]:
    """With the marks and vowels that are written around them, so that no pair cuts a syllable."""
    clusters: list[str] = []
    for character in run:
        if clusters and (clusters[-1][-1] in _VOWELS_BEFORE + _STACKERS or _is_extender(character)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return tuple(clusters)


def _is_extender(character: str) -> bool:
    """Whether it belongs to the character before it."""
    return character in _VOWELS_AFTER or unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)
def _is_of_a_word(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] in "LM" or character.isdecimal()


@lru_cache(maxsize=4096)
def _is_spaceless(character: str) -> bool:
    return _name_script(character) in _SPACELESS


def _name_script(character: str) -> str:
    return unicodedata.name(character, "").replace("-", " ").partition(" ")[0]
