"""Ballots on paper: a file, what was looked at of it, and how many to print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LIMIT = 1_000_000  # bytes


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
