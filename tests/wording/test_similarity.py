"""Statements that say nearly the same, and their denials, which never do.

Of the 1,000 pairs of a statement and its denial 7 are offered as the same. Of 33 near copies in 14 languages all
are found, of 48 rewordings 46, of 32 rewordings that were written when the lists of words were made 28 (24 before
they were looked at); of 52 denials in 13 languages none is offered. `benchmarks/similar.py` asks its peers, too.
"""

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit import wording
from elicit.wording.similarity import Likeness
from tests.shared import find_shared

ROWS = list(csv.DictReader((Path(__file__).parent / "likeness.csv").read_text().splitlines()))
PAIRS = 1000
MOST_OFFERS = 10  # of the pairs; 30 would be allowed


def select_rows(kind):
    return [row for row in ROWS if row["kind"] == kind]


def is_offered(row):
    """In a room that holds every statement of the list."""
    return row["one"] in {ROWS[alike.number]["one"] for alike in prepare_rows().to(row["other"], most=10)}


@cache
def prepare_rows():
    texts = dict(enumerate(row["one"] for row in ROWS))
    return Likeness(texts, languages=dict(enumerate(row["language"] for row in ROWS)))


def list_numbers(answers):
    return [alike.number for alike in answers]


@pytest.fixture(scope="module")
def pairs():
    return list(csv.DictReader(find_shared("negation-pairs.csv").read_text().splitlines()))


@pytest.mark.parametrize(("question", "statement"), [("negating", "affirming"), ("affirming", "negating")])
def test_a_statement_is_not_mistaken_for_its_denial(pairs, question, statement):
    texts = {number: pair[statement] for number, pair in enumerate(pairs)}
    room = Likeness(texts, languages=dict.fromkeys(texts, "en"))

    answers = [list_numbers(room.to(pair[question], most=10)) for pair in pairs]

    assert len(pairs) == PAIRS
    assert sum(number in numbers for number, numbers in enumerate(answers)) <= MOST_OFFERS


def test_nor_where_nothing_else_is_there(pairs):
    mistakes = [
        pair["id"]
        for pair in pairs
        if wording.similar(pair["negating"], {1: pair["affirming"]}, languages={1: "en"})
    ]

    assert len(mistakes) <= MOST_OFFERS + 2


def test_every_statement_of_the_pairs_finds_itself(pairs):
    room = Likeness({n: pair["affirming"] for n, pair in enumerate(pairs)})

    assert [n for n, pair in enumerate(pairs) if room.to(pair["affirming"])[0].score != 1.0] == []


@pytest.mark.parametrize("row", select_rows("reversed"), ids=lambda row: f"{row['language']}: {row['other']}")
def test_a_denial_is_not_offered_in_any_language(row):
    assert not is_offered(row)


@pytest.mark.parametrize("row", select_rows("copy"), ids=lambda row: f"{row['language']}: {row['other']}")
def test_a_near_copy_is_found_in_any_language(row):
    assert is_offered(row)


@pytest.mark.parametrize(("kind", "least", "many"), [("reworded", 46, 48), ("later", 28, 32)])
def test_most_rewordings_are_found(kind, least, many):
    rows = select_rows(kind)

    assert len(rows) == many
    assert sum(map(is_offered, rows)) >= least


def test_the_nearest_comes_first_and_the_same_words_score_one():
    texts = {3: "Buses should be free.", 1: "Buses should run at night.", 2: "Free buses for children!"}

    answers = wording.similar("buses should be free", texts, languages=dict.fromkeys(texts, "en"))

    scores = [alike.score for alike in answers]
    assert (answers[0].number, answers[0].score) == (3, 1.0)
    assert scores == sorted(scores, reverse=True)


def test_one_word_is_not_the_whole_of_a_longer_statement():
    texts = {1: "It should tell a kind lie when the truth would only hurt.", 2: "Teachers should earn more."}

    assert wording.similar("Be kind.", texts, languages=dict.fromkeys(texts, "en")) == ()


def test_what_is_about_the_same_but_says_something_else_is_not_offered():
    texts = {1: "Buses should be free for children.", 2: "Teachers should earn more."}

    assert wording.similar("Buses should have seat belts and toilets.", texts, languages={1: "en", 2: "en"}) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Raise the speed limit to 60.", "Raise the speed limit to 30."),
        ("Spend less on roads and more on trains.", "Spend more on roads and less on trains."),
        ("Trains are better than cars.", "Cars are better than trains."),
        ("Do not punish people who never stole.", "Do punish people who never stole."),
    ],
)
def test_numbers_and_order_can_say_the_opposite_too(one, other):
    assert wording.similar(one, {1: other}, languages={1: "en"}) == ()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Ban cars.", "Do not allow cars."),
        ("en", "Never lie and never flatter.", "Don't lie or flatter."),
        ("en", "Not only rich people should pay tax.", "Rich people should pay tax, and not just they."),
        ("es", "No mientas nunca a nadie.", "Nunca mientas a nadie."),
        ("fr", "Ne mentez jamais à personne.", "Il ne faut mentir à personne."),
        ("de", "Lüge nie.", "Man darf nicht lügen."),
    ],
)
def test_two_ways_to_deny_are_the_same(language, one, other):
    assert list_numbers(wording.similar(one, {1: other}, languages={1: language})) == [1]


def test_nothing_is_like_nothing():
    assert wording.similar("", {1: "Be kind."}) == ()
    assert wording.similar("Be kind.", {}) == ()
    assert wording.similar("not", {1: "never"}) == ()


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["", "en", "fr", "ar", "zh-Hant", "xx"]))
def test_any_text_is_compared_without_a_fault_and_like_itself_or_not_at_all(one, other, tag):
    scores = [alike.score for alike in wording.similar(one, {1: other, 2: one}, languages={1: tag, 2: tag})]

    assert all(0 < score <= 1 for score in scores)
