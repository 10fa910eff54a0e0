"""Provisional answers: from where the last one stood, near to what a cold run says, and calm on the map."""

import functools
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.analysis import Ballots, Report, analyse
from elicit.crowd import plant, with_copies

PEOPLE = 240


def plant_votes(seed, **options):
    return plant(PEOPLE, 40, 3, seed=seed, overlap=0.2, **options).ballots()


def build_ballots(log, share=1.0):
    end = round(share * len(log.choices))
    return Ballots.from_arrays(*(column[:end] for column in log[:3]), people=range(PEOPLE), items=range(40))


def list_letters(report):
    """The letter of each person who is clearly in a bloc; none for the rest."""
    names = np.array([bloc.letter for bloc in report.blocs])
    clear = report.membership.max(axis=1) >= report.rules.between_below
    return np.where(clear & report.grouped, names[report.membership.argmax(axis=1)], "")


@functools.cache
def analyse_twice(seed):
    """Before and after one per cent more votes, and the whole run cold, all at three blocs."""
    log = plant_votes(seed)
    before = analyse(build_ballots(log, 0.99), k=3, resamples=0, alternatives=False)
    after = analyse(build_ballots(log), previous=before, warm=True)
    return log, before, after, analyse(build_ballots(log), k=3, resamples=0, alternatives=False)


@pytest.fixture(params=[0, 2, 3])
def days(request):
    return analyse_twice(request.param)


def test_a_warm_run_keeps_the_number_of_blocs_and_their_letters(days):
    _, before, after, _ = days

    assert (after.k, after.warm, after.previous_digest) == (3, True, before.digest)
    assert [bloc.letter for bloc in after.blocs] == [bloc.letter for bloc in before.blocs]
    assert [bloc.size for bloc in after.blocs] == pytest.approx([bloc.size for bloc in before.blocs], abs=6)


def test_a_warm_run_says_nearly_what_a_cold_one_would(days):
    _, _, after, cold = days

    same = [one.verdict == other.verdict for one, other in zip(after.standings, cold.standings, strict=True)]
    assert sum(same) >= 37
    assert [s.tally for s in after.standings] == [s.tally for s in cold.standings]


def test_half_of_the_map_moves_by_less_than_two_hundredths_of_its_width(days):
    _, before, after, _ = days

    distance = np.linalg.norm(after.positions - before.positions, axis=1)
    assert np.median(distance) < 0.02 * np.ptp(before.positions, axis=0).max()


def test_nobody_changes_their_bloc_without_cause(days):
    log, before, after, _ = days

    end = round(0.99 * len(log.choices))
    is_voter = np.isin(np.arange(PEOPLE), log.participants[end:])
    earlier, later = list_letters(before), list_letters(after)
    assert [(a, b) for a, b in zip(earlier[~is_voter], later[~is_voter], strict=True) if a and b and a != b] == []
    assert (earlier != later).mean() < 0.05


def test_without_a_new_vote_nobody_changes_sides_and_hardly_a_verdict_does(days):
    log, before, _, _ = days

    again = analyse(build_ballots(log, 0.99), previous=before, warm=True)
    earlier, later = list_letters(before), list_letters(again)
    assert [(a, b) for a, b in zip(earlier, later, strict=True) if a and b and a != b] == []
    same = [one.verdict == other.verdict for one, other in zip(again.standings, before.standings, strict=True)]
    assert sum(same) >= 37


def test_a_warm_run_is_a_function_of_its_ballots_and_the_last_one(days):
    log, before, after, _ = days

    assert analyse(build_ballots(log), previous=before, warm=True).to_json() == after.to_json()
    copy = Report.from_dict(json.loads(before.to_json()))
    assert analyse(build_ballots(log), previous=copy, warm=True).to_json() == after.to_json()


def test_a_chain_of_warm_runs_ends_near_the_cold_one():
    log = plant_votes(0)
    report = analyse(build_ballots(log, 0.6), k=3, resamples=0, alternatives=False)
    for share in np.linspace(0.65, 1, 8):
        report = analyse(build_ballots(log, share), previous=report, warm=True)

    cold = analyse(build_ballots(log), k=3, resamples=0, alternatives=False)
    same = [one.verdict == other.verdict for one, other in zip(report.standings, cold.standings, strict=True)]
    assert sum(same) >= 36


