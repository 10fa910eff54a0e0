import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.crowd import Crowd, plant, plant_from, turns
from elicit.crowd.people import AGREE, DISAGREE, PASS

seeds = st.integers(0, 2**32 - 1)


@st.composite
def draw_crowd(draw: st.DrawFn) -> Crowd:
    return plant(
        draw(st.integers(1, 40)),
        draw(st.integers(1, 30)),
        draw(st.integers(1, 4)),
        seed=draw(seeds),
        overlap=draw(st.floats(0, 1)),
        yes_tendency=draw(st.floats(0, 2)),
        pass_tendency=draw(st.floats(0, 0.9)),
        pass_spread=draw(st.floats(0, 2)),
        density=draw(st.floats(0.5, 40)),
        exposure=draw(st.floats(0, 2)),
        important=draw(st.floats(0, 1)),
    )


def plant_one_bloc(leaning: float, people: int = 4000, **options: Any) -> Crowd:
    return plant_from([[leaning] * 5], people, seed=1, density=5, spread=0, **options)


@given(draw_crowd())
def test_everyone_votes_as_often_as_their_turnout_and_never_twice_on_a_statement(crowd: Crowd) -> None:
    votes = crowd.ballots()

    pairs = set(zip(votes.participants.tolist(), votes.statements.tolist(), strict=True))
    assert len(pairs) == len(votes.choices) == crowd.turnout.sum()
    assert np.bincount(votes.participants, minlength=crowd.people).tolist() == crowd.turnout.tolist()


@given(draw_crowd())
def test_votes_name_only_people_statements_and_choices_that_exist(crowd: Crowd) -> None:
    votes = crowd.ballots()

    assert set(votes.choices.tolist()) <= {AGREE, PASS, DISAGREE}
    assert 0 <= votes.statements.min() <= votes.statements.max() < crowd.statements
    assert not votes.important[votes.choices == PASS].any()


@given(draw_crowd(), seeds)
def test_the_same_seed_gives_the_same_votes(crowd: Crowd, seed: int) -> None:
    first, second = crowd.ballots(seed=seed), crowd.ballots(seed=seed)

    assert [array.tolist() for array in first] == [array.tolist() for array in second]


@settings(max_examples=30)
@given(draw_crowd(), st.floats(0, 1, exclude_max=True))
def test_one_vote_is_the_vectorised_choice(crowd: Crowd, draw: float) -> None:
    people = np.arange(crowd.people)
    statements = people % crowd.statements

    choices, important = crowd.choose(people, statements, np.full(crowd.people, draw))

    pairs = zip(people.tolist(), statements.tolist(), strict=True)
    votes = [crowd.vote(person, statement, draw=draw) for person, statement in pairs]
    assert votes == list(zip(choices.tolist(), important.tolist(), strict=True))


@given(st.floats(-1, 1), st.floats(0, 1, exclude_max=True), st.floats(0, 3))
def test_a_stronger_yes_tendency_never_loses_an_agree_and_never_makes_a_pass(
    leaning: float, draw: float, yes: float
) -> None:
    neutral = plant_from([[leaning]], 1, seed=0)
    acquiescent = Crowd(**{**vars(neutral), "yes": np.array([yes])})

    before, after = (crowd.vote(0, 0, draw=draw)[0] for crowd in (neutral, acquiescent))

    assert after == before or (before, after) == (DISAGREE, AGREE)


def test_choices_come_in_the_planted_proportions() -> None:
    crowd = plant_one_bloc(0.3, important=0.25)

    votes = crowd.ballots()

    shares = np.array([(votes.choices == choice).mean() for choice in (AGREE, DISAGREE, PASS)])
    assert np.abs(shares - crowd.probabilities[0, 0]).max() < 0.01
    assert abs(votes.important[votes.choices != PASS].mean() - 0.25) < 0.01


def test_people_with_a_yes_tendency_differ_from_one_another() -> None:
    crowd = plant_one_bloc(0.0, yes_tendency=2.0)

    votes = crowd.ballots()

    agreements = np.bincount(votes.participants, votes.choices == AGREE, minlength=crowd.people)
    assert np.corrcoef(agreements, crowd.yes)[0, 1] > 0.6


