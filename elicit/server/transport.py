"""What answers past Django's handlers share: the server's protocol, the rules of transport, the response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def refuse_call(request: HttpRequest) -> HttpResponse:
    """Stands where a middleware calls the next one."""
    raise AssertionError("These middlewares are asked one by one.")


SECURITY = SecurityMiddleware(refuse_call)


async def send_response(response: HttpResponse, send: Send) -> None:
    """Send it whole. A length that is there stays: whoever asks for the head of a file is told the file's."""
    response.setdefault("Content-Length", str(len(response.content)))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
