"""Coming in: from the door to the first card, with a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from elicit import access, limits
from elicit.actions.entry.joining import join as join_deliberation
from elicit.actions.entry.tickets import TicketRefusal
from elicit.forms import JoinForm
from elicit.models import Participant
from elicit.views.door import welcome

COOKIE_LASTS = 60 * 60 * 24 * 180


@require_POST
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation(request.user, code)
    if access.find_participant(request, deliberation) is not None:
        return redirect("participate", code=deliberation.code)
    limits.count_join(access.read_address(request), deliberation.code)
    form = JoinForm(request.POST)
    form.full_clean()
    data = {name: form.cleaned_data.get(name) for name in ("read", "ticket")}
    try:
        participant = join_deliberation(
            deliberation=deliberation,
            ticks=form.ticks(),
            read=data["read"],
            ticket=data["ticket"] or "",
            now=timezone.now(),
        )
    except TicketRefusal as refusal:
        if refusal.code == "ticket_unknown":
            limits.count_guess(access.read_address(request))
        return welcome(request, deliberation, status=refusal.status, ticks=form.ticks(), refusal=str(refusal))
    first = "survey" if deliberation.questions.exists() else "participate"
    return _with_cookie(redirect(first, code=deliberation.code), request, participant)


def _with_cookie(response: HttpResponse, request: HttpRequest, participant: Participant) -> HttpResponse:
    response.set_cookie(
        access.name_cookie(participant.deliberation.code),
        access.make_token(participant),
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
