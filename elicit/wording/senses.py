"""What a statement says, as far as single words tell: its terms in order, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from elicit.wording.language_files import collect_words
from elicit.wording.lexicon import Lexicon, load_lexicon, normalize
from elicit.wording.words import Wording, find_script, tokenize

_CLAUSE_MARKS = re.compile(r"[,;:.!?…،؛؟。！？、，；：]+")
_BRACKETS = re.compile(r"[()\[\]]")
_NUMBER = re.compile(r"\d+")
_APOSTROPHES = re.compile("['’‘]")
_SCALES = frozenset({"=more", "=better"})
LEAST_ROOT = 4  # letters of the word that a prefix turns round
# Words that say little before a denial that only takes up the one of the clause before: "and it must not".
LONGEST_LEAD = 3
MOST_DISORDER = 0.3  # of the pairs of terms: with more the other way round, two comparisons are reversed


@dataclass(frozen=True)
class Term:
    """A word that says something. is_denied: whether its clause is."""

    name: str
    is_denied: bool


@dataclass(frozen=True)
class Sense:
    """clauses: number of those that hold terms. terms: in order. denials: number of them. signs: of each meaning
    that has an opposite, in order. negating_meanings: those that deny by themselves when the other statement says
    nothing of them. numbers: without zeros in front. is_comparison: whether the order of words matters."""

    clauses: int
    terms: tuple[Term, ...]
    denials: int
    signs: dict[str, tuple[int, ...]]
    negating_meanings: frozenset[str]
    numbers: frozenset[str]
    is_comparison: bool


@lru_cache(maxsize=8192)
def read_sense(text: str, language: str) -> Sense:
    """What the text says. language: a tag; only its lists of words depend on it. Raises LanguageFileError."""
    words = load_lexicon(language)
    reader = _Reader(words)
    for part in _BRACKETS.split(text):
        reader.separate()
        for wording in tokenize(_CLAUSE_MARKS.split(part)):
            reader.read(wording)
    reader.separate()
    return Sense(
        clauses=reader.clauses,
        terms=tuple(reader.terms),
        denials=reader.denials + _count_strings(text),
        signs={name: tuple(signs) for name, signs in reader.signs.items()},
        negating_meanings=frozenset(reader.negating_meanings),
        numbers=frozenset(str(int(number)) for number in _NUMBER.findall(text)),
        is_comparison=reader.has_comparison or (reader.has_particle and not _SCALES.isdisjoint(reader.signs)),
    )


def _count_strings(text: str) -> int:
    """How many strings deny in scripts whose words cannot be looked up between spaces."""
    return len(_compile_strings("negation_strings").findall(_compile_strings("affirmative_strings").sub("", text)))


@cache
def _compile_strings(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(collect_words(kind), key=len, reverse=True))))


def contradict(one: Sense, other: Sense) -> bool:
    """Whether one says what the other denies, as far as single words tell."""
    reversals = one.denials + other.denials + _count_opposites(one, other) + _count_prefixes(one, other)
    return bool(reversals % 2) or one.numbers != other.numbers or _is_reversed_comparison(one, other)


def measure_difference(one: Sense, other: Sense) -> float:
    """Which share of the terms they have in common is denied in one of them alone, 0 to 1; 0 where the denials of
    one are about all it says, or are other words in the other."""
    if one.denials != other.denials or min(one.clauses, other.clauses) == 1 or _count_opposites(one, other):
        return 0.0
    denials = {term.name: term.is_denied for term in other.terms}
    terms = [term for term in one.terms if term.name in denials]
    return sum(term.is_denied != denials[term.name] for term in terms) / max(len(terms), 1)


def has_opposite(one: Sense, other: Sense) -> bool:
    """Whether a word of one is turned round in the other, so that they agree, if they do, by denying it."""
    names = one.signs.keys() & other.signs.keys()
    is_opposite = any(_combine(one.signs[name]) != _combine(other.signs[name]) for name in names)
    return is_opposite or bool(_count_prefixes(one, other))


def _count_opposites(one: Sense, other: Sense) -> int:
    """How many meanings are turned round between the two."""
    names = one.signs.keys() & other.signs.keys()
    opposites = sum(_combine(one.signs[name]) != _combine(other.signs[name]) for name in names)
    return opposites + len((one.negating_meanings | other.negating_meanings) - names)


def _combine(signs: Sequence[int]) -> int:
    return -1 if signs.count(-1) % 2 else 1


def _count_prefixes(one: Sense, other: Sense) -> int:
    """Words that one of them has with a prefix that turns them round: "possible", "impossible"."""
    first, second = ({term.name for term in sense.terms} for sense in (one, other))
    in_first = sum(_cut_prefix(word) in second - first for word in first)
    return in_first + sum(_cut_prefix(word) in first - second for word in second)


def _cut_prefix(word: str) -> str:
    """The word without a prefix that turns it round; "" where it has none."""
    prefix = next((prefix for prefix in _collect_affixes("negative_prefixes") if word.startswith(prefix)), "")
    return word[len(prefix) :] if prefix and len(word) - len(prefix) >= LEAST_ROOT else ""


def _is_reversed_comparison(one: Sense, other: Sense) -> bool:
    """Whether they compare the same things the other way round: "rather A than B", "less of A and more of B"."""
    names = one.signs.keys() & other.signs.keys()
    if any(len(set(one.signs[name])) > 1 and one.signs[name] != other.signs[name] for name in names):
        return True
    if not (one.is_comparison and other.is_comparison):
        return False
    places = {term.name: place for place, term in enumerate(other.terms)}
    order = [places[term.name] for term in one.terms if term.name in places]
    pairs = [(a, b) for place, a in enumerate(order) for b in order[place + 1 :] if a != b]
    return sum(a > b for a, b in pairs) > MOST_DISORDER * len(pairs)


class _Reader:
    """Reads one statement clause by clause."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.terms: list[Term] = []
        self.clauses = 0
        self.denials = 0
        self.signs: dict[str, list[int]] = {}
        self.negating_meanings: set[str] = set()
        self.has_comparison = self.has_particle = False
        self._names: list[str] = []  # of the terms of this clause
        self._clause_denials = 0  # in this clause
        self._follows_denial = False  # whether the clause that this one joins is denied
        self._lead = 0  # words of this clause so far; more than LONGEST_LEAD once it has a term

    def read(self, wording: Wording) -> None:
        """What stands between two marks."""
        self._end_clause(carries_denial=False)
        tokens = _split_tokens(wording)
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            if token in self.words.coordinators:
                self._end_clause(carries_denial=True)
            elif token in self.words.subordinators:
                self.separate()
            stem = _cut_affixes(token)
            self.has_comparison |= not {token, stem}.isdisjoint(self.words.comparison_words)
            self.has_particle |= token in self.words.comparative_particles
            if self.words.affirmative_phrases.isdisjoint({(before, token), (token, after)}):
                self._read_word(token, stem)
        for run in wording.runs:
            self._names.extend(map("".join, pairwise(run)) if len(run) > 1 else run)

    def separate(self) -> None:
        """What follows has nothing to do with what was denied before."""
        self._end_clause(carries_denial=False)
        self._follows_denial = False

    def _end_clause(self, *, carries_denial: bool) -> None:
        """carries_denial: whether the next clause is denied with this one unless it denies for itself."""
        is_denied = bool(self._clause_denials % 2)
        self.terms.extend(Term(name, is_denied) for name in self._names)
        self.clauses += bool(self._names)
        if self._lead:
            self._follows_denial = is_denied
        self._names, self._lead, self._clause_denials = [], 0, int(carries_denial and is_denied)

    def _read_word(self, token: str, stem: str) -> None:
        forms = {token, stem}
        if not forms.isdisjoint(self.words.exclusions):
            self._count_denial()
        elif not forms.isdisjoint(self.words.negations):
            if self._follows_denial and self._lead <= LONGEST_LEAD:
                self._clause_denials = 1  # it takes up the denial before
            elif not (self._clause_denials and self.words.negative_concord):
                self._count_denial()
        else:
            self._read_meaning(token, stem, is_function_word=not forms.isdisjoint(self.words.function_words))
        self._lead += 1

    def _count_denial(self) -> None:
        self.denials += 1
        self._clause_denials += 1

    def _read_meaning(self, token: str, stem: str, *, is_function_word: bool) -> None:
        meaning = self.words.find_meaning(token) or self.words.find_meaning(stem)
        if not is_function_word:
            self._lead += LONGEST_LEAD  # from here on a denial is one of its own
            self._names.append(meaning.name if meaning else stem)
        if meaning and meaning.sign:
            self.signs.setdefault(meaning.name, []).append(meaning.sign)
        if meaning and meaning.is_negation and meaning.sign < 0:
            self.negating_meanings.add(meaning.name)


