"""What a participant's browser may send."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from elicit.models.votes.vote import Choice
from elicit.reading.entry.consent import Ticks

READ_LIMIT = 100_000
FAR_TOO_LONG = _("Your statement is far too long. Shorten it to one sentence, then send it again.")


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Join code"), max_length=20)


class JoinForm(forms.Form):
    publishing_text = forms.BooleanField(required=False)
    row_release = forms.BooleanField(required=False)
    training_use = forms.BooleanField(required=False)
    read = forms.IntegerField(required=False, min_value=1)  # which version of the words
    ticket = forms.CharField(required=False, max_length=40)

    def ticks(self) -> Ticks:
        names = ("publishing_text", "row_release", "training_use")
        return Ticks(**{name: self.cleaned_data[name] for name in names})


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


class StatementForm(forms.Form):
    """Only what is far beyond reading is refused here; the action refuses the rest, with its own sentences."""

    text = forms.Field(required=False, validators=[MaxLengthValidator(READ_LIMIT, FAR_TOO_LONG)])
    seen = forms.RegexField(r"^[\d ]{1,60}$", required=False)  # what the writer was shown as saying the same
    anyway = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return self.cleaned_data["text"] or ""

    def clean_seen(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["seen"].split()}
