"""Drafting a version."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from elicit import access
from elicit.actions.constitution import drafting


@login_required
@require_POST
def draft_now(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.draft")
    version = drafting.draft(deliberation=deliberation, by=request.user, now=timezone.now())
    return redirect("version", slug=deliberation.community.slug, number=version.number)
