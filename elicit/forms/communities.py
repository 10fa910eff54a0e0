"""What the pages of communities may send."""

from __future__ import annotations

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


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
