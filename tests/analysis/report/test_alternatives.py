"""Other numbers of blocs: ways of looking that change no verdict."""

import functools
import json

import numpy as np
import pytest

from elicit.analysis import VERDICTS, Ballots, Report, analyse
from elicit.analysis.report import alternatives
from elicit.crowd import plant

BALLOTS = Ballots.from_arrays(
    *plant(200, 30, 3, seed=5, overlap=0.25, density=20).ballots()[:3], people=range(203)
)


@functools.cache
def analyse_at_three():
    return analyse(BALLOTS, k=3, resamples=0)


@pytest.fixture
def report():
    return analyse_at_three()


@pytest.fixture(params=alternatives.ALTERNATIVES)
def alternative(request, report):
    return alternatives.open_alternative(report, request.param)


def test_every_number_of_blocs_from_two_to_six_is_kept_besides_the_one_chosen(report):
    assert [alternative.k for alternative in report.alternatives] == [2, 4, 5, 6]


def test_the_sizes_of_blocs_and_the_people_between_them_are_everyone_grouped(alternative, report):
    assert sum(bloc.size for bloc in alternative.blocs) + alternative.between == report.grouped.sum()
    assert [bloc.share for bloc in alternative.blocs] == [
        bloc.size / report.grouped.sum() for bloc in alternative.blocs
    ]


def test_tallies_of_blocs_sum_to_those_of_the_people_placed(alternative, report):
    for standing, before in zip(alternative.standings, report.standings, strict=True):
        assert (standing.tally, standing.agree, standing.room) == (before.tally, before.agree, before.room)
        inside = [bloc.tally for bloc in standing.blocs]
        assert sum(tally.agree for tally in inside) <= standing.tally.agree
        assert sum(tally.disagree for tally in inside) <= standing.tally.disagree
        assert sum(tally.passed for tally in inside) <= standing.tally.passed


def test_looking_is_the_same_as_an_analysis_at_that_number_but_for_letters(alternative):
    report = analyse(BALLOTS, k=alternative.k, resamples=0, alternatives=False)

    assert [bloc.size for bloc in alternative.blocs] == [bloc.size for bloc in report.blocs]
    assert alternative.between == report.between
    assert [s.verdict for s in alternative.standings] == [s.verdict for s in report.standings]
    assert alternative.false_settled == pytest.approx(report.false_settled)
    assert alternative.polis == report.polis
    assert [s.polis for s in alternative.standings] == [s.polis for s in report.standings]
    letters = [bloc.letter for bloc in alternative.blocs]
    for standing, expected in zip(alternative.standings, report.standings, strict=True):
        by_letter = {bloc.letter: bloc for bloc in standing.blocs}
        mine = [(by_letter[letter].tally, by_letter[letter].agree, by_letter[letter].room) for letter in letters]
        assert mine == [(bloc.tally, bloc.agree, bloc.room) for bloc in expected.blocs]


def test_arrays_have_the_shape_of_that_number_and_are_probabilities(alternative):
    assert alternative.membership.shape == (203, alternative.k)
    assert alternative.rates.shape == (alternative.k, 30, 3)
    np.testing.assert_allclose(alternative.membership.sum(axis=1), 1)
    np.testing.assert_allclose(alternative.rates.sum(axis=2), 1)
    assert alternative.assignment.shape == (5, 203)
    assert alternative.assignment.max() == alternative.k - 1


def test_letters_are_those_of_the_report_where_blocs_overlap_and_each_is_used_once(alternative):
    letters = [bloc.letter for bloc in alternative.blocs]

    assert len(set(letters)) == alternative.k
    assert set(letters) <= set("ABC") if alternative.k <= 3 else set(letters) >= set("ABC")
    for standing in alternative.standings:
        assert [bloc.letter for bloc in standing.blocs] == sorted(letters)


def test_each_verdict_says_how_it_fares_in_the_report_one_came_from(alternative, report):
    if alternative.k == report.k:
        assert alternative is report
    else:
        assert [s.fares for s in alternative.standings] == [((3, s.verdict),) for s in report.standings]


def test_a_report_says_how_its_verdicts_fare_at_one_bloc_more_and_one_fewer(report):
    beside = {k: alternatives.open_alternative(report, k) for k in (2, 4)}

    for place, standing in enumerate(report.standings):
        assert standing.fares == tuple((k, beside[k].standings[place].verdict) for k in (2, 4))
        assert {verdict for _, verdict in standing.fares} <= set(VERDICTS)


@pytest.mark.parametrize("k", [-1, 0, 1, 7, 26])
def test_a_number_that_was_not_kept_is_said_in_a_sentence(report, k):
    with pytest.raises(ValueError, match=f"not kept at {k} blocs; there are 2, 3, 4, 5, 6"):
        alternatives.open_alternative(report, k)


def test_without_alternatives_there_is_the_report_alone():
    report = analyse(BALLOTS, k=1, resamples=0, alternatives=False)

    assert alternatives.open_alternative(report, 1) is report
    with pytest.raises(ValueError, match="not kept at 5 blocs; there are 1"):
        alternatives.open_alternative(report, 5)


def test_looking_changes_nothing_in_the_report_and_can_be_said_in_json(report):
    before = report.to_json()
    alternative = alternatives.open_alternative(report, 4)

    assert report.to_json() == before
    assert Report.from_dict(json.loads(alternative.to_json())).to_json() == alternative.to_json()
    assert (alternative.alternatives, alternative.digest != report.digest) == ((), True)


def test_a_report_read_back_can_be_looked_at_as_before(report, alternative):
    again = Report.from_dict(json.loads(report.to_json()))

    assert alternatives.open_alternative(again, alternative.k).to_json() == alternative.to_json()


def test_in_a_room_of_three_people_only_as_many_blocs_are_kept():
    few = analyse(Ballots.from_arrays([1, 2, 3], [1, 1, 1], [1, -1, 0]), resamples=0)

    assert [alternative.k for alternative in few.alternatives] == [2, 3]
    assert (
        alternatives.open_alternative(few, 3).between
        + sum(bloc.size for bloc in alternatives.open_alternative(few, 3).blocs)
        == 3
    )
