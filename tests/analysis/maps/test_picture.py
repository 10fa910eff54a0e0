"""The picture: who is drawn, in which order, and that umap itself runs in another process only."""

import subprocess
import sys

import numpy as np
import pytest

from elicit.analysis import Ballots
from elicit.analysis.maps import picture as pictures
from elicit.analysis.maps.picture import NoPicture, picture
from tests.analysis.test_analyse import room
from tests.shared import ROOT


def as_they_are(where, seed):
    """Instead of umap: the two leading components, mirrored and far away."""
    return (1000 - 7 * where[:, 1::-1]).astype(np.float32)


TWICE = """
import sys
from elicit.analysis.picture import answer
asked = sys.stdin.buffer.read()
said = answer(asked)
assert answer(asked) == said
sys.stdout.buffer.write(said)
"""


def elsewhere(where, seed):
    """Umap itself, by another process; the same again when it is asked again."""
    program = [sys.executable, "-W", "error::UserWarning", "-c", TWICE]
    done = subprocess.run(program, input=pictures.question(where, seed), capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    return pictures.answered(done.stdout)


CAMPS = ["aadddaap"] * 3 + ["aadddaa-"] * 17 + ["adaaadda"] * 20


@pytest.mark.timeout(600)  # on a bare machine umap is compiled first
def test_two_camps_are_drawn_apart_and_umap_stays_out_of_this_process():
    drawn = picture(room(*CAMPS), seed=7, embed=elsewhere)

    assert drawn.shape == (40, 2)
    assert drawn.dtype == np.float32
    assert np.abs(drawn).max() == 1
    assert len(np.unique(drawn, axis=0)) == 40
    ours, theirs = drawn[:20], drawn[20:]
    gap = np.linalg.norm(ours.mean(axis=0) - theirs.mean(axis=0))
    assert gap > 3 * max(np.ptp(ours, axis=0).max(), np.ptp(theirs, axis=0).max())
    assert {"umap", "numba"}.isdisjoint(sys.modules)


def test_a_picture_is_centred_and_turned_to_where_the_components_have_people():
    drawn = picture(room(*CAMPS), seed=0, embed=as_they_are)

    assert drawn.mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    straight = picture(room(*CAMPS), seed=0, embed=lambda where, seed: where[:, :2].astype(np.float32))
    assert drawn == pytest.approx(straight, abs=1e-5)


def test_a_picture_is_turned_towards_the_map_beside_it():
    ballots = room(*CAMPS)
    drawn = picture(ballots, seed=0, embed=as_they_are)

    for map_ in (drawn[:, ::-1], drawn * [-1, 1], -3 * drawn):
        assert picture(ballots, seed=0, beside=map_, embed=as_they_are) == pytest.approx(
            map_ / np.abs(map_).max(), abs=1e-5
        )


def test_rows_follow_ascending_ids_whatever_the_order_of_arrival():
    ballots = room(*CAMPS)
    order = np.random.default_rng(3).permutation(len(ballots))
    columns = [column[order] for column in (ballots.participants, ballots.statements, ballots.choices)]
    shuffled = Ballots.from_arrays(*columns)

    drawn = picture(ballots, seed=0, embed=as_they_are)
    assert (picture(shuffled, seed=0, embed=as_they_are) == drawn).all()
    alike = [np.ptp(drawn[camp], axis=0).max() for camp in (slice(3), slice(3, 20), slice(20, 40))]
    assert alike == pytest.approx([0, 0, 0], abs=1e-6)


def test_who_never_voted_or_is_not_among_those_meant_is_not_drawn():
    ballots = room(*CAMPS, people=np.arange(42))
    among = np.ones(42, dtype=bool)
    among[:3] = False

    drawn = picture(ballots, seed=0, among=among, embed=as_they_are)

    assert np.flatnonzero(np.isnan(drawn).all(axis=1)).tolist() == [0, 1, 2, 40, 41]
    assert np.isfinite(drawn[3:40]).all()


def test_of_too_many_a_seeded_lot_is_drawn(monkeypatch):
    monkeypatch.setattr(pictures, "MOST", 30)

    def drawn(seed):
        return np.flatnonzero(np.isfinite(picture(room(*CAMPS), seed=seed, embed=as_they_are)[:, 0])).tolist()

    assert len(drawn(1)) == 30
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize(
    ("ballots", "why"),
    [
        (room("a", people=range(40)), "few"),
        (room(*["ad"] * 14), "few"),
        (room(*["ad"] * 15), "alike"),
        (Ballots.from_arrays([], [], []), "few"),
    ],
    ids=["one voted", "fourteen", "alike", "nobody"],
)
def test_where_there_is_nothing_to_draw_it_says_why(ballots, why):
    with pytest.raises(NoPicture) as said:
        picture(ballots, seed=0)

    assert said.value.why == why
    assert str(said.value).endswith(".")
