"""What is sent at the door, and by the page about it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from elicit.actions.entry.consents import LONGEST
from elicit.models import Question
from elicit.models.deliberation.deliberation import Admission
from elicit.models.entry.consent import CONTACT_LIMIT, ORGANISER_LIMIT
from elicit.models.entry.survey import QUESTIONS_LIMIT
from elicit.reading.entry.consent import Ticks
from elicit.reading.entry.surveys import QuestionText

ROSTER_LIMIT = 400_000
READ_LIMIT = 20_000


class JoinForm(forms.Form):
    publishing_text = forms.BooleanField(required=False)
    row_release = forms.BooleanField(required=False)
    training_use = forms.BooleanField(required=False)
    read = forms.IntegerField(required=False, min_value=1)  # which version of the words
    ticket = forms.CharField(required=False, max_length=40)

    def ticks(self) -> Ticks:
        names = ("publishing_text", "row_release", "training_use")
        return Ticks(**{name: self.cleaned_data[name] for name in names})


class WordsForm(forms.Form):
    organiser = forms.CharField(label=_("Who runs this"), max_length=ORGANISER_LIMIT, required=False)
    contact = forms.CharField(label=_("Where questions go"), max_length=CONTACT_LIMIT, required=False)
    retention_days = forms.IntegerField(
        label=_("Keep votes for so many days after closing"), min_value=1, max_value=LONGEST, required=False
    )


class AdmissionForm(forms.Form):
    admission = forms.ChoiceField(choices=Admission.choices)


class TicketsForm(forms.Form):
    count = forms.IntegerField(label=_("How many tickets"), min_value=1, max_value=1000)


class RosterForm(forms.Form):
    """Names pasted, or as a file."""

    names = forms.CharField(required=False, strip=False, max_length=ROSTER_LIMIT)
    file = forms.FileField(required=False)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > ROSTER_LIMIT:
            raise forms.ValidationError(_("The file is larger than 400 kB. Split it. Nothing was kept."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            sentence = _("The file is not UTF-8 text. Save it as CSV UTF-8 and send it again.")
            raise forms.ValidationError(sentence) from error


class SheetForm(forms.Form):
    """What the page of fresh tickets still shows, to be had as a file."""

    tickets = forms.CharField(validators=[MaxLengthValidator(40_000)])


def read_questions(data: QueryDict) -> list[QuestionText]:
    """Six places for questions; the action reads what is in them, with its own sentences."""
    return [
        QuestionText(data.get(f"text-{number}", "")[:READ_LIMIT], data.get(f"options-{number}", "")[:READ_LIMIT])
        for number in range(1, QUESTIONS_LIMIT + 1)
    ]


def read_answers(data: QueryDict, questions: Iterable[Question]) -> dict[int, int | None]:
    """The option chosen of each question, by the question's number; whatever is no option of it counts as none."""
    answers = {row.number: data.get(f"answer-{row.number}", "") for row in questions}
    return {number: int(word) if word.isdecimal() and len(word) < 3 else None for number, word in answers.items()}
