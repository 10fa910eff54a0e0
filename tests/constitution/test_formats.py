"""One document, three formats: nothing is lost, nothing breaks out."""

import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elicit.constitution import escape, from_json, to_json, to_markdown, to_yaml
from tests.constitution.rooms import build_room, build_two_camps, draft_document

markdown_it = pytest.importorskip("markdown_it")

SCRIPTS = (
    "說「我不確定」。",
    "أخبرني عندما لا تكون متأكدًا.",
    "तब बताइए जब आप निश्चित न हों।",
    "🌱 Grow with us, Zoë.",
    "mañana",
)
NASTY = "# *Not* a `heading` <b>| [x](y)\n\n- & ~~no~~ $x$ 1. __done__"
PRINTABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zs", "Zl", "Zp"), include_characters=" \n"),
    min_size=1,
).filter(str.strip)


def read_block(children):
    """The types of the parts of an inline block, and its text."""
    return sorted({child.type for child in children}), "".join(child.content for child in children)


def render(markdown):
    """Block types, and the text of every inline block as a reader sees it."""
    tokens = markdown_it.MarkdownIt("commonmark").parse(markdown)
    inline = [token for token in tokens if token.type == "inline"]
    blocks = [token.type for token in tokens if token.type != "inline"]
    return blocks, [read_block(token.children) for token in inline]


def test_json_reads_back_to_the_same_document():
    document = draft_document(build_two_camps(), SCRIPTS)

    assert from_json(to_json(document)) == document


def test_yaml_reads_back_to_the_same_document():
    document = draft_document(build_two_camps(), SCRIPTS)

    result = yaml.safe_load(to_yaml(document))

    assert result.pop("watermark") == "DRAFT: not ratified"
    assert result == document


@pytest.mark.parametrize("write", [to_json, to_yaml, to_markdown])
@pytest.mark.parametrize("text", SCRIPTS)
def test_any_script_is_written_as_it_is(write, text):
    assert text in write(draft_document(build_room(*["aaaa"] * 40), (text, "Two.", "Three.", "Four.")))


@pytest.mark.parametrize("write", [to_json, to_yaml, to_markdown])
def test_every_format_of_a_draft_says_so_and_a_ratified_one_does_not(write):
    draft, final = (draft_document(build_two_camps(), status=status) for status in ("draft", "ratified"))

    assert write(draft).count("DRAFT: not ratified") == 1
    assert "DRAFT" not in write(final)


@pytest.mark.parametrize("write", [to_json, to_yaml, to_markdown])
def test_every_format_of_a_draft_without_a_principle_says_that_it_is_legitimate(write):
    text = " ".join(write(draft_document(build_room(*["dddd"] * 40))).split())

    assert "That is a legitimate result" in text


@given(PRINTABLE)
@example("1. one")
@example("=====")
@example("- x")
@example("\\")
@example("&amp;")
@example("+ 1")
@example("``` x")
@settings(max_examples=300, deadline=None)
def test_an_escaped_text_is_one_paragraph_that_reads_as_it_was_written(text):
    assert render(escape(text)) == (["paragraph_open", "paragraph_close"], [(["text"], " ".join(text.split()))])


def test_the_wide_space_of_chinese_and_japanese_stays():
    assert escape("一、\u3000二") == "一、\u3000二"


@pytest.mark.parametrize("place", ["principle", "annex", "against", "open"])
def test_a_statement_cannot_break_out_of_its_line(place):
    number = {"principle": 0, "annex": 1, "against": 3, "open": 4}[place]
    words = [f"Statement {n}." for n in range(5)]
    nasty_words = [NASTY if n == number else text for n, text in enumerate(words)]

    expected, result = (
        render(to_markdown(draft_document(build_two_camps(), texts))) for texts in (words, nasty_words)
    )

    assert result[0] == expected[0]
    assert [kinds for kinds, _text in result[1]] == [kinds for kinds, _text in expected[1]]
    assert [text.replace(" ".join(NASTY.split()), words[number]) for _kinds, text in result[1]] == [
        text for _kinds, text in expected[1]
    ]


def test_a_title_and_a_community_cannot_break_out_either():
    document = {**draft_document(build_two_camps()), "title": NASTY, "community": NASTY, "prompt": NASTY}

    assert render(to_markdown(document))[0] == render(to_markdown(draft_document(build_two_camps())))[0]


def test_a_newer_document_is_refused_in_words():
    text = json.dumps({**draft_document(build_two_camps()), "format": 2})

    with pytest.raises(ValueError, match=r"^This document has format 2; this program reads up to 1\.$"):
        from_json(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This is not JSON (line 1, column 2)."),
        ("[]", "This JSON is not a constitution document: it has no format number or no principles."),
        ('{"format": 1}', "This JSON is not a constitution document: it has no format number or no principles."),
    ],
)
def test_what_is_no_document_is_refused_in_words(text, sentence):
    with pytest.raises(ValueError) as error:  # noqa: PT011  the sentence is compared whole
        from_json(text)

    assert str(error.value) == sentence
