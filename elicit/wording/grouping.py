"""Groups of statements that resemble one another, and the rest that resembles nothing enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from elicit.wording.weighing import unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST = 4  # statements in a group
APART = 8  # statements per group, at least, of all there are
TIGHT = 0.1  # mean silhouette of a group that is one
NEAR = 0.35  # cosine of a statement and the centre of its group
AT_ONCE = 1500  # statements whose pairs are looked at; of more, every second, third ...
ROUNDS = 10
ITSELF = 0.5  # what the likeness of a statement to itself counts for, beside that to others


def group(vectors: sparse.csr_array, most: int, is_one: Callable[[Ints], bool]) -> Ints:
    """(statements,) a group from 0 up for each row, at most `most` groups; -1 for what belongs to none.

    vectors: (statements, features) rows of length up to 1. Statements are compared by their likeness to all
    statements, as latent semantic analysis with every axis does (Deerwester et al. 1990, axes scaled by squared
    singular values). Ward's tree is cut at every candidate number of groups and each cut settled by spherical
    k-means. Of each cut the groups with the largest sums of silhouettes (Rousseeuw 1987) are kept, and the cut
    that keeps most wins. Of that cut, groups whose rows `is_one` refuses are passed over; the centres of the
    others gather what is near them. The same rows in the same order give the same groups.
    """
    import numpy as np

    labels = np.full(vectors.shape[0], -1, dtype=np.int64)
    some = np.flatnonzero(np.diff(vectors.indptr))
    points = _profiles(unit(vectors[some]))
    step = _step(len(points))
    centres = _best(
        points[::step], min(most, max(2, len(labels) // APART)), lambda rows: is_one(some[::step][rows])
    )
    if len(centres):
        near = points @ centres.T
        labels[some] = np.where(near.max(axis=1) >= NEAR, near.argmax(axis=1), -1)
    return labels


def silhouettes(points: Floats, labels: Ints) -> Floats:
    """(points,) how much nearer each point is to its own group than to the next, -1 to 1, by cosine distance; 0
    for the only member of a group.

    points: rows of length 1, so that the mean distance to a group takes no more than the group's sum. labels: from
    0 up without gaps, at least two groups.
    """
    # scikit-learn's silhouette_samples gives the same to 1e-14 but measures all pairs: 5 to 60 times as slow.
    import numpy as np

    sizes = np.bincount(labels)
    sums = np.stack([points[labels == each].sum(axis=0) for each in range(len(sizes))])
    near = points @ sums.T
    place = np.arange(len(points))
    own = (near[place, labels] - 1) / np.maximum(sizes[labels] - 1, 1)
    near = near / sizes
    near[place, labels] = -np.inf
    other = near.max(axis=1)
    widths = (own - other) / np.maximum(1 - np.minimum(own, other), 1e-12)
    return np.where(sizes[labels] > 1, widths, 0.0)


def _profiles(vectors: sparse.csr_array) -> Floats:
    """(statements, statements sampled) rows of length 1: how like each statement is to every one of the sample,
    the likeness to itself counted for less. Statements that share no word are near when others share words with
    both."""
    import numpy as np

    sampled = np.arange(0, vectors.shape[0], _step(vectors.shape[0]))
    likeness = (vectors @ vectors[sampled].T).toarray()
    likeness[sampled, np.arange(len(sampled))] *= ITSELF
    lengths = np.linalg.norm(likeness, axis=1, keepdims=True)
    profiles: Floats = likeness / np.where(lengths > 0, lengths, 1.0)
    return profiles


def _step(many: int) -> int:
    return max(1, -(-many // AT_ONCE))


def _best(points: Floats, most: int, is_one: Callable[[Ints], bool]) -> Floats:
    """(groups, axes) centres of the groups worth keeping."""
    import numpy as np

    best, kept = np.zeros(len(points), dtype=np.int64), 0.0
    for labels in _cuts(points, 2 * most):
        mass = np.sort(_masses(points, labels))[-most:].sum()
        if mass > kept:
            best, kept = labels, mass
    if not kept:
        return points[:0]
    masses = _masses(points, best)
    chosen = [k for k in np.argsort(-masses, kind="stable") if masses[k] > 0 and is_one(np.flatnonzero(best == k))]
    return _centres(points, best)[chosen[:most]]


def _cuts(points: Floats, most: int) -> Iterator[Ints]:
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(points) < 2 * LEAST:
        return
    tree = linkage(points, "ward")
    for k in range(2, min(most, len(points) // LEAST) + 1):
        labels = _settled(points, fcluster(tree, k, "maxclust").astype(np.int64) - 1)
        if labels.max() > 0:
            yield labels


def _settled(points: Floats, labels: Ints) -> Ints:
    """Spherical k-means from these labels; an empty group disappears."""
    import numpy as np

    for _round in range(ROUNDS):
        fresh = np.unique((points @ _centres(points, labels).T).argmax(axis=1), return_inverse=True)[1]
        if np.array_equal(fresh, labels):
            break
        labels = fresh
    return labels


def _masses(points: Floats, labels: Ints) -> Floats:
    """(groups,) sum of silhouettes of each group; 0 for a group that is too small or too loose."""
    import numpy as np

    sizes = np.bincount(labels)
    masses = np.bincount(labels, silhouettes(points, labels))
    return np.where((sizes >= LEAST) & (masses >= TIGHT * sizes), masses, 0.0)


def _centres(points: Floats, labels: Ints) -> Floats:
    """(groups, axes) of length 1."""
    import numpy as np

    sums = np.stack([points[labels == each].sum(axis=0) for each in range(labels.max() + 1)])
    centres: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return centres
