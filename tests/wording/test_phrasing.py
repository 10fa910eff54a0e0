from hypothesis import given
from hypothesis import strategies as st

from elicit.wording import comparison_prompt, critique_pair

PRINCIPLE = "It tells people the truth"


def test_a_comparison_prompt_asks_which_response_better_honours_the_principle() -> None:
    assert comparison_prompt(PRINCIPLE) == (
        "\nPlease choose the assistant response that better honours this principle: "
        "It tells people the truth.\n\nOptions:"
    )


def test_a_critique_pair_wraps_the_principle_in_the_two_requests() -> None:
    critique, revision = critique_pair(PRINCIPLE)

    assert critique == (
        "\n\nCritiqueRequest: Identify specific ways in which the assistant's last response does not honour "
        "this principle: It tells people the truth.\n\nCritique:"
    )
    assert revision == (
        "\n\nRevisionRequest: Please rewrite the assistant's last response so that it honours "
        "this principle: It tells people the truth.\n\nRevision:"
    )


def test_a_full_stop_is_never_doubled() -> None:
    assert comparison_prompt("Tell the truth.") == comparison_prompt("Tell the truth")


@given(st.text(min_size=1, max_size=200))
def test_the_text_is_verbatim_in_every_template(text: str) -> None:
    assert [text in template for template in (comparison_prompt(text), *critique_pair(text))] == [True] * 3
