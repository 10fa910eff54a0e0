"""What is shown next: where votes help, within bounds, by a draw that can be repeated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.analysis import Ballots, Rules, analyse, next_statement
from elicit.analysis.routing import BOUND, MARKS_PRIOR, PACE, Guide, even_shares, exposure, weights
from elicit.analysis.verdicts.verdicts import LUKEWARM, UNDECIDED, Tallies
from elicit.analysis.verdicts.vote_value import vote_values
from elicit.crowd import plant

EMPTY = (0, 0, 0)


def build_tallies(*statements, counting=None):
    """Each statement: (agree, disagree, pass) per bloc."""
    counts = np.array(statements, dtype=float).transpose(1, 0, 2)
    counting = np.ones(len(counts), dtype=bool) if counting is None else np.array(counting)
    return Tallies(counts, counts.sum(axis=0), counting, Rules())


def list_vote_values(*statements, **kwargs):
    """(k, S) needs under the verdicts that the tallies have."""
    room = build_tallies(*statements, **kwargs)
    return vote_values(room, room.verdicts())


def build_guide(*statements, **kwargs):
    room = build_tallies(*statements, **kwargs)
    return Guide.build(np.arange(1, len(statements) + 1), room, room.verdicts())


HALF_KNOWN = (((9, 1, 0), (3, 0, 0)), ((20, 2, 1), (18, 1, 2)), ((1, 8, 0), (2, 2, 0)), ((5, 5, 0), (0, 0, 0)))


# --- what a vote is worth


def test_the_bloc_that_keeps_a_statement_from_being_settled_is_asked():
    values = list_vote_values(((20, 1, 1), (20, 1, 1), (4, 0, 0)))

    assert values[2, 0] > 3 * max(values[0, 0], values[1, 0])


def test_of_two_statements_the_one_closer_to_a_verdict_is_worth_more():
    values = list_vote_values(((10, 3, 0), (10, 3, 0)), ((8, 5, 0), (8, 5, 0)))

    assert (values[:, 0] > values[:, 1]).all()


def test_what_is_too_close_to_call_is_worth_little():
    values = list_vote_values(((100, 100, 0), (100, 100, 0)), ((13, 6, 1), (13, 6, 1)))

    assert (values[:, 1] > 5 * values[:, 0]).all()


@pytest.mark.parametrize(
    "blocs",
    [((30, 1, 1), (30, 1, 1)), ((30, 1, 1), (1, 30, 1)), ((1, 30, 1), (1, 30, 1))],
    ids=["settled", "contested", "settled against"],
)
def test_a_decided_statement_needs_nothing(blocs):
    assert list_vote_values(blocs).tolist() == [[0.0], [0.0]]


def test_what_is_lukewarm_may_still_turn_out_contested():
    split, cool = ((1, 11, 0), (9, 2, 1)), ((9, 11, 15), (9, 11, 15))
    room = build_tallies(split, cool)
    assert room.verdicts().tolist() == [LUKEWARM, LUKEWARM]

    values = vote_values(room, room.verdicts())
    assert values[1, 0] > 0
    assert values[:, 0].max() > 3 * values[:, 1].max()


def test_a_bloc_that_does_not_count_needs_what_the_others_need_on_average():
    values = list_vote_values(*((*blocs, EMPTY) for blocs in HALF_KNOWN), counting=[True, True, False])

    assert values[2] == pytest.approx(values[:2].mean(axis=0))


def test_without_a_counting_bloc_everyone_stands_for_one():
    values = list_vote_values(((9, 3, 1), (3, 1, 0)), counting=[False, False])

    assert values[0] == values[1]
    assert values[0, 0] > 0


def test_before_the_first_vote_all_statements_are_worth_the_same():
    values = list_vote_values((EMPTY, EMPTY), (EMPTY, EMPTY))

    assert (values == values[0, 0]).all()
    assert values[0, 0] > 0


def test_weights_are_above_zero_vary_and_are_larger_where_something_is_open():
    crowd = plant(300, 60, 3, seed=4)
    votes = crowd.ballots()
    counts = np.zeros((3, 60, 3))
    columns = np.array([2, 0, 1])[votes.choices]
    np.add.at(counts, (crowd.truth[votes.participants], votes.statements, columns), 1)
    room = Tallies(counts, counts.sum(axis=0), np.ones(3, dtype=bool), Rules())
    verdict = room.verdicts()
    worth = weights(room, verdict)

    assert (worth > 0).all()
    assert len(np.unique(worth)) > 55
    assert worth[verdict == UNDECIDED].mean() > 5 * worth[verdict < LUKEWARM].mean()


@given(st.permutations(range(4)))
def test_renumbering_statements_changes_no_weight(order):
    straight, mirror = build_guide(*HALF_KNOWN), build_guide(*(HALF_KNOWN[place] for place in order))
    straight_weights, again = straight.weights({}), mirror.weights({})

    assert [again[place + 1] for place in range(4)] == pytest.approx(
        [straight_weights[order[place] + 1] for place in range(4)]
    )


# --- whose vote it is


def test_a_newcomer_is_of_each_bloc_by_its_share():
    chances = build_guide(((30, 0, 0), (0, 10, 0))).membership({})

    assert chances == pytest.approx([31 / 42, 11 / 42])


def test_votes_tell_which_bloc_a_person_is_of():
    split = build_guide(((30, 0, 0), (0, 30, 0)), ((20, 10, 0), (10, 20, 0)))

    assert split.membership({1: 1})[0] > 0.9
    assert split.membership({1: -1})[1] > 0.9
    assert 0.5 < split.membership({2: 1})[0] < 0.8
    assert split.membership({77: 1}) == pytest.approx(split.membership({}))


def test_a_person_is_shown_what_their_bloc_is_needed_for():
    first, second = ((4, 0, 0), (20, 1, 1)), ((20, 1, 1), (4, 0, 0))
    view = build_guide(((30, 0, 0), (0, 30, 0)), first, second)

    mine, theirs = view.weights({1: 1}), view.weights({1: -1})
    assert mine[2] > 3 * mine[3]
    assert theirs[3] > 3 * theirs[2]


def test_what_tells_blocs_apart_comes_sooner_while_the_bloc_is_unknown():
    view = build_guide(((30, 0, 0), (0, 30, 0)), ((15, 15, 0), (15, 15, 0)))

    assert view.information == pytest.approx([1.0, 0.0], abs=1e-6)
    assert view.weights({})[1] > 1.5 * view.weights({2: 1, 1: 1})[1]


def test_marks_of_importance_count_mildly():
    room = build_tallies(*HALF_KNOWN)
    marks = room.overall.sum(axis=1) * [0, 0, 1, 0]
    plain = build_guide(*HALF_KNOWN).weights({})
    weights = Guide.build(np.arange(1, 5), room, room.verdicts(), marks).weights({})

    assert plain[3] < weights[3] < 2.25 * plain[3]
    assert all(weights[number] == plain[number] for number in (1, 2, 4))


def test_a_report_guides_as_the_tallies_behind_it():
    crowd = plant(120, 20, 2, seed=3, density=12)
    votes = crowd.ballots()
    report = analyse(Ballots.from_arrays(*votes[:3], important=votes.important), k=2, resamples=0)
    view = Guide.of(report)
    [standing] = [row for row in report.standings if row.statement == 7]

    assert view.statements.tolist() == report.statements.tolist()
    assert view.worth.shape == (2, 20)
    for bloc in standing.blocs:
        [index] = [row.index for row in report.blocs if row.letter == bloc.letter]
        assert view.rates[index, 7, 0] == pytest.approx(bloc.agree.value, abs=0.2)
    assert view.importance[7] == standing.important / (standing.tally.votes + MARKS_PRIOR)
    everyone = view.shares @ view.worth
    assert np.corrcoef(everyone, report.routing)[0, 1] > 0.99


def test_an_analysis_without_a_statement_guides_nowhere():
    nothing = Tallies(np.zeros((1, 0, 3)), np.zeros((0, 3)), np.ones(1, dtype=bool), Rules())

    assert Guide.build(np.zeros(0, dtype=int), nothing, nothing.verdicts()).weights({5: 1}) == {}


# --- the draw


@given(st.floats(0, 1, exclude_max=True), st.randoms())
def test_the_same_draw_shows_the_same_statement(draw, random):
    numbers, heavy = [1, 2, 3, 4], {1: 0.2, 2: 1.0, 3: 0.5}
    choice = next_statement(numbers, {1: 3}, heavy, draw=draw)
    random.shuffle(numbers)

    assert choice in numbers
    assert next_statement(numbers, {1: 3}, dict(reversed(heavy.items())), draw=draw) == choice


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=10, max_size=10), st.booleans())
def test_nobody_is_ever_shown_both_of_a_pair(draws, has_weights):
    twins = {1: 2, 2: 1, 5: 6}  # one pair told in both directions, one in a single one
    weight = {number: float(number) for number in range(1, 9)} if has_weights else None
    choices = []
    for draw in draws:
        rest = [number for number in range(1, 9) if number not in choices]
        choice = next_statement(rest, {}, weight, draw=draw, twins=twins, voted=choices)
        choices += [choice] if choice else []

    assert len(choices) == 6
    assert len({1, 2} & set(choices)) == len({5, 6} & set(choices)) == 1


def test_what_is_too_far_ahead_gives_way_to_the_least_seen():
    counts = {1: 10, 2: 2, 3: 2, 4: 9}
    choices = {next_statement([1, 2, 3, 4], counts, {1: 1e6}, draw=draw / 50) for draw in range(50)}

    assert choices == {2, 3}


def test_somebody_who_saw_all_but_the_most_seen_is_shown_it():
    assert next_statement([1], {1: 50, 2: 1}, {1: 1.0, 2: 1.0}, draw=0.3, voted=[2]) == 1


def run_session(weight, votes, starts, session=6, seed=0):
    """Votes per statement after so many, each person seeing a session's worth; and after each the ratio of the
    most to the least exposed (votes + 1) among statements open equally long."""
    random = np.random.default_rng(seed)
    counts, worst, voter_votes = dict.fromkeys(starts, 0), 0.0, set()
    for turn in range(votes):
        if len(voter_votes) == session:
            voter_votes = set()
        open_ones = {number: at for number, at in starts.items() if at <= turn}
        even = even_shares(open_ones, turn)
        rest = [number for number in open_ones if number not in voter_votes]
        choice = next_statement(rest, counts, weight, draw=random.random(), voted=voter_votes, even=even)
        counts[choice] += 1
        voter_votes.add(choice)
        for at in set(open_ones.values()):
            alike = [counts[number] + 1 for number in open_ones if starts[number] == at]
            worst = max(worst, max(alike) / min(alike))
    return counts, worst


@pytest.mark.parametrize("steep", [0, 1, 30], ids=["even", "sloping", "one above all"])
def test_the_most_seen_is_never_above_three_times_the_least(steep):
    weight = {number: float(number) ** steep for number in range(1, 31)}
    counts, worst = run_session(weight, 1500, dict.fromkeys(weight, 0))

    assert sum(counts.values()) == 1500
    assert worst <= 3
    assert max(counts.values()) / min(counts.values()) <= 3


def test_a_latecomer_catches_up_and_does_not_take_over():
    starts = {**dict.fromkeys(range(1, 21), 0), 21: 600}
    weight = {**dict.fromkeys(range(1, 21), 1.0), 21: 1e6}
    soon, _ = run_session(weight, 700, starts)
    later, worst = run_session(weight, 1400, starts)
    even = even_shares(starts, 1400)

    assert soon[21] <= PACE * (even_shares(starts, 700)[21] + 1) + 1
    assert 1.5 * even[21] < later[21] <= PACE * (even[21] + 1) + 1
    assert worst <= 3


def test_an_unwanted_latecomer_gets_its_share_all_the_same():
    starts = {**dict.fromkeys(range(1, 21), 0), 21: 600}
    weight = {**dict.fromkeys(range(1, 21), 1.0), 21: 1e-6}
    counts, _ = run_session(weight, 1400, starts)

    assert counts[21] > even_shares(starts, 1400)[21] / 3


def test_many_latecomers_leave_room_for_those_that_were_there():
    starts = {**dict.fromkeys(range(1, 21), 0), **dict.fromkeys(range(21, 31), 400)}
    weight = {number: 1e6 if number > 20 else 1.0 for number in starts}
    before, _ = run_session(weight, 400, starts)
    after, worst = run_session(weight, 1000, starts)

    assert sum(after[number] - before[number] for number in range(1, 21)) > 600 / 4
    assert worst <= 3


def test_low_numbers_have_no_privilege():
    """Organisers' seeds come first; without weights, and among equals, each is as likely as any other."""
    choices = [next_statement(range(1, 11), {}, None, draw=draw / 1000) for draw in range(1000)]
    assert [choices.count(number) for number in range(1, 11)] == [100] * 10

    counts = {**dict.fromkeys(range(1, 11), 0), 11: 40}
    picks = [next_statement(range(1, 12), counts, {11: 1e9}, draw=draw / 1000) for draw in range(1000)]
    assert all(80 <= picks.count(number) <= 120 for number in range(1, 11))


