"""The door: whoever has the code reads who runs this and what happens to their words, and takes part."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from elicit import access, limits, live
from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents
from elicit.actions.entry.consents import Ticks
from elicit.actions.entry.tickets import Unticketed
from elicit.forms import JoinForm
from elicit.models import Deliberation, Participant

COOKIE_LASTS = 60 * 60 * 24 * 180

View = Callable[..., HttpResponse]


def for_participant(view: View) -> View:
    """Loads the deliberation and who is asking; somebody without a valid cookie is shown the door."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
        [person] = access.participants([(code, request.COOKIES)])
        if person is not None:
            return view(request, person.deliberation, person, **more)
        found = access.deliberation(request.user, code)
        person = access.participant(request, found)  # in a draft only members take part
        return _door(request, found) if person is None else view(request, found, person, **more)

    return wrapped


@require_POST
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    found = access.deliberation(request.user, code)
    if access.participant(request, found) is not None:
        return redirect("participate", code=found.code)
    limits.joining(access.address(request), found.code)
    form = JoinForm(request.POST)
    form.full_clean()
    said = {name: form.cleaned_data.get(name) for name in ("read", "ticket")}
    try:
        person = lifecycle.join(
            deliberation=found,
            ticks=form.ticks(),
            read=said["read"],
            ticket=said["ticket"] or "",
            now=timezone.now(),
        )
    except Unticketed as refusal:
        if refusal.code == "ticket_unknown":
            limits.guessing(access.address(request))
        return _welcome(request, found, status=refusal.status, ticks=form.ticks(), refusal=str(refusal))
    first = "survey" if found.questions.exists() else "participate"
    return _with_cookie(redirect(first, code=found.code), request, person)


def _door(request: HttpRequest, found: Deliberation) -> HttpResponse:
    """Somebody without a valid cookie: the welcome page, wherever they wanted to go."""
    front = reverse("participate", args=[found.code])
    if request.method in ("GET", "HEAD"):
        return _welcome(request, found) if request.path == front else redirect(front)
    live.note("strangers", found.code)
    response = _welcome(request, found, status=403)
    if request.headers.get("HX-Request"):
        response["HX-Redirect"] = front  # the whole page, not a page inside a card
    return response


def _welcome(
    request: HttpRequest,
    found: Deliberation,
    *,
    status: int = 200,
    ticks: Ticks | None = None,
    refusal: str = "",
) -> HttpResponse:
    form = consents.newest(found)
    context = {
        **live.state(found, "phone"),
        "form": form,
        "words": form.said(get_language()),
        "ticks": ticks or Ticks(),
        "ticket": (request.POST.get("ticket") or request.GET.get("ticket", ""))[:40],
        "refusal": refusal,
    }
    return render(request, "entry/welcome.html", context, status=status)


def _with_cookie(response: HttpResponse, request: HttpRequest, person: Participant) -> HttpResponse:
    response.set_cookie(
        access.cookie_name(person.deliberation.code),
        access.token(person),
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
