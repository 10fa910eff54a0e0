"""What the room looks at, as the console decides."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from elicit import access
from elicit.actions.deliberation import showing
from elicit.views.console import answer_console


@login_required
@require_POST
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Send a slide to the wall."""
    deliberation = access.find_deliberation_for(request.user, code)
    slide = request.POST.get("slide", "")
    showing.show(deliberation=deliberation, slide=slide, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)


@login_required
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show one part of the results to everybody, or hide it again."""
    deliberation = access.find_deliberation_for(request.user, code)
    way = "show" if request.POST.get("to") == "on" else "hide"
    panels = {request.POST.get("panel", "")}
    showing.reveal(deliberation=deliberation, **{way: panels}, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)
