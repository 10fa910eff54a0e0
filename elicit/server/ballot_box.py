"""The vote door of a full room. One thread writes the votes of many phones in one commit, on a connection of its
own, and answers each with the next card: no session, no account, a query for all instead of one for each.

Whatever is out of the ordinary goes the long way, through the page's own view, which says what happened: no
cookie, no key, voting closed, too many votes, an error. A vote that was written before an error has its key, so
the long way finds it and writes nothing twice."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from csp.middleware import CSPMiddleware
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from elicit import access, limits
from elicit.actions.votes import casting
from elicit.forms import VoteForm
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant, Statement
from elicit.reading.votes import next_card
from elicit.server.batching import Together
from elicit.views import reading_languages
from elicit.views.votes.participate import card_context

from .short_ways import SECURITY, App, Receive, Scope, Send, answer, pass_over

MOST = 60  # in one commit
LONGEST = 4096  # bytes of a vote
CARD, VOTE = re.compile(r"/d/([^/]+)/"), re.compile(r"/d/([^/]+)/vote/")

logger = logging.getLogger(__name__)


@dataclass
class Asked:
    """A request for the next card, with the vote that it brings or none. said: the vote as it can be written."""

    request: HttpRequest
    code: str
    form: VoteForm | None
    person: Participant | None = None
    said: casting.Said | None = None


class BallotBox:
    """For one event loop; `close` ends its thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ballots")
        self._together: Together[HttpRequest, HttpResponse | None] = Together(self._in_thread, MOST)

    async def answer(self, scope: Scope, body: bytes) -> HttpResponse | None:
        """The next card, or nothing: then it goes the long way."""
        asked = self._together.ask(ASGIRequest(scope, io.BytesIO(body)))
        [outcome] = await asyncio.gather(asked, return_exceptions=True)
        if isinstance(outcome, BaseException):
            logger.error("A batch of votes went the long way.", exc_info=outcome)
            return None
        return outcome

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, requests: list[HttpRequest]) -> list[HttpResponse | None]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, answers, requests)


def short_cut(pages: App) -> App:
    """The pages, with cards and votes answered by the server's ballot box where it can."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        box = scope.get("state", {}).get("box") if scope["type"] == "http" else None
        if box is None or not is_short(scope):
            return await pages(scope, receive, send)
        body = await _body(receive)
        response = None if body is None else await box.answer(scope, body)
        if response is None:
            return await pages(scope, _again(body, receive), send)
        await answer(response, send)

    return app


def is_short(scope: Scope) -> bool:
    """Whether a script of ours asks for a card, alone or with a vote."""
    headers = dict(scope["headers"])
    if headers.get(b"hx-request") != b"true" or scope["query_string"] or b"authorization" in headers:
        return False
    if scope["method"] == "GET":
        return CARD.fullmatch(scope["path"]) is not None
    length = headers.get(b"content-length", b"")
    is_small = length.isdigit() and int(length) <= LONGEST
    return scope["method"] == "POST" and is_small and VOTE.fullmatch(scope["path"]) is not None


def answers(requests: list[HttpRequest]) -> list[HttpResponse | None]:
    """A card for each, or nothing where it has to go the long way."""
    try:
        asked = [_read(request) for request in requests]
        _vote([each for each in asked if each])
        ready = [each for each in asked if each and each.person]
        cards = _cards(ready)
    except DatabaseError:
        connection.close()  # the next batch gets a fresh one
        raise
    return [cards.get(id(each)) if each else None for each in asked]


def _read(request: HttpRequest) -> Asked | None:
    """Nothing where the host, the token against forgery or the form is not as it should be."""
    [code] = (VOTE if request.method == "POST" else CARD).fullmatch(request.path).groups()
    try:
        request.get_host()
    except DisallowedHost:
        return None
    if SECURITY.process_request(request):
        return None
    CSRF.process_request(request)
    if request.method == "GET":  # the token on the card has to fit the cookie that is there
        return Asked(request, code, None) if "CSRF_COOKIE" in request.META else None
    form = VoteForm(request.POST)
    if CSRF.process_view(request, None, (), {}) or not form.is_valid():
        return None
    is_plain = form.cleaned_data["key"] and form.cleaned_data["next"] != "votes"
    return Asked(request, code, form) if is_plain else None


def _vote(asked: list[Asked]) -> None:
    """Write what can be written; whoever cannot be answered here has no person afterwards."""
    people = access.participants([(each.code, each.request.COOKIES) for each in asked])
    for each, person in zip(asked, people, strict=True):
        each.person = person if person and _may(each, person) else None
    _find([each for each in asked if each.person and each.form])
    voting = [each for each in asked if each.said]
    outcomes = casting.cast_all(said=[each.said for each in voting], now=timezone.now()) if voting else []
    for each, outcome in zip(voting, outcomes, strict=True):
        if not isinstance(outcome, casting.Cast):
            each.person = None


def _may(asked: Asked, person: Participant) -> bool:
    if asked.form is None:
        return True
    try:
        limits.count_vote(person)
    except Exceeded:
        return False
    return True


def _find(asked: list[Asked]) -> None:
    """The statements that are voted on, in one query; a vote on one that is not there cannot be written."""
    wanted = Statement.objects.filter(
        deliberation__in={each.person.deliberation_id for each in asked},
        number__in={each.form.cleaned_data["statement"] for each in asked},
    )
    there = {(each.deliberation_id, each.number): each for each in wanted}
    for each in asked:
        said = each.form.cleaned_data
        statement = there.get((each.person.deliberation_id, said["statement"]))
        if statement is None:
            each.person = None
        else:
            vote = said["choice"], said["important"], said["key"], said["edition"]
            each.said = casting.Said(each.person, statement, *vote)


def _cards(asked: Iterable[Asked]) -> dict[int, HttpResponse]:
    """By the identity of who asked."""
    responses = {}
    rooms = sorted(asked, key=lambda each: each.person.deliberation_id)
    for _room, group in groupby(rooms, key=lambda each: each.person.deliberation_id):
        here = list(group)
        cards = next_card.next_cards(
            participants=[each.person for each in here],
            languages=[reading_languages.wanted(each.request) for each in here],
        )
        for each, card in zip(here, cards, strict=True):
            responses[id(each)] = _card(each.request, each.person.deliberation, each.person, card)
    return responses


def _card(
    request: HttpRequest, found: Deliberation, person: Participant, card: next_card.NextCard
) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        response = render(request, "votes/card.html#card", card_context(found, person, card))
    add_never_cache_headers(response)
    for middleware in (SECURITY, POLICY, FRAMES):
        response = middleware.process_response(request, response)
    return response


POLICY, FRAMES, CSRF = CSPMiddleware(pass_over), XFrameOptionsMiddleware(pass_over), CsrfViewMiddleware(pass_over)


async def _body(receive: Receive) -> bytes | None:
    """The whole body; nothing when the client has left."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes | None, receive: Receive) -> Receive:
    """The body once more, for whoever reads the request anew."""
    first = {"type": "http.disconnect"} if body is None else {"type": "http.request", "body": body}
    waiting: list[MutableMapping[str, Any]] = [first]

    async def again() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await receive()

    return again
