"""What the agenda page, the buttons of a running stage and a practice room may send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from elicit.actions.deliberation.agenda import OPENS
from elicit.actions.deliberation.planning import TEMPLATES
from elicit.actions.practice.rehearsals import MOST
from elicit.models.deliberation.agenda import LONGEST, TITLE_LIMIT, Kind


class StepForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False)
    goes_on = forms.BooleanField(required=False)


class NewStepForm(StepForm):
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in Kind if kind in OPENS])


class StepDoForm(forms.Form):
    do = forms.ChoiceField(choices=[(word, word) for word in ("save", "remove", "earlier", "later", "begin")])


class TemplateForm(forms.Form):
    template = forms.ChoiceField(choices=[(name, each.name) for name, each in TEMPLATES.items()])


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60)


class HoldForm(forms.Form):
    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])


class CrowdForm(forms.Form):
    """No number: stop."""

    people = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
