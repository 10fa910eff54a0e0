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
from elicit.views.console import answer


@login_required
@require_POST
def rehearse(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code, "elicit.draft")
    made = rehearsals.prepare(of=found, by=request.user, now=timezone.now())
    return redirect("console", code=made.code)


@login_required
@require_POST
def crowd(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code)
    form = CrowdForm(request.POST)
    if not form.is_valid():
        raise Invalid("people", _("Send between 1 and 1,000 simulated people. Nothing was changed."))
    said, doing = form.cleaned_data, {"deliberation": found, "by": request.user, "now": timezone.now()}
    if said["to"] == "off":
        rehearsals.stop(**doing)
    else:
        rehearsals.send(**doing, people=said["people"] or 0)
    return answer(request, found)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wipe(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; the answer is a POST."""
    found = access.facilitated(request.user, code)
    if request.method == "POST":
        rehearsals.wipe(deliberation=found, by=request.user, now=timezone.now())
        return redirect("console", code=found.code)
    rehearsals.demand(deliberation=found)
    people = found.participants.all()
    simulated = people.filter(is_simulated=True).count()
    context = {"deliberation": found, "simulated": simulated, "others": people.count() - simulated}
    return render(request, "practice/wipe.html", context)
