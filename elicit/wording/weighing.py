"""What each word of a conversation is worth for telling what a statement is about. There is no list of stop words
of any language: a word is judged by how often it stands, how long it is, and the company it keeps."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from elicit.wording.words import is_spaced, script

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

LARGE_SHARE = 0.25  # of the statements of a language: a word in more of them tells nothing
FEW = 8  # statements a word may stand in whatever their share
USUAL_SHARE = 0.07  # up to which a word of ordinary length is worth all of its inverse frequency
KANA = 0.4  # of the ordinary length: what a word in hiragana alone counts for
GRAM = 5  # letters, with a mark at either end of the word: "roads" and "road" share two of them
GRAMS = 0.6  # worth of all pieces of a word beside the word
ENOUGH = 4  # statements from which on the company a word keeps is looked at
TOGETHER = 0.34  # of a word's statements: what stands in more of them belongs to a phrase with it
DOUBT = 10  # pairs of statements' worth of doubt about the company, at ...
ORDINARY = 2.0  # ... this many times the likeness of any two statements
TELLING = 3.0  # times that likeness from which on a word is worth all
UNKNOWN = 0.5  # company of a term in too few statements, from 0 to 1
ROUNDS = 2
MANY = 40  # statements from which on there is company to look at


def weigh(statements: Sequence[set[str]]) -> dict[str, float]:
    """How much each term of these statements, all of one language, is worth: from 0 up.

    Inverse document frequency (Spärck Jones 1972, plus 1 before the logarithm), less for what is frequent and
    short (Zipf's law of abbreviation: function words are), times the company: how alike the statements with this
    term are when the term itself is set aside. Those with "traffic" resemble one another, those with "would" do
    not. Terms in more than a quarter of the statements, and single letters, have no weight.
    """
    frequency = Counter(term for terms in statements for term in terms)
    most = max(LARGE_SHARE * len(statements), FEW)
    kept = {term: count for term, count in frequency.items() if count <= most and len(term) > 1}
    lengths = ordinary_lengths(kept)
    plain = {
        term: math.log(1 + len(statements) / count) * _shortness(term, count / len(statements), lengths)
        for term, count in kept.items()
    }
    worth, company = plain, dict.fromkeys(plain, UNKNOWN)
    for _round in range(ROUNDS if len(statements) >= MANY else 0):
        company |= _company(statements, frequency, worth)
        worth = {term: weight * company[term] for term, weight in plain.items()}
    return worth


def vectors(statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]) -> sparse.csr_array:
    """(statements, features) rows of length 1, or 0 where a statement shares nothing with another. weights: per
    statement those of its language. Features are terms and, so that inflected words meet, pieces of them."""
    return _vectors(statements, weights)[0]


def _vectors(
    statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]
) -> tuple[sparse.csr_array, dict[str, int]]:
    import numpy as np
    from scipy import sparse

    rows = [_unit_length(_features(terms, worth)) for terms, worth in zip(statements, weights, strict=True)]
    spread = Counter(feature for row in rows for feature in row)
    columns = {
        feature: place for place, feature in enumerate(sorted(f for f, count in spread.items() if count > 1))
    }
    cells = [
        (i, columns[feature], value)
        for i, row in enumerate(rows)
        for feature, value in row.items()
        if feature in columns
    ]
    table = np.array(sorted(cells), dtype=float).reshape(-1, 3)
    shape = (len(rows), max(len(columns), 1))
    return sparse.csr_array(
        (table[:, 2], (table[:, 0].astype(int), table[:, 1].astype(int))), shape=shape
    ), columns


def _unit_length(row: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(value * value for value in row.values()))
    return {feature: value / length for feature, value in row.items()}


def _features(terms: Iterable[str], worth: Mapping[str, float]) -> dict[str, float]:
    features: dict[str, float] = {}
    for term in terms:
        weight = worth.get(term, 0.0)
        if weight > 0:
            pieces = _pieces(term)
            features[term] = weight
            for piece in pieces:
                features[piece] = max(features.get(piece, 0.0), GRAMS * weight / math.sqrt(len(pieces)))
    return features


def _pieces(term: str) -> list[str]:
    if not is_spaced(term) or len(term) < GRAM - 1:
        return []
    marked = f"_{term}_"
    return [f"#{marked[start : start + GRAM]}" for start in range(len(marked) - GRAM + 1)]


def length(term: str, ordinary: Mapping[str, float]) -> float:
    """As a share of what is ordinary in its script. Words found in runs are ordinary, but for those in hiragana
    alone, in which grammar is written."""
    if is_spaced(term):
        return len(term) / ordinary[script(term)]
    return KANA if all(script(letter) == "HIRAGANA" for letter in term) else 1.0


def _shortness(term: str, share: float, ordinary: Mapping[str, float]) -> float:
    return math.sqrt(min(1.0, USUAL_SHARE * length(term, ordinary) ** 2 / share))


def ordinary_lengths(terms: Iterable[str]) -> dict[str, float]:
    """For each script the median length of its different words."""
    lengths: dict[str, list[int]] = {}
    for term in terms:
        lengths.setdefault(script(term), []).append(len(term))
    return {name: float(sorted(each)[len(each) // 2]) for name, each in lengths.items()}


def _company(statements: Sequence[set[str]], frequency: Counter[str], worth: dict[str, float]) -> dict[str, float]:
    """From 0 (like any two statements) to 1: how alike the statements with this term are without it."""
    matrix, columns = _vectors(statements, [worth] * len(statements))
    matrix = unit(matrix)
    base = _likeness(matrix)[0]
    if base <= 0:
        return {}
    found: dict[str, list[int]] = {}
    for place, terms in enumerate(statements):
        for term in terms:
            if frequency[term] >= ENOUGH and worth.get(term, 0.0) > 0:
                found.setdefault(term, []).append(place)
    company = {}
    for term, places in found.items():
        aside = _phrase(term, [statements[place] for place in places])
        mean, pairs = _likeness(_without(matrix[places], columns, aside))
        times = (mean * pairs / base + DOUBT * ORDINARY) / (pairs + DOUBT)
        company[term] = min(max((times - 1) / (TELLING - 1), 0.0), 1.0)
    return company


def _phrase(term: str, statements: Sequence[set[str]]) -> set[str]:
    """The term, and what so often stands beside it that it is no evidence of its own: "bowling", "green"."""
    beside = Counter(other for terms in statements for other in terms)
    least = max(ENOUGH, TOGETHER * len(statements))
    return {term} | {other for other, count in beside.items() if count >= least}


def _without(matrix: sparse.csr_array, columns: dict[str, int], terms: Iterable[str]) -> sparse.csr_array:
    import numpy as np

    gone = [columns[feature] for term in terms for feature in (term, *_pieces(term)) if feature in columns]
    mask = np.ones(matrix.shape[1])
    mask[gone] = 0.0
    left = matrix.copy()
    left.data = left.data * mask[left.indices]
    return unit(left)


def _likeness(matrix: sparse.csr_array) -> tuple[float, float]:
    """The mean cosine of two different rows of length 1 or 0, and the number of such pairs."""
    pairs = matrix.shape[0] * (matrix.shape[0] - 1) / 2
    total = matrix.sum(axis=0)
    same = float((matrix.data**2).sum())
    return (float(total @ total) - same) / 2 / max(pairs, 1.0), pairs


def unit(matrix: sparse.csr_array) -> sparse.csr_array:
    import numpy as np

    lengths: NDArray[np.float64] = np.sqrt((matrix * matrix).sum(axis=1))
    scaled = matrix.copy()
    scaled.data = scaled.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(scaled.indptr))
    return scaled