# --- even shares and the report on exposure


def test_an_even_share_counts_from_when_a_statement_opened():
    assert even_shares({1: 0, 2: 0, 3: 10}, 40) == {1: 15.0, 2: 15.0, 3: 10.0}
    assert even_shares({1: 0, 2: 40}, 40) == {1: 40.0, 2: 0.0}
    assert even_shares({}, 7) == {}


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 100), min_size=1), st.integers(0, 100))
def test_even_shares_hand_out_every_vote_since_the_first_opening(starts, votes):
    shares = even_shares(starts, votes)

    assert shares.keys() == starts.keys()
    assert sum(shares.values()) == pytest.approx(max(votes - min(starts.values()), 0))
    assert all(shares[one] >= shares[other] for one in starts for other in starts if starts[one] <= starts[other])


def test_the_exposure_report_says_who_was_seen_how_often():
    even = even_shares({1: 0, 2: 0, 3: 0, 4: 0}, 40)
    evenness = exposure({1: 20, 2: 10, 3: 7, 4: 3}, even, seeds=[1, 2])

    assert (evenness.statements, evenness.least, evenness.median, evenness.most) == (4, 3, 8.5, 20)
    assert evenness.ratio == pytest.approx(21 / 4)
    assert (evenness.seeds, evenness.others) == (pytest.approx(16 / 11), pytest.approx(6 / 11))
    assert evenness.under_shown == (4,)
    assert 0 < evenness.gini < 1


def test_alike_is_alike():
    evenness = exposure({1: 5, 2: 5}, even_shares({1: 0, 2: 0}, 10))

    assert (evenness.ratio, evenness.gini, evenness.under_shown) == (1.0, 0.0, ())
    assert (evenness.seeds, evenness.others) == (None, 1.0)


def test_a_latecomer_is_compared_with_what_it_could_have_had():
    even = even_shares({1: 0, 2: 0, 3: 90}, 120)

    assert exposure({1: 55, 2: 55, 3: 10}, even).ratio < 1.05
    assert exposure({1: 55, 2: 55, 3: 3}, even).under_shown == (3,)


def test_without_a_statement_there_is_nothing_to_report():
    assert exposure({}, {}) is None
    assert exposure({9: 4}, {1: 0.0, 2: 0.0}).most == 0  # what is closed is not reported


def test_the_bound_leaves_room_for_votes_that_are_counted_late():
    assert BOUND < 3
