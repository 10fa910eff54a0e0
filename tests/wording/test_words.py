from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples

from elicit.wording.grouping import measure_silhouettes
from elicit.wording.naming import Names
from elicit.wording.weighing import weigh
from elicit.wording.words import extract_terms, find_leading_script, find_spellings, tokenize
from tests.wording.rooms import ROOMS


def list_words(*texts: str) -> list[tuple[str, ...]]:
    return [wording.words for wording in tokenize(texts)]


def test_words_keep_their_marks_and_their_joiners() -> None:
    assert list_words("उसे सच बोलना चाहिए", "نمی‌خواهم دروغ بگوید", "Kia ora, Māori!") == [
        ("उसे", "सच", "बोलना", "चाहिए"),
        ("نمی‌خواهم", "دروغ", "بگوید"),
        ("Kia", "ora", "Māori"),
    ]


def test_what_an_apostrophe_joins_is_two_words_only_where_they_are_words_here() -> None:
    assert list_words("l'eau est à nous", "de l’eau", "eau potable") == [
        ("eau", "est", "à", "nous"),
        ("de", "eau"),
        ("eau", "potable"),
    ]
    assert list_words("I don't know", "об'єкт", "co-op") == [("I", "don't", "know"), ("об'єкт",), ("co-op",)]


def test_a_dash_between_words_joins_nothing() -> None:
    assert list_words("buses--and trams -- 'now' – please") == [("buses", "and", "trams", "now", "please")]


def test_numbers_and_addresses_are_no_words() -> None:
    assert list_words("In 2050 ask me@example.org or https://example.org/a about 5G") == [
        ("In", "ask", "or", "about", "5G")
    ]


def test_scripts_without_spaces_are_runs_of_characters_with_their_marks() -> None:
    [japanese, thai] = tokenize(["ChatGPTは正直なロボット", "แม้เป็นเรื่องยาก"])

    assert (japanese.words, japanese.runs) == (("ChatGPT", "ロボット"), (("は", "正", "直", "な"),))
    assert thai.runs == (("แม้", "เป็", "น", "เรื่", "อ", "ง", "ยา", "ก"),)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", {"学校", "孩子", "老师", "公交车", "时刻表", "车票"}),
        ("ja", {"学校", "子ども", "時刻表"}),
        ("th", {"เด็ก", "โรงเรียน", "รถเมล์", "ตารางเวลา", "ครู"}),
    ],
)
def test_words_without_spaces_are_found_by_how_they_recur(language: str, expected: set[str]) -> None:
    terms = set().union(*extract_terms(tokenize(ROOMS[language])))

    assert expected - terms == set()
    assert terms & {"校", "交车", "公交", "刻表", "โรงเรีย", "รถเม", "ารางเวลา"} == set()


def test_a_word_is_spelled_as_it_mostly_is_inside_a_sentence() -> None:
    wordings = tokenize(
        ["Traffic in Bonn", "The traffic of Bonn", "Ask the NSA", "Straße", "Nobody likes Traffic jams"]
    )

    spellings = find_spellings(wordings)
    assert [spellings[term] for term in ("traffic", "bonn", "nsa", "strasse")] == [
        "traffic",
        "Bonn",
        "NSA",
        "straße",
    ]


def test_the_leading_script_is_that_of_most_letters() -> None:
    wordings = tokenize(["AI צריך לומר את האמת", "バスは走る", "42", "Hi"])

    assert [find_leading_script(wording) for wording in wordings] == ["HEBREW", "CJK", "", "LATIN"]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_text_is_taken_apart_into_words_that_have_letters(texts: list[str]) -> None:
    wordings = tokenize(texts)

    words = [word for wording in wordings for word in wording.words]
    assert len(wordings) == len(extract_terms(wordings)) == len(texts)
    assert all(any(letter.isalpha() for letter in word) for word in words)


def test_a_word_weighs_little_where_its_statements_have_nothing_else_in_common() -> None:
    themes = ["tram rail track driver signal", "tree park bench meadow flower", "nurse clinic doctor ward patient"]
    statements = [set(words) for theme in themes for words in combinations(theme.split(), 3)]
    for number in range(60):
        statements.append({f"one{number}", f"two{number}", f"three{number}"})
    for terms in [*statements[::10], *statements[5::15]]:
        terms.add("perhaps")

    weights = weigh(statements)

    assert weights["perhaps"] < weights["clinic"] / 2


def test_a_name_is_refused_where_no_word_leads() -> None:
    statements = [{f"word{n}", f"other{n}"} for n in range(8)] + [{"harbour", f"x{n}"} for n in range(4)]
    names = Names(statements, [dict.fromkeys(terms, 1.0) for terms in statements])

    assert names.name(range(8)) == ()
    assert names.name(range(8, 12)) == ("harbour",)


def test_a_name_does_not_say_one_word_twice() -> None:
    statements = [{"school", "schools", "teach"}] * 5 + [{"bus", "stop"}] * 5
    names = Names(statements, [dict.fromkeys(terms, 1.0) for terms in statements])

    assert names.name(range(5)) == ("school", "teach")


@given(st.integers(0, 1000))
def test_silhouettes_agree_with_another_library(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(size=(30, 5))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    labels = np.concatenate([[0, 1, 2], random.integers(0, 3, 27)])

    assert measure_silhouettes(points, labels) == pytest.approx(
        silhouette_samples(points, labels, metric="cosine")
    )
