"""What the console, the agenda and the page that makes a deliberation may send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from elicit.actions.deliberation.agenda import OPENS
from elicit.actions.deliberation.lifecycle import SWITCHES
from elicit.actions.deliberation.planning import TEMPLATES
from elicit.models.deliberation.agenda import LONGEST, TITLE_LIMIT, StageKind
from elicit.models.deliberation.deliberation import PROMPT_LIMIT

from .statements import SeedsForm
from .texts import LANGUAGES


class SwitchForm(forms.Form):
    switch = forms.ChoiceField(choices=[(name, name) for name in [*SWITCHES, "results", "stage"]])
    to = forms.ChoiceField(choices=[(word, word) for word in ("on", "off", "open", "closed")])


class TimerForm(forms.Form):
    minutes = forms.IntegerField(min_value=0, max_value=24 * 60)


class DeliberationForm(SeedsForm):
    prompt = forms.CharField(label=_("The question"), max_length=PROMPT_LIMIT)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    moderation = forms.BooleanField(
        label=_("Check statements before people vote on them"), required=False, initial=True
    )
    template = forms.ChoiceField(
        choices=[(name, template.name) for name, template in TEMPLATES.items()], required=False, initial="quick"
    )
    rehearse = forms.BooleanField(required=False)

    def wants_to_look(self) -> bool:
        """A file is looked at before it is kept; pasted lines are in sight already, and are if somebody asks."""
        return bool(self.cleaned_data["seeds_file"] or ("look" in self.data and self.cleaned_data["texts"]))


class StageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False)
    goes_on = forms.BooleanField(required=False)


class NewStageForm(StageForm):
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in StageKind if kind in OPENS])


class StageDoForm(forms.Form):
    do = forms.ChoiceField(choices=[(word, word) for word in ("save", "remove", "earlier", "later", "begin")])


class TemplateForm(forms.Form):
    template = forms.ChoiceField(choices=[(name, template.name) for name, template in TEMPLATES.items()])


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60)


class HoldForm(forms.Form):
    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
