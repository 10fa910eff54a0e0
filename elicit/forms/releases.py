"""What the console sends to publish a release."""

from __future__ import annotations

from django import forms

from elicit.models.releases import Tier


class ReleaseForm(forms.Form):
    tier = forms.ChoiceField(choices=Tier.choices, initial=Tier.T0)
