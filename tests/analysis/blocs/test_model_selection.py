"""How sure a finding is: what blocs predict, what is known of this room, and what is doubted."""

import numpy as np
import pytest
from scipy import stats

from elicit.analysis import Ballots, Rules, analyse
from elicit.analysis.blocs import latent, model_selection, response_styles
from elicit.analysis.data.matrix import build_vote_matrix
from elicit.analysis.data.shards import ShardedVotes
from elicit.analysis.verdicts.intervals import finite, jeffreys
from elicit.analysis.verdicts.posterior import chance_above
from elicit.analysis.verdicts.verdicts import Tallies
from elicit.crowd import plant


def build_votes(blocs, seed, people=150, **options):
    return build_vote_matrix(
        Ballots.from_arrays(*plant(people, 30, blocs, seed=seed, overlap=0.1, density=20, **options).ballots()[:3])
    )


@pytest.mark.parametrize(("blocs", "number"), [(1, 4), (2, 4), (3, 5)])
def test_the_search_ends_early_only_when_more_blocs_are_clearly_worse(monkeypatch, blocs, number):
    room = build_votes(blocs, seed=blocs)
    early = model_selection.measure_held_out_losses(room, 6, 0)
    monkeypatch.setattr(model_selection, "WORSE", np.inf)
    whole = model_selection.measure_held_out_losses(room, 6, 0)

    assert (len(early), len(whole)) == (number, 6)
    assert early == whole[:number]
    best = max(whole, key=lambda loss: loss.gain)
    assert (best.k, best in early) == (blocs, True)
    if number < 6:
        assert all(loss.held_out > best.held_out + loss.gain_error for loss in early[-2:])


def test_one_number_is_asked_about_when_one_is_the_most():
    [only] = model_selection.measure_held_out_losses(build_votes(2, seed=1), 1, 0)

    assert (only.k, only.gain, only.gain_error) == (1, 0.0, 0.0)


def test_the_gain_is_the_difference_of_the_losses():
    losses = model_selection.measure_held_out_losses(build_votes(2, seed=2), 3, 0)

    assert [loss.gain for loss in losses] == pytest.approx([losses[0].held_out - loss.held_out for loss in losses])
    assert losses[1].gain > 2 * losses[1].gain_error > 0


def test_chances_of_a_vote_sum_to_one_over_the_choices():
    room = build_votes(2, seed=3)
    training, rest = (
        room.select_votes(np.arange(len(room.person)) % 10 > 0),
        room.select_votes(np.arange(len(room.person)) % 10 == 0),
    )
    base, sharded_votes = latent.alone(ShardedVotes.of(training, response_styles.NONE, size=32), np.ones(150))

    total = np.zeros(len(rest.person))
    for choice in range(3):
        test = rest.__class__(
            *(rest.people, rest.statements, rest.person, rest.statement), choice + 0 * rest.choice
        )
        total += model_selection.chances(base, sharded_votes, test)
    np.testing.assert_allclose(total, 1)


def test_no_uncertainty_about_the_room_is_left_once_everybody_in_it_has_voted():
    subset = finite([28, 0, 40, 0], [40, 40, 40, 0], [40, 40, 40, 0], 0.95)

    assert subset.low[:3].tolist() == subset.value[:3].tolist() == subset.high[:3].tolist() == [0.7, 0, 1]
    assert (subset.low[3], subset.high[3]) == (0, 1)  # nobody is in it, and nothing is known


@pytest.mark.parametrize("people", [41, 60, 100, 1000])
def test_the_room_is_known_better_than_people_like_these_at_the_same_share(people):
    hits, votes_each = np.arange(41), np.full(41, 40)
    room, all_alike = finite(hits, votes_each, people, 0.95), jeffreys(hits, votes_each, 0.95)

    np.testing.assert_array_equal(room.value, all_alike.value)
    assert (room.low >= all_alike.low - 1e-12).all()
    assert (room.high <= all_alike.high + 1e-12).all()
    assert (room.low <= room.value).all()
    assert (room.value <= room.high).all()
    assert (room.high - room.low < all_alike.high - all_alike.low).all()


def test_the_more_of_a_room_have_voted_the_better_it_is_known():
    widths = [float(np.subtract(*finite(30, 40, people, 0.95)[:0:-1])) for people in (40, 41, 50, 80, 10_000)]

    assert widths[0] == 0
    assert widths == sorted(widths)
    assert widths[-1] == pytest.approx(float(np.subtract(*jeffreys(30, 40, 0.95)[:0:-1])), rel=0.01)


