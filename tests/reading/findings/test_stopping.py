"""When to stop: what is open, what would decide it, and whether that is worth it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.reading.findings.stopping import assess_stopping


@dataclass(frozen=True)
class Row:
    verdict: str = "settled"
    votes: int = 40
    more_votes: int | None = None
    too_close: bool = False


SURE = Row()
CLOSE = Row("undecided", too_close=True, more_votes=500)
UNVOTED = Row("undecided", votes=0)


def build_row(more):
    return Row("undecided", more_votes=more)


def test_when_everything_has_an_answer_one_may_stop():
    stopping = assess_stopping([SURE] * 4, 2)

    assert (stopping.open, stopping.percent, stopping.may_stop, stopping.more) == (0, 100, True, None)


def test_a_few_close_ones_are_no_reason_to_go_on():
    stopping = assess_stopping([SURE] * 9 + [CLOSE], 2)

    assert (stopping.open, stopping.close, stopping.percent, stopping.may_stop, stopping.rest) == (
        1,
        1,
        90,
        True,
        0,
    )


def test_where_all_that_is_open_is_close_one_may_stop_however_many():
    assert assess_stopping([SURE, CLOSE, CLOSE, CLOSE], 2).may_stop is True


def test_open_ones_that_few_votes_would_decide_are_a_reason():
    stopping = assess_stopping([SURE] * 5 + [build_row(4), build_row(6), build_row(12), build_row(300)], 2)

    assert (stopping.open, stopping.more, stopping.decides, stopping.rest, stopping.may_stop) == (
        4,
        6,
        2,
        2,
        False,
    )


def test_open_ones_that_need_more_than_all_votes_so_far_are_none():
    """Forty votes in two blocs are twenty each."""
    assert assess_stopping([SURE] * 5 + [build_row(20), build_row(20)], 2).may_stop is False
    assert assess_stopping([SURE] * 5 + [build_row(21), build_row(21)], 2).may_stop is True


def test_what_nobody_has_voted_on_is_a_reason_to_go_on():
    stopping = assess_stopping([SURE, CLOSE, UNVOTED], 2)

    assert (stopping.unheard, stopping.may_stop) == (1, False)


def test_nothing_is_no_reason_to_stop():
    stopping = assess_stopping([], 0)

    assert (stopping.statements, stopping.percent, stopping.may_stop) == (0, 0, False)


@pytest.mark.parametrize(("shares", "percent"), [(199, 99), (200, 100)])
def test_nobody_is_told_that_all_is_answered_before_it_is(shares, percent):
    assert assess_stopping([SURE] * shares + [CLOSE] * (200 - shares), 2).percent == percent


@given(
    st.lists(st.sampled_from([SURE, CLOSE, UNVOTED, build_row(3), build_row(30)]), max_size=30), st.integers(0, 6)
)
def test_every_open_one_is_accounted_for_in_any_order(rows, blocs):
    stopping = assess_stopping(rows, blocs)

    assert stopping == assess_stopping(rows[::-1], blocs)
    assert stopping.answered + stopping.decides + stopping.close + stopping.rest == stopping.statements
    assert stopping.rest >= stopping.unheard
    assert (stopping.decides > 0) == (stopping.more is not None)
