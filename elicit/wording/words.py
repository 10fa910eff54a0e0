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

from elicit.wording.spaceless import found_words

PART = 3  # letters from which on a part of a word with a hyphen or apostrophe may stand for itself

# Scripts written without spaces between words. A loanword in katakana stands out by its script and is a word.
_JAPANESE = frozenset({"HIRAGANA", "KATAKANA", "IDEOGRAPHIC"})
_SPACELESS = frozenset({"CJK", "HIRAGANA", "IDEOGRAPHIC", "KHMER", "LAO", "MYANMAR", "THAI", "TIBETAN"})
_ADDRESS = re.compile(r"\S+://\S+|www\.\S+|\S+@\S+\.\S+")
_JOINERS = "-'’‘‐‑·׳״\u200c\u200d"
_WHOLE = re.compile(f"[{_JOINERS}]{{2,}}")
_BEFORE = "เแโใไเແໂໃໄ"  # vowels written before the consonant they follow
_AFTER = "ะาำๅະາຳ"
_STACKING = "\u1039\u17d2"


@dataclass(frozen=True)
class Wording:
    """One statement taken apart. words: as typed, in order. runs: stretches of a script without spaces, each a
    sequence of characters with the marks that belong to them."""

    words: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]


def wordings(texts: Sequence[str]) -> list[Wording]:
    """Each text taken apart. What a hyphen or an apostrophe joins is one word, unless its parts are words of these
    texts on their own: "l'eau" is "eau" where somebody writes "eau". Never raises."""
    pieces = [list(_pieces(unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)))) for text in texts]
    alone = {fold(piece) for found in pieces for piece in found if not _joined(piece)}
    return [_wording(found, alone) for found in pieces]


def terms(wordings: Sequence[Wording]) -> list[set[str]]:
    """What statements are compared by: for each its folded words, and the words found in its runs."""
    found = found_words([wording.runs for wording in wordings])
    return [{fold(word) for word in wording.words} | more for wording, more in zip(wordings, found, strict=True)]


def fold(word: str) -> str:
    """What makes two spellings one word."""
    return unicodedata.normalize("NFKC", word.casefold()).replace("’", "'").replace("‘", "'")


def leading_script(wording: Wording) -> str:
    """The script of most letters of this statement; the scripts of Japanese count as Chinese characters do."""
    letters: Counter[str] = Counter()
    for piece in (*wording.words, *("".join(run) for run in wording.runs)):
        written = script(piece)
        letters["CJK" if written in _JAPANESE else written] += len(piece)
    return min(letters, key=lambda written: (-letters[written], written), default="")


def script(word: str) -> str:
    """The first word of the Unicode name of its first letter: LATIN, ARABIC, CJK; "" without letters."""
    return next((_script(character) for character in word if character.isalpha()), "")


def is_spaced(term: str) -> bool:
    """Whether this is a word between spaces rather than one found in a run."""
    return not _is_spaceless(term[0])


def spellings(wordings: Iterable[Wording]) -> dict[str, str]:
    """For each folded word how it is mostly typed inside a sentence; of equals the one in small letters."""
    typed: dict[str, Counter[str]] = {}
    for wording in wordings:
        for place, word in enumerate(wording.words):
            counts = typed.setdefault(fold(word), Counter())
            counts[word.lower() if word.istitle() and not place else word] += bool(place)
    return {
        term: min(seen, key=lambda word: (-seen[word], word != word.lower(), word)) for term, seen in typed.items()
    }


def _wording(pieces: list[str], alone: set[str]) -> Wording:
    words: list[str] = []
    runs: list[tuple[str, ...]] = []
    for piece in pieces:
        if _is_spaceless(piece[0]):
            runs.append(_characters(piece))
        else:
            words.extend(_parts(piece, alone))
    return Wording(tuple(words), tuple(runs))


def _pieces(text: str) -> Iterator[str]:
    for part in _WHOLE.sub(" ", text).split():
        for is_word, run in groupby(part, _is_of_a_word):
            if is_word:
                yield from _by_script("".join(run).strip(_JOINERS))


def _by_script(run: str) -> Iterator[str]:
    for _spaceless, same in groupby(run, _is_spaceless):
        piece = "".join(same).strip(_JOINERS)
        if any(character.isalpha() for character in piece):
            yield piece


def _parts(piece: str, alone: set[str]) -> list[str]:
    parts = [part for part in re.split(f"[{_JOINERS}]", piece) if len(part) >= PART and fold(part) in alone]
    return parts if _joined(piece) and parts else [piece]


def _joined(piece: str) -> bool:
    return any(joiner in piece for joiner in _JOINERS)


def _characters(run: str) -> tuple[str, ...]:
    """With the marks and vowels that are written around them, so that no pair cuts a syllable."""
    whole: list[str] = []
    for character in run:
        tied = whole and (whole[-1][-1] in _BEFORE + _STACKING or _follows(character))
        if tied:
            whole[-1] += character
        else:
            whole.append(character)
    return tuple(whole)


def _follows(character: str) -> bool:
    return character in _AFTER or unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)
def _is_of_a_word(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] in "LM" or character.isdecimal()


@lru_cache(maxsize=4096)
def _is_spaceless(character: str) -> bool:
    return _script(character) in _SPACELESS


def _script(character: str) -> str:
    return unicodedata.name(character, "").replace("-", " ").partition(" ")[0]
