"""What is sent by those who write, read, decide on and translate statements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from elicit.actions.refusals import Invalid
from elicit.actions.statements import writing
from elicit.models.statements.statement import State

from .texts import LANGUAGES, READ_LIMIT, TOO_LONG

SEEDS_FILE_LIMIT = 2_000_000
FAR_TOO_LONG = _("Your statement is far too long. Shorten it to one sentence, then send it again.")


class StatementForm(forms.Form):
    """Only what is far beyond reading is refused here; the action refuses the rest, with its own sentences."""

    text = forms.Field(required=False, validators=[MaxLengthValidator(READ_LIMIT, FAR_TOO_LONG)])
    seen = forms.RegexField(r"^[\d ]{1,60}$", required=False)  # what the writer was shown as saying the same
    anyway = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return self.cleaned_data["text"] or ""

    def clean_seen(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["seen"].split()}


class RejectForm(forms.Form):
    """A reason of one's own, or the ready-made one of the button that was pressed."""

    reason = forms.CharField(max_length=300, required=False)
    ready = forms.CharField(max_length=300, required=False)

    def read_reason(self) -> str:
        return self.cleaned_data.get("ready") or self.cleaned_data.get("reason", "")


def _is_number(value: str) -> bool:
    """Whether a statement may have it: what no database column holds is no number."""
    return value.isdecimal() and int(value) < 2**31


class NumbersForm(forms.Form):
    """Statements that were ticked."""

    numbers = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["numbers"].valid_value = _is_number


class MergeForm(forms.Form):
    into = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class PolicyForm(forms.Form):
    text = forms.CharField(required=False, max_length=100_000, strip=False)


class EditForm(forms.Form):
    text = forms.CharField(required=False, max_length=100_000, strip=False)


class FilterForm(forms.Form):
    """What the list of statements shows; what makes no sense shows everything."""

    state = forms.ChoiceField(choices=[("", ""), *State.choices], required=False)
    search = forms.CharField(max_length=200, required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def read_filter(self) -> dict[str, Any]:
        self.full_clean()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class SeedsForm(forms.Form):
    """Statements to begin with: pasted, one on each line, and from a CSV."""

    seeds = forms.CharField(label=_("Starter statements"), required=False, strip=False, max_length=400_000)
    seeds_file = forms.FileField(label=_("or a CSV file"), required=False)

    def clean_seeds_file(self) -> list[str]:
        file = self.cleaned_data["seeds_file"]
        if not file:
            return []
        if file.size > SEEDS_FILE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it, or paste fewer statements."))
        try:
            texts = writing.seed_csv(file.read())
        except Invalid as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if not texts:
            raise forms.ValidationError(_("The file holds no statements. Nothing was kept."))
        return texts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["texts"] = writing.seed_lines(cleaned.get("seeds", "")) + cleaned.get("seeds_file", [])
        return cleaned


class WordsLanguageForm(forms.Form):
    """None chosen: as the browser asks."""

    language = forms.ChoiceField(choices=[("", "browser"), ("original", "original"), *LANGUAGES], required=False)


class TranslationForm(forms.Form):
    language = forms.ChoiceField(
        choices=LANGUAGES, error_messages={"required": _("Choose the language that you translate into.")}
    )
    text = forms.Field(required=False, validators=[MaxLengthValidator(READ_LIMIT, TOO_LONG)])

    def clean_text(self) -> str:
        return self.cleaned_data["text"] or ""


class InterpretForm(forms.Form):
    language = TranslationForm.base_fields["language"]
    stop = forms.BooleanField(required=False)


class MemberTranslationForm(TranslationForm):
    statement = forms.IntegerField(
        min_value=0, error_messages={"required": _("Choose the statement that you translate.")}
    )
