"""What a report promises about itself: letters, digest, head-counts, and that nothing accidental changes it."""

import json
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.analysis import Ballots, Report, analyse
from elicit.crowd import plant

CHOICE = st.sampled_from([1, 0, -1])
ROOMS = st.dictionaries(st.tuples(st.integers(0, 11), st.integers(1, 6)), CHOICE, max_size=60)


def build_ballots(votes, **options):
    rows = [(person, statement, choice) for (person, statement), choice in votes]
    return Ballots.from_arrays(*(zip(*rows, strict=True) if rows else ((), (), ())), **options)


def build_crowd(people=300, statements=40, blocs=3, seed=5, **options):
    return Ballots.from_arrays(*plant(people, statements, blocs, seed=seed, overlap=0.25).ballots()[:3], **options)


def select_findings(report):
    """Everything about blocs and statements but Polis's figures, which follow the order of first votes."""
    return report.blocs, [replace(standing, polis=None) for standing in report.standings]


def reletter_report(report, letters):
    """The same report with other letters for its blocs, its standings in order of those."""
    swap = {bloc.letter: letters[bloc.index] for bloc in report.blocs}
    blocs = tuple(replace(bloc, letter=swap[bloc.letter]) for bloc in report.blocs)
    standings = [
        replace(
            standing,
            blocs=tuple(
                sorted((replace(b, letter=swap[b.letter]) for b in standing.blocs), key=lambda b: b.letter)
            ),
            held_by=tuple(sorted(swap[letter] for letter in standing.held_by)),
            opposed_by=tuple(sorted(swap[letter] for letter in standing.opposed_by)),
        )
        for standing in report.standings
    ]
    return replace(report, blocs=blocs, standings=tuple(standings))


def iterate_numbers(data):
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple):
        for item in data:
            yield from iterate_numbers(item)
    elif isinstance(data, float):
        yield data


@settings(max_examples=40, deadline=None)
@given(ROOMS, st.sampled_from(["latent", "polis"]), st.sampled_from([None, 2]))
def test_whatever_a_room_votes_a_finite_report_comes_back_and_reads_back(votes, method, k):
    report = analyse(build_ballots(votes.items()), method, k=k, resamples=2)

    assert all(map(math.isfinite, iterate_numbers(report.to_dict())))
    assert Report.from_dict(json.loads(report.to_json())).to_json() == report.to_json()
    assert sum(bloc.size for bloc in report.blocs) + report.between == report.grouped.sum()
    np.testing.assert_allclose(report.membership.sum(axis=1), 1)


@settings(max_examples=25, deadline=None)
@given(ROOMS, st.randoms(use_true_random=False))
def test_interleaving_the_votes_changes_no_finding(votes, random):
    rows = list(votes.items())
    random.shuffle(rows)

    straight, mixture = (analyse(build_ballots(table), k=2, resamples=2) for table in (votes.items(), rows))
    assert select_findings(mixture) == select_findings(straight)


@settings(max_examples=25, deadline=None)
@given(ROOMS, st.permutations(range(12)), st.sampled_from(["latent", "polis"]))
def test_renumbering_people_changes_no_finding(votes, names, method):
    items = [((names[person], statement), choice) for (person, statement), choice in votes.items()]

    before, after = (analyse(build_ballots(table), method, k=2, resamples=2) for table in (votes.items(), items))
    assert select_findings(after) == select_findings(before)


def test_a_statement_nobody_saw_changes_no_other_finding():
    plain, more = build_crowd(), build_crowd(items=range(41))

    before, after = analyse(plain, resamples=3), analyse(more, resamples=3)
    assert [s.verdict for s in after.standings[:40]] == [s.verdict for s in before.standings]
    assert [s.blocs for s in after.standings[:40]] == [s.blocs for s in before.standings]
    assert after.standings[40].verdict == "undecided"


@pytest.mark.parametrize("method", ["latent", "polis"])
def test_on_a_cold_run_the_largest_bloc_is_called_a(method):
    report = analyse(build_crowd(), method, resamples=0)

    sizes = [bloc.size for bloc in report.blocs]
    assert [bloc.letter for bloc in report.blocs] == list("ABCDE"[: report.k])
    assert sizes == sorted(sizes, reverse=True)


def test_people_between_blocs_are_in_no_blocs_tally_but_in_the_overall_one():
    report = analyse(build_crowd(), k=3, resamples=0)

    assert report.between > 0
    for standing in report.standings:
        votes = sum(bloc.tally.votes for bloc in standing.blocs)
        assert votes < standing.tally.votes
    assert sum(standing.tally.votes for standing in report.standings) == len(build_crowd())


def test_a_warm_run_differs_from_a_cold_one_in_presentation_only():
    room = build_crowd()
    cold = analyse(room, resamples=2)
    warm = analyse(room, resamples=2, previous=reletter_report(cold, "ZYX"))

    assert [bloc.letter for bloc in warm.blocs] == ["Z", "Y", "X"]
    assert warm.to_json() != cold.to_json()
    assert warm.digest == cold.digest


def test_another_finding_is_another_digest():
    report = analyse(build_crowd(), resamples=0)
    one, *rest = report.standings

    other = replace(report, standings=(replace(one, verdict="contested", bridging=one.bridging / 2), *rest))
    assert other.digest != report.digest


