"""What the console may send, and the page that makes a deliberation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from elicit.actions.deliberation.lifecycle import SWITCHES
from elicit.actions.deliberation.planning import TEMPLATES
from elicit.actions.refusals import Invalid
from elicit.actions.statements import writing
from elicit.models.deliberation.deliberation import PROMPT_LIMIT
from elicit.models.releases import Tier
from elicit.models.statements.statement import State

SEEDS_FILE_LIMIT = 2_000_000
# what statements may be written in: every language Django knows the name of, in that language
LANGUAGES = sorted(
    ((code, told["name_local"]) for code, told in LANG_INFO.items() if "name_local" in told),
    key=lambda each: each[1].casefold(),
)


class SwitchForm(forms.Form):
    switch = forms.ChoiceField(choices=[(name, name) for name in [*SWITCHES, "stage"]])
    to = forms.ChoiceField(choices=[(word, word) for word in ("on", "off", "open", "closed")])


class TimerForm(forms.Form):
    minutes = forms.IntegerField(min_value=0, max_value=24 * 60)


class RejectForm(forms.Form):
    """A reason of one's own, or the ready-made one of the button that was pressed."""

    reason = forms.CharField(max_length=300, required=False)
    ready = forms.CharField(max_length=300, required=False)

    def said(self) -> str:
        return self.cleaned_data.get("ready") or self.cleaned_data.get("reason", "")


class NumbersForm(forms.Form):
    """Statements that were ticked."""

    numbers = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *said: Any) -> None:
        super().__init__(*said)
        self.fields["numbers"].valid_value = str.isdecimal


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

    def wanted(self) -> dict[str, Any]:
        self.full_clean()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ReleaseForm(forms.Form):
    tier = forms.ChoiceField(choices=Tier.choices, initial=Tier.T0)


class SeedsForm(forms.Form):
    """Statements to begin with: pasted, one on each line, and from a CSV."""

    seeds = forms.CharField(label=_("First statements"), required=False, strip=False, max_length=400_000)
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


class DeliberationForm(SeedsForm):
    prompt = forms.CharField(label=_("The question"), max_length=PROMPT_LIMIT)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    moderation = forms.BooleanField(
        label=_("Check statements before people vote on them"), required=False, initial=True
    )
    template = forms.ChoiceField(
        choices=[(name, each.name) for name, each in TEMPLATES.items()], required=False, initial="quick"
    )
    rehearse = forms.BooleanField(required=False)

    def wants_to_look(self) -> bool:
        """A file is looked at before it is kept; pasted lines are in sight already, and are if somebody asks."""
        return bool(self.cleaned_data["seeds_file"] or ("look" in self.data and self.cleaned_data["texts"]))
