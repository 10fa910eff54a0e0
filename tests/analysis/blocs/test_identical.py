"""Identical accounts are named and count as one where blocs are found; the honest are left in peace."""

from dataclasses import replace

import numpy as np
import pytest

from elicit.analysis import Ballots, analyse
from elicit.analysis.blocs import identical
from elicit.analysis.data.records import VERDICTS
from elicit.analysis.verdicts.verdicts import Tallies
from elicit.crowd import plant, with_copies


def plant_votes(seed, people=200, statements=40, blocs=2, **options):
    return plant(people, statements, blocs, seed=seed, overlap=0.3, density=20, **options).ballots()


def build_ballots(votes):
    return Ballots.from_arrays(*votes[:3])


def analyse_votes(votes, k=1, resamples=0):
    return analyse(build_ballots(votes), k=k, resamples=resamples, alternatives=False)


def join_accounts(votes, choices):
    """With more accounts, one per row of choices on all statements."""
    accounts, statements = choices.shape
    first = votes.participants.max() + 1
    return (
        np.concatenate([votes.participants, np.repeat(np.arange(first, first + accounts), statements)]),
        np.concatenate([votes.statements, np.tile(np.arange(statements), accounts)]),
        np.concatenate([votes.choices, choices.ravel()]),
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("noise", [0.0, 0.05], ids=["exact", "one vote in twenty changed"])
def test_copies_are_named(seed, noise):
    [block] = analyse_votes(with_copies(plant_votes(seed), share=0.06, seed=seed, noise=noise)).identical_accounts

    assert (block.participants, block.statements) == (tuple(range(200, 212)), 40)


def test_two_scripts_are_two_blocks_the_larger_first():
    votes = with_copies(with_copies(plant_votes(1), share=0.04, seed=5), share=0.06, seed=9, noise=0.02)

    blocks = analyse_votes(votes).identical_accounts
    assert [block.participants for block in blocks] == [tuple(range(208, 220)), tuple(range(200, 208))]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "options", [{}, {"yes_tendency": 0.8, "pass_spread": 0.8}], ids=["alike", "with response styles"]
)
def test_honest_crowds_are_not_named(seed, options):
    assert analyse_votes(plant_votes(seed, **options)).identical_accounts == ()


@pytest.mark.parametrize("choice", [0, 1, -1], ids=["pass", "agree", "disagree"])
def test_people_who_answer_everything_the_same_way_are_not_named(choice):
    assert analyse_votes(join_accounts(plant_votes(2), np.full((12, 40), choice))).identical_accounts == ()


def test_four_copies_are_too_few_to_be_named_and_five_are_enough():
    script = np.where(np.random.default_rng(3).random(40) < 0.5, 1, -1)

    accounts = [
        [
            block.participants
            for block in analyse_votes(join_accounts(plant_votes(1), np.tile(script, (n, 1)))).identical_accounts
        ]
        for n in (4, 5)
    ]
    assert accounts == [[], [tuple(range(200, 205))]]


def test_copies_cannot_found_a_bloc(monkeypatch):
    votes = with_copies(plant_votes(1, people=160, statements=30, blocs=1), share=0.15, seed=1, noise=0.03)
    report = analyse_votes(votes, k=None, resamples=4)

    assert (report.k, [len(block.participants) for block in report.identical_accounts]) == (1, [24])
    monkeypatch.setattr(identical, "find", lambda *_: ())
    unnoticed = analyse_votes(votes, k=None, resamples=4)
    assert [bloc.counts for bloc in unnoticed.blocs] == [True, True]  # what would happen otherwise


def lighten(report, block, remainder):
    """(S,) verdicts of a report of one bloc with a block of 24 counted as so many accounts."""
    counts_of = []
    for standing in report.standings:
        tally = standing.tally
        rest = np.array([tally.agree, tally.disagree, tally.passed], dtype=float)
        rest -= block[standing.statement] * (1 - remainder / 24)
        counts_of.append(rest)
    counts = np.array(counts_of)
    return Tallies(counts[None], counts, np.ones(1, dtype=bool), report.rules).verdicts()


def test_a_verdict_that_stands_with_copies_only_says_so_and_is_not_settled():
    votes = with_copies(plant_votes(1, people=160, statements=30, blocs=1), share=0.15, seed=1)
    report = analyse_votes(votes)
    is_copy = votes.participants >= 160
    block = np.zeros((30, 3))
    np.add.at(block, (votes.statements[is_copy], np.array([2, 0, 1])[votes.choices[is_copy]]), 1)

    counts = np.array([[s.tally.agree, s.tally.disagree, s.tally.passed] for s in report.standings], dtype=float)
    everyone = Tallies(counts[None], counts, np.ones(1, dtype=bool), report.rules).verdicts()
    is_different = (everyone != lighten(report, block, 1)) | (everyone != lighten(report, block, 0))
    assert [s.depends for s in report.standings] == np.where(is_different, 24, None).tolist()
    assert {VERDICTS[verdict] for verdict in everyone[is_different]} >= {"settled"}
    verdicts = [VERDICTS.index(s.verdict) for s in report.standings]
    unsettled = is_different & np.isin(everyone, [VERDICTS.index("settled"), VERDICTS.index("settled against")])
    assert verdicts == np.where(unsettled, VERDICTS.index("undecided"), everyone).tolist()


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_how_many_blocs_there_are_is_asked_of_everybody_else(noise):
    votes = plant_votes(3, blocs=3)
    both = votes, with_copies(votes, share=0.06, seed=2, noise=noise)
    alone, attack = (analyse_votes(log, k=None) for log in both)

    assert len(attack.identical_accounts[0].participants) == 12
    gains = [[(e.k, e.held_out, e.gain) for e in report.held_out_losses] for report in (alone, attack)]
    assert gains[0] == gains[1]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_everybody_else_is_placed_as_they_are_without_a_block(k):
    votes = plant_votes(2, blocs=3)
    alone, attack = (
        analyse_votes(log, k=k, resamples=5) for log in (votes, with_copies(votes, share=0.06, seed=3))
    )

    assert len(attack.identical_accounts[0].participants) == 12
    same = attack.assignment[:, attack.participants < 200] == alone.assignment
    assert same.mean() > 0.97
    returns = [[bloc.stability for bloc in report.blocs] for report in (alone, attack)]
    assert returns[1] == pytest.approx(returns[0], abs=0.02)


def test_overall_tallies_count_every_account():
    votes = with_copies(plant_votes(1), share=0.06, seed=1)

    assert sum(standing.tally.votes for standing in analyse_votes(votes).standings) == len(votes.choices)


def test_without_copies_no_verdict_depends_on_any():
    assert {standing.depends for standing in analyse_votes(plant_votes(1)).standings} == {None}


def test_a_block_weighs_as_much_as_one_account():
    blocks = (identical.IdenticalRows(np.array([1, 2, 4]), 10),)

    np.testing.assert_allclose(identical.weights(5, blocks), [1, 1 / 3, 1 / 3, 1, 1 / 3])
    assert identical.weights(2, ()).tolist() == [1, 1]


def test_where_copies_stand_in_the_order_of_votes_does_not_matter():
    votes = with_copies(plant_votes(1), share=0.06, seed=1, noise=0.05)
    late = np.argsort(votes.participants >= 200, kind="stable")

    before, after = analyse_votes(votes), analyse_votes([column[late] for column in votes])
    assert after.identical_accounts == before.identical_accounts
    assert [replace(s, polis=None) for s in after.standings] == [replace(s, polis=None) for s in before.standings]
