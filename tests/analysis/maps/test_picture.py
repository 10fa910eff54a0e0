"""The picture: who is drawn, in which order, and that umap itself runs in another process only."""

import subprocess
import sys

import numpy as np
import pytest

from elicit.analysis import Ballots
from elicit.analysis.maps import picture as picture_module
from elicit.analysis.maps.picture import NoPicture, draw_picture
from tests.analysis.test_analyse import build_room
from tests.shared import ROOT


def embed_plainly(where, seed):
    """Instead of umap: the two leading components, mirrored and far away."""
    return (1000 - 7 * where[:, 1::-1]).astype(np.float32)


TWICE = """
import sys
from elicit.analysis.maps.picture import answer
question = sys.stdin.buffer.read()
data = answer(question)
assert answer(question) == data
sys.stdout.buffer.write(data)
"""


def embed_elsewhere(where, seed):
    """Umap itself, by another process; the same again when it is asked again."""
    program = [sys.executable, "-W", "error::UserWarning", "-c", TWICE]
    process = subprocess.run(
        program, input=picture_module.encode_question(where, seed), capture_output=True, cwd=ROOT
    )
    assert process.returncode == 0, process.stderr.decode()
    return picture_module.decode_answer(process.stdout)


CAMPS = ["aadddaap"] * 3 + ["aadddaa-"] * 17 + ["adaaadda"] * 20


@pytest.mark.timeout(1800)  # on a bare machine umap is compiled first
def test_two_camps_are_drawn_apart_and_umap_stays_out_of_this_process():
    places = draw_picture(build_room(*CAMPS), seed=7, embed=embed_elsewhere)

    assert places.shape == (40, 2)
    assert places.dtype == np.float32
    assert np.abs(places).max() == 1
    assert len(np.unique(places, axis=0)) == 40
    ours, theirs = places[:20], places[20:]
    gap = np.linalg.norm(ours.mean(axis=0) - theirs.mean(axis=0))
    assert gap > 3 * max(np.ptp(ours, axis=0).max(), np.ptp(theirs, axis=0).max())
    assert {"umap", "numba"}.isdisjoint(sys.modules)


def test_a_picture_is_centred_and_turned_to_where_the_components_have_people():
    places = draw_picture(build_room(*CAMPS), seed=0, embed=embed_plainly)

    assert places.mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    straight = draw_picture(build_room(*CAMPS), seed=0, embed=lambda where, seed: where[:, :2].astype(np.float32))
    assert places == pytest.approx(straight, abs=1e-5)


def test_a_picture_is_turned_towards_the_map_beside_it():
    ballots = build_room(*CAMPS)
    places = draw_picture(ballots, seed=0, embed=embed_plainly)

    for map_ in (places[:, ::-1], places * [-1, 1], -3 * places):
        assert draw_picture(ballots, seed=0, reference=map_, embed=embed_plainly) == pytest.approx(
            map_ / np.abs(map_).max(), abs=1e-5
        )


def test_rows_follow_ascending_ids_whatever_the_order_of_arrival():
    ballots = build_room(*CAMPS)
    order = np.random.default_rng(3).permutation(len(ballots))
    columns = [column[order] for column in (ballots.participants, ballots.statements, ballots.choices)]
    mixture = Ballots.from_arrays(*columns)

    places = draw_picture(ballots, seed=0, embed=embed_plainly)
    assert (draw_picture(mixture, seed=0, embed=embed_plainly) == places).all()
    alike = [np.ptp(places[camp], axis=0).max() for camp in (slice(3), slice(3, 20), slice(20, 40))]
    assert alike == pytest.approx([0, 0, 0], abs=1e-6)


def test_who_never_voted_or_is_not_among_those_meant_is_not_drawn():
    ballots = build_room(*CAMPS, people=np.arange(42))
    mask = np.ones(42, dtype=bool)
    mask[:3] = False

    places = draw_picture(ballots, seed=0, mask=mask, embed=embed_plainly)

    assert np.flatnonzero(np.isnan(places).all(axis=1)).tolist() == [0, 1, 2, 40, 41]
    assert np.isfinite(places[3:40]).all()


def test_of_too_many_a_seeded_sample_is_drawn(monkeypatch):
    monkeypatch.setattr(picture_module, "MOST", 30)

    def list_rows(seed):
        return np.flatnonzero(
            np.isfinite(draw_picture(build_room(*CAMPS), seed=seed, embed=embed_plainly)[:, 0])
        ).tolist()

    assert len(list_rows(1)) == 30
    assert list_rows(1) == list_rows(1)
    assert list_rows(1) != list_rows(2)


@pytest.mark.parametrize(
    ("ballots", "why"),
    [
        (build_room("a", people=range(40)), "few"),
        (build_room(*["ad"] * 14), "few"),
        (build_room(*["ad"] * 15), "alike"),
        (Ballots.from_arrays([], [], []), "few"),
    ],
    ids=["one voted", "fourteen", "alike", "nobody"],
)
def test_where_there_is_nothing_to_draw_it_says_why(ballots, why):
    with pytest.raises(NoPicture) as refusal:
        draw_picture(ballots, seed=0)

    assert refusal.value.why == why
    assert str(refusal.value).endswith(".")
