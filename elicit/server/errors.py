"""Pages that say what happened, what was saved, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from elicit.actions.refusals import Refused
from elicit.limits import Exceeded


def error_page(request: HttpRequest, status: int, sentence: str, *, back: str = "") -> HttpResponse:
    context = {"status": status, "sentence": sentence, "back": back}
    response = render(request, "error.html", context, status=status)
    if request.htmx:  # never a page inside a part
        return reswap(retarget(response, "body"), "innerHTML")
    return response


def previous_page(request: HttpRequest) -> str:
    """The page of this site somebody was on when they pressed, or nothing."""
    url = request.htmx.current_url or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else ""


class Refusals:
    """Middleware: what an action or a limit refused becomes a page with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return _refuse_method(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused | Exceeded):
            return error_page(request, exception.status, str(exception), back=previous_page(request))
        return None


def _refuse_method(request: HttpRequest, methods: str) -> HttpResponse:
    sentence = _(
        "This address only takes what a page sends to it, and nothing was changed. Start again with your code."
    )
    response = error_page(request, 405, sentence, back=previous_page(request))
    response["Allow"] = methods
    return response


def bad_request(request: HttpRequest, exception: SuspiciousOperation | None = None) -> HttpResponse:
    return error_page(
        request,
        400,
        _("The page sent something we could not read. Nothing was changed. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    sentence = str(exception) or _("You may not do this here. Nothing was changed.")
    return error_page(request, 403, sentence, back=previous_page(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "This page was open for too long, or your browser blocks cookies. Nothing was changed. "
        "Allow cookies for this site, open the page again, and send it once more."
    )
    return error_page(request, 403, sentence, back=previous_page(request))


def missing(request: HttpRequest, exception: Http404) -> HttpResponse:
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return error_page(
        request, 404, reason or _("There is no such page. Check the address, or start again with your code.")
    )


def failed(request: HttpRequest) -> HttpResponse:
    sentence = _("Something broke on our side. Votes and texts sent before are kept. Try again in a moment.")
    return error_page(request, 500, sentence)