def _split_tokens(wording: Wording) -> list[str]:
    """The words in order, as a lexicon spells them, taken apart at apostrophes."""
    return [token for word in wording.words for token in _split_at_apostrophes(normalize(word))]


def _split_at_apostrophes(word: str) -> Iterator[str]:
    """A word, or what an apostrophe joins: "don't" is "do" and "not", "l'eau" is "l" and "eau"."""
    if word.endswith("n't"):
        yield from (word[:-3], "not")
        return
    for part in _APOSTROPHES.split(word):
        if part:
            yield part


def _cut_affixes(token: str) -> str:
    """An Arabic word without what is written together with it; any other as it is."""
    if find_script(token) != "ARABIC":
        return token
    has_conjunction = len(token) > 3 and token[0] in _collect_affixes("attached_conjunctions")
    word = token[1:] if has_conjunction else token
    article = next((affix for affix in _collect_affixes("attached_articles") if word.startswith(affix)), "")
    stem = word[len(article) :] if len(word) - len(article) >= 2 else word
    ending = next((affix for affix in _collect_affixes("attached_endings") if stem.endswith(affix)), "")
    return stem[: len(stem) - len(ending)] if ending and len(stem) - len(ending) >= 3 else stem


@cache
def _collect_affixes(kind: str) -> tuple[str, ...]:
    """Of every language, as a lexicon spells them, the longest first."""
    return tuple(sorted(map(normalize, collect_words(kind)), key=len, reverse=True))
