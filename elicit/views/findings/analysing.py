"""Asking for an analysis now."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from elicit import access
from elicit.actions.findings import analyses
from elicit.views.console import answer_console


@login_required
@require_POST
def analyse_now(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    analyses.request(deliberation=deliberation, now=timezone.now())
    return answer_console(request, deliberation)
