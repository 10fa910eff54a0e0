"""The console as pages of every subject answer with it: swapped by htmx, or freshly loaded."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from elicit import access, live
from elicit.models import Deliberation, Panel, Slide
from elicit.reading.statements.queue import read_queue


def answer_console(request: HttpRequest, deliberation: Deliberation) -> HttpResponse:
    """The console again: swapped by htmx, or freshly loaded."""
    if not request.htmx:
        return redirect("console", code=deliberation.code)
    deliberation = access.find_deliberation_to_watch(request.user, deliberation.code)
    return render(request, "deliberation/console.html#console", describe_console(request, deliberation))


def describe_console(request: HttpRequest, deliberation: Deliberation) -> dict[str, Any]:
    def may(permission: str) -> bool:
        return access.may(request.user, deliberation, permission)

    has_role = may("elicit.invite")  # by a role in the community: then the rest need not be asked
    return {
        **live.read_state(deliberation, "console"),
        "slides": Slide.choices,
        "only_here": urlsplit(settings.PUBLIC_URL).netloc if live.is_loopback(settings.PUBLIC_URL) else "",
        "panels": Panel.choices,
        "belongs": has_role or may("elicit.belong"),
        "may_facilitate": has_role or may("elicit.facilitate"),
        "may_moderate": may("elicit.moderate"),
        "may_invite": has_role,
        "may_release": may("elicit.release"),
        "may_hold_everything": may("elicit.hold_everything"),
        **read_queue(deliberation),
    }
