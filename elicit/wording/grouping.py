"""Groups of statements that resemble one another, and the rest that resembles nothing enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from elicit.wording.weighing import normalize_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST_STATEMENTS = 4  # in a group
STATEMENTS_PER_GROUP = 8  # at least, of all there are
LEAST_SILHOUETTE = 0.1  # mean of a group
LEAST_COSINE = 0.35  # of a statement and the centre of its group
SAMPLE_SIZE = 1500  # statements whose pairs are looked at; of more, every second, third ...
ROUNDS = 10
SELF_WEIGHT = 0.5  # what the likeness of a statement to itself counts for, beside that to others


def group(vectors: sparse.csr_array, most: int, is_topic: Callable[[Ints], bool]) -> Ints:
    """(statements,) a group from 0 up for each row, at most `most` groups; -1 for what belongs to none.

    vectors: (statements, features) rows of length up to 1. Statements are compared by their likeness to all
    statements, as latent semantic analysis with every axis does (Deerwester et al. 1990, axes scaled by squared
    singular values). Ward's tree is cut at every candidate number of groups and each cut settled by spherical
    k-means. Of each cut the groups with the largest sums of silhouettes (Rousseeuw 1987) are kept, and the cut
    that keeps most wins. Of that cut, groups whose rows `is_topic` refuses are passed over; the centres of the
    others gather what is near them. The same rows in the same order give the same groups.
    """
    import numpy as np

    labels = np.full(vectors.shape[0], -1, dtype=np.int64)
    rows = np.flatnonzero(np.diff(vectors.indptr))
    points = _build_profiles(normalize_rows(vectors[rows]))
    sample = slice(None, None, _choose_step(len(points)))
    limit = min(most, max(2, len(labels) // STATEMENTS_PER_GROUP))
    centres = _find_best_centres(points[sample], limit, lambda members: is_topic(rows[sample][members]))
    if len(centres):
        cosines = points @ centres.T
        labels[rows] = np.where(cosines.max(axis=1) >= LEAST_COSINE, cosines.argmax(axis=1), -1)
    return labels


def measure_silhouettes(points: Floats, labels: Ints) -> Floats:
    """(points,) how much nearer each point is to its own group than to the next, -1 to 1, by cosine distance; 0
    for the only member of a group (Rousseeuw 1987).

    points: rows of length 1, so that the mean distance to a group takes no more than the group's sum. labels: from
    0 up without gaps, at least two groups.
    """
    # scikit-learn's silhouette_samples gives the same to 1e-14 but measures all pairs: 5 to 60 times as slow.
    import numpy as np

    sizes = np.bincount(labels)
    sums = np.stack([points[labels == label].sum(axis=0) for label in range(len(sizes))])
    cosines = points @ sums.T
    rows = np.arange(len(points))
    own = (cosines[rows, labels] - 1) / np.maximum(sizes[labels] - 1, 1)
    cosines = cosines / sizes
    cosines[rows, labels] = -np.inf
    next_best = cosines.max(axis=1)
    widths = (own - next_best) / np.maximum(1 - np.minimum(own, next_best), 1e-12)
    return np.where(sizes[labels] > 1, widths, 0.0)


def _build_profiles(vectors: sparse.csr_array) -> Floats:
    """(statements, sample) rows of length 1: how like each statement is to every one of the sample, the likeness
    to itself counted for less. Statements that share no word are near when others share words with both."""
    import numpy as np

    sample = np.arange(0, vectors.shape[0], _choose_step(vectors.shape[0]))
    likeness = (vectors @ vectors[sample].T).toarray()
    likeness[sample, np.arange(len(sample))] *= SELF_WEIGHT
    lengths = np.linalg.norm(likeness, axis=1, keepdims=True)
    profiles: Floats = likeness / np.where(lengths > 0, lengths, 1.0)
    return profiles


def _choose_step(count: int) -> int:
    """Every how manieth of so many statements is in the sample."""
    return max(1, -(-count // SAMPLE_SIZE))


def _find_best_centres(points: Floats, most: int, is_topic: Callable[[Ints], bool]) -> Floats:
    """(groups, axes) centres of the groups worth keeping."""
    import numpy as np

    best_labels, best_sum = np.zeros(len(points), dtype=np.int64), 0.0
    for labels in _cut_tree(points, 2 * most):
        largest_sum = np.sort(_sum_silhouettes(points, labels))[-most:].sum()
        if largest_sum > best_sum:
            best_labels, best_sum = labels, largest_sum
    if not best_sum:
        return points[:0]
    sums = _sum_silhouettes(points, best_labels)
    order = [label for label in np.argsort(-sums, kind="stable") if sums[label] > 0]
    groups = [label for label in order if is_topic(np.flatnonzero(best_labels == label))]
    return _compute_centres(points, best_labels)[groups[:most]]


def _cut_tree(points: Floats, most: int) -> Iterator[Ints]:
    """(points,) labels of every number of groups from 2 to `most` that leaves more than one group."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(points) < 2 * LEAST_STATEMENTS:
        return
    tree = linkage(points, "ward")
    for k in range(2, min(most, len(points) // LEAST_STATEMENTS) + 1):
        labels = _settle(points, fcluster(tree, k, "maxclust").astype(np.int64) - 1)
        if labels.max() > 0:
            yield labels


def _settle(points: Floats, labels: Ints) -> Ints:
    """Spherical k-means from these labels; an empty group disappears."""
    import numpy as np

    for _round in range(ROUNDS):
        nearest = (points @ _compute_centres(points, labels).T).argmax(axis=1)
        next_labels = np.unique(nearest, return_inverse=True)[1]
        if np.array_equal(next_labels, labels):
            break
        labels = next_labels
    return labels


def _sum_silhouettes(points: Floats, labels: Ints) -> Floats:
    """(groups,) sum of silhouettes of each group; 0 for a group that is too small or too loose."""
    import numpy as np

    sizes = np.bincount(labels)
    sums = np.bincount(labels, measure_silhouettes(points, labels))
    return np.where((sizes >= LEAST_STATEMENTS) & (sums >= LEAST_SILHOUETTE * sizes), sums, 0.0)


def _compute_centres(points: Floats, labels: Ints) -> Floats:
    """(groups, axes) of length 1."""
    import numpy as np

    sums = np.stack([points[labels == label].sum(axis=0) for label in range(labels.max() + 1)])
    centres: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return centres
