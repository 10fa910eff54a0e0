"""Which pages may be shown inside pages of other sites: a deliberation's own, on sites that are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

from elicit import access
from elicit.models import Deliberation

FRAMED = {"iframe", "frame", "embed", "object"}  # what browsers say a page is loaded for
PAGES = {"participate", "join", "vote", "undo", "my_votes", "write", "alike", "policy", "screen"}
PAGES |= {"choices", "survey", "mine", "erase", "gone", "discuss", "sit", "argue", "change_own"}
PAGES |= {"results", "results_of", "why", "why_of", "report"}


class Frames:
    """Middleware. A page that is not loaded for a frame never costs a look: it may not be framed at all. In the
    frame of another site cookies only come back when they are partitioned, and only over https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        hosts = getattr(request, "frame_hosts", [])
        if not hosts:
            return response
        del response["X-Frame-Options"]  # it knows no list of sites
        response["Vary"] = ", ".join(filter(None, [response.get("Vary", ""), "Sec-Fetch-Dest"]))
        if request.is_secure() and request.headers.get("Sec-Fetch-Site") == "cross-site":
            for cookie in response.cookies.values():
                cookie["secure"], cookie["samesite"] = True, "None; Partitioned"
        return csp_replace({"frame-ancestors": hosts})(lambda _request: response)(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        is_page = request.resolver_match is not None and request.resolver_match.url_name in PAGES
        if is_page and request.headers.get("Sec-Fetch-Dest") in FRAMED:
            request.frame_hosts = Deliberation.objects.embedded_on(access.spell(kwargs["code"]))  # type: ignore[attr-defined]
