"""What may not change a finding: who votes in between, the numbers people carry, and what nobody saw."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.analysis import Ballots, Report, analyse
from elicit.crowd import plant

PEOPLE, STATEMENTS = 12, 6
CHOICE = st.sampled_from([1, 0, -1])
VOTE = st.tuples(st.integers(0, PEOPLE - 1), st.integers(1, STATEMENTS), CHOICE)
LOGS = st.lists(VOTE, max_size=70)  # whoever votes twice on a statement has changed their mind
K = st.sampled_from([None, 2])
FEW = {"min_people_grouped": 5, "counting_people": 2, "min_votes_to_group": 2, "counting_jaccard": 0.1}
QUICK = settings(max_examples=12, deadline=None)


def build_ballots(log, **options):
    return Ballots.from_arrays(*(zip(*log, strict=True) if log else ((), (), ())), **options)


def analyse_log(log, k, method="latent", **options):
    return analyse(build_ballots(log, **options), method, k=k, resamples=2, alternatives=False, rules=FEW)


def select_findings(report):
    """Blocs, verdicts, tallies and intervals: everything about blocs and statements but Polis's figures, which
    follow the order of first votes."""
    standings = [replace(standing, polis=None) for standing in report.standings]
    return report.k, report.blocs, standings, report.between, report.held_out_losses


def interleave(log, random):
    """The same ballots in another order of people, each person's own order kept."""
    own = {person: [vote for vote in log if vote[0] == person] for person, _, _ in log}
    turns = [person for person, _, _ in log]
    random.shuffle(turns)
    return [own[person].pop(0) for person in turns]


@QUICK
@given(LOGS, K, st.randoms(use_true_random=False))
def test_whoever_votes_in_between_changes_no_finding(log, k, random):
    before, after = analyse_log(log, k), analyse_log(interleave(log, random), k)

    assert after.to_json() == before.to_json()


@QUICK
@given(LOGS, K, st.randoms(use_true_random=False))
def test_last_votes_in_another_order_are_the_same_report(log, k, random):
    last = [(*pair, choice) for pair, choice in {(person, item): choice for person, item, choice in log}.items()]
    before = analyse_log(last, k)
    random.shuffle(last)

    assert analyse_log(last, k).to_json() == before.to_json()


@QUICK
@given(LOGS, K, st.lists(st.integers(-1000, 10**9), min_size=PEOPLE, max_size=PEOPLE, unique=True))
def test_other_numbers_for_people_change_no_finding(log, k, names):
    rows = [(names[person], *rest) for person, *rest in log]

    assert select_findings(analyse_log(rows, k)) == select_findings(analyse_log(log, k))


@QUICK
@given(LOGS, K, st.sampled_from(["latent", "polis"]))
def test_somebody_who_never_votes_changes_no_finding(log, k, method):
    silent = {"people": range(-1, PEOPLE + 2)}

    before, after = analyse_log(log, k, method, people=range(PEOPLE)), analyse_log(log, k, method, **silent)
    assert select_findings(after) == select_findings(before)
    assert [s.polis for s in after.standings] == [s.polis for s in before.standings]


@QUICK
@given(LOGS, K, st.sampled_from(["latent", "polis"]))
def test_a_statement_nobody_saw_changes_no_other_finding(log, k, method):
    # in a room where a person needs fewer votes than there are statements to be grouped
    before = analyse_log(log, k, method, items=range(1, STATEMENTS + 1))
    after = analyse_log(log, k, method, items=range(1, STATEMENTS + 2))

    assert after.standings[-1].verdict == "undecided"
    assert after.standings[-1].tally.votes == 0
    report = replace(after, standings=after.standings[:-1])
    assert [replace(s, polis=None) for s in report.standings] == [replace(s, polis=None) for s in before.standings]
    assert (after.blocs, after.between) == (before.blocs, before.between)


def build_room(seed=3):
    return plant(120, 24, 3, seed=seed, overlap=0.2, density=12).ballots()[:3]


def reorder(columns):
    order = np.random.default_rng(1).permutation(len(columns[0]))
    return [column[order] for column in columns]


@pytest.mark.parametrize("k", [None, 3])
def test_the_same_ballots_rules_and_seed_are_the_same_to_the_byte(k):
    one, other = (
        analyse(Ballots.from_arrays(*build_room()), k=k, resamples=2, alternatives=k == 3).to_json()
        for _ in range(2)
    )

    assert one == other


FOLLOWS_ORDER = {"polis"}  # Polis lists statements in order of their first vote
FOLLOWS_SUMS = {"positions", "statement_positions"}  # Polis's components, whose sums run in order of first votes


def to_plain_values(report):
    """The result as plain values, without what follows the order of votes by definition."""
    data = {name: value for name, value in report.to_dict().items() if name not in FOLLOWS_ORDER | FOLLOWS_SUMS}
    del data["digest"]
    for standing in data["standings"]:
        del standing["polis"]
    return json.dumps(data, sort_keys=True)


def test_another_order_of_votes_leaves_everything_but_polis_figures_the_same_to_the_byte():
    before, after = (analyse(Ballots.from_arrays(*c), resamples=2) for c in (build_room(), reorder(build_room())))

    assert before.ballots_digest == after.ballots_digest
    assert to_plain_values(after) == to_plain_values(before)
    assert [s.polis.priority for s in after.standings] == pytest.approx(
        [s.polis.priority for s in before.standings]
    )
    assert [s.polis.group_informed_consensus for s in after.standings] == [
        s.polis.group_informed_consensus for s in before.standings
    ]


def test_without_polis_figures_the_digests_of_two_orders_are_equal():
    before, after = (
        analyse(Ballots.from_arrays(*c), k=3, resamples=0, alternatives=False)
        for c in (build_room(), reorder(build_room()))
    )

    same = replace(
        after,
        polis=before.polis,
        standings=tuple(
            replace(mine, polis=other.polis) for mine, other in zip(after.standings, before.standings, strict=True)
        ),
    )
    assert same.digest == before.digest


def test_polis_says_the_same_of_everyone_together_in_any_order():
    before, after = (
        analyse(Ballots.from_arrays(*c), "polis", resamples=0) for c in (build_room(), reorder(build_room()))
    )

    for mine, other in zip(after.standings, before.standings, strict=True):
        assert (mine.tally, mine.agree, mine.disagree, mine.room) == (
            other.tally,
            other.agree,
            other.disagree,
            other.room,
        )
    for name in ("consensus_agree", "consensus_disagree"):
        assert set(getattr(after.polis, name)) == set(getattr(before.polis, name))
    columns = [dict(zip(r.polis.statements, r.polis.extremity, strict=True)) for r in (before, after)]
    assert columns[1] == pytest.approx(columns[0], rel=1e-6)
    np.testing.assert_allclose(np.abs(after.positions), np.abs(before.positions), atol=1e-6)
    assert int(after.grouped.sum()) == int(before.grouped.sum())


def test_another_seed_is_another_analysis_that_says_nearly_the_same():
    one, other = (
        analyse(Ballots.from_arrays(*build_room()), k=3, seed=seed, resamples=0, alternatives=False)
        for seed in (0, 1)
    )

    assert one.digest != other.digest
    assert [s.tally for s in one.standings] == [s.tally for s in other.standings]
    assert [bloc.size for bloc in one.blocs] == pytest.approx([bloc.size for bloc in other.blocs], abs=12)


def test_a_report_of_either_order_reads_back():
    report = analyse(Ballots.from_arrays(*reorder(build_room())), k=2, resamples=0)

    assert Report.from_dict(json.loads(report.to_json())).digest == report.digest
