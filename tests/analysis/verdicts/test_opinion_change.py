"""Who moved between rounds, and what is withheld so that nobody can be singled out."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.analysis import Tally
from elicit.analysis.verdicts.opinion_change import (
    FEW,
    UNDONE,
    OpinionChange,
    agree_change,
    measure_changes,
    withhold,
)

CHOICES = {"a": 1, "p": 0, "d": -1, "u": UNDONE}


def build_log(*words):
    """One person per word, on statement 1: letters of round 1, then after a slash of round 2; - for nothing."""
    rows = [
        (person, 1, number, CHOICES[letter])
        for person, word in enumerate(words, start=1)
        for number, part in enumerate(word.split("/"), start=1)
        for letter in part
        if letter != "-"
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 4).T


def measure(words, blocs="", **more):
    """blocs: one letter per person, - for none."""
    letters = tuple(sorted({letter for letter in blocs if letter != "-"}))
    where = [letters.index(letter) if letter != "-" else -1 for letter in blocs]
    people = np.arange(1, len(blocs) + 1)
    options = {"put_up": {1: 2}, "people": people, "bloc": where, "letters": letters, "confidence": 0.95, **more}
    return measure_changes(*build_log(*words), **options)


def test_shares_and_steps_of_those_who_voted_in_both_rounds():
    [move] = measure(["a/a"] * 6 + ["d/a"] * 5 + ["p/a"] * 2 + ["a/d"] * 5)

    assert (move.room.people, move.room.towards, move.room.away, move.room.net) == (18, 7, 5, 2)
    assert (move.room.before, move.room.after) == (Tally(11, 5, 2), Tally(13, 5, 0))
    assert move.change.value == pytest.approx(2 / 18)


def test_the_last_ballot_of_each_round_counts_and_what_was_taken_back_does_not():
    [move] = measure(["da/pa"] * 5 + ["a/ud"] * 5 + ["a/du"] * 5)

    assert (move.room.people, move.room.towards, move.room.away) == (10, 0, 5)


def test_people_of_one_round_only_are_among_everyone_and_not_among_those_who_moved():
    [move] = measure(["a/d"] * 6 + ["a/-"] * 5 + ["-/d"] * 7)

    assert move.room.people == 6
    assert (move.all_before, move.all_after) == (Tally(11, 0, 0), Tally(0, 13, 0))


def test_a_statement_put_up_a_third_time_is_held_against_what_was_said_last_before():
    ballots = np.array(
        [(person, 1, number, choice) for person in range(5) for number, choice in ((1, -1), (2, 0), (3, 1))]
    )
    [move] = measure_changes(*ballots.T, put_up={1: 3}, people=[], bloc=[], letters=(), confidence=0.95)

    assert (move.round, move.room.before, move.room.after) == (3, Tally(0, 0, 5), Tally(5, 0, 0))


def test_what_people_moved_most_on_comes_first():
    ballots = [(person, statement, 1, 1) for person in range(10) for statement in (1, 2, 3)]
    ballots += [(person, 1, 2, 1) for person in range(10)]
    ballots += [(person, 2, 2, -1 if person < 6 else 1) for person in range(10)]
    ballots += [(person, 3, 2, -1) for person in range(4)]  # all moved, but too few to publish
    changes = measure_changes(
        *np.array(ballots).T, put_up={1: 2, 2: 2, 3: 2}, people=[], bloc=[], letters=(), confidence=0.95
    )

    assert [(change.statement, change.room.people) for change in changes] == [(2, 10), (1, 10), (3, None)]


def test_without_votes_there_is_nothing_to_tell():
    [move] = measure([])

    assert (move.room.people, move.change, move.all_before, move.blocs) == (None, None, None, ())
    assert measure_changes([], [], [], [], put_up={}, people=[], bloc=[], letters=(), confidence=0.95) == ()


def test_fewer_than_five_are_told_of_nowhere():
    [move] = measure(["a/d"] * 4)

    assert (move.room.people, move.room.before, move.room.away, move.change) == (None, None, None, None)


def test_fewer_than_five_steps_one_way_are_withheld_and_so_is_the_net():
    [move] = measure(["d/a"] * 7 + ["a/d"] * 2 + ["a/a"] * 9)

    assert (move.room.towards, move.room.away, move.room.net) == (7, None, None)


def test_a_small_bloc_is_withheld_with_another_so_that_it_is_not_the_difference():
    [move] = measure(["d/a"] * 23, "A" * 12 + "B" * 8 + "C" * 3)

    assert [bloc.people for bloc in move.blocs] == [12, None, None]
    assert [bloc.towards for bloc in move.blocs] == [12, None, None]


def test_the_few_between_blocs_are_no_difference_either():
    [move] = measure(["a/a"] * 19, "A" * 10 + "B" * 8 + "-")

    assert [bloc.people for bloc in move.blocs] == [10, None]


def test_no_shares_where_the_final_ones_would_tell_how_a_few_voted():
    """The final tallies hold everybody: beside those of 10, two more people's votes would be the difference."""
    [move] = measure(["d/a"] * 10 + ["d/-"] * 2)

    assert (move.room.people, move.room.towards) == (10, 10)
    assert (move.room.before, move.room.after, move.change, move.all_before) == (None, None, None, None)


