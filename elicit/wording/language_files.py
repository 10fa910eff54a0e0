"""The words of natural languages: one file a language in the folder `languages`, read once and checked when read.

What each key holds, languages/README.md says to those who write the files.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "languages"
PHRASES = ("affirmative_phrases",)  # of two words
STRINGS = ("negation_strings", "affirmative_strings")  # looked for anywhere, spaces and all
KINDS = (
    "negations",
    "exclusions",
    "function_words",
    "coordinators",
    "subordinators",
    "comparison_words",
    "comparative_particles",
    "negative_prefixes",
    "attached_conjunctions",
    "attached_articles",
    "attached_endings",
    *PHRASES,
    *STRINGS,
)
LEAST_LETTERS = 3  # of a beginning of words


class LanguageFileError(ValueError):
    """A file of words that cannot be used. The sentence names the file and the key."""


class Meaning(NamedTuple):
    """name: what the word stands for, the same for its opposite. sign: 1, or -1 for the opposite; 0 where there is
    none. is_negation: whether the opposite denies by itself."""

    name: str
    sign: int
    is_negation: bool


@dataclass(frozen=True)
class LanguageFile:
    """What one file says. code: its name, an ISO 639-1 code. tests: what exercises its words. review: who could
    judge them. negative_concord: whether several negations of a clause deny it once. words: of each of KINDS, as
    written. meanings: by word; a star stands behind the beginning of words."""

    code: str
    name: str
    tests: str
    review: str
    negative_concord: bool
    words: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, Meaning]


@cache
def list_codes() -> frozenset[str]:
    """The languages that have a file."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load_language_file(code: str) -> LanguageFile:
    """The file of one of `list_codes`. Raises LanguageFileError."""
    return read_file(FOLDER / f"{code}.toml")


@cache
def collect_words(kind: str) -> tuple[str, ...]:
    """The words of this kind in every file, each once. Raises LanguageFileError."""
    words = (word for code in sorted(list_codes()) for word in load_language_file(code).words[kind])
    return tuple(dict.fromkeys(words))


def read_file(path: Path) -> LanguageFile:
    """What the file at this path says. Raises LanguageFileError where it breaks a rule of languages/README.md."""
    # Only where statements are compared.
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageFileError(f"{path.name} is not TOML: {error}") from error
    table = _Table(path.name, "", values)
    table.refuse_keys_beside("name", "tests", "review", "negative_concord", "words", "synonyms", "opposites")
    words = table.read_table("words")
    words.refuse_keys_beside(*KINDS)
    return LanguageFile(
        code=path.stem,
        name=table.read_text("name"),
        tests=table.read_text("tests"),
        review=table.read_text("review"),
        negative_concord=table.read_flag("negative_concord"),
        words={kind: words.read_words(kind) for kind in KINDS},
        meanings=_read_meanings(table),
    )


def _read_meanings(table: _Table) -> dict[str, Meaning]:
    meanings: dict[str, Meaning] = {}
    synonyms, opposites = table.read_table("synonyms"), table.read_table("opposites")
    for name in synonyms.values:
        _add(meanings, synonyms, name, Meaning(f"={name}", 0, is_negation=False))
    for name in opposites.values:
        pair = opposites.read_table(name)
        pair.refuse_keys_beside("negation", "words", "opposites")
        is_negation = pair.read_flag("negation")
        mark = "=!" if is_negation else "="
        _add(meanings, pair, "words", Meaning(f"{mark}{name}", 1, is_negation))
        _add(meanings, pair, "opposites", Meaning(f"{mark}{name}", -1, is_negation))
    return meanings


def _add(meanings: dict[str, Meaning], table: _Table, key: str, meaning: Meaning) -> None:
    for word in table.read_words(key):
        beginning = word.removesuffix("*")
        if "*" in beginning or (beginning != word and len(beginning) < LEAST_LETTERS):
            raise table.make_error(key, f"“{word}”: a star ends a beginning of {LEAST_LETTERS} letters or more")
        if word in meanings:
            raise table.make_error(key, f"“{word}” stands in another meaning, too")
        meanings[word] = meaning


class _Table:
    """A table of a file, asked for values of a type. place: its own key and a dot; "" for the whole file."""

    def __init__(self, file: str, place: str, values: dict[str, Any]) -> None:
        self.file, self.place, self.values = file, place, values

    def make_error(self, key: str, problem: str) -> LanguageFileError:
        return LanguageFileError(f"{self.file}, key {self.place}{key}: {problem}.")

    def refuse_keys_beside(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                raise self.make_error(key, f"there is no such key; there are {', '.join(keys)}")

    def read_text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.make_error(key, "must be a text that is not empty")
        return value.strip()

    def read_flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.make_error(key, "must be true or false")
        return value

    def read_table(self, key: str) -> _Table:
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.make_error(key, "must be a table")
        return _Table(self.file, f"{self.place}{key}.", value)

    def read_words(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.make_error(key, "must be a list of words")
        for word in value:
            self._refuse_word(key, word)
        if len(set(value)) < len(value):
            duplicate = next(word for place, word in enumerate(value) if word in value[:place])
            raise self.make_error(key, f"“{duplicate}” stands there twice")
        return tuple(value)

    def _refuse_word(self, key: str, word: str) -> None:
        """Raises LanguageFileError where there is a reason to."""
        if not unicodedata.is_normalized("NFC", word):
            raise self.make_error(key, f"“{word}” is not in the normal form NFC")
        size = 2 if key in PHRASES else 1
        if not word.strip() or (key not in STRINGS and word != " ".join(word.split())):
            raise self.make_error(key, f"“{word}” is empty or has spaces to spare")
        if key not in STRINGS and len(word.split()) != size:
            raise self.make_error(key, f"“{word}” must have {size} word{'s' if size > 1 else ''}")
