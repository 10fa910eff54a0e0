"""The Polis method against Polis's own output, given its groups and its set of grouped people."""

import json
from functools import cache

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from elicit.analysis import Ballots, analyse
from elicit.analysis.polis.groups import regroup
from tests.shared import find_shared

CONVERSATIONS = ["150ptpt-3gp-no-strict-no-meta", "above-100-ptpts", "below-100-ptpts"]
CLOSE = {"rtol": 0, "atol": 1e-6}


@cache
def read_golden(name):
    """Polis's math, and our report over the same votes with Polis's own groups. The votes' files come in two
    generations of names; in both agree is +1, while Polis's math counts it as -1."""
    folder = find_shared("polis-golden", name)
    theirs = json.loads((folder / "math-pca2.json").read_text())
    votes = json.loads((folder / "votes.json").read_text())
    votes.sort(key=lambda vote: int(vote["modified"]))
    person, statement = ("pid", "tid") if "pid" in votes[0] else ("participant_id", "statement_id")
    ballots = Ballots.from_arrays(
        [vote[person] for vote in votes],
        [vote[statement] for vote in votes],
        [vote["vote"] for vote in votes],
        rejected=[tid for tid in theirs["mod-out"] if tid not in theirs["meta-tids"]],
        meta=theirs["meta-tids"],
    )
    base = dict(zip(theirs["base-clusters"]["id"], theirs["base-clusters"]["members"], strict=True))
    groups = {
        person: cluster["id"]
        for cluster in theirs["group-clusters"]
        for member in cluster["members"]
        for person in base[member]
    }
    return theirs, ballots, analyse(ballots, "polis", groups=groups, resamples=0), groups


@pytest.fixture(params=CONVERSATIONS)
def pair(request):
    return read_golden(request.param)


def join_columns(theirs, report, name):
    ours = dict(zip(report.polis.statements, getattr(report.polis, name), strict=True))
    return np.array([[ours[int(tid)], value] for tid, value in sorted(theirs.items())]).T


def test_group_informed_consensus_is_equal(pair):
    theirs, _, report, _ = pair

    ours, expected = join_columns(theirs["group-aware-consensus"], report, "group_informed_consensus")
    np.testing.assert_allclose(ours, expected, **CLOSE)


def test_routing_weights_are_equal_and_vary(pair):
    theirs, _, report, _ = pair

    ours, expected = join_columns(theirs["comment-priorities"], report, "priorities")
    np.testing.assert_allclose(ours, expected, **CLOSE)
    assert len(np.unique(ours.round(6))) > len(ours) / 2


def test_extremity_is_equal(pair):
    theirs, _, report, _ = pair
    extremity = dict(zip(map(str, theirs["tids"]), theirs["pca"]["comment-extremity"], strict=True))

    ours, expected = join_columns(extremity, report, "extremity")
    np.testing.assert_allclose(ours, expected, **CLOSE)


def test_consensus_lists_are_identical_and_in_order(pair):
    theirs, _, report, _ = pair

    for name in ("agree", "disagree"):
        ours = getattr(report.polis, f"consensus_{name}")
        assert [majority.statement for majority in ours] == [row["tid"] for row in theirs["consensus"][name]]
        for mine, other in zip(ours, theirs["consensus"][name], strict=True):
            assert (mine.successes, mine.trials) == (other["n-success"], other["n-trials"])
            assert mine.share == pytest.approx(other["p-success"], abs=1e-6)
            assert mine.share_test == pytest.approx(other["p-test"], abs=1e-6)


def test_representative_lists_are_identical_and_in_order(pair):
    theirs, _, report, groups = pair

    for index, name in enumerate(sorted(set(groups.values()))):
        ours, expected = report.polis.representative[index], theirs["repness"][str(name)]
        assert [(record.statement, record.direction) for record in ours] == [
            (row["tid"], 1 if row["repful-for"] == "agree" else -1) for row in expected
        ]
        assert [record.best_agree for record in ours] == [row.get("best-agree", False) for row in expected]
        for mine, other in zip(ours, expected, strict=True):
            figures = ("share", "share_test", "ratio", "ratio_test")
            names = ("p-success", "p-test", "repness", "repness-test")
            np.testing.assert_allclose(
                [getattr(mine, figure) for figure in figures], [other[name] for name in names], rtol=0, atol=1e-6
            )


