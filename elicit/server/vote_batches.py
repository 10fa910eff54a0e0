"""Votes of a full deliberation. One thread writes the votes of many phones in one commit, on a connection of its
own, and answers each with the next card: no session, no account, a query for all instead of one for each.

Whatever is out of the ordinary goes to the page's own view, which says what happened: no cookie, no key, voting
closed, too many votes, an error. A vote that was written before an error has its key, so the view finds it and
writes nothing twice."""

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
from django_htmx.middleware import HtmxDetails

from elicit import access, limits
from elicit.actions.votes import casting
from elicit.forms import VoteForm
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant, Statement
from elicit.reading.votes import next_card
from elicit.server.batching import Batcher
from elicit.views import reading_languages
from elicit.views.votes.participate import describe_card

from .transport import SECURITY, App, Receive, Scope, Send, refuse_call, send_response

MOST = 60  # in one commit
LONGEST = 4096  # bytes of a vote
CARD, VOTE = re.compile(r"/d/([^/]+)/"), re.compile(r"/d/([^/]+)/vote/")

logger = logging.getLogger(__name__)


@dataclass
class CardRequest:
    """A request for the next card, with the vote that it brings or none. vote: as it can be written."""

    request: HttpRequest
    code: str
    form: VoteForm | None
    person: Participant | None = None
    vote: casting.VoteRequest | None = None


class VoteBatches:
    """For one event loop; `close` ends its thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="votes")
        self._batcher: Batcher[HttpRequest, HttpResponse | None] = Batcher(self._in_thread, MOST)

    async def answer(self, scope: Scope, body: bytes) -> HttpResponse | None:
        """The next card, or nothing: then the page's own view answers."""
        question = self._batcher.ask(ASGIRequest(scope, io.BytesIO(body)))
        [outcome] = await asyncio.gather(question, return_exceptions=True)
        if isinstance(outcome, BaseException):
            logger.error("A batch of votes failed; the pages' own view takes them.", exc_info=outcome)
            return None
        return outcome

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, requests: list[HttpRequest]) -> list[HttpResponse | None]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, answer_all, requests)


def batch_votes(pages: App) -> App:
    """The pages, with cards and votes answered in batches where that can be."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        batches = scope.get("state", {}).get("votes") if scope["type"] == "http" else None
        if batches is None or not is_card_request(scope):
            return await pages(scope, receive, send)
        body = await _read_body(receive)
        response = None if body is None else await batches.answer(scope, body)
        if response is None:
            return await pages(scope, _replay_body(body, receive), send)
        await send_response(response, send)

    return app


def is_card_request(scope: Scope) -> bool:
    """Whether a script of ours asks for a card, alone or with a vote."""
    headers = dict(scope["headers"])
    if headers.get(b"hx-request") != b"true" or scope["query_string"] or b"authorization" in headers:
        return False
    if scope["method"] == "GET":
        return CARD.fullmatch(scope["path"]) is not None
    length = headers.get(b"content-length", b"")
    is_small = length.isdigit() and int(length) <= LONGEST
    return scope["method"] == "POST" and is_small and VOTE.fullmatch(scope["path"]) is not None


def answer_all(requests: list[HttpRequest]) -> list[HttpResponse | None]:
    """A card for each, or nothing where the page's own view has to answer."""
    try:
        card_requests = [_parse(request) for request in requests]
        _vote([item for item in card_requests if item])
        responses = _cards(item for item in card_requests if item and item.person)
    except DatabaseError:
        connection.close()  # the next batch gets a fresh one
        raise
    return [responses.get(id(item)) if item else None for item in card_requests]


def _parse(request: HttpRequest) -> CardRequest | None:
    """Nothing where the host, the token against forgery or the form is not as it should be."""
    [code] = (VOTE if request.method == "POST" else CARD).fullmatch(request.path).groups()
    request.htmx = HtmxDetails(request)  # as its middleware does, for whatever page says no
    try:
        request.get_host()
    except DisallowedHost:
        return None
    if SECURITY.process_request(request):
        return None
    CSRF.process_request(request)
    if request.method == "GET":  # the token on the card has to fit the cookie that is there
        return CardRequest(request, code, None) if "CSRF_COOKIE" in request.META else None
    form = VoteForm(request.POST)
    if CSRF.process_view(request, None, (), {}) or not form.is_valid():
        return None
    is_plain = form.cleaned_data["key"] and form.cleaned_data["next"] != "votes"
    return CardRequest(request, code, form) if is_plain else None


def _vote(card_requests: list[CardRequest]) -> None:
    """Write what can be written; whoever cannot be answered here has no person afterwards."""
    people = access.find_participants([(item.code, item.request.COOKIES) for item in card_requests])
    for item, person in zip(card_requests, people, strict=True):
        item.person = person if person and _is_within_limits(item, person) else None
    _fill_in_votes([item for item in card_requests if item.person and item.form])
    voting = [item for item in card_requests if item.vote]
    outcomes = casting.cast_all(votes=[item.vote for item in voting], now=timezone.now()) if voting else []
    for item, outcome in zip(voting, outcomes, strict=True):
        if not isinstance(outcome, casting.CastResult):
            item.person = None


def _is_within_limits(card_request: CardRequest, person: Participant) -> bool:
    if card_request.form is None:
        return True
    try:
        limits.count_vote(person)
    except Exceeded:
        return False
    return True


def _fill_in_votes(card_requests: list[CardRequest]) -> None:
    """Looks the statements that are voted on up in one query; one on a missing statement cannot be written."""
    statements = Statement.objects.filter(
        deliberation__in={item.person.deliberation_id for item in card_requests},
        number__in={item.form.cleaned_data["statement"] for item in card_requests},
    )
    by_number = {(statement.deliberation_id, statement.number): statement for statement in statements}
    for item in card_requests:
        data = item.form.cleaned_data
        statement = by_number.get((item.person.deliberation_id, data["statement"]))
        if statement is None:
            item.person = None
        else:
            vote = data["choice"], data["important"], data["key"], data["edition"]
            item.vote = casting.VoteRequest(item.person, statement, *vote)


def _cards(card_requests: Iterable[CardRequest]) -> dict[int, HttpResponse]:
    """By the identity of the card request."""
    responses = {}
    sequence = sorted(card_requests, key=lambda item: item.person.deliberation_id)
    for _deliberation, group in groupby(sequence, key=lambda item: item.person.deliberation_id):
        items = list(group)
        cards = next_card.choose_cards(
            participants=[item.person for item in items],
            languages=[reading_languages.read_languages(item.request) for item in items],
        )
        for item, card in zip(items, cards, strict=True):
            responses[id(item)] = _respond(item.request, item.person.deliberation, item.person, card)
    return responses


def _respond(
    request: HttpRequest, deliberation: Deliberation, person: Participant, card: next_card.NextCard
) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        response = render(request, "votes/card.html#card", describe_card(deliberation, person, card))
    add_never_cache_headers(response)
    for middleware in (SECURITY, POLICY, FRAMES):
        response = middleware.process_response(request, response)
    return response


POLICY, FRAMES = CSPMiddleware(refuse_call), XFrameOptionsMiddleware(refuse_call)
CSRF = CsrfViewMiddleware(refuse_call)


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; nothing when the client has left."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replay_body(body: bytes | None, receive: Receive) -> Receive:
    """The body once more, for whoever reads the request anew."""
    first = {"type": "http.disconnect"} if body is None else {"type": "http.request", "body": body}
    messages: list[MutableMapping[str, Any]] = [first]

    async def replay() -> MutableMapping[str, Any]:
        return messages.pop() if messages else await receive()

    return replay
