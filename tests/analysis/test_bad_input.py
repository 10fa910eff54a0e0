"""Rooms that say little, and arrays that are no ballots: an answer or a sentence, never a warning or a loop."""

import numpy as np
import pytest

from elicit.analysis import VERDICTS, Ballots, analyse
from elicit.crowd import plant

NAN = float("nan")


def build_table(rows):
    """Everybody's votes on statements 0, 1, 2 ...: (people, statements)."""
    people, statements = np.shape(rows)
    return Ballots.from_arrays(
        np.repeat(np.arange(people), statements), np.tile(np.arange(statements), people), np.ravel(rows)
    )


def build_disjoint_ballots():
    random = np.random.default_rng(0)
    return Ballots.from_arrays(np.repeat(np.arange(30), 8), np.arange(240), random.integers(-1, 2, 240))


def add_constant_voter(choice):
    votes = plant(60, 12, 1, seed=1, density=9).ballots()
    last = np.full(12, 60), np.arange(12), np.full(12, choice)
    return Ballots.from_arrays(*(np.concatenate(pair) for pair in zip(votes[:3], last, strict=True)))


ROOMS = {
    "no ballots": lambda: Ballots.from_arrays([], [], []),
    "no ballots yet": lambda: Ballots.from_arrays([], [], [], people=range(20), items=range(9)),
    "one person": lambda: build_table([[1, -1, 0] * 4]),
    "one statement": lambda: build_table([[1]] * 14 + [[-1]] * 13 + [[0]] * 3),
    "everybody agrees": lambda: build_table(np.ones((30, 9), dtype=int)),
    "everybody passes": lambda: build_table(np.zeros((30, 9), dtype=int)),
    "nobody overlaps": build_disjoint_ballots,
    "one who always agrees": lambda: add_constant_voter(1),
    "one who always passes": lambda: add_constant_voter(0),
    "one who always disagrees": lambda: add_constant_voter(-1),
    "one against all": lambda: build_table([[1] * 9] * 30 + [[-1] * 9]),
    "all but two rejected": lambda: Ballots.from_arrays(
        np.repeat(np.arange(20), 9), np.tile(np.arange(9), 20), np.tile([1, -1, 0], 60), rejected=range(2, 9)
    ),
}


