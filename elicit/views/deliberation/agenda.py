"""The agenda: its page, where it is planned, and the buttons that run it from the console."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elicit import access
from elicit.actions.deliberation import agenda, pauses, planning
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.forms.deliberation import HoldForm, MinutesForm, NewStageForm, StageDoForm, StageForm, TemplateForm
from elicit.forms.errors import write_errors
from elicit.models import Agenda, Deliberation, Stage
from elicit.models.deliberation.agenda import TITLE_LIMIT
from elicit.views.console import answer_console

PLACES = {"earlier": -1, "later": 1}


@login_required
@never_cache
@require_safe
def agenda_page(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, access.find_deliberation_to_watch(request.user, code))


@login_required
@require_POST
def plan(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = TemplateForm(request.POST)
    form.is_valid()
    template = form.cleaned_data.get("template", "")
    planning.plan(deliberation=deliberation, template=template, by=request.user, now=timezone.now())
    return redirect("agenda", code=deliberation.code)


@login_required
@require_POST
def add_stage(request: HttpRequest, code: str) -> HttpResponse:
    """What cannot be added stays in the form, with the reason."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = NewStageForm(request.POST)
    if not form.is_valid():
        return _page(request, deliberation, form=form, status=422)
    try:
        planning.add(deliberation=deliberation, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, deliberation, form=form, refusal=str(refusal), status=422)
    return redirect("agenda", code=deliberation.code)


@login_required
@require_POST
def stage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Save, move, remove or begin one stage."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = StageDoForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_deed", _("There is no such button. Nothing was changed."))
    stage, do = _load_stage(deliberation, pk), form.cleaned_data["do"]
    doing = {"stage": stage, "by": request.user, "now": timezone.now()}
    if do == "begin":
        agenda.begin(deliberation=deliberation, **doing)
        return redirect("console", code=deliberation.code)
    if do == "remove":
        planning.remove(**doing)
    elif do in PLACES:
        planning.move(**doing, by_places=PLACES[do])
    else:
        planning.change(**doing, **_read_stage(request))
    return redirect("agenda", code=deliberation.code)


@login_required
@require_POST
def next_stage(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    agenda.begin(deliberation=deliberation, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)


@login_required
@require_POST
def hold(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_deed", _("There is no such button. Nothing was changed."))
    do = pauses.hold if form.cleaned_data["to"] == "on" else pauses.resume
    do(deliberation=deliberation, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)


@login_required
@require_POST
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise Invalid("minutes", _("Add whole minutes, one or more. Nothing was changed."))
    more = form.cleaned_data["minutes"]
    agenda.add_minutes(deliberation=deliberation, minutes=more, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)


def _read_stage(request: HttpRequest) -> dict[str, Any]:
    form = StageForm(request.POST)
    if not form.is_valid():
        raise Invalid("step", write_errors(form))
    return form.cleaned_data


def _load_stage(deliberation: Deliberation, pk: int) -> Stage:
    stage = deliberation.stages.select_related("deliberation").filter(pk=pk).first()
    if stage is None:
        raise Missing("no_step", _("This stage is gone from the agenda. The rest is unchanged."))
    return stage


def _page(
    request: HttpRequest,
    deliberation: Deliberation,
    *,
    form: NewStageForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    agenda = Agenda.of(deliberation)
    context = {
        "deliberation": deliberation,
        "agenda": agenda,
        "upcoming": {stage.pk for stage in agenda.upcoming},
        "templates": {name: template for name, template in planning.TEMPLATES.items() if template.stages},
        "form": form or NewStageForm(),
        "refusal": refusal,
        "limit": TITLE_LIMIT,
        "may_facilitate": access.may(request.user, deliberation, "elicit.facilitate"),
    }
    return render(request, "deliberation/agenda.html", context, status=status)
