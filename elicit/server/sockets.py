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
from elicit.server.batching import Together

REFUSED, UNKNOWN = 4403, 4404  # after these a page does not try again
FULL = 4429  # after this it asks by itself every few seconds
BROKEN, AGAIN, LATER = 1011, 1012, 1013  # after these it does

MOST = 100  # admitted in one go
ASK_AGAIN = 300.0  # seconds after which a console has to come in again
WALLS = 100  # sockets of one deliberation's wall in one process: nobody has to prove anything to open one
CROWDED = "Too many walls of this deliberation are open. This one stays current more slowly."

logger = logging.getLogger(__name__)
Answer = Deliberation | int
Question = tuple[Mapping[str, Any], str]
Admissions = Together[Question, Answer]


async def hear(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Accept at once, so that a thousand phones can connect together; then see who it is."""
    await receive()
    await send({"type": "websocket.accept"})
    serving = asyncio.create_task(_serve(scope, send))
    leaving = asyncio.create_task(_left(receive))
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
    found = await admissions.ask((scope, audience))
    if isinstance(found, int):
        return await send({"type": "websocket.close", "code": found})
    relay: Relay = scope["state"]["relay"]
    if audience == SCREEN and relay.open_at(found.code, SCREEN) >= WALLS:
        return await send({"type": "websocket.close", "code": FULL, "reason": CROWDED})
    await _forward(relay, found.pk, Address(found.code, audience, _language(scope)), send)


async def _forward(relay: Relay, pk: int, address: Address, send: Any) -> None:
    """Until the client leaves. Who is at the console is asked again now and then: they may have been removed."""
    with relay.seat(pk, address) as mailbox:
        try:
            async with asyncio.timeout(ASK_AGAIN if address.audience == CONSOLE else None):
                while True:
                    await send({"type": "websocket.send", "text": await mailbox.take()})
        except TimeoutError:
            await send({"type": "websocket.close", "code": AGAIN})


async def _left(receive: Any) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def _close_if_broken(outcome: BaseException | None, send: Any) -> None:
    if outcome is None or isinstance(outcome, asyncio.CancelledError | OSError):
        return  # refused and closed, or the client has gone: servers say so with an OSError
    logger.error("A socket was closed.", exc_info=outcome)
    await send({"type": "websocket.close", "code": BROKEN})


def _admit_one(scope: Mapping[str, Any], audience: str) -> Answer:
    """Whoever tries codes at random learns no more here than at the pages."""
    here = _address(scope)
    user = _user(scope["cookies"]) if audience != PHONE else AnonymousUser()
    try:
        found = _find(scope, audience, user, here)
        limits.check_guesses(here, lambda: found is not None and (audience == PHONE or user.is_authenticated))
    except limits.Exceeded:
        return LATER
    return REFUSED if found is None else found


def _find(scope: Mapping[str, Any], audience: str, user: Any, here: str) -> Deliberation | None:
    code = _code(scope)
    try:
        found = access.admit_socket(code=code, audience=audience, cookies=_carried(scope), user=user)
    except access.UnknownCode:
        limits.count_guess(here)
        return None
    if found is None:
        live.count_abuse("sockets", access.spell(code))
    return found


def _answer(questions: list[Question]) -> list[Answer]:
    """Phones of people who take part are found in one query; everybody else is asked about alone."""
    carried = [(_code(scope), _carried(scope) if audience == PHONE else {}) for scope, audience in questions]
    people = access.participants(carried)
    return [
        person.deliberation if person else _admit_one(scope, audience)
        for person, (scope, audience) in zip(people, questions, strict=True)
    ]


_admit = database_sync_to_async(_answer, thread_sensitive=False)


def admissions() -> Admissions:
    """Asks the database for whoever waits, many at a time: in a storm of phones, a connection for each would cost
    more than the asking. The answer is the deliberation a socket may hear, or the code to close it with."""
    return Together(_admit, MOST)


def _code(scope: Mapping[str, Any]) -> str:
    code: str = scope["url_route"]["kwargs"]["code"]
    return code


def _address(scope: Mapping[str, Any]) -> str:
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
    caller = (scope.get("client") or [""])[0]
    return access.address(SimpleNamespace(META={"HTTP_X_FORWARDED_FOR": forwarded, "REMOTE_ADDR": caller}))


def _carried(scope: Mapping[str, Any]) -> Mapping[str, str]:
    """The cookies, and a participant's token where a client that is no browser sends one as it does to the API."""
    said = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    scheme, _space, token = said.partition(" ")
    if scheme.lower() != "participant":
        return dict(scope["cookies"])
    code = access.spell(_code(scope))
    return {**scope["cookies"], access.cookie_name(code): token.strip()}


def _user(cookies: Mapping[str, str]) -> Any:
    """Whoever is signed in, the way the pages know it; phones are never asked."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    return get_user(SimpleNamespace(session=SessionStore(key))) if key else AnonymousUser()


def _language(scope: Mapping[str, Any]) -> str:
    """The language the page was shown in: a frame must not change it."""
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    return get_language_from_request(
        SimpleNamespace(COOKIES=scope["cookies"], META={"HTTP_ACCEPT_LANGUAGE": accepted}, path_info="")
    )


consumer = CookieMiddleware(hear)
