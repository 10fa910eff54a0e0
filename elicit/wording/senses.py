"""What a statement says, as far as single words tell: its terms in order, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from elicit.wording.language_files import collect_words
from elicit.wording.lexicon import Lexicon, load_lexicon, normalize
from elicit.wording.words import Wording, script, wordings

_CLAUSES = re.compile(r"[,;:.!?…،؛؟。！？、，；：]+")
_ASIDE = re.compile(r"[()\[\]]")
_NUMBER = re.compile(r"\d+")
_APOSTROPHES = re.compile("['’‘]")
_SCALES = frozenset({"=more", "=better"})
LEAST = 4  # letters of the word such a prefix turns round
LEADS = 3  # words that say little may stand before a denial that only takes up the one before: "and it must not"


@dataclass(frozen=True)
class Term:
    """A word that says something. denied: whether its clause is."""

    name: str
    denied: bool


@dataclass(frozen=True)
class Sense:
    """terms: in order. clauses: that hold any. denials: how many. signs: of each meaning that has an opposite, in
    order. denying: those that deny by themselves when the other statement says nothing of them. compares: whether
    the order of words matters."""

    clauses: int
    terms: tuple[Term, ...]
    denials: int
    signs: dict[str, tuple[int, ...]]
    denying: frozenset[str]
    numbers: frozenset[str]
    compares: bool


@lru_cache(maxsize=8192)
def sense(text: str, language: str) -> Sense:
    """Never raises. language: a tag; only its lists of small words depend on it."""
    words = load_lexicon(language)
    reader = _Reader(words)
    for part in _ASIDE.split(text):
        reader.part()
        for wording in wordings(_CLAUSES.split(part)):
            reader.read(wording)
    reader.part()
    return Sense(
        clauses=reader.clauses,
        terms=tuple(reader.terms),
        denials=reader.denials + _denials_within(text),
        signs={name: tuple(signs) for name, signs in reader.signs.items()},
        denying=frozenset(reader.denying),
        numbers=frozenset(str(int(number)) for number in _NUMBER.findall(text)),
        compares=reader.compares or (reader.than and not _SCALES.isdisjoint(reader.signs)),
    )


def _denials_within(text: str) -> int:
    """How many strings deny in scripts whose words cannot be looked up between spaces."""
    return len(_any_of("negation_strings").findall(_any_of("affirmative_strings").sub("", text)))


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(collect_words(kind), key=len, reverse=True))))


def contradict(one: Sense, other: Sense) -> bool:
    """Whether one says what the other denies, as far as single words tell."""
    flips = one.denials + other.denials + _opposed(one, other) + _turned(one, other)
    return bool(flips % 2) or one.numbers != other.numbers or _is_shuffled(one, other)


def differ(one: Sense, other: Sense) -> float:
    """Which share of the terms they have in common is denied in one of them alone; 0 where the denials of one are
    about all it says, or are other words in the other."""
    if one.denials != other.denials or min(one.clauses, other.clauses) == 1 or _opposed(one, other):
        return 0.0
    denied = {term.name: term.denied for term in other.terms}
    shared = [term for term in one.terms if term.name in denied]
    return sum(term.denied != denied[term.name] for term in shared) / max(len(shared), 1)


def turned(one: Sense, other: Sense) -> bool:
    """Whether a word of one is turned round in the other, so that they agree, if they do, by denying it."""
    both = one.signs.keys() & other.signs.keys()
    return any(_sign(one.signs[name]) != _sign(other.signs[name]) for name in both) or bool(_turned(one, other))


def _opposed(one: Sense, other: Sense) -> int:
    """How many meanings are turned round between the two."""
    both = one.signs.keys() & other.signs.keys()
    turned = sum(_sign(one.signs[name]) != _sign(other.signs[name]) for name in both)
    return turned + len((one.denying | other.denying) - both)


def _sign(signs: Sequence[int]) -> int:
    return -1 if signs.count(-1) % 2 else 1


def _turned(one: Sense, other: Sense) -> int:
    """Words that one of them has with a prefix that turns them round: "possible", "impossible"."""
    mine, theirs = ({term.name for term in each.terms} for each in (one, other))
    return sum(_root(word) in theirs - mine for word in mine) + sum(
        _root(word) in mine - theirs for word in theirs
    )


def _root(word: str) -> str:
    prefix = next((prefix for prefix in _affixes("negative_prefixes") if word.startswith(prefix)), "")
    return word[len(prefix) :] if prefix and len(word) - len(prefix) >= LEAST else ""


def _is_shuffled(one: Sense, other: Sense) -> bool:
    """Whether they compare the same things the other way round: "rather A than B", "less of A and more of B"."""
    both = one.signs.keys() & other.signs.keys()
    if any(len(set(one.signs[name])) > 1 and one.signs[name] != other.signs[name] for name in both):
        return True
    if not (one.compares and other.compares):
        return False
    place = {term.name: at for at, term in enumerate(other.terms)}
    order = [place[term.name] for term in one.terms if term.name in place]
    pairs = [(a, b) for at, a in enumerate(order) for b in order[at + 1 :] if a != b]
    return sum(a > b for a, b in pairs) > 0.3 * len(pairs)


class _Reader:
    """Reads one statement clause by clause."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.terms: list[Term] = []
        self.clauses = 0
        self.denials = 0
        self.signs: dict[str, list[int]] = {}
        self.denying: set[str] = set()
        self.compares = self.than = False
        self._names: list[str] = []  # of this clause
        self._flips = 0  # in this clause
        self._before = False  # whether the clause this one joins is denied
        self._said = 0  # what this clause has said so far

    def read(self, wording: Wording) -> None:
        """What stands between two marks."""
        self._join(carries=False)
        tokens = _tokens(wording, self.words)
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            if token in self.words.coordinators:
                self._join(carries=True)
            elif token in self.words.subordinators:
                self.part()
            self.compares |= not {token, _bare(token)}.isdisjoint(self.words.comparison_words)
            self.than |= token in self.words.comparative_particles
            if self.words.affirmative_phrases.isdisjoint({(before, token), (token, after)}):
                self._word(token, _bare(token))
        for run in wording.runs:
            self._names.extend(map("".join, pairwise(run)) if len(run) > 1 else run)

    def part(self) -> None:
        """What follows has nothing to do with what was denied before."""
        self._join(carries=False)
        self._before = False

    def _join(self, *, carries: bool) -> None:
        """A clause ends. carries: whether the next one is denied with it unless it denies for itself."""
        denied = bool(self._flips % 2)
        self.terms.extend(Term(name, denied) for name in self._names)
        self.clauses += bool(self._names)
        if self._said:
            self._before = denied
        self._names, self._said, self._flips = [], 0, int(carries and denied)

    def _word(self, token: str, bare: str) -> None:
        if not {token, bare}.isdisjoint(self.words.exclusions):
            self._deny()
        elif not {token, bare}.isdisjoint(self.words.negations):
            if self._before and self._said <= LEADS:
                self._flips = 1  # it takes up the denial before
            elif not (self._flips and self.words.negative_concord):
                self._deny()
        else:
            self._meant(token, bare, is_faint=not {token, bare}.isdisjoint(self.words.function_words))
        self._said += 1

    def _deny(self) -> None:
        self.denials += 1
        self._flips += 1

    def _meant(self, token: str, bare: str, *, is_faint: bool) -> None:
        meaning = self.words.find_meaning(token) or self.words.find_meaning(bare)
        if not is_faint:
            self._said += LEADS  # from here on a denial is one of its own
            self._names.append(meaning.name if meaning else bare)
        if meaning and meaning.sign:
            self.signs.setdefault(meaning.name, []).append(meaning.sign)
        if meaning and meaning.is_negation and meaning.sign < 0:
            self.denying.add(meaning.name)


