"""What is a participant's own: their choices, what is kept about them, a copy of it, and its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from elicit import broadcast
from elicit.actions import consents
from elicit.forms import JoinForm
from elicit.models import Deliberation, Participant

from .door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def choices(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    """The ticks, to be changed, under the words of today."""
    if request.method == "POST":
        sent = JoinForm(request.POST)
        sent.full_clean()
        ticks = consents.ticks_of(person) if "keep" in request.POST else sent.ticks()
        consents.give(participant=person, ticks=ticks, read=sent.cleaned_data.get("read"), now=timezone.now())
        return redirect("participate" if "keep" in request.POST else "choices", code=found.code)
    form = consents.newest(found)
    context = {
        **broadcast.state(found, "phone"),
        "participant": person,
        "form": form,
        "words": form.said(get_language()),
        "ticks": consents.ticks_of(person),
        "consents": person.consents.select_related("form").order_by("-id"),
    }
    return render(request, "participate/choices.html", context)
