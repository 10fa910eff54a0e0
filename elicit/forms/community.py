"""What the pages of communities, their people and the front door may send."""

from __future__ import annotations

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from elicit.actions.community.helping import MOST_DAYS, MOST_USES
from elicit.models import Task


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


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Join code"), max_length=20)


class InvitationForm(forms.Form):
    task = forms.ChoiceField(choices=Task.choices)
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS)
    uses = forms.IntegerField(min_value=1, max_value=MOST_USES)
