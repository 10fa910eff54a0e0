from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.crowd import Votes, plant, with_copies

CROWD = plant(100, 20, 2, seed=4, density=12)
HONEST = CROWD.ballots()


def select(votes: Votes, *, is_copy: bool) -> Votes:
    rows = (votes.participants >= CROWD.people) == is_copy
    return Votes(*(column[rows] for column in votes))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32))
def test_the_others_votes_are_all_there_and_in_order(
    share: float, noise: float, coverage: float, seed: int
) -> None:
    votes = with_copies(HONEST, share=share, noise=noise, coverage=coverage, seed=seed)

    assert [column.tolist() for column in select(votes, is_copy=False)] == [column.tolist() for column in HONEST]
    pairs = set(zip(votes.participants.tolist(), votes.statements.tolist(), strict=True))
    assert len(pairs) == len(votes.choices)


def test_copies_vote_as_one_on_all_they_see() -> None:
    copies = select(with_copies(HONEST, share=0.05, coverage=0.5, seed=1), is_copy=True)

    assert np.bincount(copies.participants)[CROWD.people :].tolist() == [10] * 5
    pairs = set(zip(copies.statements.tolist(), copies.choices.tolist(), strict=True))
    assert len(pairs) == len(np.unique(copies.statements)) > 10
    assert set(copies.choices.tolist()) == {1, -1}


def test_noise_is_the_share_of_votes_that_stray() -> None:
    exact, noisy = (
        select(with_copies(HONEST, share=1.0, noise=noise, seed=1), is_copy=True) for noise in (0.0, 0.05)
    )
    script = dict(zip(exact.statements.tolist(), exact.choices.tolist(), strict=True))

    votes = zip(noisy.statements.tolist(), noisy.choices.tolist(), strict=True)
    errors = [script[statement] != choice for statement, choice in votes]
    assert abs(np.mean(errors) - 0.05) < 0.015


def test_the_same_seed_adds_the_same_votes() -> None:
    one, other = (with_copies(HONEST, share=0.1, noise=0.1, seed=9) for _ in range(2))

    assert [column.tolist() for column in one] == [column.tolist() for column in other]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"share": 1.5}, "share of added accounts must lie in 0..1, not 1.5"),
        ({"noise": -0.1}, "share of strayed votes must lie in 0..1, not -0.1"),
        ({"coverage": 2}, "share of statements seen must lie in 0..1, not 2"),
    ],
)
def test_copies_that_cannot_be_are_refused_with_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        with_copies(HONEST, **({"share": 0.1, "seed": 1} | options))
