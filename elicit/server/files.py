"""Static files, straight from the server's loop: a phone's first visit asks for eight, which wait for no page."""

from __future__ import annotations

import io
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from .transport import SECURITY, App, Receive, Scope, Send, refuse_call, send_response


class StaticFiles(WhiteNoiseMiddleware):
    """Knows every file and how it is sent: compressed where that is understood, not at all where it is known."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        file_response = static_file.get_response(request.method, request.META)
        content = b""
        if file_response.file is not None:
            with file_response.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(file_response.status))
        del response["Content-Type"]  # the file's own follows
        for name, value in file_response.headers:
            response[name] = value
        return response


def add_static_files(pages: App) -> App:
    """The pages, and the static files beside them."""
    static_files = StaticFiles(refuse_call)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        file = static_files.files.get(scope["path"])
        if file is None:
            return await pages(scope, receive, send)
        request = ASGIRequest(scope, io.BytesIO())
        response = SECURITY.process_request(request) or static_files.serve(file, request)
        await send_response(SECURITY.process_response(request, response), send)

    return app
