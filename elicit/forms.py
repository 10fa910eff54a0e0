"""What a browser may send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.validators import MaxLengthValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from elicit.actions import statements
from elicit.actions.deliberations import SWITCHES, Ticks
from elicit.actions.refusals import Invalid
from elicit.models.deliberation import PROMPT_LIMIT
from elicit.models.release import Tier
from elicit.models.vote import Choice

SEEDS_FILE_LIMIT = 2_000_000
READ_LIMIT = 100_000
FAR_TOO_LONG = _("Your statement is far too long. Shorten it to one sentence, then send it again.")
# what statements may be written in: every language Django knows the name of, in that language
LANGUAGES = sorted(
    ((code, told["name_local"]) for code, told in LANG_INFO.items() if "name_local" in told),
    key=lambda each: each[1].casefold(),
)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Join code"), max_length=20)


class JoinForm(forms.Form):
    publishing_text = forms.BooleanField(required=False)
    row_release = forms.BooleanField(required=False)
    training_use = forms.BooleanField(required=False)

    def ticks(self) -> Ticks:
        return Ticks(**{name: self.cleaned_data[name] for name in self.fields})


class VoteForm(forms.Form):
    statement = forms.IntegerField(min_value=0)
    choice = forms.TypedChoiceField(choices=[(str(value), label) for value, label in Choice.choices], coerce=int)
    important = forms.BooleanField(required=False)
    key = forms.RegexField(r"^[\w-]{1,64}$", required=False)
    next = forms.ChoiceField(choices=[("card", "card"), ("votes", "votes")], required=False)


class UndoForm(forms.Form):
    """It names the vote, so that a button pressed twice takes back one."""

    statement = forms.IntegerField(min_value=0)
    next = forms.ChoiceField(choices=[("card", "card"), ("votes", "votes")], required=False)


class StatementForm(forms.Form):
    """Only what is far beyond reading is refused here; the action refuses the rest, with its own sentences."""

    text = forms.Field(required=False, validators=[MaxLengthValidator(READ_LIMIT, FAR_TOO_LONG)])

    def clean_text(self) -> str:
        return self.cleaned_data["text"] or ""


class SwitchForm(forms.Form):
    switch = forms.ChoiceField(choices=[(name, name) for name in [*SWITCHES, "stage"]])
    to = forms.ChoiceField(choices=[(word, word) for word in ("on", "off", "open", "closed")])


class TimerForm(forms.Form):
    minutes = forms.IntegerField(min_value=0, max_value=24 * 60)


class RejectForm(forms.Form):
    reason = forms.CharField(max_length=300, required=False)


class ReleaseForm(forms.Form):
    tier = forms.ChoiceField(choices=Tier.choices, initial=Tier.T0)


class CommunityForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(label=_("What it is for"), max_length=2000, required=False, widget=forms.Textarea)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not slugify(name, allow_unicode=False):
            raise forms.ValidationError(_("Use at least one Latin letter or digit, so that it gets an address."))
        return name

    @property
    def slug(self) -> str:
        return slugify(self.cleaned_data["name"])[:60]


class DeliberationForm(forms.Form):
    prompt = forms.CharField(label=_("The question"), max_length=PROMPT_LIMIT)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    seeds = forms.CharField(label=_("First statements"), required=False, strip=False, max_length=400_000)
    seeds_file = forms.FileField(label=_("or a CSV file"), required=False)
    moderation = forms.BooleanField(
        label=_("Check statements before people vote on them"), required=False, initial=True
    )

    def clean_seeds_file(self) -> list[str]:
        file = self.cleaned_data["seeds_file"]
        if not file:
            return []
        if file.size > SEEDS_FILE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it, or paste fewer statements."))
        try:
            texts = statements.seed_csv(file.read())
        except Invalid as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if not texts:
            raise forms.ValidationError(_("The file holds no statements. Nothing was kept."))
        return texts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["texts"] = statements.seed_lines(cleaned.get("seeds", "")) + cleaned.get("seeds_file", [])
        return cleaned