def _tokens(wording: Wording, words: Lexicon) -> list[str]:
    return [token for word in wording.words for token in _split(normalize(word), words)]


def _split(word: str, words: Lexicon) -> Iterator[str]:
    """A word, or what an apostrophe joins: "don't" is "do" and "not", "l'eau" is "l" and "eau"."""
    if word.endswith("n't"):
        yield from (word[:-3], "not")
        return
    for part in _APOSTROPHES.split(word):
        if part:
            yield part


def _bare(token: str) -> str:
    """An Arabic word without what is written together with it; any other as it is."""
    if script(token) != "ARABIC":
        return token
    bare = token[1:] if len(token) > 3 and token[0] in _affixes("attached_conjunctions") else token
    before = next((article for article in _affixes("attached_articles") if bare.startswith(article)), "")
    bare = bare[len(before) :] if len(bare) - len(before) >= 2 else bare
    behind = next((ending for ending in _affixes("attached_endings") if bare.endswith(ending)), "")
    return bare[: len(bare) - len(behind)] if behind and len(bare) - len(behind) >= 3 else bare


@cache
def _affixes(kind: str) -> tuple[str, ...]:
    """Of every language, plain, the longest first."""
    return tuple(sorted(map(normalize, collect_words(kind)), key=len, reverse=True))
