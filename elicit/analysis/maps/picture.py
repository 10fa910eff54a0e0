"""A picture of who votes like whom: UMAP of the leading components. It is presentation: no verdict, digest or
release depends on it, and distances in it mean nothing.

Importing umap costs seconds and hundreds of megabytes, so whoever serves pages asks another process for places:
`python -m elicit.analysis.maps.picture` reads a question (`encode_question`) and writes an `answer`.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from elicit.analysis.blocs import latent
from elicit.analysis.data.ballots import Ballots, Flags, Ints
from elicit.analysis.data.matrix import build_vote_matrix
from elicit.analysis.data.records import Floats
from elicit.analysis.runtime import threads

FEWEST = 15  # people: fewer are a handful of dots that say nothing
MOST = 20_000  # people: of more, a random sample of so many is drawn
NEIGHBOURS = 15  # that each person stays near to, but never more than a third of everyone
INITIAL = 10.0  # reach of the places the picture starts from, as umap's own are
JITTER = 1e-3  # of the spread: people who voted the same are not drawn on top of each other

Places = NDArray[np.float32]
Embed = Callable[[Floats, int], Places]


class NoPicture(ValueError):
    """There is nothing to draw. why: "few" or "alike"."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def draw_picture(
    ballots: Ballots,
    *,
    seed: int,
    mask: Flags | None = None,
    reference: Floats | None = None,
    embed: Embed | None = None,
) -> Places:
    """(P, 2) where people are drawn, in ascending order of their ids: around 0, the furthest coordinate at 1.
    NaN for those who are not drawn.

    mask: (P,) who is to be drawn, of those who voted; default all. Of more than MOST a seeded sample is drawn.
    reference: (P, 2) the map that it is turned towards; default the two leading components. embed: what gives
    (people, components) and a seed their (people, 2) places; default `embed_with_umap`, in this process. The same
    ballots and seed give the same picture on one machine, in whatever order people came. Raises NoPicture with a
    sentence.
    """
    with threads.limit_sums_to_one_thread():
        votes = build_vote_matrix(ballots)
        coordinates = latent.points(votes)
    ascending = np.argsort(votes.people)
    rank = np.argsort(ascending)  # the place of every row among ascending ids
    has_voted = votes.counts > 0
    rows = _sample(has_voted if mask is None else has_voted & mask[rank], seed)
    points = coordinates[rows]
    if len(points) < FEWEST:
        raise NoPicture("few", f"There are {len(points)} people to draw; a picture takes {FEWEST}.")
    if not np.ptp(points, axis=0).any():
        raise NoPicture("alike", "Everybody voted alike, so that there is nothing to draw.")
    towards = coordinates[:, :2] if reference is None else reference[rank]
    places = np.full((len(coordinates), 2), np.nan, dtype=np.float32)
    places[rows] = _frame((embed or embed_with_umap)(points, seed), towards[rows])
    return places[ascending]


def _sample(mask: Flags, seed: int) -> Ints:
    rows = np.flatnonzero(mask)
    return rows if len(rows) <= MOST else np.sort(np.random.default_rng(seed).choice(rows, MOST, replace=False))


def _frame(places: Places, reference: Floats) -> Floats:
    """Centred, turned or mirrored so that people are near where they are on the reference, at a reach of 1."""
    middle = places - places.mean(axis=0, dtype=np.float64)
    left, _, right = np.linalg.svd(middle.T @ (reference - reference.mean(axis=0)))
    result: Floats = middle @ left @ right
    result /= np.abs(result).max()
    return result


def embed_with_umap(coordinates: Floats, seed: int) -> Places:
    """(people, 2) places by umap from (people, components) coordinates: one thread, exact neighbours, starting
    from the two leading components."""
    from scipy.spatial import KDTree
    from umap import UMAP

    jitter = np.random.default_rng(seed).standard_normal(coordinates.shape) * (JITTER * coordinates.std())
    points = coordinates + jitter
    near = min(NEIGHBOURS, len(coordinates) // 3)
    distance, neighbour = KDTree(points).query(points, near)
    start = points[:, :2] * (INITIAL / np.abs(points[:, :2]).max())
    model = UMAP(
        n_neighbors=near,
        init=start.astype(np.float32),
        precomputed_knn=(np.asarray(neighbour, np.int32), np.asarray(distance, np.float32), None),
        random_state=seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)  # nobody is added to the picture later
        places: Places = model.fit_transform(points.astype(np.float32))
    if not np.isfinite(places).all():
        raise FloatingPointError("The picture has places that are no numbers.")
    return places


def encode_question(coordinates: Floats, seed: int) -> bytes:
    """What another process reads."""
    file = BytesIO()
    np.savez(file, coordinates=coordinates, seed=np.array(seed))
    return file.getvalue()


def answer(question: bytes) -> bytes:
    """What it writes: the places of umap."""
    with np.load(BytesIO(question)) as arrays:
        places = embed_with_umap(arrays["coordinates"], int(arrays["seed"]))
    file = BytesIO()
    np.save(file, places)
    return file.getvalue()


def decode_answer(data: bytes) -> Places:
    """(people, 2) the places in an answer."""
    places: Places = np.load(BytesIO(data))
    return places


if __name__ == "__main__":
    os.nice(10)  # pages come first
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
