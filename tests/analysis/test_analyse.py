"""What an analysis finds, and what may not change it."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from elicit.analysis import VERDICTS, Ballots, Report, Rules, analyse
from elicit.crowd import plant


def build_room(*words, **options):
    """One person per word; its letters are votes on statements 1, 2, 3 ..."""
    meaning = {"a": 1, "d": -1, "p": 0}
    rows = [
        (person, item, meaning[letter])
        for person, word in enumerate(words)
        for item, letter in enumerate(word, start=1)
        if letter in meaning
    ]
    return Ballots.from_arrays(*zip(*rows, strict=True), **options)


TWO_BLOCS = build_room(*["aadddaaa"] * 20, *["adaaadda"] * 20)


def map_verdicts(report):
    return {standing.statement: standing.verdict for standing in report.standings}


def select_findings(report):
    """What a reader is told: verdicts, tallies and intervals, whatever the letters are."""
    return {
        standing.statement: (
            standing.verdict,
            standing.tally,
            round(standing.bridging, 9),
            sorted((bloc.tally.agree, bloc.tally.disagree, bloc.tally.passed) for bloc in standing.blocs),
        )
        for standing in report.standings
    }


def test_two_camps_are_found_and_what_unites_and_divides_them():
    report = analyse(TWO_BLOCS, resamples=10)

    assert [bloc.size for bloc in report.blocs] == [20, 20]
    assert map_verdicts(report) == {
        1: "settled",
        2: "contested",
        3: "contested",
        4: "contested",
        5: "contested",
        6: "contested",
        7: "contested",
        8: "settled",
    }


def test_a_room_of_one_mind_has_no_separate_blocs():
    report = analyse(build_room(*["aadda"] * 30), resamples=10)

    assert (report.k, report.blocs[0].size, report.between) == (1, 30, 0)
    assert map_verdicts(report) == {
        1: "settled",
        2: "settled",
        3: "settled against",
        4: "settled against",
        5: "settled",
    }


def test_a_pass_is_a_vote_but_neither_agreement_nor_disagreement():
    report = analyse(build_room(*["a"] * 10, *["p"] * 10), resamples=0)

    [standing] = report.standings
    assert (standing.tally.agree, standing.tally.disagree, standing.tally.passed) == (10, 0, 10)
    assert standing.agree.value == 0.5
    assert standing.disagree.value == 0.0


def test_an_unseen_statement_is_undecided_and_asks_for_votes():
    report = analyse(build_room(*["aa"] * 20, items=[1, 2, 3]), resamples=0)

    standing = report.standings[2]
    assert (standing.verdict, standing.tally.votes, standing.more_votes) == ("undecided", 0, 8)


def test_a_rejected_statement_gets_no_verdict():
    report = analyse(build_room(*["aa"] * 20, rejected=[2]), resamples=0)

    assert report.statements.tolist() == [1]


def test_rates_and_memberships_are_probabilities():
    report = analyse(TWO_BLOCS, resamples=0)

    np.testing.assert_allclose(report.membership.sum(axis=1), 1)
    np.testing.assert_allclose(report.rates.sum(axis=2), 1)
    assert report.membership.shape == (40, 2)
    assert report.rates.shape == (2, 8, 3)


def test_planted_blocs_are_found_again():
    crowd = plant(400, 60, 3, seed=3, overlap=0.2)
    votes = crowd.ballots()

    report = analyse(Ballots.from_arrays(*votes[:3]), resamples=10)
    labels = report.membership.argmax(axis=1)[report.grouped]
    truth = crowd.truth[report.participants[report.grouped]]
    from sklearn.metrics import adjusted_rand_score

    assert report.k == 3
    assert adjusted_rand_score(truth, labels) > 0.8


def test_blocs_learnt_from_some_of_the_people_place_and_count_everyone():
    crowd = plant(600, 60, 2, seed=3, overlap=0.2, density=30)
    ballots = Ballots.from_arrays(*crowd.ballots()[:3])
    whole, some, all_of_them = (
        analyse(ballots, k=2, resamples=0, alternatives=False, sample=sample)
        for sample in (10**6, 6_000, len(ballots))
    )

    assert all_of_them.to_json() == whole.to_json() != some.to_json()
    assert (some.grouped == whole.grouped).all()
    assert [standing.tally for standing in some.standings] == [standing.tally for standing in whole.standings]
    assert adjusted_rand_score(whole.membership.argmax(axis=1), some.membership.argmax(axis=1)) > 0.8


def test_a_crowd_without_blocs_is_not_given_any():
    ks = []
    for seed in range(5):
        votes = plant(300, 40, 1, seed=seed).ballots()
        ks.append(analyse(Ballots.from_arrays(*votes[:3]), resamples=10).k)

    assert ks == [1] * 5


@pytest.mark.parametrize("statements", [1, 2, 4])
def test_a_room_of_fewer_statements_than_folds_has_no_separate_blocs(statements):
    votes = plant(400, statements, 1, seed=1, density=statements, spread=0.01).ballots()

    assert analyse(Ballots.from_arrays(*votes[:3]), resamples=2).k == 1


def test_the_same_ballots_rules_and_seed_give_the_same_bytes():
    assert analyse(TWO_BLOCS, resamples=5).to_json() == analyse(TWO_BLOCS, resamples=5).to_json()


def test_missing_components_are_missing_the_same_way_every_time():
    opposite = build_room(*["ad" * 6] * 10, *["da" * 6] * 10)

    assert len({analyse(opposite, resamples=3).digest for _ in range(4)}) == 1


@pytest.mark.parametrize("method", ["latent", "polis"])
def test_a_report_comes_back_from_its_json_exactly(method):
    report = analyse(TWO_BLOCS, method, resamples=5)

    again = Report.from_dict(json.loads(report.to_json()))
    assert again.to_json() == report.to_json()
    assert again.digest == report.digest


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_people_vote_does_not_matter(random):
    rows = list(zip(TWO_BLOCS.participants, TWO_BLOCS.statements, TWO_BLOCS.choices, strict=True))
    random.shuffle(rows)

    report = analyse(Ballots.from_arrays(*map(list, zip(*rows, strict=True))), resamples=3)
    assert select_findings(report) == select_findings(analyse(TWO_BLOCS, resamples=3))


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(40)))
def test_the_numbers_people_carry_do_not_matter(names):
    ballots = Ballots.from_arrays(
        [names[person] for person in TWO_BLOCS.participants], TWO_BLOCS.statements, TWO_BLOCS.choices
    )

    assert select_findings(analyse(ballots, resamples=3)) == select_findings(analyse(TWO_BLOCS, resamples=3))


def test_somebody_who_never_votes_changes_no_finding():
    with_more = build_room(*["aadddaaa"] * 20, *["adaaadda"] * 20, people=range(45))

    assert select_findings(analyse(with_more, resamples=3)) == select_findings(analyse(TWO_BLOCS, resamples=3))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 19), st.integers(0, 19))
def test_more_agreement_never_lowers_bridging(agreement, more):
    least, most = sorted((agreement, min(20, agreement + more)))
    votes = {n: build_room(*["a"] * n, *["d"] * (20 - n)) for n in (least, most)}

    low, high = (analyse(votes[n], resamples=0).standings[0].bridging for n in (least, most))
    assert low <= high


def test_letters_are_carried_over_from_an_earlier_report():
    before = analyse(build_room(*["aadddaaa"] * 25, *["adaaadda"] * 15), resamples=0)
    ballots = build_room(*["aadddaaa"] * 25, *["adaaadda"] * 40)
    after = analyse(ballots, resamples=0, previous=before)

    letter = {bloc.index: bloc.letter for bloc in after.blocs}
    first = int(np.searchsorted(after.participants, 0))
    assert letter[int(after.membership[first].argmax())] == "A"
    assert (after.warm, after.previous_digest) == (True, before.digest)


def test_the_map_does_not_flip_between_reports():
    before = analyse(TWO_BLOCS, resamples=0)
    after = analyse(TWO_BLOCS, resamples=0, previous=before)

    np.testing.assert_allclose(after.positions, before.positions, atol=1e-9)


@pytest.mark.parametrize("method", ["latent", "polis"])
@pytest.mark.parametrize(
    "ballots",
    [
        Ballots.from_arrays([], [], []),
        Ballots.from_arrays([], [], [], people=[1, 2], items=[1]),
        Ballots.from_arrays([1], [1], [1]),
        Ballots.from_arrays([1, 2], [1, 1], [0, 0]),
        build_room(*["ppp"] * 30),
        build_room("a", "d"),
        build_room(*["a"] * 30, rejected=[1]),
    ],
    ids=["nothing", "nobody voted", "one vote", "two passes", "all pass", "one each", "all rejected"],
)
def test_tiny_rooms_get_a_report_without_an_error(method, ballots):
    report = analyse(ballots, method, resamples=2)

    assert report.membership.shape == (len(report.participants), report.k)
    assert set(map_verdicts(report).values()) <= set(VERDICTS)
    assert "NaN" not in report.to_json()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"method": "umap"}, "no method"),
        ({"k": 0}, "k must lie"),
        ({"k": 2.5}, "k must be a whole number, not 2.5"),
        ({"k": "2"}, "k must be a whole number, not '2'"),
        ({"seed": float("nan")}, "seed must be a whole number, not nan"),
        ({"resamples": True}, "resamples must be a whole number, not True"),
        ({"seed": -1}, "0 or more"),
        ({"rules": {"max_blocs": 9}}, "max_blocs must lie between 1 and 6"),
        ({"rules": {"quorum": 1}}, "no rule called 'quorum'"),
        ({"rules": {"min_votes_per_bloc": 2.5}}, "whole number"),
    ],
)
def test_what_cannot_be_analysed_is_said_in_a_sentence(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        analyse(TWO_BLOCS, **options)


def test_rules_come_back_from_what_is_stored():
    assert Rules.from_dict(Rules(max_blocs=5).to_dict()) == Rules(max_blocs=5)
