"""Making a deliberation: its question, its first statements and how it runs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access
from elicit.actions.deliberation import lifecycle, planning
from elicit.actions.practice import rehearsals
from elicit.actions.refusals import Refused
from elicit.actions.statements import writing
from elicit.forms import DeliberationForm
from elicit.models import Deliberation
from elicit.views import previews


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_deliberation(request: HttpRequest, slug: str) -> HttpResponse:
    community = access.find_community_for(request.user, slug, "elicit.facilitate")
    form = DeliberationForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            if form.wants_to_look():
                return previews.preview_new(request, community, form.cleaned_data)
            deliberation = _create(request, community, form.cleaned_data)
            return redirect("console", code=deliberation.code)
        except Refused as error:
            refusal = str(error)
    status = 422 if refusal or form.errors else 200
    context = {"community": community, "form": form, "templates": planning.TEMPLATES, "refusal": refusal}
    return render(request, "deliberation/new.html", context, status=status)


@login_required
@require_POST
def confirm_new(request: HttpRequest, slug: str) -> HttpResponse:
    """What was looked at is made."""
    community = access.find_community_for(request.user, slug, "elicit.facilitate")
    deliberation = _create(request, community, previews.read_confirmed(request, community))
    return redirect("console", code=deliberation.code)


@transaction.atomic
def _create(request: HttpRequest, community: Any, data: dict[str, Any]) -> Deliberation:
    deliberation = lifecycle.create(
        community=community,
        prompt=data["prompt"],
        language=data["language"],
        moderation_on=data["moderation"],
        by=request.user,
        now=timezone.now(),
    )
    doing = {"by": request.user, "now": timezone.now()}
    if data["texts"]:
        writing.seed(deliberation=deliberation, texts=data["texts"], **doing)
    planning.plan(deliberation=deliberation, template=data["template"] or "hand", **doing)
    return rehearsals.prepare(of=deliberation, **doing) if data["rehearse"] else deliberation
