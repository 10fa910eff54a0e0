"""What a form has against what was sent, as one sentence for people."""

from __future__ import annotations

from django import forms


def write_errors(form: forms.BaseForm) -> str:
    """Every error of a form that was checked, in the order of its fields."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
