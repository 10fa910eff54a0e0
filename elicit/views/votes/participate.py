"""A participant's pages. They work without JavaScript; htmx only swaps the same fragments in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from elicit import limits, live
from elicit.actions.entry import consents
from elicit.actions.refusals import Refused
from elicit.actions.votes import casting
from elicit.forms import UndoForm, VoteForm
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant
from elicit.reading.discussion.reasons import reasons
from elicit.reading.statements.translation import beside as read_beside
from elicit.reading.votes import routing
from elicit.views.entry.door import for_participant
from elicit.views.statements.languages import wanted

AHEAD = 11  # statements that a page carries beside its own, for a phone whose connection goes
ENOUGH = 20  # votes after which the page says that what matters most now is done


@require_safe
@for_participant
def participate(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    """The next statement; or, asked for by number, one that was just taken back or found while writing."""
    again = request.GET.get("again", "")
    return _card(request, found, person, show=_open_to(found, person, int(again)) if again.isdecimal() else None)


def _open_to(found: Deliberation, person: Participant, number: int) -> int | None:
    """The number of this statement, or of the one it was merged into, where this person can vote on it."""
    asked = found.statements.filter(number=number).select_related("merged_into").first()
    target = asked.merged_into or asked if asked else None
    unseen = found.statements.accepted().unseen_by(person)
    return target.number if target and unseen.filter(pk=target.pk).exists() else None


@require_POST
@for_participant
def vote(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _card(request, found, person, refusal=sentence_of(form), status=400)
    said = form.cleaned_data
    statement = found.statements.filter(number=said["statement"]).first()
    try:
        limits.voting(person)
        if statement is None:
            raise casting.foreign()
        casting.cast(
            participant=person,
            statement=statement,
            choice=said["choice"],
            important=said["important"],
            key=said["key"] or None,
            edition=said["edition"],
            now=timezone.now(),
        )
    except (Refused, Exceeded) as refusal:
        show = said["statement"] if refusal.code == "reworded" else None
        return _after(request, found, person, said["next"], refusal, show)
    return _after(request, found, person, said["next"])


@require_POST
@for_participant
def undo(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _card(request, found, person, refusal=sentence_of(form), status=400)
    statement = found.statements.filter(number=form.cleaned_data["statement"]).first()
    try:
        limits.voting(person)
        if statement is None:
            raise casting.nothing_to_undo()
        casting.undo(participant=person, statement=statement, now=timezone.now())
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


def _card(
    request: HttpRequest,
    found: Deliberation,
    person: Participant,
    *,
    refusal: str = "",
    show: int | None = None,
    status: int = 200,
) -> HttpResponse:
    ahead = 0 if request.headers.get("HX-Request") else AHEAD
    if show is None:
        turn = routing.turn(participant=person, ahead=ahead)
    else:
        turn = routing.again(participant=person, number=show)
    context = card(found, person, turn, refusal, wanted(request))
    return _page_or_part(request, "votes/card.html", "card", context, status)


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
        **live.state(found, "phone"),
        "participant": person,
        "statement": turn.statement,
        "beside": read_beside(turn.statement, reads),
        "remaining": turn.remaining,
        "done": turn.done,
        "about": min(turn.done + turn.remaining, max(ENOUGH, turn.done)),
        "enough": turn.done >= ENOUGH,
        "key": secrets.token_urlsafe(12),
        "last": turn.last,
        "earlier": turn.earlier,
        "ahead": _ahead(turn, reads) if turn.ahead else "",
        "is_asked_again": cache(lambda: consents.is_asked_again(person)),
        "reasons": cache(lambda: reasons(person, turn.statement)),
        "refusal": refusal,
    }


def _ahead(turn: routing.Turn, reads: Sequence[str]) -> str:
    """The statement of this turn and those after it, as JSON for js/live.js."""
    said = []
    for each in (turn.statement, *turn.ahead):
        if each:
            beside = read_beside(each, reads)
            words = {"number": each.number, "edition": each.edition, "text": each.text, "lang": each.language}
            translated = {"text": beside.text, "lang": beside.language} if beside else None
            said.append({**words, "seed": each.is_seed, "beside": translated})
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _votes(
    request: HttpRequest, found: Deliberation, person: Participant, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    mine = list(person.votes.select_related("statement__merged_into"))
    context = {
        **live.state(found, "phone"),
        "participant": person,
        "votes": mine,
        "voted": {each.statement_id for each in mine},
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
    }
    return _page_or_part(request, "votes/my_votes.html", "votes", context, status)


def _after(
    request: HttpRequest,
    found: Deliberation,
    person: Participant,
    then: str,
    refusal: Refused | Exceeded | None = None,
    show: int | None = None,
) -> HttpResponse:
    """Where a vote leads: with htmx the fragment itself; without, a redirect, so that reloading sends nothing.
    show: the statement that a refusal is about and that is to be voted on all the same."""
    found.refresh_from_db()
    if refusal is None and not request.headers.get("HX-Request"):
        return redirect("my_votes" if then == "votes" else "participate", code=found.code)
    sentence, status = (str(refusal), refusal.status) if refusal else ("", 200)
    if then == "votes":
        return _votes(request, found, person, refusal=sentence, status=status)
    return _card(request, found, person, refusal=sentence, show=show, status=status)


def _page_or_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any], status: int
) -> HttpResponse:
    name = f"{template}#{part}" if request.headers.get("HX-Request") else template
    return render(request, name, context, status=status)


def sentence_of(form: Any) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
