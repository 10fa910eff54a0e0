"""The door, in front of every page of a participant: whoever has the code but no valid cookie reads who runs this
and what happens to their words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from elicit import access, live
from elicit.models import Deliberation
from elicit.reading.entry import consent
from elicit.reading.entry.consent import Ticks

View = Callable[..., HttpResponse]


def for_participant(view: View) -> View:
    """Loads the deliberation and who is asking; somebody without a valid cookie is shown the door."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
        [participant] = access.find_participants([(code, request.COOKIES)])
        if participant is not None:
            return view(request, participant.deliberation, participant, **more)
        deliberation = access.find_deliberation(request.user, code)
        participant = access.find_participant(request, deliberation)  # in a draft only members take part
        return (
            show_door(request, deliberation)
            if participant is None
            else view(request, deliberation, participant, **more)
        )

    return wrapped


def show_door(request: HttpRequest, deliberation: Deliberation) -> HttpResponse:
    """Somebody without a valid cookie: the welcome page, wherever they wanted to go."""
    front = reverse("participate", args=[deliberation.code])
    if request.method in ("GET", "HEAD"):
        return welcome(request, deliberation) if request.path == front else redirect(front)
    live.count_abuse("strangers", deliberation.code)
    response = welcome(request, deliberation, status=403)
    if request.htmx:
        response["HX-Redirect"] = front  # the whole page, not a page inside a card
    return response


def welcome(
    request: HttpRequest,
    deliberation: Deliberation,
    *,
    status: int = 200,
    ticks: Ticks | None = None,
    refusal: str = "",
) -> HttpResponse:
    form = consent.read_newest_form(deliberation)
    context = {
        **live.read_state(deliberation, "phone"),
        "form": form,
        "words": form.get_words(get_language()),
        "ticks": ticks or Ticks(),
        "ticket": (request.POST.get("ticket") or request.GET.get("ticket", ""))[:40],
        "refusal": refusal,
    }
    return render(request, "entry/welcome.html", context, status=status)
