"""What each word of a conversation is worth for telling what a statement is about. There is no list of stop words
of any language: a word is judged by how often it stands, how long it is, and how alike its statements are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from elicit.wording.words import find_script, is_spaced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

LARGE_SHARE = 0.25  # of the statements of a language: a word in more of them tells nothing
FEW_STATEMENTS = 8  # that a word may stand in whatever their share
USUAL_SHARE = 0.07  # up to which a word of ordinary length is worth all of its inverse frequency
KANA_LENGTH = 0.4  # of the ordinary length: what a word in hiragana alone counts for
GRAM_LENGTH = 5  # letters, with a mark at either end of the word: "roads" and "road" share two of them
GRAM_WEIGHT = 0.6  # of all grams of a word beside the word
LEAST_FREQUENCY = 4  # statements from which on the coherence of a term is measured
PHRASE_SHARE = 0.34  # of a word's statements: what stands in more of them belongs to a phrase with it
PRIOR_PAIRS = 10  # pairs of statements that a measured coherence is averaged with, at ...
PRIOR_RATIO = 2.0  # ... this many times the likeness of any two statements
FULL_RATIO = 3.0  # times that likeness from which on a word is worth all
DEFAULT_COHERENCE = 0.5  # of a term in too few statements, from 0 to 1
ROUNDS = 2
LEAST_STATEMENTS = 40  # from which on coherence is measured


def weigh(statements: Sequence[set[str]]) -> dict[str, float]:
    """How much each term of these statements, all of one language, is worth: from 0 up.

    Inverse document frequency (Spärck Jones 1972, plus 1 before the logarithm), less for what is frequent and
    short (Zipf's law of abbreviation: function words are), times the coherence: how alike the statements with this
    term are when the term itself is set aside. Those with "traffic" resemble one another, those with "would" do
    not. Terms in more than a quarter of the statements, and single letters, have no weight.
    """
    frequency = Counter(term for terms in statements for term in terms)
    most = max(LARGE_SHARE * len(statements), FEW_STATEMENTS)
    counts = {term: count for term, count in frequency.items() if count <= most and len(term) > 1}
    lengths = find_ordinary_lengths(counts)
    rarity = {
        term: math.log(1 + len(statements) / count) * _measure_shortness(term, count / len(statements), lengths)
        for term, count in counts.items()
    }
    worth, coherence = rarity, dict.fromkeys(rarity, DEFAULT_COHERENCE)
    for _round in range(ROUNDS if len(statements) >= LEAST_STATEMENTS else 0):
        coherence |= _measure_coherence(statements, frequency, worth)
        worth = {term: weight * coherence[term] for term, weight in rarity.items()}
    return worth


def vectorize(statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]) -> sparse.csr_array:
    """(statements, features) rows of length 1, or 0 where a statement shares nothing with another. weights: per
    statement those of its language. Features are terms and, so that inflected words meet, grams of them."""
    return _build_matrix(statements, weights)[0]


def _build_matrix(
    statements: Sequence[set[str]], weights: Sequence[Mapping[str, float]]
) -> tuple[sparse.csr_array, dict[str, int]]:
    """The rows of `vectorize`, and the column of each feature that two statements share."""
    import numpy as np
    from scipy import sparse

    rows = [
        _normalize_row(_weigh_features(terms, worth)) for terms, worth in zip(statements, weights, strict=True)
    ]
    frequency = Counter(feature for row in rows for feature in row)
    features = sorted(feature for feature, count in frequency.items() if count > 1)
    columns = {feature: column for column, feature in enumerate(features)}
    cells = [
        (place, columns[feature], value)
        for place, row in enumerate(rows)
        for feature, value in row.items()
        if feature in columns
    ]
    table = np.array(sorted(cells), dtype=float).reshape(-1, 3)
    places = table[:, 0].astype(int), table[:, 1].astype(int)
    return sparse.csr_array((table[:, 2], places), shape=(len(rows), max(len(columns), 1))), columns


def _normalize_row(row: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(value * value for value in row.values()))
    return {feature: value / length for feature, value in row.items()}


def _weigh_features(terms: Iterable[str], worth: Mapping[str, float]) -> dict[str, float]:
    features: dict[str, float] = {}
    for term in terms:
        weight = worth.get(term, 0.0)
        if weight > 0:
            grams = _cut_grams(term)
            features[term] = weight
            for gram in grams:
                features[gram] = max(features.get(gram, 0.0), GRAM_WEIGHT * weight / math.sqrt(len(grams)))
    return features


def _cut_grams(term: str) -> list[str]:
    if not is_spaced(term) or len(term) < GRAM_LENGTH - 1:
        return []
    letters = f"_{term}_"
    return [f"#{letters[start : start + GRAM_LENGTH]}" for start in range(len(letters) - GRAM_LENGTH + 1)]


def measure_length(term: str, ordinary_lengths: Mapping[str, float]) -> float:
    """As a share of what is ordinary in its script. Words found in runs are ordinary, but for those in hiragana
    alone, in which grammar is written."""
    if is_spaced(term):
        return len(term) / ordinary_lengths[find_script(term)]
    return KANA_LENGTH if all(find_script(letter) == "HIRAGANA" for letter in term) else 1.0


def _measure_shortness(term: str, share: float, ordinary_lengths: Mapping[str, float]) -> float:
    """From 0 to 1, less the shorter the term is and the larger the share of statements with it."""
    return math.sqrt(min(1.0, USUAL_SHARE * measure_length(term, ordinary_lengths) ** 2 / share))


def find_ordinary_lengths(terms: Iterable[str]) -> dict[str, float]:
    """For each script the median length of its different words, in characters."""
    lengths: dict[str, list[int]] = {}
    for term in terms:
        lengths.setdefault(find_script(term), []).append(len(term))
    return {script: float(sorted(sizes)[len(sizes) // 2]) for script, sizes in lengths.items()}


def _measure_coherence(
    statements: Sequence[set[str]], frequency: Counter[str], worth: dict[str, float]
) -> dict[str, float]:
    """From 0 (like any two statements) to 1: how alike the statements with this term are without it."""
    matrix, columns = _build_matrix(statements, [worth] * len(statements))
    matrix = normalize_rows(matrix)
    base = _measure_mean_cosine(matrix)[0]
    if base <= 0:
        return {}
    places_of_terms: dict[str, list[int]] = {}
    for place, terms in enumerate(statements):
        for term in terms:
            if frequency[term] >= LEAST_FREQUENCY and worth.get(term, 0.0) > 0:
                places_of_terms.setdefault(term, []).append(place)
    coherence = {}
    for term, places in places_of_terms.items():
        phrase = _find_phrase(term, [statements[place] for place in places])
        mean, pairs = _measure_mean_cosine(_remove_terms(matrix[places], columns, phrase))
        ratio = (mean * pairs / base + PRIOR_PAIRS * PRIOR_RATIO) / (pairs + PRIOR_PAIRS)
        coherence[term] = min(max((ratio - 1) / (FULL_RATIO - 1), 0.0), 1.0)
    return coherence


def _find_phrase(term: str, statements: Sequence[set[str]]) -> set[str]:
    """The term, and what so often stands beside it that it is no evidence of its own: "bowling", "green"."""
    counts = Counter(other for terms in statements for other in terms)
    least = max(LEAST_FREQUENCY, PHRASE_SHARE * len(statements))
    return {term} | {other for other, count in counts.items() if count >= least}


def _remove_terms(matrix: sparse.csr_array, columns: dict[str, int], terms: Iterable[str]) -> sparse.csr_array:
    import numpy as np

    features = [feature for term in terms for feature in (term, *_cut_grams(term))]
    mask = np.ones(matrix.shape[1])
    mask[[columns[feature] for feature in features if feature in columns]] = 0.0
    rest = matrix.copy()
    rest.data = rest.data * mask[rest.indices]
    return normalize_rows(rest)


def _measure_mean_cosine(matrix: sparse.csr_array) -> tuple[float, float]:
    """The mean cosine of two different rows of length 1 or 0, and the number of such pairs."""
    pairs = matrix.shape[0] * (matrix.shape[0] - 1) / 2
    total = matrix.sum(axis=0)
    squares = float((matrix.data**2).sum())
    return (float(total @ total) - squares) / 2 / max(pairs, 1.0), pairs


def normalize_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """The same with every row at length 1; empty rows stay empty."""
    import numpy as np

    lengths: NDArray[np.float64] = np.sqrt((matrix * matrix).sum(axis=1))
    result = matrix.copy()
    result.data = result.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(result.indptr))
    return result
