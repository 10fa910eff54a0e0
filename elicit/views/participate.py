"""A participant's pages. They work without JavaScript; htmx only swaps the same fragments in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import broadcast, limits
from elicit.actions import consents, routing, statements, votes
from elicit.actions.refusals import Refused
from elicit.forms import StatementForm, UndoForm, VoteForm
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant
from elicit.models.statement import TEXT_LIMIT

from .door import for_participant
from .languages import wanted

ENOUGH = 20  # votes after which the page says that what matters most now is done


@require_safe
@for_participant
def participate(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    """The next statement; or, asked for by number, one that was just taken back."""
    again = request.GET.get("again", "")
    unseen = found.statements.accepted().unseen_by(person)
    is_shown = again.isdecimal() and unseen.filter(number=int(again)).exists()
    return _card(request, found, person, show=int(again) if is_shown else None)


@require_POST
@for_participant
def vote(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _card(request, found, person, refusal=_sentence(form), status=400)
    said = form.cleaned_data
    statement = found.statements.filter(number=said["statement"]).first()
    try:
        limits.voting(person)
        if statement is None:
            raise votes.foreign()
        votes.cast(
            participant=person,
            statement=statement,
            choice=said["choice"],
            important=said["important"],
            key=said["key"] or None,
            now=timezone.now(),
        )
    except (Refused, Exceeded) as refusal:
        return _after(request, found, person, said["next"], refusal)
    return _after(request, found, person, said["next"])


@require_POST
@for_participant
def undo(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _card(request, found, person, refusal=_sentence(form), status=400)
    statement = found.statements.filter(number=form.cleaned_data["statement"]).first()
    try:
        limits.voting(person)
        if statement is None:
            raise votes.nothing_to_undo()
        votes.undo(participant=person, statement=statement, now=timezone.now())
    except (Refused, Exceeded) as refusal:
        return _after(request, found, person, form.cleaned_data["next"], refusal)
    if form.cleaned_data["next"] == "votes":
        return _after(request, found, person, "votes")
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('participate', args=[found.code])}?again={statement.number}")
    return _card(request, found, person, show=statement.number)


@require_safe
@for_participant
def my_votes(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    return _votes(request, found, person)


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def write(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form, refusal, status = StatementForm(request.POST or None), "", 200
    if form.is_bound and not form.is_valid():
        refusal, status = _sentence(form), 400
    elif form.is_bound:
        try:
            limits.writing(person)
            statements.submit(participant=person, text=form.cleaned_data["text"], now=timezone.now())
            return redirect("write", code=found.code)
        except (Refused, Exceeded) as refused:
            refusal, status = str(refused), refused.status
    context = {
        **broadcast.state(found, "phone"),
        "participant": person,
        "own_statements": broadcast.fates(person),
        "limit": TEXT_LIMIT,
        "text": _visible(request.POST.get("text", "")) if refusal else "",
        "refusal": refusal,
    }
    return render(request, "participate/write.html", context, status=status)


def _card(
    request: HttpRequest,
    found: Deliberation,
    person: Participant,
    *,
    refusal: str = "",
    show: int | None = None,
    status: int = 200,
) -> HttpResponse:
    turn = routing.turn(participant=person) if show is None else routing.again(participant=person, number=show)
    context = card(found, person, turn, refusal, wanted(request))
    return _page_or_part(request, "participate/card.html", "card", context, status)


def card(
    found: Deliberation,
    person: Participant,
    turn: routing.Turn,
    refusal: str = "",
    reads: Sequence[str] = (),
) -> dict[str, Any]:
    """The context of the card: the next statement, or the one just taken back, with where this person stands in
    the pile."""
    return {
        **broadcast.state(found, "phone"),
        "participant": person,
        "statement": turn.statement,
        "beside": broadcast.beside(turn.statement, reads),
        "remaining": turn.remaining,
        "done": turn.done,
        "about": min(turn.done + turn.remaining, max(ENOUGH, turn.done)),
        "enough": turn.done >= ENOUGH,
        "key": secrets.token_urlsafe(12),
        "last": turn.last,
        "earlier": turn.earlier,
        "is_asked_again": cache(lambda: consents.is_asked_again(person)),
        "reasons": cache(lambda: broadcast.reasons(person, turn.statement)),
        "refusal": refusal,
    }


def _votes(
    request: HttpRequest, found: Deliberation, person: Participant, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **broadcast.state(found, "phone"),
        "participant": person,
        "votes": person.votes.select_related("statement"),
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
    }
    return _page_or_part(request, "participate/votes.html", "votes", context, status)


def _after(
    request: HttpRequest,
    found: Deliberation,
    person: Participant,
    then: str,
    refusal: Refused | Exceeded | None = None,
) -> HttpResponse:
    """Where a vote leads: with htmx the fragment itself; without, a redirect, so that reloading sends nothing."""
    found.refresh_from_db()
    if refusal is None and not request.headers.get("HX-Request"):
        return redirect("my_votes" if then == "votes" else "participate", code=found.code)
    page = _votes if then == "votes" else _card
    sentence, status = (str(refusal), refusal.status) if refusal else ("", 200)
    return page(request, found, person, refusal=sentence, status=status)


def _page_or_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any], status: int
) -> HttpResponse:
    name = f"{template}#{part}" if request.headers.get("HX-Request") else template
    return render(request, name, context, status=status)


def _visible(text: str) -> str:
    """What was typed, to be corrected: without characters that no page may hold."""
    return "".join(character for character in text if character.isprintable() or character in "\n\u200c\u200d")


def _sentence(form: Any) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
