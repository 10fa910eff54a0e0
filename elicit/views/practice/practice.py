"""A practice room: made from a console, filled with a simulated crowd, and wiped after being asked."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access
from elicit.actions.practice import rehearsals
from elicit.actions.refusals import Invalid
from elicit.forms.practice import CrowdForm
from elicit.views.console import answer_console


@login_required
@require_POST
def rehearse(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.draft")
    room = rehearsals.prepare(of=deliberation, by=request.user, now=timezone.now())
    return redirect("console", code=room.code)


@login_required
@require_POST
def crowd(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = CrowdForm(request.POST)
    if not form.is_valid():
        raise Invalid("people", _("Send between 1 and 1,000 simulated people. Nothing was changed."))
    data, doing = form.cleaned_data, {"deliberation": deliberation, "by": request.user, "now": timezone.now()}
    if data["to"] == "off":
        rehearsals.stop(**doing)
    else:
        rehearsals.send(**doing, people=data["people"] or 0)
    return answer_console(request, deliberation)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wipe(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; the answer is a POST."""
    deliberation = access.find_deliberation_for(request.user, code)
    if request.method == "POST":
        rehearsals.wipe(deliberation=deliberation, by=request.user, now=timezone.now())
        return redirect("console", code=deliberation.code)
    rehearsals.demand(deliberation=deliberation)
    people = deliberation.participants.all()
    simulated = people.filter(is_simulated=True).count()
    context = {"deliberation": deliberation, "simulated": simulated, "others": people.count() - simulated}
    return render(request, "practice/wipe.html", context)
