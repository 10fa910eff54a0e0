from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.crowd import plant, plant_from


@given(st.integers(1, 300), st.lists(st.floats(0.01, 10), min_size=1, max_size=5))
def test_bloc_sizes_are_the_shares_asked_for_to_the_person(people: int, sizes: list[float]) -> None:
    crowd = plant(people, 3, len(sizes), seed=7, sizes=sizes)

    counts = np.bincount(crowd.truth, minlength=len(sizes))
    assert counts.sum() == people
    assert np.abs(counts - people * np.array(sizes) / sum(sizes)).max() < 1


def test_blocs_are_skewed_unless_told_otherwise() -> None:
    assert np.bincount(plant(1000, 3, 3, seed=7).truth).tolist() == [496, 310, 194]
    assert np.bincount(plant(900, 3, 3, seed=7, sizes=(1, 1, 1)).truth).tolist() == [300, 300, 300]


@given(st.floats(0, 1), st.floats(0, 0.9), st.integers(0, 2**32))
def test_probabilities_are_proper(overlap: float, passes: float, seed: int) -> None:
    crowd = plant(3, 20, 3, seed=seed, overlap=overlap, pass_tendency=passes)

    assert crowd.probabilities.shape == (3, 20, 3)
    assert crowd.probabilities.min() >= 0
    assert np.abs(crowd.probabilities.sum(axis=2) - 1).max() < 1e-12


def test_full_overlap_makes_all_blocs_alike() -> None:
    rates = plant(3, 50, 3, seed=1, overlap=1).probabilities

    assert np.abs(rates - rates[0]).max() < 1e-12


def test_overlap_is_the_correlation_of_leanings() -> None:
    rates = plant(2, 20_000, 2, seed=1, overlap=0.6).probabilities

    leanings = np.log(rates[..., 0] / rates[..., 1])
    assert abs(np.corrcoef(leanings)[0, 1] - 0.6) < 0.02


def test_without_a_pass_tendency_nobody_passes() -> None:
    assert not (plant(50, 20, 2, seed=1, pass_tendency=0).ballots().choices == 0).any()


def test_density_is_the_mean_number_of_votes_and_spread_its_variety() -> None:
    crowd = plant(5000, 1000, 2, seed=1, density=40, spread=0.5)

    assert abs(crowd.turnout.mean() - 40) < 1
    assert abs(np.log(crowd.turnout).std() - 0.5) < 0.03
    assert set(plant(50, 1000, 2, seed=1, density=40, spread=0).turnout.tolist()) == {40}


def test_nobody_votes_more_often_than_there_are_statements() -> None:
    assert set(plant(50, 10, 2, seed=1, density=400).turnout.tolist()) == {10}


def test_leanings_become_agreement() -> None:
    rates = plant_from([[1, 0, -1]], 1, seed=0).probabilities[0]

    assert (rates[:, 0] / rates[:, :2].sum(axis=1)).round(2).tolist() == [0.95, 0.5, 0.05]
    assert rates[1, 2] > rates[0, 2] == rates[2, 2]


@given(st.integers(0, 2**32))
def test_the_same_seed_plants_the_same_crowd(seed: int) -> None:
    one, other = (plant(30, 20, 3, seed=seed, yes_tendency=0.5, pass_spread=0.5, exposure=1) for _ in range(2))

    for name in ("truth", "probabilities", "yes", "passing", "turnout", "exposure"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_leanings_are_left_as_they_were() -> None:
    leanings = np.array([[0.5, -0.5], [0.1, 0.2]])

    plant_from(leanings, 10, seed=0).ballots()

    assert leanings.tolist() == [[0.5, -0.5], [0.1, 0.2]]
    assert leanings.flags.writeable


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"people": 0}, "at least 1 person, not 0"),
        ({"statements": 0}, "at least 1 statement and 1 bloc"),
        ({"blocs": 0}, "at least 1 statement and 1 bloc"),
        ({"overlap": 1.2}, "between 0 and 1, not at 1.2"),
        ({"pass_tendency": 1.0}, "at least 0 and under 1, not 1.0"),
        ({"important": -0.1}, "must lie in 0..1, not -0.1"),
        ({"density": 0}, "must be above 0, not 0"),
        ({"spread": -1}, "never negative: -1"),
        ({"yes_tendency": -1}, "never negative: -1"),
        ({"pass_spread": -1}, "never negative: -1"),
        ({"sizes": (1, 2)}, "Sizes must be 3 numbers"),
        ({"sizes": (0, 0, 0)}, "Sizes must be 3 numbers"),
        ({"sizes": (1, -1, 1)}, "Sizes must be 3 numbers"),
    ],
)
def test_a_crowd_that_cannot_be_is_refused_with_a_sentence(options: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"people": 10, "statements": 5, "blocs": 3, "seed": 1} | options

    with pytest.raises(ValueError, match=sentence):
        plant(**arguments)


@pytest.mark.parametrize("twins", [{0: 0}, {0: 1, 2: 1}, {0: 9}, {-1: 0}])
def test_twins_that_are_not_pairs_are_refused(twins: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="Twins must be pairs"):
        plant_from(np.zeros((1, 4)), 5, seed=0, twins=twins)


@pytest.mark.parametrize("leanings", [[], [0.5], [[1.5]], [[float("nan")]]])
def test_leanings_out_of_shape_or_range_are_refused(leanings: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"^(Leanings must|Every leaning must)"):
        plant_from(leanings, 5, seed=0)


def test_a_city_is_planted_whole() -> None:
    votes = plant(10_000, 500, 3, seed=1, density=40.4).ballots()

    assert abs(len(votes.choices) - 404_000) < 4_000
