"""The questions at the door as the facilitator wrote them, and what somebody answered."""

from __future__ import annotations

from dataclasses import dataclass

from elicit.models import Participant, Question


@dataclass(frozen=True)
class QuestionText:
    """One question as the facilitator writes it: an option a line, with the share wanted behind it, if there is
    one: “Under 30  25 %”."""

    text: str
    options: str

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.options.strip())


def format_question(question: Question) -> QuestionText:
    """As the facilitator wrote it."""
    lines = [
        option["text"] if option["target"] is None else f"{option['text']}  {option['target']} %"
        for option in question.options
    ]
    return QuestionText(question.text, "\n".join(lines))


def list_answers(participant: Participant) -> dict[int, int | None]:
    """The place of the option, or None, by the number of the question."""
    return dict(participant.answers.values_list("question__number", "option"))