def test_letters_are_no_part_of_who_holds_a_statement():
    report = analyse(build_crowd(), k=3, resamples=0)
    other = reletter_report(report, "CBA")

    assert other.digest == report.digest


def test_the_axes_of_the_map_keep_their_signs_when_more_people_come():
    before = analyse(build_crowd(), resamples=0)
    mixture = build_crowd()
    more = Ballots.from_arrays(
        [*mixture.participants, *(mixture.participants[:600] + 1000)],
        [*mixture.statements, *mixture.statements[:600]],
        [*mixture.choices, *(-mixture.choices[:600])],
    )
    after = analyse(more, resamples=0, previous=before)

    is_old = np.isin(after.participants, before.participants)
    for axis in (0, 1):
        assert np.corrcoef(before.positions[:, axis], after.positions[is_old, axis])[0, 1] > 0.5


def test_without_resamples_nothing_is_said_about_what_returns():
    report = analyse(build_crowd(), resamples=0)

    assert {bloc.stability for bloc in report.blocs} == {None}
    assert {standing.holds for standing in report.standings} == {None}


def test_with_resamples_each_verdict_says_how_often_it_holds():
    report = analyse(build_crowd(), resamples=5)

    assert {standing.holds for standing in report.standings} <= {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}
    assert all(0 < bloc.stability <= 1 for bloc in report.blocs)


def test_the_evidence_says_what_each_number_of_blocs_predicts_and_which_count():
    report = analyse(build_crowd(), resamples=5)

    assert [loss.k for loss in report.held_out_losses] == [
        1,
        2,
        3,
        4,
        5,
    ]  # 4 and 5 are clearly worse: the search ends
    assert report.held_out_losses[0].gain == 0.0
    assert [loss.counting for loss in report.held_out_losses if loss.k == report.k] == [True]
    assert min(report.held_out_losses, key=lambda loss: loss.held_out).k == 3


def test_a_given_number_of_blocs_is_used_and_needs_no_evidence():
    report = analyse(build_crowd(), k=4, resamples=0)

    assert (report.k, report.held_out_losses) == (4, ())


def test_routing_weights_are_above_zero_and_vary():
    report = analyse(build_crowd(), resamples=0)

    assert (report.routing > 0).all()
    assert len(np.unique(report.routing.round(6))) > len(report.routing) / 2


def test_a_rarely_seen_statement_is_shown_before_one_that_is_decided():
    room = build_ballots([((p, 1), 1) for p in range(30)] + [((p, 2), 1) for p in range(2)])
    report = analyse(room, resamples=0)

    assert [standing.verdict for standing in report.standings] == ["settled", "undecided"]
    assert report.routing[1] > 10 * report.routing[0]


def test_importing_the_analysis_loads_no_framework_and_nothing_heavy():
    heavy = {"django", "sklearn", "umap", "scipy.optimize", "scipy.stats"}
    script = f"import sys, elicit.analysis; print(sorted({heavy} & set(sys.modules)))"

    data = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert data.stdout.strip() == "[]"


def test_the_arrays_of_a_report_cannot_be_changed():
    report = analyse(build_crowd(), resamples=0)

    with pytest.raises(ValueError, match="read-only"):
        report.membership[0, 0] = 1.0


def test_a_report_says_how_many_resamples_were_really_drawn():
    assert analyse(build_crowd(), resamples=2).resamples == 2
    assert analyse(build_crowd(), "polis", resamples=2).resamples == 0


def test_a_higher_bar_for_settling_does_not_move_what_a_bloc_holds():
    usual, strict = (
        analyse(build_crowd(), k=3, resamples=0, rules={"settled_in_bloc": bar}).standings for bar in (0.5, 0.9)
    )

    assert [standing.held_by for standing in strict] == [standing.held_by for standing in usual]
    assert "settled" not in {standing.verdict for standing in strict}
    assert [s.verdict for s in strict if s.verdict == "contested"] == [
        s.verdict for s in usual if s.verdict == "contested"
    ]


def test_a_report_of_the_first_method_opens_with_nothing_said_of_what_it_did_not_know():
    data = analyse(build_crowd(), resamples=0).to_dict()
    for name in ("lenses", "blocks", "yes_saying", "habits", "false_settled", "placed", "voters"):
        del data[name]
    for standing in data["standings"]:
        for name in ("important", "doubt", "depends", "fares", "room"):
            del standing[name]
        for bloc in standing["blocs"]:
            del bloc["room"]

    report = Report.from_dict(data)

    assert (
        report.alternatives,
        report.identical_accounts,
        report.response_styles,
        report.standings[0].depends,
    ) == ((), (), None, None)
    assert report.standings[0].room == report.standings[0].agree
    assert [row.verdict for row in report.standings] == [row["verdict"] for row in data["standings"]]


def test_a_report_of_the_third_method_opens_without_alternatives_that_lack_what_polis_says():
    data = analyse(build_crowd(), k=3, resamples=0, alternatives=True).to_dict()
    for lens in data["lenses"]:
        del lens["polis"]

    report = Report.from_dict(data)

    assert len(data["lenses"]) > 2
    assert report.alternatives == ()
    assert [row.verdict for row in report.standings] == [row["verdict"] for row in data["standings"]]
