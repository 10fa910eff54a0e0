"""A picture of who votes like whom: UMAP of the leading components. It is presentation: no verdict, digest or
release depends on it, and distances in it mean nothing.

Importing umap costs seconds and hundreds of megabytes, so whoever serves pages asks another process for places:
`python -m elicit.analysis.maps.picture` reads a `question` and writes an `answer`.
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
MOST = 20_000  # people: of more, so many are drawn by lot
NEIGHBOURS = 15  # that each person is kept near to, but never more than a third of everyone
INITIAL = 10.0  # reach of the places the picture starts from, as umap's own are
SHAKEN = 1e-3  # of the spread: people who voted the same are not drawn on top of each other

Places = NDArray[np.float32]
Embed = Callable[[Floats, int], Places]


class NoPicture(ValueError):
    """There is nothing to draw. why: "few" or "alike"."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def picture(
    ballots: Ballots,
    *,
    seed: int,
    among: Flags | None = None,
    beside: Floats | None = None,
    embed: Embed | None = None,
) -> Places:
    """(P, 2) where people are drawn, in ascending order of their ids: around 0, the furthest coordinate at 1.
    NaN for those who are not drawn.

    among: (P,) who is to be drawn, of those who voted; default all. Of more than MOST a seeded lot is drawn.
    beside: (P, 2) the map that it is turned towards; default the two leading components. embed: what gives
    (people, components) and a seed their (people, 2) places; default `embedded`, in this process. The same ballots
    and seed give the same picture on one machine, in whatever order people came. Raises NoPicture with a sentence.
    """
    with threads.limit_sums_to_one_thread():
        votes = build_vote_matrix(ballots)
        where = latent.points(votes)
    ascending = np.argsort(votes.people)
    back = np.argsort(ascending)  # the row of everybody in what comes in ascending order
    voted = votes.counts > 0
    chosen = _lot(voted if among is None else voted & among[back], seed)
    mine = where[chosen]
    if len(mine) < FEWEST:
        raise NoPicture("few", f"There are {len(mine)} people to draw; a picture takes {FEWEST}.")
    if not np.ptp(mine, axis=0).any():
        raise NoPicture("alike", "Everybody voted alike, so that there is nothing to draw.")
    towards = where[:, :2] if beside is None else beside[back]
    places = np.full((len(where), 2), np.nan, dtype=np.float32)
    places[chosen] = _framed((embed or embedded)(mine, seed), towards[chosen])
    return places[ascending]


def _lot(drawn: Flags, seed: int) -> Ints:
    rows = np.flatnonzero(drawn)
    return rows if len(rows) <= MOST else np.sort(np.random.default_rng(seed).choice(rows, MOST, replace=False))


def _framed(places: Places, beside: Floats) -> Floats:
    """Centred, turned or mirrored so that people are near where they are beside it, at a reach of 1."""
    middle = places - places.mean(axis=0, dtype=np.float64)
    left, _, right = np.linalg.svd(middle.T @ (beside - beside.mean(axis=0)))
    turned: Floats = middle @ left @ right
    turned /= np.abs(turned).max()
    return turned


def embedded(where: Floats, seed: int) -> Places:
    """(people, 2) where umap puts them: one thread, exact neighbours, starting from the two leading components."""
    from scipy.spatial import KDTree
    from umap import UMAP

    shaken = where + np.random.default_rng(seed).standard_normal(where.shape) * (SHAKEN * where.std())
    near = min(NEIGHBOURS, len(where) // 3)
    distance, neighbour = KDTree(shaken).query(shaken, near)
    start = shaken[:, :2] * (INITIAL / np.abs(shaken[:, :2]).max())
    model = UMAP(
        n_neighbors=near,
        init=start.astype(np.float32),
        precomputed_knn=(np.asarray(neighbour, np.int32), np.asarray(distance, np.float32), None),
        random_state=seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)  # nobody is added to the picture later
        places: Places = model.fit_transform(shaken.astype(np.float32))
    if not np.isfinite(places).all():
        raise FloatingPointError("The picture has places that are no numbers.")
    return places


def question(where: Floats, seed: int) -> bytes:
    """What another process is asked."""
    asked = BytesIO()
    np.savez(asked, where=where, seed=np.array(seed))
    return asked.getvalue()


def answer(asked: bytes) -> bytes:
    """What it answers."""
    with np.load(BytesIO(asked)) as read:
        places = embedded(read["where"], int(read["seed"]))
    said = BytesIO()
    np.save(said, places)
    return said.getvalue()


def answered(said: bytes) -> Places:
    """The places in an answer."""
    places: Places = np.load(BytesIO(said))
    return places


if __name__ == "__main__":
    os.nice(10)  # pages come first
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
