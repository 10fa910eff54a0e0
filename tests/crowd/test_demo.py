from collections import Counter

import numpy as np

from elicit.crowd import FAMILIES, STATEMENTS, demo_crowd

LEANINGS = np.array([statement.leanings for statement in STATEMENTS])


def test_there_are_enough_statements_and_no_two_alike() -> None:
    assert len(STATEMENTS) >= 44
    assert len({statement.text.casefold() for statement in STATEMENTS}) == len(STATEMENTS)


def test_each_is_one_short_plain_sentence() -> None:
    for statement in STATEMENTS:
        assert 20 <= len(statement.text) <= 140
        assert statement.text[0].isupper()
        assert statement.text.endswith(".")
        assert statement.text.count(".") == 1


def test_every_family_has_at_least_three_statements() -> None:
    counts = Counter(statement.family for statement in STATEMENTS)

    assert set(counts) == set(FAMILIES)
    assert min(counts.values()) >= 3


def test_at_least_a_fifth_belong_to_reverse_worded_pairs() -> None:
    assert 5 * sum(statement.twin is not None for statement in STATEMENTS) >= len(STATEMENTS)


def test_twins_name_each_other_share_a_family_and_lean_the_other_way() -> None:
    for index, statement in enumerate(STATEMENTS):
        if statement.twin is None:
            continue
        twin = STATEMENTS[statement.twin]
        assert twin.twin == index
        assert twin.family == statement.family
        assert np.corrcoef(statement.leanings, twin.leanings)[0, 1] < -0.5
        assert sum(a * b > 0.05 for a, b in zip(statement.leanings, twin.leanings, strict=True)) == 0


def test_some_statements_unite_all_and_some_divide() -> None:
    consensus = (LEANINGS.min(axis=1) >= 0.55).sum()
    conflict = ((LEANINGS.max(axis=1) >= 0.5) & (LEANINGS.min(axis=1) <= -0.5)).sum()

    assert 15 <= consensus <= 21
    assert 8 <= conflict <= 12


def test_the_demo_crowd_has_three_blocs_and_shows_nobody_both_twins() -> None:
    crowd = demo_crowd(300, seed=4)

    votes = crowd.ballots()

    is_seen = np.zeros((300, len(STATEMENTS)), dtype=bool)
    is_seen[votes.participants, votes.statements] = True
    assert np.bincount(crowd.truth).tolist() == [126, 102, 72]
    assert abs(crowd.turnout.mean() - 30) < 2
    for index, statement in enumerate(STATEMENTS):
        if statement.twin is not None:
            assert not (is_seen[:, index] & is_seen[:, statement.twin]).any()
