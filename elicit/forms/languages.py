"""In which language statements are read, and translations that are proposed."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .discussion import TOO_LONG
from .facilitate import LANGUAGES
from .participate import READ_LIMIT


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