def test_everyone_is_told_of_only_where_neither_round_has_a_few_more():
    [move] = measure(["d/a"] * 10 + ["d/-"] * 6 + ["-/a"])

    assert (move.room.before, move.all_before, move.all_after) == (Tally(0, 10, 0), None, None)


def test_the_interval_is_that_of_agresti_and_min():
    """n = 100, 30 gained and 10 lost: their Wald interval with half a person added to each cell."""
    steps = np.array([[20, 0, 30], [0, 0, 0], [10, 0, 40]])
    change = agree_change(steps, 0.95)

    centre, reach = 20 / 102, 1.959964 * np.sqrt(41 - 400 / 102) / 102
    assert (change.value, change.low, change.high) == pytest.approx((0.2, centre - reach, centre + reach))


@given(st.lists(st.integers(0, 12), max_size=7), st.data())
def test_what_is_withheld_is_never_the_difference_to_the_sum(counts, data):
    counts = np.array(counts, dtype=np.int64)
    always = np.array(data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))), dtype=bool)
    blanks = withhold(counts, always)

    assert not ((counts[~blanks] > 0) & (counts[~blanks] < FEW)).any()
    assert not (always & ~blanks & (counts > 0)).any()
    assert not 0 < counts[blanks].sum() < FEW or 0 < counts.sum() < FEW


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["-", "a", "p", "d", "au"]),
        st.sampled_from(["-", "a", "p", "d", "du"]),
        st.sampled_from("ABC-"),
    ),
    max_size=40,
)


@given(PEOPLE)
def test_nothing_that_is_told_gives_fewer_than_five_away(people):
    [move] = measure(
        [f"{before}/{after}" for before, after, _bloc in people], "".join(bloc for *_, bloc in people)
    )

    for name in ("people", "towards", "away"):
        whole, parts = getattr(move.room, name), [getattr(row, name) for row in move.blocs]
        figures = [count for count in parts if count is not None]
        assert [count for count in [whole, *figures] if count is not None and 0 < count < FEW] == []
        if whole is not None and parts:
            assert not 0 < whole - sum(figures) < FEW
    for one in (move.room, *move.blocs):
        if one.before is not None:
            assert one.before.votes == one.after.votes == one.people
    if move.all_before is not None:
        alone = [row.votes - move.room.people for row in (move.all_before, move.all_after)]
        assert [row for row in alone if 0 < row < FEW] == []


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(people, lot):
    order = lot.sample(people, len(people))

    def publish(of):
        return measure([f"{before}/{after}" for before, after, _bloc in of], "".join(bloc for *_, bloc in of))

    assert publish(people) == publish(order)


@given(PEOPLE)
def test_it_is_the_same_again_from_its_json(people):
    [move] = measure(
        [f"{before}/{after}" for before, after, _bloc in people], "".join(bloc for *_, bloc in people)
    )

    assert OpinionChange.from_dict(json.loads(json.dumps(move.to_dict()))) == move


@given(PEOPLE)
def test_the_other_way_round_towards_is_away(people):
    mirror = str.maketrans("ad", "da")
    words = [f"{before}/{after}" for before, after, _bloc in people]
    blocs = "".join(bloc for *_, bloc in people)
    [one], [other] = measure(words, blocs), measure([word.translate(mirror) for word in words], blocs)

    assert (one.room.towards, one.room.away) == (other.room.away, other.room.towards)
