"""What a vote may send, and ballots on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elicit.models.votes.vote import Choice

LIMIT = 1_000_000  # bytes


class VoteForm(forms.Form):
    statement = forms.IntegerField(min_value=0)
    choice = forms.TypedChoiceField(choices=[(str(value), label) for value, label in Choice.choices], coerce=int)
    important = forms.BooleanField(required=False)
    edition = forms.RegexField(r"^[\d.]{1,24}$", required=False)  # of the words that were read
    key = forms.RegexField(r"^[\w-]{1,64}$", required=False)
    next = forms.ChoiceField(choices=[("card", "card"), ("votes", "votes")], required=False)


class UndoForm(forms.Form):
    """It names the vote, so that a button pressed twice takes back one."""

    statement = forms.IntegerField(min_value=0)
    next = forms.ChoiceField(choices=[("card", "card"), ("votes", "votes")], required=False)


class PaperFileForm(forms.Form):
    file = forms.FileField(error_messages={"required": _("Choose a CSV file first.")}, allow_empty_file=True)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            raise forms.ValidationError(_("The file is larger than 1 MB. Split it; nothing was kept."))
        return file


class PaperForm(forms.Form):
    content = forms.CharField(strip=False, max_length=LIMIT)
    name = forms.CharField(required=False, max_length=200)


class PrintForm(forms.Form):
    first = forms.IntegerField(required=False, min_value=1, max_value=99_999)
    count = forms.IntegerField(required=False, min_value=1, max_value=200)
