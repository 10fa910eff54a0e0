from __future__ import annotations

from django import forms

from elicit.actions.community.helping import MOST_DAYS, MOST_USES
from elicit.models import Task


class InvitationForm(forms.Form):
    task = forms.ChoiceField(choices=Task.choices)
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS)
    uses = forms.IntegerField(min_value=1, max_value=MOST_USES)
