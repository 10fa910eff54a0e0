"""Which groups may be shown, and how agreement holds across them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.analysis.blocs.groups import FEW, agreement_by_group, visible_groups


@pytest.mark.parametrize(
    ("sizes", "visible"),
    [
        ([20, 30], [True, True]),
        ([], []),
        ([4], [False]),
        ([5], [True]),
        ([4, 30], [False, False]),  # 4 would follow from the whole
        ([4, 9, 30], [False, False, True]),
        ([2, 2, 30, 40], [False, False, False, True]),  # 4 people together would be told apart from the rest
        ([3, 3, 30], [False, False, True]),
        ([0, 0, 30, 40], [False, False, True, True]),
        ([0, 4, 30, 40], [False, False, False, True]),
        ([0, 0, 0], [False, False, False]),
    ],
)
def test_small_groups_are_withheld_and_so_is_what_would_give_them_away(sizes, visible):
    assert visible_groups(sizes) == visible


@given(st.lists(st.integers(0, 40), max_size=12))
def test_nothing_hidden_follows_from_what_is_shown(sizes):
    visible = visible_groups(sizes)
    rest = [size for size, is_shown in zip(sizes, visible, strict=True) if size and not is_shown]

    assert all(size >= FEW for size, is_shown in zip(sizes, visible, strict=True) if is_shown)
    assert not rest or not any(visible) or (len(rest) > 1 and sum(rest) >= FEW)


@given(st.lists(st.integers(0, 40), max_size=8), st.randoms())
def test_the_order_of_groups_of_different_sizes_does_not_matter(sizes, random):
    sizes = list(dict.fromkeys(sizes))
    order = random.sample(sizes, len(sizes))

    assert dict(zip(order, visible_groups(order), strict=True)) == dict(
        zip(sizes, visible_groups(sizes), strict=True)
    )


def test_agreement_comes_with_its_interval_in_every_group_that_may_be_shown():
    [one, small, other] = agreement_by_group([18, 2, 5], [20, 3, 25], rest=8, confidence=0.9)

    assert small is None
    assert (one.value, other.value) == (0.9, 0.2)
    assert one.low < one.value < one.high < 1
    assert (one.is_minority, other.is_minority) == (False, True)


def test_an_interval_that_reaches_half_breaks_nothing():
    [agreement] = agreement_by_group([4], [10], rest=0, confidence=0.9)

    assert (agreement.value < 0.5 < agreement.high, agreement.is_minority) == (True, False)


def test_votes_of_people_in_no_group_do_not_give_a_small_one_away():
    assert agreement_by_group([3, 9], [4, 10], rest=0, confidence=0.9) == [None, None]
    assert agreement_by_group([3, 9], [4, 10], rest=30, confidence=0.9)[0] is None
