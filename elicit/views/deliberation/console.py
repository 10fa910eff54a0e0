"""The console: the page itself, its switches and its timer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elicit import access
from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.refusals import Invalid
from elicit.forms import SwitchForm, TimerForm
from elicit.models.deliberation.showing import ALL
from elicit.views.console import answer_console, describe_console


@login_required
@never_cache
@require_safe
def console(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_to_watch(request.user, code)
    return render(request, "deliberation/console.html", describe_console(request, deliberation))


@login_required
@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_switch", _("There is no such switch. Nothing was changed."))
    name, to = form.cleaned_data["switch"], form.cleaned_data["to"]
    doing = {"deliberation": deliberation, "by": request.user, "now": timezone.now()}
    if name == "stage":
        (lifecycle.open_ if to in ("open", "on") else lifecycle.close)(**doing)
    elif name == "results":
        showing.reveal(**{"show" if to in ("open", "on") else "hide": ALL}, **doing)
    else:
        lifecycle.switch(name=name, on=to in ("open", "on"), **doing)
    return answer_console(request, deliberation)


@login_required
@require_POST
def timer(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = TimerForm(request.POST)
    if not form.is_valid():
        raise Invalid("minutes", _("A timer takes whole minutes, at most a day. Nothing was changed."))
    minutes = form.cleaned_data["minutes"] or None
    lifecycle.set_timer(deliberation=deliberation, minutes=minutes, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)
