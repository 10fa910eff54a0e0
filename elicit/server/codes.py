"""Whoever tries codes at random finds nothing: unknown ones are counted, and after too many no right one opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from elicit import access, limits
from elicit.limits import Exceeded

from .errors import error_page


class GuessLimit:
    """Middleware for every page whose address holds a code. The API and the sockets do the same themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, arguments: dict[str, Any]
    ) -> HttpResponse | None:
        if "code" not in arguments or request.path.startswith("/api/"):
            return None
        try:
            limits.check_guesses(
                access.read_address(request), lambda: access.is_inside(request, arguments["code"])
            )
        except Exceeded as refusal:
            return error_page(request, refusal.status, str(refusal))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, access.UnknownCode):
            try:
                limits.count_guess(access.read_address(request))
            except Exceeded as refusal:
                return error_page(request, refusal.status, str(refusal))
        return None
