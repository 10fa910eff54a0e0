"""A participant's pages. They work without JavaScript; htmx only swaps the same fragments in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access, broadcast, limits
from elicit.actions import deliberations, routing, statements, votes
from elicit.actions.refusals import Refused
from elicit.forms import JoinForm, StatementForm, UndoForm, VoteForm
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant
from elicit.models.statement import TEXT_LIMIT

COOKIE_LASTS = 60 * 60 * 24 * 180
ENOUGH = 20  # votes after which the page says that what matters most now is done

View = Callable[..., HttpResponse]


def for_participant(view: View) -> View:
    """Loads the deliberation and who is asking; somebody without a valid cookie is shown the door."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, code: str) -> HttpResponse:
        found = access.deliberation(request.user, code)
        person = access.participant(request, found)
        if person is None:
            return _door(request, found)
        return view(request, found, person)

    return wrapped


@require_safe
@for_participant
def participate(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    """The next statement; or, asked for by number, one that was just taken back."""
    again = request.GET.get("again", "")
    unseen = found.statements.accepted().unseen_by(person)
    is_shown = again.isdecimal() and unseen.filter(number=int(again)).exists()
    return _card(request, found, person, show=int(again) if is_shown else None)


@require_POST
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    found = access.deliberation(request.user, code)
    if access.participant(request, found) is None:
        limits.joining(access.address(request))
        form = JoinForm(request.POST)
        form.full_clean()
        person = deliberations.join(deliberation=found, ticks=form.ticks(), now=timezone.now())
        return _with_cookie(redirect("participate", code=found.code), request, person)
    return redirect("participate", code=found.code)


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


def _door(request: HttpRequest, found: Deliberation) -> HttpResponse:
    """Somebody without a valid cookie: the welcome page, wherever they wanted to go."""
    front = reverse("participate", args=[found.code])
    if request.method in ("GET", "HEAD"):
        return _welcome(request, found) if request.path == front else redirect(front)
    response = _welcome(request, found, status=403)
    if request.headers.get("HX-Request"):
        response["HX-Redirect"] = front  # the whole page, not a page inside a card
    return response


def _welcome(request: HttpRequest, found: Deliberation, status: int = 200) -> HttpResponse:
    context = {**broadcast.state(found, "phone"), "form": JoinForm()}
    return render(request, "participate/welcome.html", context, status=status)


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
    return _page_or_part(request, "participate/card.html", "card", card(found, person, turn, refusal), status)


def card(found: Deliberation, person: Participant, turn: routing.Turn, refusal: str = "") -> dict[str, Any]:
    """The context of the card: the next statement, or the one just taken back, with where this person stands in
    the pile."""
    return {
        **broadcast.state(found, "phone"),
        "participant": person,
        "statement": turn.statement,
        "remaining": turn.remaining,
        "done": turn.done,
        "about": min(turn.done + turn.remaining, max(ENOUGH, turn.done)),
        "enough": turn.done >= ENOUGH,
        "key": secrets.token_urlsafe(12),
        "last": turn.last,
        "earlier": turn.earlier,
        "refusal": refusal,
    }


def _votes(
    request: HttpRequest, found: Deliberation, person: Participant, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **broadcast.state(found, "phone"),
        "participant": person,
        "votes": person.votes.select_related("statement"),
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


def _with_cookie(response: HttpResponse, request: HttpRequest, person: Participant) -> HttpResponse:
    response.set_cookie(
        access.cookie_name(person.deliberation.code),
        access.token(person),
        max_age=COOKIE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
