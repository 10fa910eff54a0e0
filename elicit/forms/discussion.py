"""What note-takers, participants and the console send about a discussion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from elicit.models.discussion import PROMPT_LIMIT, AssignmentKind, PointSide

from .texts import READ_LIMIT, TOO_LONG


class PointForm(forms.Form):
    """As with statements, only what is far beyond reading is refused here."""

    statement = forms.IntegerField(min_value=0, required=False)
    side = forms.ChoiceField(
        choices=PointSide.choices,
        error_messages={"required": _("Say first what it speaks for. Nothing was kept.")},
    )
    text = forms.Field(required=False, validators=[MaxLengthValidator(READ_LIMIT, TOO_LONG)])

    def clean_text(self) -> str:
        return self.cleaned_data["text"] or ""


class SeatForm(forms.Form):
    table = forms.IntegerField(min_value=0, required=False)


class TablesForm(forms.Form):
    tables = forms.IntegerField(min_value=1, max_value=200)
    per_table = forms.IntegerField(min_value=1, max_value=6)
    statements = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one statement to talk about. Nothing was changed.")}
    )
    divides = forms.CharField(required=False, max_length=PROMPT_LIMIT)
    undecided = forms.CharField(required=False, max_length=PROMPT_LIMIT)
    chosen = forms.CharField(required=False, max_length=PROMPT_LIMIT)

    def __init__(self, numbers: list[int], *args: Any) -> None:
        super().__init__(*args)
        self.fields["statements"].choices = [(str(number), str(number)) for number in numbers]

    def read_prompts(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in AssignmentKind.values}


class RoundForm(forms.Form):
    what = forms.ChoiceField(choices=[("discussed", "discussed"), ("everything", "everything")])
