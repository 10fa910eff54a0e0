"""One socket consumer: admit, forward, leave. Sockets are for reading; what clients send is ignored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import get_language_from_request

from elicit import access, limits, live
from elicit.live import AUDIENCES, CONSOLE, PHONE, SCREEN, Address, Relay
from elicit.models import Deliberation
from elicit.server.batching import Batcher

REFUSED, UNKNOWN = 4403, 4404  # after these a page does not try again
FULL = 4429  # after this it asks by itself every few seconds
BROKEN, RESTART, LATER = 1011, 1012, 1013  # after these it does

BATCH = 100  # admitted in one go
CONSOLE_LASTS = 300.0  # seconds after which a console has to connect again
WALLS = 100  # sockets of one deliberation's wall in one process: nobody has to prove anything to open one
CROWDED = "Too many walls of this deliberation are open. This one stays current more slowly."

logger = logging.getLogger(__name__)
Answer = Deliberation | int
Question = tuple[Mapping[str, Any], str]
Admissions = Batcher[Question, Answer]


async def hear(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Accept at once, so that a thousand phones can connect together; then see who it is."""
    await receive()
    await send({"type": "websocket.accept"})
    serving = asyncio.create_task(_serve(scope, send))
    leaving = asyncio.create_task(_wait_for_leave(receive))
    try:
        await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        serving.cancel()
        leaving.cancel()
        outcomes = await asyncio.gather(serving, leaving, return_exceptions=True)
    await _close_if_broken(outcomes[0], send)


async def _serve(scope: Mapping[str, Any], send: Any) -> None:
    audience = parse_qs(scope["query_string"].decode("latin-1")).get("as", [PHONE])[0]
    if audience not in AUDIENCES:
        return await send({"type": "websocket.close", "code": UNKNOWN})
    admissions: Admissions = scope["state"]["admissions"]
    answer = await admissions.ask((scope, audience))
    if isinstance(answer, int):
        return await send({"type": "websocket.close", "code": answer})
    relay: Relay = scope["state"]["relay"]
    if audience == SCREEN and relay.count_sockets(answer.code, SCREEN) >= WALLS:
        return await send({"type": "websocket.close", "code": FULL, "reason": CROWDED})
    await _forward(relay, answer.pk, Address(answer.code, audience, _language(scope)), send)


async def _forward(relay: Relay, pk: int, address: Address, send: Any) -> None:
    """Until the client leaves. Who is at the console is asked again now and then: they may have been removed."""
    with relay.subscribe(pk, address) as mailbox:
        try:
            async with asyncio.timeout(CONSOLE_LASTS if address.audience == CONSOLE else None):
                while True:
                    await send({"type": "websocket.send", "text": await mailbox.take()})
        except TimeoutError:
            await send({"type": "websocket.close", "code": RESTART})


async def _wait_for_leave(receive: Any) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def _close_if_broken(outcome: BaseException | None, send: Any) -> None:
    if outcome is None or isinstance(outcome, asyncio.CancelledError | OSError):
        return  # refused and closed, or the client has gone: servers say so with an OSError
    logger.error("A socket was closed.", exc_info=outcome)
    await send({"type": "websocket.close", "code": BROKEN})


def _admit_one(scope: Mapping[str, Any], audience: str) -> Answer:
    """Whoever tries codes at random learns no more here than at the pages."""
    address = _address(scope)
    user = _user(scope["cookies"]) if audience != PHONE else AnonymousUser()
    try:
        deliberation = _find(scope, audience, user, address)
        limits.check_guesses(
            address, lambda: deliberation is not None and (audience == PHONE or user.is_authenticated)
        )
    except limits.Exceeded:
        return LATER
    return REFUSED if deliberation is None else deliberation


def _find(scope: Mapping[str, Any], audience: str, user: Any, address: str) -> Deliberation | None:
    code = _code(scope)
    try:
        deliberation = access.admit_socket(code=code, audience=audience, cookies=_cookies(scope), user=user)
    except access.UnknownCode:
        limits.count_guess(address)
        return None
    if deliberation is None:
        live.count_abuse("sockets", access.spell(code))
    return deliberation


def _answer_all(questions: list[Question]) -> list[Answer]:
    """Phones of people who take part are found in one query; everybody else is asked about alone."""
    cookies = [(_code(scope), _cookies(scope) if audience == PHONE else {}) for scope, audience in questions]
    people = access.find_participants(cookies)
    return [
        person.deliberation if person else _admit_one(scope, audience)
        for person, (scope, audience) in zip(people, questions, strict=True)
    ]


_admit = database_sync_to_async(_answer_all, thread_sensitive=False)


def make_admissions() -> Admissions:
    """Asks the database for whoever waits, many at a time: in a storm of phones, a connection for each would cost
    more than the asking. The answer is the deliberation a socket may hear, or the code to close it with."""
    return Batcher(_admit, BATCH)


def _code(scope: Mapping[str, Any]) -> str:
    code: str = scope["url_route"]["kwargs"]["code"]
    return code


def _address(scope: Mapping[str, Any]) -> str:
    addresses = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
    caller = (scope.get("client") or [""])[0]
    return access.read_address(SimpleNamespace(META={"HTTP_X_FORWARDED_FOR": addresses, "REMOTE_ADDR": caller}))


def _cookies(scope: Mapping[str, Any]) -> Mapping[str, str]:
    """The cookies, and a participant's token where a client that is no browser sends one as it does to the API."""
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    scheme, _space, token = header.partition(" ")
    if scheme.lower() != "participant":
        return dict(scope["cookies"])
    code = access.spell(_code(scope))
    return {**scope["cookies"], access.name_cookie(code): token.strip()}


def _user(cookies: Mapping[str, str]) -> Any:
    """Whoever is signed in, the way the pages know it; phones are never asked."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    return get_user(SimpleNamespace(session=SessionStore(key))) if key else AnonymousUser()


def _language(scope: Mapping[str, Any]) -> str:
    """The language the page was shown in: a frame must not change it."""
    languages = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    return get_language_from_request(
        SimpleNamespace(COOKIES=scope["cookies"], META={"HTTP_ACCEPT_LANGUAGE": languages}, path_info="")
    )


consumer = CookieMiddleware(hear)