def test_a_warm_run_draws_nobody_again_and_says_what_the_last_one_knew():
    log = plant_votes(2)
    before = analyse(build_ballots(log, 0.99), resamples=3)
    after = analyse(build_ballots(log), previous=before, warm=True)

    assert [bloc.stability for bloc in after.blocs] == [bloc.stability for bloc in before.blocs]
    assert (after.held_out_losses, after.resamples, after.alternatives) == (before.held_out_losses, 3, ())
    assert {standing.holds for standing in after.standings} == {None}


def test_new_people_and_new_statements_find_their_place():
    log, _, _, cold = analyse_twice(0)
    early = (log.participants < 200) & (log.statements < 30)
    before = analyse(Ballots.from_arrays(*(c[early] for c in log[:3])), k=3, resamples=0, alternatives=False)
    after = analyse(build_ballots(log), previous=before, warm=True)

    assert after.rates.shape == (3, 40, 3)
    assert (after.membership.argmax(axis=1) == cold.membership.argmax(axis=1)).mean() > 0.85
    same = [one.verdict == other.verdict for one, other in zip(after.standings, cold.standings, strict=True)]
    assert sum(same) >= 34


def test_a_warm_run_still_knows_which_accounts_are_identical():
    log = with_copies(plant_votes(1), share=0.05, seed=1)
    end = round(0.99 * len(log.choices))
    before = analyse(Ballots.from_arrays(*(c[:end] for c in log[:3])), k=3, resamples=0, alternatives=False)
    after = analyse(Ballots.from_arrays(*log[:3]), previous=before, warm=True)

    assert [len(block.participants) for block in before.identical_accounts] == [12]
    assert after.identical_accounts == before.identical_accounts


SMALL = Ballots.from_arrays(*plant(40, 12, 2, seed=0, overlap=0.1, density=10).ballots()[:3])


@pytest.mark.parametrize(
    "options", [{"k": 2}, {"method": "polis"}, {"groups": {0: 0, 1: 1}}], ids=["number", "method", "groups"]
)
def test_what_the_last_report_cannot_answer_is_answered_cold(options):
    before = analyse(SMALL, k=3, resamples=0, alternatives=False)

    options_of = {"resamples": 0, "alternatives": False, **options}
    warm, cold = (analyse(SMALL, previous=before, warm=is_warm, **options_of) for is_warm in (True, False))
    assert warm.to_json() == cold.to_json()


def test_a_first_run_is_cold_whatever_is_asked_for():
    first, cold = (analyse(SMALL, k=2, resamples=0, alternatives=False, warm=is_warm) for is_warm in (True, False))

    assert first.to_json() == cold.to_json()


@pytest.mark.parametrize(
    "nothing",
    [Ballots.from_arrays([], [], []), Ballots.from_arrays([1], [1], [1], rejected=[1])],
    ids=["no statement", "none that is open"],
)
def test_a_warm_run_goes_on_from_a_room_where_nothing_was_said_and_back_to_it(nothing):
    before = analyse(nothing, resamples=0)
    after = analyse(SMALL, previous=before, warm=True)

    assert (after.k, after.blocs[0].size, len(after.standings)) == (1, int(after.grouped.sum()), 12)
    assert analyse(nothing, previous=after, warm=True).standings == ()


def iterate_numbers(data):
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple):
        for item in data:
            yield from iterate_numbers(item)
    elif isinstance(data, float):
        yield data


ROOMS = st.dictionaries(st.tuples(st.integers(0, 9), st.integers(1, 6)), st.sampled_from([1, 0, -1]), max_size=40)


def build_room(log):
    rows = [(*pair, choice) for pair, choice in log.items()]
    return Ballots.from_arrays(*(zip(*rows, strict=True) if rows else ((), (), ())))


@settings(max_examples=12, deadline=None)
@given(ROOMS, ROOMS, st.integers(1, 3))
def test_from_whatever_room_to_whatever_other_room_a_finite_report_comes_back(one, other, k):
    before = analyse(build_room(one), k=k, resamples=0, alternatives=False)
    after = analyse(build_room(other), previous=before, warm=True)

    assert (after.k, all(map(math.isfinite, iterate_numbers(after.to_dict())))) == (before.k, True)
    assert sum(bloc.size for bloc in after.blocs) + after.between == after.grouped.sum()
    assert Report.from_dict(json.loads(after.to_json())).to_json() == after.to_json()
    assert replace(after, alternatives=()).digest == after.digest
