"""Deterministic templates around the verbatim text of a principle: they add a task, never a meaning."""


def comparison_prompt(principle_text: str) -> str:
    """The comparison principle of constitutional training, in the shape "\\nPlease choose ... Options:"."""
    return (
        "\nPlease choose the assistant response that better honours this principle: "
        f"{_end(principle_text)}\n\nOptions:"
    )


def critique_pair(principle_text: str) -> tuple[str, str]:
    """(critique request, revision request) in the critique-revision shape of constitutional training."""
    principle = _end(principle_text)
    critique = (
        "\n\nCritiqueRequest: Identify specific ways in which the assistant's last response does not honour "
        f"this principle: {principle}\n\nCritique:"
    )
    revision = (
        "\n\nRevisionRequest: Please rewrite the assistant's last response so that it honours "
        f"this principle: {principle}\n\nRevision:"
    )
    return critique, revision


def _end(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।")) else f"{text}."
