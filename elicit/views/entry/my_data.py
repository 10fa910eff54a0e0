"""What is a participant's own: their choices, what is kept about them, a copy of it, and its end."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elicit import access, live
from elicit.actions.entry import consents, erasures
from elicit.forms import JoinForm
from elicit.models import Deliberation, Participant
from elicit.reading.entry import consent, my_data
from elicit.reading.entry.erasures import count_remains
from elicit.views.door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def choices(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """The ticks, to be changed, under the words of today."""
    if request.method == "POST":
        form = JoinForm(request.POST)
        form.full_clean()
        ticks = consent.read_ticks(participant) if "keep" in request.POST else form.ticks()
        consents.give(participant=participant, ticks=ticks, read=form.cleaned_data.get("read"), now=timezone.now())
        return redirect("participate" if "keep" in request.POST else "choices", code=deliberation.code)
    form = consent.read_newest_form(deliberation)
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "form": form,
        "words": form.get_words(get_language()),
        "ticks": consent.read_ticks(participant),
        "consents": participant.consents.select_related("form").order_by("-id"),
    }
    return render(request, "entry/choices.html", context)


@require_safe
@for_participant
def show(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "data": my_data.read_my_data(participant),
        "ticks": consent.read_ticks(participant),
        "remains": count_remains(participant),
    }
    return render(request, "entry/my_data.html", context)


@require_safe
@for_participant
def download(
    request: HttpRequest, deliberation: Deliberation, participant: Participant, suffix: str
) -> HttpResponse:
    """What is kept about somebody, as a file they take away."""
    data = my_data.read_my_data(participant)
    if suffix == "json":
        content = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()
        kind = "application/json"
    elif suffix == "csv":
        content, kind = my_data.write_my_data(data), "text/csv; charset=utf-8"
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="elicit-{deliberation.code}-mine.{suffix}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def erase(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """Asks first; then everything that is kept of this person goes, and with it their cookie."""
    if request.method == "POST":
        erasures.erase(participant=participant, now=timezone.now())
        response = redirect("gone", code=deliberation.code)
        response.delete_cookie(access.name_cookie(deliberation.code), samesite="Lax")
        return response
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "data": my_data.read_my_data(participant),
        "remains": count_remains(participant),
    }
    return render(request, "entry/erase.html", context)


@never_cache
@require_safe
def confirm_erasure(request: HttpRequest, code: str) -> HttpResponse:
    """After an erasure: there is nobody any more whom this page could know."""
    deliberation = access.find_deliberation(request.user, code)
    if access.find_participant(request, deliberation) is not None:
        return redirect("mine", code=deliberation.code)
    return render(request, "entry/erasure.html", {"deliberation": deliberation})
