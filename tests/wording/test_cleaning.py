import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elicit.wording import LIMIT, WordingError, clean, key


def catch_refusal(text: str, **options: int) -> WordingError:
    with pytest.raises(WordingError) as refusal:
        clean(text, **options)
    return refusal.value


def clean_or_get_code(text: str) -> str:
    try:
        return clean(text)
    except WordingError as refusal:
        return refusal.code


def test_an_ordinary_sentence_is_kept_as_typed() -> None:
    assert clean("It should tell me when I am wrong.") == "It should tell me when I am wrong."


def test_white_space_collapses_and_line_breaks_become_spaces() -> None:
    text = "  Be\thonest\r\n with\u00a0me\u2028always\u3000please "

    assert clean(text) == "Be honest with me always please"


def test_a_decomposed_accent_is_composed() -> None:
    assert clean("Dire la ve\u0301rite\u0301") == "Dire la vérité"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "\u200b\u200d\u2060",
        "\ufeff",
        "\u3164\u3164",
        "\u2800",
        "\u00ad\u200f",
        "\ufe0f",
        "\u0301",
    ],
)
def test_a_text_nobody_can_see_is_empty(text: str) -> None:
    refusal = catch_refusal(text)

    assert refusal.code == "empty"
    assert refusal.sentence == "Your statement is empty. Write one sentence, then send it again."
    assert str(refusal) == refusal.sentence


def test_the_limit_is_two_hundred_characters() -> None:
    assert clean("a" * 200) == "a" * 200
    assert catch_refusal("a" * 231).sentence == (
        "Your statement has 231 characters and the limit is 200. Shorten it by 31, then send it again."
    )
    assert catch_refusal("a" * 201).code == "too_long"


def test_a_community_may_set_another_limit() -> None:
    assert clean("a" * 280, limit=280) == "a" * 280
    assert catch_refusal("abcdef", limit=5).code == "too_long"


def test_accented_letters_count_once_and_collapsed_spaces_do_not_count() -> None:
    assert len(clean("e\u0301" * 200)) == 200
    assert len(clean("a    " * 100)) == 199


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x1c", "\x7f", "\x9f", "\ud800", "\U000e0041"])
def test_hidden_control_characters_are_refused(character: str) -> None:
    refusal = catch_refusal(f"Be honest{character} with me")

    assert refusal.code == "control"
    assert refusal.sentence == (
        "Your statement contains hidden control characters. Type it again by hand, then send it."
    )


@pytest.mark.parametrize("character", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2069"])
def test_overrides_of_the_direction_of_text_are_refused(character: str) -> None:
    refusal = catch_refusal(f"Be honest {character}with me")

    assert refusal.code == "bidi"
    assert refusal.sentence == (
        "Your statement contains hidden characters that reverse the direction of the text. "
        "Type it again by hand, then send it."
    )


def test_more_than_eight_marks_on_a_letter_are_refused() -> None:
    assert clean("x" + "\u0323" * 8) == "x" + "\u0323" * 8
    assert catch_refusal("x" + "\u0323" * 9).code == "marks"


def test_marks_cannot_hide_between_joiners_nor_a_message_in_variation_selectors() -> None:
    assert catch_refusal("x" + "\u0323\u200d" * 5).code == "marks"
    assert catch_refusal("🙂" + "\U000e0101" * 9).code == "marks"


def test_a_monstrous_stack_of_marks_is_refused_quickly() -> None:
    assert catch_refusal("x" + "\u0323\u0301" * 500_000).code == "marks"


@pytest.mark.parametrize(
    "text",
    [
        "👩‍🚀 should fly 👨‍👩‍👧‍👦 to the moon 🏳️‍🌈",
        "Flags 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and 🇪🇺 and 👍🏽 count as text",
        "❤️",
        "يجب أن يقول الحقيقة دائماً",
        "باید حقیقت را بگوید و نمی‌خواهم دروغ بگوید",
        "עליו לומר לי את האמת",
        "عليه أن يذكر \u200fGPT\u200e بالاسم",
        "उसे सच बोलना चाहिए",
        "Ngay cả khi sự thật khó nghe",
        "ควรบอกความจริงเสมอ",
        "\U0001fae9 newer than these tables",
    ],
)
def test_emoji_and_every_script_pass_unchanged(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    result = clean_or_get_code(text)

    assert clean_or_get_code(result) == result


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_whatever_passes_is_short_composed_single_spaced_text(text: str) -> None:
    result = clean_or_get_code(text)

    assert len(result) <= LIMIT
    assert result == " ".join(unicodedata.normalize("NFC", result).split())
    assert result.encode("utf-8").decode("utf-8") == result


@pytest.mark.parametrize(
    "text",
    [
        "It should tell the truth",
        "it  should tell the TRUTH.",
        "It should tell the truth!!! ",
        "It should tell the truth …",
        "It should\u00a0tell the tru\u200bth。",
        "\ufeffＩｔ should tell the truth?",
    ],
)
def test_texts_that_differ_only_in_dress_share_a_key(text: str) -> None:
    assert key(text) == "it should tell the truth"


def test_typographic_quotation_marks_do_not_make_a_new_statement() -> None:
    assert key("Don’t call me “user”.") == key('Don\'t call me "user"')


def test_sharp_s_and_dotted_forms_fold() -> None:
    assert key("STRASSE") == key("Straße")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It should refuse", "It should not refuse"),
        ("Trust it 100%", "Trust it 100"),
        ("Write in C", "Write in C#"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 first", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 first"),
        ("?!", "."),
    ],
)
def test_different_statements_keep_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.text(max_size=200))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text(max_size=250))
def test_a_cleaned_text_keeps_the_key_of_what_was_typed(text: str) -> None:
    try:
        statement = clean(text)
    except WordingError:
        return

    assert key(statement) == key(text)