@pytest.mark.parametrize("k", [None, 3], ids=["chosen", "three"])
@pytest.mark.parametrize("method", ["latent", "polis"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_says_little_gets_a_report_without_a_bloc_of_one_that_counts(room, method, k):
    ballots = ROOMS[room]()
    report = analyse(ballots, method, k=k, resamples=2, alternatives=False)

    assert [bloc for bloc in report.blocs if bloc.counts and bloc.size < 12 and report.k > 1] == []
    assert sum(bloc.size for bloc in report.blocs) + report.between == report.grouped.sum()
    assert [standing.verdict for standing in report.standings if standing.verdict not in VERDICTS] == []
    assert sum(s.tally.votes for s in report.standings) == np.isin(ballots.statements, report.statements).sum()
    assert "NaN" not in report.to_json()


@pytest.mark.parametrize(
    "room", ["no ballots", "one person", "one statement", "everybody agrees", "nobody overlaps", "one against all"]
)
def test_where_nothing_speaks_for_blocs_there_is_one(room):
    report = analyse(ROOMS[room](), resamples=2, alternatives=False)

    assert (report.k, report.between) == (1, 0)


@pytest.mark.parametrize("choice", [1, 0, -1])
def test_somebody_who_always_says_the_same_is_one_of_the_room(choice):
    report = analyse(add_constant_voter(choice), resamples=2, alternatives=False)

    assert (report.k, report.blocs[0].size, report.identical_accounts) == (1, int(report.grouped.sum()), ())
    assert report.grouped[60]


def test_everybody_agreeing_settles_everything():
    assert {s.verdict for s in analyse(ROOMS["everybody agrees"](), resamples=0).standings} == {"settled"}


@pytest.mark.parametrize("method", ["latent", "polis"])
def test_a_hundred_thousand_people_with_one_vote_each_are_answered(method):
    random = np.random.default_rng(0)
    ballots = Ballots.from_arrays(
        np.arange(100_000), random.integers(0, 200, 100_000), random.integers(-1, 2, 100_000)
    )

    report = analyse(ballots, method, alternatives=False)
    assert (report.voters, int(report.grouped.sum())) == (100_000, 15)
    assert [bloc for bloc in report.blocs if bloc.counts and bloc.size < 12 and report.k > 1] == []


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([1, NAN], [1, 1], [1, 1]), "participants must hold whole numbers"),
        (([1, 2], [1, NAN], [1, 1]), "statements must hold whole numbers"),
        (([1, 2], [1, 1], [1, NAN]), "choices must hold whole numbers"),
        (([1.0], [1], [1]), "participants must hold whole numbers"),
        (([1], [1.0], [1]), "statements must hold whole numbers"),
        (([1], [1], [1.0]), "choices must hold whole numbers"),
        ((["1"], [1], [1]), "participants must hold whole numbers"),
        (([1], [None], [1]), "statements must hold whole numbers"),
        (([1], [1], ["agree"]), "choices must hold whole numbers"),
        (([2**70], [1], [1]), "participants must hold whole numbers"),
        ((np.array([2**63], dtype=np.uint64), [1], [1]), "participants must hold numbers of at most"),
        ((np.array(["2020-01-01"], "M8[D]"), [1], [1]), "participants must hold whole numbers"),
        (([[1]], [1], [1]), "participants must be a flat list"),
        (([[1, 2], [3]], [1], [1]), "participants must not hold rows of different lengths"),
        ((1, [1], [1]), "participants must be a flat list"),
        (([1], None, [1]), "statements must be a flat list"),
        (([1, 2], [1], [1]), "'participants': 2, 'statements': 1, 'choices': 1"),
        (([1], [1], []), "'choices': 0"),
        (([1, 2], [1, 1], [1, 2]), "Row 1 holds a vote of 2"),
        (([1], [1], [-2]), "Row 0 holds a vote of -2"),
        (([1], [1], [-(2**63)]), "Row 0 holds a vote of -9223372036854775808"),
        (([1], [1], np.array([-128], dtype=np.int8)), "Row 0 holds a vote of -128"),
        (([1], [1], np.array([255], dtype=np.uint8)), "Row 0 holds a vote of 255"),
    ],
)
def test_columns_that_are_no_ballots_are_refused_by_name(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        Ballots.from_arrays(*columns)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"people": [1, NAN]}, "people must hold whole numbers"),
        ({"people": [[1]]}, "people must be a flat list"),
        ({"people": [2]}, "participant 1"),
        ({"items": [1, NAN]}, "items must hold whole numbers"),
        ({"items": [2]}, "statement 1"),
        ({"rejected": [NAN]}, "rejected must hold whole numbers"),
        ({"meta": [0.5]}, "meta must hold whole numbers"),
        ({"important": [NAN]}, "important must hold whole numbers"),
        ({"important": ["no"]}, "important must hold whole numbers"),
        ({"important": [[True]]}, "important must be a flat list"),
        ({"important": [True, False]}, "'important': 2"),
        ({"twins": [(1, NAN)]}, "twins must be pairs of whole numbers"),
        ({"twins": [(1, 2, 3)]}, "twins must be pairs of whole numbers"),
        ({"twins": [1, 2]}, "twins must be pairs of whole numbers"),
        ({"twins": [(1, 2), (3,)]}, "twins must not hold rows of different lengths"),
    ],
)
def test_what_stands_beside_the_columns_is_refused_by_name(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        Ballots.from_arrays([1], [1], [1], **options)


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
def test_whole_numbers_of_any_width_are_the_same_ballots(kind):
    columns = [1, 2], [1, 1], [1, -1]

    assert (
        Ballots.from_arrays(*(np.array(c, dtype=kind) for c in columns)).digest
        == Ballots.from_arrays(*columns).digest
    )


def test_the_widest_numbers_there_are_keep_apart():
    ids = [2**63 - 1, -(2**63), 0]
    ballots = Ballots.from_arrays(ids, ids, [1, 0, -1])

    assert (ballots.people.tolist(), ballots.choices.tolist()) == (sorted(ids), [1, 0, -1])
    assert [s.statement for s in analyse(ballots, resamples=0, alternatives=False).standings] == sorted(ids)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"method": None}, "no method None"),
        ({"k": 27}, "k must lie between 1 and 26"),
        ({"k": NAN}, "k must be a whole number, not nan"),
        ({"resamples": -1}, "0 or more"),
        ({"sample": 0}, "sample must be 1 or more, not 0"),
        ({"sample": 0.5}, "sample must be a whole number, not 0.5"),
        ({"rules": {"confidence": NAN}}, "confidence must lie between"),
        ({"rules": {"confidence": "high"}}, "confidence must lie between"),
    ],
)
@pytest.mark.parametrize("method", ["latent", "polis"])
def test_what_cannot_be_asked_is_refused_by_name_whatever_the_method(options, sentence, method):
    with pytest.raises(ValueError, match=sentence):
        analyse(ROOMS["one statement"](), **{"method": method, **options})