def test_intervals_about_a_room_hold_what_they_promise():
    random = np.random.default_rng(0)
    room = np.arange(60) < 40
    hits = np.array([random.permutation(room)[:30].sum() for _ in range(2000)])

    interval = finite(hits, 30, 60, 0.95)
    is_covered = (interval.low <= 40 / 60) & (interval.high >= 40 / 60)
    assert 0.93 < is_covered.mean() < 0.98


def test_a_report_knows_this_room_where_all_have_voted_and_people_like_these_less_well():
    everyone = [(person, 1, 1 if person < 28 else -1) for person in range(40)]
    some = [(person, 2, 1 if person < 14 else -1) for person in range(20)]
    report = analyse(Ballots.from_arrays(*zip(*everyone, *some, strict=True)), resamples=0, alternatives=False)

    sure, open_ = report.standings
    assert (sure.room.low, sure.room.value, sure.room.high) == (0.7, 0.7, 0.7)
    assert sure.agree.low < 0.7 < sure.agree.high
    assert open_.agree.low < open_.room.low < open_.room.value == open_.agree.value == 0.7
    assert open_.room.high < open_.agree.high


def test_doubt_is_the_chance_that_one_of_the_jurors_or_everyone_falls_short():
    counts = np.array([[[28.0, 1, 1], [3, 9, 0]], [[21, 7, 2], [9, 2, 4]]])
    overall = counts.sum(axis=0)
    doubt = Tallies(counts, overall, np.ones(2, bool), Rules()).doubt

    first, second = (chance_above(votes[:, 0], votes.sum(axis=1), 0.5) for votes in counts)
    np.testing.assert_allclose(doubt, 1 - first * second * chance_above(overall[:, 0], overall.sum(axis=1), 0.6))


def test_among_chosen_statements_as_many_fall_short_as_their_doubts_add_up_to():
    random = np.random.default_rng(0)
    shares = random.beta(6, 4, (400, 60))  # 400 rooms
    hits = random.binomial(25, shares)
    sure = np.stack([chance_above(row, np.full(60, 25), 0.6) for row in hits])
    alone = stats.beta.sf(0.6, hits + 0.5, 25.5 - hits)
    is_high = jeffreys(hits, 25, 0.95).low > 0.6

    short = (shares[is_high] <= 0.6).sum()
    assert short > 50
    assert (1 - sure[is_high]).sum() == pytest.approx(short, rel=0.3)
    assert (1 - alone[is_high]).sum() < 0.5 * short  # what one statement's votes say by themselves


def test_without_votes_the_other_statements_speak():
    chance = chance_above(np.array([0.0, 19, 18, 20]), np.array([0.0, 20, 20, 20]), 0.5)

    assert (chance > 0.85).all()
    assert len(chance_above(np.zeros(0), np.zeros(0), 0.5)) == 0


def test_a_bloc_that_does_not_count_raises_no_doubt():
    counts = np.array([[[28.0, 1, 1]], [[0, 9, 0]]])
    overall = counts[0]

    with_it, without = (
        Tallies(counts[:blocs], overall, np.array([True, False])[:blocs], Rules()).doubt[0] for blocs in (2, 1)
    )
    assert with_it == without < 0.001


def test_only_settled_statements_are_doubted_and_their_doubts_add_up():
    report = analyse(
        Ballots.from_arrays(*plant(200, 40, 1, seed=3, density=15).ballots()[:3]), resamples=0, alternatives=False
    )
    doubts = {s.verdict: [] for s in report.standings}
    for standing in report.standings:
        doubts[standing.verdict].append(standing.doubt)

    risks = doubts.pop("settled")
    assert len(risks) > 3
    assert all(0 <= doubt < 0.1 for doubt in risks)
    assert {doubt for others in doubts.values() for doubt in others} == {None}
    assert report.false_settled == pytest.approx(sum(risks))


def test_few_statements_are_settled_that_are_not_so_widely_agreed_to():
    false, total = 0, 0
    for seed in range(10):
        crowd = plant(60, 60, 1, seed=seed, density=30)
        report = analyse(Ballots.from_arrays(*crowd.ballots()[:3]), k=1, resamples=0, alternatives=False)
        for standing in report.standings:
            total += standing.verdict == "settled"
            false += standing.verdict == "settled" and crowd.probabilities[0, standing.statement, 0] <= 0.6

    assert total > 50
    assert false <= 0.05 * total
