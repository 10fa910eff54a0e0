"""Static files, straight from the server's loop: a phone's first visit asks for eight, which wait for no page."""

from __future__ import annotations

import io
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from .short_ways import SECURITY, App, Receive, Scope, Send, answer, pass_over


class Shelf(WhiteNoiseMiddleware):
    """Knows every file and how it is sent: compressed where that is understood, not at all where it is known."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]  # the file's own follows
        for name, value in found.headers:
            response[name] = value
        return response


def with_files(pages: App) -> App:
    """The pages, and the static files beside them."""
    shelf = Shelf(pass_over)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        file = shelf.files.get(scope["path"])
        if file is None:
            return await pages(scope, receive, send)
        request = ASGIRequest(scope, io.BytesIO())
        response = SECURITY.process_request(request) or shelf.serve(file, request)
        await answer(SECURITY.process_response(request, response), send)

    return app
