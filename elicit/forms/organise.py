"""What the page about the door may send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from elicit.actions.consents import LONGEST
from elicit.models.consent import CONTACT_LIMIT, ORGANISER_LIMIT


class WordsForm(forms.Form):
    organiser = forms.CharField(label=_("Who runs this"), max_length=ORGANISER_LIMIT, required=False)
    contact = forms.CharField(label=_("Where questions go"), max_length=CONTACT_LIMIT, required=False)
    retention_days = forms.IntegerField(
        label=_("Keep votes for so many days after closing"), min_value=1, max_value=LONGEST, required=False
    )
