"""The files that hold words of natural languages: each keeps to the format and says what is true of its tests."""

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from elicit.wording.language_files import (
    FOLDER,
    KINDS,
    LanguageFileError,
    list_codes,
    load_language_file,
    read_file,
)
from elicit.wording.lexicon import LATIN, load_lexicon, normalize
from elicit.wording.words import tokenize
from tests.shared import ROOT
from tests.wording.rooms import ROOMS

EXAMPLES = list(csv.DictReader((Path(__file__).parent / "likeness.csv").read_text().splitlines()))
EXAMPLE_KINDS = {
    "copy": "near copies",
    "reworded": "rewordings",
    "later": "later rewordings",
    "reversed": "denials",
}
# What turns a word round or is written together with one is no word that an example could hold.
AFFIXES = {"negative_prefixes", "attached_conjunctions", "attached_articles", "attached_endings"}
LEAST = 'name = "Test"\ntests = "none"\nreview = "nobody"\n'


def list_texts(code):
    return [row[side] for row in EXAMPLES if row["language"] == code for side in ("one", "other")]


def list_tokens(code):
    """Of each example the plain words, taken apart at apostrophes."""
    return [
        [token for word in wording.words for token in re.split("['’]", normalize(word)) if token]
        for wording in tokenize(list_texts(code))
    ]


def name_lists(code):
    """The lists of words of a file that examples could hold."""
    file = load_language_file(code)
    signs = {bool(meaning.sign) for meaning in file.meanings.values()}
    meanings = [name for name, has_sign in (("synonyms", False), ("opposites", True)) if has_sign in signs]
    return [*(kind for kind in KINDS if file.words[kind] and kind not in AFFIXES), *meanings]


def is_in_an_example(code, kind):
    words = load_language_file(code).words.get(kind, ())
    if kind.endswith("_strings"):
        return any(word in text for word in words for text in list_texts(code))
    if kind == "affirmative_phrases":
        phrases = {tuple(map(normalize, phrase.split())) for phrase in words}
        return not phrases.isdisjoint(pair for row in list_tokens(code) for pair in pairwise(row))
    tokens = {token for row in list_tokens(code) for token in row}
    if kind in {"synonyms", "opposites"}:
        meanings = filter(None, map(load_lexicon(code).find_meaning, tokens))
        return any((kind == "opposites") == bool(meaning.sign) for meaning in meanings)
    return not tokens.isdisjoint(map(normalize, words))


def write(folder, body):
    path = folder / "xx.toml"
    path.write_text(body, encoding="utf-8")
    return path


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_a_file_keeps_to_the_format(code):
    file = load_language_file(code)

    assert re.fullmatch("[a-z]{2}", file.code)
    assert file.name[0].isupper()
    assert any(file.words[kind] for kind in ("negations", "negation_strings"))
    assert file.words.keys() == set(KINDS)
    assert [letter for letter in file.words["attached_conjunctions"] if len(letter) > 1] == []


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_a_file_says_which_examples_there_are_and_which_lists_have_none(code):
    claim = " ".join(load_language_file(code).tests.split())
    counts = Counter(row["kind"] for row in EXAMPLES if row["language"] == code)

    if not counts:
        assert claim.startswith("No example is in this language: no test compares statements by these words.")
        return
    sizes = "; ".join(f"{name}: {counts[kind]}" for kind, name in EXAMPLE_KINDS.items() if counts[kind])
    inside = [kind for kind in name_lists(code) if is_in_an_example(code, kind)]
    outside = [kind for kind in name_lists(code) if kind not in inside]
    assert claim.startswith(
        f"Examples in tests/wording/likeness.csv: {sizes}. "
        f"Lists with a word in an example: {', '.join(inside)}. Lists without: {', '.join(outside) or 'none'}."
    )


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_a_file_names_only_tests_that_there_are(code):
    paths = re.findall(r"tests/[\w/.]+\w", load_language_file(code).tests)

    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_a_file_says_whether_a_speaker_reviewed_it_and_who_could(code):
    file = load_language_file(code)

    assert re.match(r"(No review by a speaker is recorded|Reviewed by )", file.review)
    assert f"Whoever speaks {file.name} fluently could judge" in " ".join(file.review.split())


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_words_that_are_looked_up_alike_mean_the_same(code):
    meanings = load_language_file(code).meanings
    lookups = {normalize(word): meaning for word, meaning in meanings.items()}

    assert [word for word, meaning in meanings.items() if lookups[normalize(word)] != meaning] == []


