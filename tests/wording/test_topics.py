import csv
import json
import subprocess
import sys
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elicit.wording import Topic, topics
from elicit.wording.words import extract_terms, fold, tokenize
from tests.shared import ROOT, find_shared
from tests.wording.rooms import ROOMS, build_room

EMPTY_WORDS = {"the", "to", "and", "of", "should", "would", "is", "be", "have", "that", "for", "with", "not"}
BABEL = [text for texts in ROOMS.values() for text in texts]

texts_of_any_kind = st.one_of(st.text(max_size=60), st.sampled_from([*BABEL, "", "   ", "42", "🙂", "¿?", "…"]))
rooms_of_any_kind = st.dictionaries(st.integers(1, 9999), texts_of_any_kind, max_size=30)


def read_comments(conversation: str) -> dict[int, str]:
    with find_shared("polis", conversation, "comments.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["moderated"] != "-1"]
    return {int(row["comment-id"]): row["comment-body"] for row in rows}


def collect_words(result: tuple[Topic, ...]) -> set[str]:
    return {fold(word) for topic in result for word in topic.words}


def find_rare_words(result: tuple[Topic, ...], texts: dict[int, str]) -> list[str]:
    """Words of a name that stand, as words, in fewer than two statements of their topic."""
    terms = dict(zip(texts, extract_terms(tokenize(list(texts.values()))), strict=True))
    return [
        word
        for topic in result
        for word in topic.words
        if sum(fold(word) in terms[number] for number in topic.statements) < 2
    ]


def find_schools_and_buses(language: str) -> list[Topic]:
    return sorted(
        (topic for topic in topics(build_room(language)) if topic.words),
        key=lambda topic: median(topic.statements),
    )


@pytest.mark.parametrize("language", ROOMS)
def test_statements_about_schools_and_about_buses_are_told_apart_in(language: str) -> None:
    schools, buses = (set(topic.statements) for topic in find_schools_and_buses(language))

    right = schools & set(range(1, 7)) | buses & set(range(7, 13))
    assert (len(right) >= 8, len((schools | buses) - right) <= 2) == (True, True)


@pytest.mark.parametrize(
    ("language", "school", "bus"),
    [
        ("en", ["children", "teacher", "school"], ["timetable", "ticket"]),
        ("de", ["Lehrerin", "Kinder", "Schule"], ["Fahrplan", "Fahrschein", "Bus"]),
        ("es", ["escuela", "maestra", "niños"], ["autobús", "horario", "billete"]),
        ("ru", ["учитель", "школа", "дети"], ["расписание", "автобус", "билет"]),
        ("ar", ["الأطفال", "مدرسة", "معلمة"], ["حافلة", "تذكرة", "جدول"]),
        ("hi", ["शिक्षक", "बच्चे", "स्कूल"], ["समय-सारणी", "बस"]),
        ("ko", ["아이들", "선생님", "학교"], ["시간표", "버스"]),
        ("zh", ["老师", "学校", "孩子"], ["时刻表", "公交车", "车票"]),
        ("ja", ["子ども", "学校"], ["時刻表", "バス"]),
        ("th", ["เด็ก", "โรงเรียน", "ครู"], ["ตารางเวลา", "ตั๋ว"]),
    ],
)
def test_a_topic_is_named_by_whole_words_as_people_write_them(language: str, school: list, bus: list) -> None:
    first, second = find_schools_and_buses(language)

    assert [word for word in school if word not in first.words] == []
    assert [word for word in bus if word not in second.words] == []


@pytest.mark.parametrize("language", ROOMS)
def test_no_name_has_a_word_that_stands_in_fewer_than_two_of_its_statements(language: str) -> None:
    texts = build_room(language)

    assert find_rare_words(topics(texts), texts) == []


def test_in_a_room_of_three_scripts_no_topic_mixes_them() -> None:
    result = topics(build_room("en", "ar", "zh"))
    ranges = [range(1, 13), range(13, 25), range(25, 37)]

    assert [
        [number for number in topic.statements if number in ranges[0]] for topic in result if topic.words
    ] != []
    for topic in result:
        scripts = sum(any(number in numbers for number in topic.statements) for numbers in ranges)
        assert scripts == 1 or not topic.words


def test_a_language_that_is_known_is_weighed_by_itself() -> None:
    texts = build_room("en", "es")
    languages = {number: "en" if number <= 12 else "es" for number in texts}

    result = topics(texts, languages=languages)

    assert {"children", "teacher", "escuela", "maestra"} - collect_words(result) == set()
    assert [topic.words for topic in result if topic.words and len({n <= 12 for n in topic.statements}) > 1] == []


def test_a_tag_that_few_statements_have_changes_nothing() -> None:
    texts = build_room("en")

    assert topics(texts, languages={3: "nl", 5: "sw"}) == topics(texts)


@given(rooms_of_any_kind)
@settings(max_examples=60, deadline=None)
def test_every_statement_is_in_exactly_one_topic(texts: dict[int, str]) -> None:
    result = topics(texts)

    assert sorted(number for topic in result for number in topic.statements) == sorted(texts)
    assert [topic.words for topic in result[:-1] if not topic.words] == []
    assert all(list(topic.statements) == sorted(topic.statements) != [] for topic in result)


@given(rooms_of_any_kind, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_statements_does_not_matter(texts: dict[int, str], random) -> None:
    items = list(texts.items())
    random.shuffle(items)

    assert topics(dict(items)) == topics(texts)


@given(st.permutations(range(100, 124)))
@settings(max_examples=15, deadline=None)
def test_other_numbers_make_the_same_topics_under_other_numbers(numbers: list[int]) -> None:
    texts = build_room("en", "ko")
    other = dict(zip(texts, numbers, strict=True))

    result = topics({other[number]: text for number, text in texts.items()})

    expected = {(topic.words, frozenset(other[number] for number in topic.statements)) for topic in topics(texts)}
    assert {(topic.words, frozenset(topic.statements)) for topic in result} == expected


def test_another_process_with_another_hash_seed_finds_the_same() -> None:
    program = (
        "import json; from elicit.wording import topics; from tests.wording.rooms import build_room;"
        "print(json.dumps([[t.words, t.statements] for t in topics(build_room('en', 'de', 'ja'))]))"
    )

    answers = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    result = topics(build_room("en", "de", "ja"))
    expected = [[list(topic.words), list(topic.statements)] for topic in result]
    assert [json.loads(answer) for answer in answers] == [expected, expected]


def test_no_statements_have_no_topics() -> None:
    assert topics({}) == ()


@pytest.mark.parametrize(
    "texts",
    [
        dict(list(build_room("en").items())[:7]),
        dict.fromkeys(range(1, 31), ""),
        dict.fromkeys(range(1, 31), "Tell the truth."),
        dict.fromkeys(range(1, 9), "Tell the plain truth."),
        dict.fromkeys(range(1, 31), "12 345"),
        {number: chr(0x4E00 + number) for number in range(1, 31)},
        {number: f"{chr(96 + number) * 9} {chr(95 + number) * 11}x" for number in range(1, 21)},
    ],
    ids=[
        "too few",
        "empty",
        "identical",
        "few and identical",
        "numbers",
        "single characters",
        "nothing in common",
    ],
)
def test_what_cannot_be_grouped_is_one_topic_without_words(texts: dict[int, str]) -> None:
    assert topics(texts) == (Topic((), tuple(sorted(texts))),)


def test_what_belongs_nowhere_comes_last_and_without_a_name() -> None:
    texts = build_room("en") | {50: "Zyzzyva quokka.", 51: "Wombats!", 52: ""}

    *others, rest = topics(texts)

    assert all(topic.words for topic in others)
    assert (rest.words, {50, 51, 52} - set(rest.statements)) == ((), set())


def test_there_are_at_most_as_many_topics_as_asked_for() -> None:
    babel = build_room(*ROOMS)

    assert [len(topics(babel, most=most)) for most in (1, 2, 5)] == [1, 2, 5]


def test_a_name_holds_no_number_alone_and_no_piece_of_an_address() -> None:
    texts = {number: f"{text} 2050 15 https://example.org/timetables" for number, text in build_room("en").items()}

    names = collect_words(topics(texts))

    assert names & {"2050", "15", "https", "example", "org", "timetables", "http"} == set()


def test_the_talk_of_a_town_of_six_hundred_statements_is_found() -> None:
    texts = read_comments("american-assembly.bowling-green")
    result = topics(texts)

    assert {"school", "traffic", "opioid", "marijuana", "fairness", "parking"} - collect_words(result) == set()
    assert collect_words(result) & EMPTY_WORDS == set()
    assert find_rare_words(result, texts) == []
    assert (5 <= len(result) <= 12, result[-1].words) == (True, ())


def test_the_talk_about_taxis_in_traditional_chinese_is_found() -> None:
    texts = read_comments("vtaiwan.uberx")
    result = topics(texts)

    assert {"職業", "保險", "品質", "競爭", "計費"} - collect_words(result) == set()
    assert collect_words(result) & {"覺得", "我覺得", "的", "程車", "uber"} == set()
    assert find_rare_words(result, texts) == []


@pytest.mark.parametrize(
    "conversation",
    ["15-per-hour-seattle", "bg2050-volunteers", "london.youth.policing", "scoop-hivemind.biodiversity"],
)
def test_every_real_conversation_has_topics_that_cover_it_once(conversation: str) -> None:
    texts = read_comments(conversation)
    result = topics(texts)

    assert sorted(number for topic in result for number in topic.statements) == sorted(texts)
    assert len(result) > 1
    assert find_rare_words(result, texts) == []
