"""Ada's console: making a deliberation, switches, the queue, and what comes after."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access, live
from elicit.actions.constitution import drafting
from elicit.actions.deliberation import lifecycle, planning
from elicit.actions.findings import analyses
from elicit.actions.practice import rehearsals
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.actions.releases import publishing
from elicit.actions.statements import writing
from elicit.forms import DeliberationForm, ReleaseForm, SwitchForm, TimerForm
from elicit.models import Deliberation, Panel, Release, Slide, Statement
from elicit.views.queue import queue
from elicit.views.statements.seeds import look_at_new, looked_at


@login_required
@never_cache
@require_safe
def console(request: HttpRequest, code: str) -> HttpResponse:
    found = access.watched(request.user, code)
    return render(request, "deliberation/console.html", _context(request, found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_deliberation(request: HttpRequest, slug: str) -> HttpResponse:
    community = access.community_for(request.user, slug, "elicit.facilitate")
    form = DeliberationForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            if form.wants_to_look():
                return look_at_new(request, community, form.cleaned_data)
            made = _create(request, community, form.cleaned_data)
            return redirect("console", code=made.code)
        except Refused as refused:
            refusal = str(refused)
    status = 422 if refusal or form.errors else 200
    context = {"community": community, "form": form, "templates": planning.TEMPLATES, "refusal": refusal}
    return render(request, "deliberation/new.html", context, status=status)


@login_required
@require_POST
def confirm_new(request: HttpRequest, slug: str) -> HttpResponse:
    """What was looked at is made."""
    community = access.community_for(request.user, slug, "elicit.facilitate")
    made = _create(request, community, looked_at(request, community))
    return redirect("console", code=made.code)


@transaction.atomic
def _create(request: HttpRequest, community: Any, said: dict[str, Any]) -> Deliberation:
    made = lifecycle.create(
        community=community,
        prompt=said["prompt"],
        language=said["language"],
        moderation_on=said["moderation"],
        by=request.user,
        now=timezone.now(),
    )
    doing = {"by": request.user, "now": timezone.now()}
    if said["texts"]:
        writing.seed(deliberation=made, texts=said["texts"], **doing)
    planning.plan(deliberation=made, template=said["template"] or "hand", **doing)
    return rehearsals.prepare(of=made, **doing) if said["rehearse"] else made


@login_required
@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_switch", _("There is no such switch. Nothing was changed."))
    name, to = form.cleaned_data["switch"], form.cleaned_data["to"]
    doing = {"deliberation": found, "by": request.user, "now": timezone.now()}
    if name == "stage":
        (lifecycle.open_ if to in ("open", "on") else lifecycle.close)(**doing)
    else:
        lifecycle.switch(name=name, on=to in ("open", "on"), **doing)
    return answer(request, found)


@login_required
@require_POST
def timer(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code)
    form = TimerForm(request.POST)
    if not form.is_valid():
        raise Invalid("minutes", _("A timer takes whole minutes, at most a day. Nothing was changed."))
    minutes = form.cleaned_data["minutes"] or None
    lifecycle.set_timer(deliberation=found, minutes=minutes, by=request.user, now=timezone.now())
    return answer(request, found)


@login_required
@require_POST
def analyse_now(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code)
    analyses.want(deliberation=found, now=timezone.now())
    return answer(request, found)


@login_required
@require_POST
def draft_now(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code, "elicit.draft")
    version = drafting.draft(deliberation=found, by=request.user, now=timezone.now())
    return redirect("version", slug=found.community.slug, number=version.number)


@login_required
@require_POST
def release_now(request: HttpRequest, code: str) -> HttpResponse:
    found = access.facilitated(request.user, code, "elicit.release")
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_tier", _("There is no such tier. Nothing was released."))
    tier = form.cleaned_data["tier"]
    if tier == Release.Tier.T2:
        found = access.facilitated(request.user, code, "elicit.hold_everything")
    made = publishing.publish(deliberation=found, tier=tier, by=request.user, now=timezone.now())
    return redirect("release", slug=found.community.slug, number=made.number)


def statement_of(found: Deliberation, number: int) -> Statement:
    statement = found.statements.filter(number=number).first()
    if statement is None:
        raise Missing("no_statement", _("There is no statement with this number here. Nothing was changed."))
    return statement


def answer(request: HttpRequest, found: Deliberation) -> HttpResponse:
    """The console again: swapped by htmx, or freshly loaded."""
    if not request.headers.get("HX-Request"):
        return redirect("console", code=found.code)
    found = access.watched(request.user, found.code)
    return render(request, "deliberation/console.html#console", _context(request, found))


def _context(request: HttpRequest, found: Deliberation) -> dict[str, Any]:
    def may(permission: str) -> bool:
        return access.may(request.user, found, permission)

    runs = may("elicit.invite")  # by a role in the community: then the rest need not be asked
    return {
        **live.state(found, "console"),
        "slides": Slide.choices,
        "only_here": urlsplit(settings.PUBLIC_URL).netloc if live.is_here_alone(settings.PUBLIC_URL) else "",
        "panels": Panel.choices,
        "belongs": runs or may("elicit.belong"),
        "may_facilitate": runs or may("elicit.facilitate"),
        "may_moderate": may("elicit.moderate"),
        "may_invite": runs,
        "may_release": may("elicit.release"),
        "may_hold_everything": may("elicit.hold_everything"),
        **queue(found),
    }