@pytest.mark.parametrize("code", sorted(list_codes()))
def test_an_affirmative_phrase_holds_a_negation(code):
    words = load_language_file(code).words
    negations = set(words["negations"]) | set(words["exclusions"])

    assert [phrase for phrase in words["affirmative_phrases"] if negations.isdisjoint(phrase.split())] == []


def test_every_language_whose_statements_tests_compare_has_a_file():
    assert {row["language"] for row in EXAMPLES} | set(ROOMS) | set(LATIN) <= list_codes()


def test_a_meaning_denies_by_itself_in_every_language_or_in_none():
    names = {meaning.name for code in list_codes() for meaning in load_language_file(code).meanings.values()}

    assert [name for name in names if name.startswith("=!") and f"={name[2:]}" in names] == []


def test_the_folder_holds_nothing_but_these_files_and_what_explains_them():
    readme = (FOLDER / "README.md").read_text()

    assert {path.name for path in FOLDER.iterdir()} == {f"{code}.toml" for code in list_codes()} | {"README.md"}
    assert [kind for kind in KINDS if f"`{kind}`" not in readme] == []


def test_a_language_without_negations_is_compared_by_the_words_of_latin_script():
    assert load_lexicon("zh") == load_lexicon("xx") == load_lexicon("../en")
    assert load_lexicon("pt_BR") == load_lexicon("PT") != load_lexicon("xx")


def test_a_file_may_hold_no_more_than_its_name_its_tests_and_its_review(tmp_path):
    file = read_file(write(tmp_path, LEAST))

    assert (file.code, file.name, file.tests, file.review) == ("xx", "Test", "none", "nobody")
    assert (set(file.words.values()), file.meanings, file.negative_concord) == ({()}, {}, False)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("name = ", "xx.toml is not TOML: "),
        ('name = "Test"\nreview = "nobody"', "xx.toml, key tests: must be a text that is not empty."),
        (LEAST.replace("nobody", " "), "xx.toml, key review: must be a text that is not empty."),
        (LEAST + "nope = 1", "xx.toml, key nope: there is no such key; there are name, tests,"),
        (LEAST + "words = 1", "xx.toml, key words: must be a table."),
        (LEAST + "negative_concord = 1", "xx.toml, key negative_concord: must be true or false."),
        (LEAST + '[words]\nnegation = ["no"]', "xx.toml, key words.negation: there is no such key; there are neg"),
        (LEAST + '[words]\nnegations = "no"', "xx.toml, key words.negations: must be a list of words."),
        (LEAST + "[words]\nnegations = [1]", "xx.toml, key words.negations: must be a list of words."),
        (LEAST + '[words]\nnegations = ["no", "no"]', "xx.toml, key words.negations: “no” stands there twice."),
        (LEAST + '[words]\nnegations = ["a b"]', "xx.toml, key words.negations: “a b” must have 1 word."),
        (LEAST + '[words]\nnegations = [""]', "xx.toml, key words.negations: “” is empty or has spaces to spare."),
        (LEAST + '[words]\nnegations = ["no "]', "key words.negations: “no ” is empty or has spaces to spare."),
        (
            LEAST + '[words]\naffirmative_phrases = ["no"]',
            "key words.affirmative_phrases: “no” must have 2 words.",
        ),
        (
            LEAST + '[words]\nnegations = ["ne\u0301"]',
            "xx.toml, key words.negations: “ne\u0301” is not in the nor",
        ),
        (LEAST + '[synonyms]\ncar = ["a*b"]', "key synonyms.car: “a*b”: a star ends a beginning of 3 letters or"),
        (LEAST + '[synonyms]\ncar = ["ca*"]', "key synonyms.car: “ca*”: a star ends a beginning of 3 letters or"),
        (LEAST + '[synonyms]\ncar = ["a"]\nbus = ["a"]', "key synonyms.bus: “a” stands in another meaning, too."),
        (
            LEAST + '[opposites.more]\nopposite = ["a"]',
            "xx.toml, key opposites.more.opposite: there is no such key",
        ),
        (LEAST + '[opposites]\nmore = ["a"]', "xx.toml, key opposites.more: must be a table."),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_with_its_name_and_the_key(tmp_path, body, sentence):
    with pytest.raises(LanguageFileError, match=re.escape(sentence)):
        read_file(write(tmp_path, body))


def test_a_file_that_is_no_text_is_refused_with_its_name(tmp_path):
    path = tmp_path / "xx.toml"
    path.write_bytes(b"\xff")

    with pytest.raises(LanguageFileError, match=r"^xx\.toml is not TOML"):
        read_file(path)
