"""What a practice room may send."""

from __future__ import annotations

from django import forms

from elicit.actions.practice.rehearsals import MOST


class CrowdForm(forms.Form):
    """No number: stop."""

    people = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