def test_statement_positions_are_equal_up_to_the_axes_signs(pair):
    theirs, _, report, _ = pair
    expected = np.array(theirs["pca"]["comment-projection"]).T
    rows_by_id = {tid: row for row, tid in enumerate(theirs["tids"])}
    rows = [rows_by_id[int(number)] for number in report.statements]

    for axis in (0, 1):
        ours, goal = report.statement_positions[:, axis], expected[rows, axis]
        sign = np.sign(ours @ goal)
        np.testing.assert_allclose(ours * sign, goal, **CLOSE)


def test_peoples_positions_are_equal_up_to_the_axes_signs(pair):
    theirs, _, report, _ = pair
    base = theirs["base-clusters"]
    rows = {person: row for row, person in enumerate(report.participants.tolist())}
    ours = np.array(
        [report.positions[[rows[person] for person in cluster]].mean(axis=0) for cluster in base["members"]]
    )

    for axis, name in enumerate("xy"):
        sign = np.sign(ours[:, axis] @ base[name])
        np.testing.assert_allclose(ours[:, axis] * sign, base[name], **CLOSE)


def test_groups_are_identical_given_polis_own_base_clusters(pair):
    theirs, _, _, _ = pair
    base = theirs["base-clusters"]
    group = {member: cluster["id"] for cluster in theirs["group-clusters"] for member in cluster["members"]}

    ours = regroup(np.array([base["x"], base["y"]]).T, np.array(base["count"], dtype=float))
    assert adjusted_rand_score([group[cluster] for cluster in base["id"]], ours) == 1.0


@pytest.mark.parametrize(("name", "least"), list(zip(CONVERSATIONS, (0.92, 0.88, 1.0), strict=True)))
def test_a_cold_run_finds_as_many_groups_and_nearly_the_same(name, least):
    """Polis groups people who once had enough votes for the few statements there were: the last votes alone do
    not say who. A cold run groups four fifths of them or more, and nobody else."""
    theirs, ballots, _, groups = read_golden(name)
    report = analyse(ballots, "polis", resamples=0)

    both = [
        (groups[person], group)
        for person, group, is_grouped in zip(
            report.participants.tolist(), report.membership.argmax(axis=1), report.grouped, strict=True
        )
        if is_grouped and person in groups
    ]
    assert len(both) == report.grouped.sum() >= 0.8 * len(groups)
    assert report.k == len(theirs["group-clusters"])
    assert adjusted_rand_score(*zip(*both, strict=True)) >= least


def test_base_clusters_hold_everybody_who_is_grouped_once(pair):
    _, ballots, _, _ = pair
    report = analyse(ballots, "polis", resamples=0)

    members = [person for cluster in report.polis.base_clusters for person in cluster.members]
    assert sorted(members) == report.participants[report.grouped].tolist()


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("scoop-hivemind.biodiversity", 0.95),
        ("bg2050-volunteers", 0.95),
        ("vtaiwan.uberx", 0.85),
    ],
)
def test_cold_groups_are_those_that_polis_exported(name, least):
    import csv

    with find_shared("polis", name, "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with find_shared("polis", name, "votes.csv").open(encoding="utf-8", newline="") as file:
        votes = list(csv.DictReader(file))
    with find_shared("polis", name, "comments.csv").open(encoding="utf-8", newline="") as file:
        numbers = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
    votes.sort(key=lambda vote: int(vote["timestamp"]))
    columns = [[int(vote[name]) for vote in votes] for name in ("voter-id", "comment-id", "vote")]
    report = analyse(Ballots.from_arrays(*columns, rejected=numbers), "polis", resamples=0)

    theirs = {int(row["participant"]): row["group-id"] for row in rows if row["group-id"]}
    both = [
        (theirs[person], group)
        for person, group, is_grouped in zip(
            report.participants.tolist(), report.membership.argmax(axis=1), report.grouped, strict=True
        )
        if is_grouped and person in theirs
    ]
    assert adjusted_rand_score(*zip(*both, strict=True)) >= least