def test_people_with_a_pass_tendency_differ_from_one_another() -> None:
    crowd = plant_one_bloc(0.0, pass_spread=2.0)

    votes = crowd.ballots()

    passes = np.bincount(votes.participants, votes.choices == PASS, minlength=crowd.people)
    assert np.corrcoef(passes, crowd.passing)[0, 1] > 0.6


@given(draw_crowd())
def test_chances_are_proper_and_those_of_the_bloc_without_tendencies(crowd: Crowd) -> None:
    people, statements = np.arange(crowd.people)[:, None], np.arange(crowd.statements)
    plain = Crowd(**{**vars(crowd), "yes": np.zeros(crowd.people), "passing": np.zeros(crowd.people)})

    chances = crowd.chances(people, statements)
    assert chances.shape == (crowd.people, crowd.statements, 3)
    assert chances.min() >= 0
    assert np.abs(chances.sum(axis=2) - 1).max() < 1e-12
    assert np.abs(plain.chances(people, statements) - crowd.probabilities[crowd.truth]).max() < 1e-12


def test_voters_interleave_in_time() -> None:
    votes = plant(200, 40, 2, seed=5, density=20).ballots()

    changes = (np.diff(votes.participants) != 0).mean()
    assert changes > 0.9


def test_another_seed_shows_the_same_people_other_statements() -> None:
    crowd = plant(50, 40, 2, seed=5, density=10)

    assert crowd.ballots(seed=6).statements.tolist() != crowd.ballots().statements.tolist()
    assert crowd.ballots(seed=5).statements.tolist() == crowd.ballots().statements.tolist()


def test_exposure_decides_how_often_a_statement_is_shown() -> None:
    even = plant(500, 40, 2, seed=5, density=10).ballots()
    uneven = plant(500, 40, 2, seed=5, density=10, exposure=1.5).ballots()

    spread = [np.bincount(votes.statements, minlength=40).std() for votes in (even, uneven)]
    assert spread[1] > 5 * spread[0]


@given(seeds)
@settings(max_examples=20)
def test_nobody_is_shown_both_twins(seed: int) -> None:
    crowd = plant_from(np.zeros((1, 6)), 40, seed=seed, density=6, spread=0, twins={0: 1, 1: 0, 5: 2})

    votes = crowd.ballots()

    is_seen = np.zeros((40, 6), dtype=bool)
    is_seen[votes.participants, votes.statements] = True
    assert not (is_seen[:, 0] & is_seen[:, 1]).any()
    assert not (is_seen[:, 2] & is_seen[:, 5]).any()
    assert is_seen.sum(axis=1).tolist() == [4] * 40


@given(draw_crowd(), seeds)
def test_turns_give_everyone_their_turnout_in_the_order_of_a_queue(crowd: Crowd, seed: int) -> None:
    stream = list(turns(crowd, rate=2.0, seed=seed))

    people = np.array([turn.person for turn in stream])
    assert np.bincount(people, minlength=crowd.people).tolist() == crowd.turnout.tolist()
    assert all(turn.delay >= 0 and 0 <= turn.draw < 1 and 0 <= turn.show < 1 for turn in stream)
    assert stream == list(turns(crowd, rate=2.0, seed=seed))


def test_turns_come_at_the_rate_asked_for() -> None:
    crowd = plant(500, 40, 2, seed=5, density=20)

    delays = [turn.delay for turn in turns(crowd, rate=50.0, seed=1)]

    assert abs(np.mean(delays) * 50 - 1) < 0.05


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must be above 0 per second, not 0"):
        next(turns(plant(2, 2, 1, seed=0), rate=0, seed=0))


def test_the_arrays_of_a_crowd_cannot_be_written_to() -> None:
    crowd = plant(5, 5, 2, seed=0)

    with pytest.raises(ValueError, match="read-only"):
        crowd.truth[0] = 1


def test_importing_crowd_loads_no_framework() -> None:
    program = (
        "import sys, elicit.crowd;"
        "heavy = {'sklearn', 'scipy', 'django', 'channels', 'celery', 'rest_framework'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
