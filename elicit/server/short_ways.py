"""What the ways past Django's handlers share: the server's protocol, the rules of transport, the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def pass_over(request: HttpRequest) -> HttpResponse:
    raise AssertionError("These middlewares are asked one by one.")


SECURITY = SecurityMiddleware(pass_over)


async def answer(response: HttpResponse, send: Send) -> None:
    """Send it whole. A length that is there stays: whoever asks for the head of a file is told the file's."""
    response.setdefault("Content-Length", str(len(response.content)))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
