"""A participant's pages. They work without JavaScript; htmx only swaps the same fragments in."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from elicit import limits, live
from elicit.actions.refusals import Refused
from elicit.actions.votes import casting
from elicit.forms import UndoForm, VoteForm
from elicit.forms.errors import sentence_of
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant
from elicit.reading.votes import next_card
from elicit.views import reading_languages
from elicit.views.door import for_participant

AHEAD = 11  # statements that a page carries beside its own, for a phone whose connection goes


@require_safe
@for_participant
def participate(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    """The next statement; or, asked for by number, one that was just taken back or found while writing."""
    again = request.GET.get("again", "")
    show = next_card.find_open_number(participant=person, number=int(again)) if again.isdecimal() else None
    return _card(request, found, person, show=show)


@require_POST
@for_participant
def vote(request: HttpRequest, found: Deliberation, person: Participant) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _card(request, found, person, refusal=sentence_of(form), status=400)
    said = form.cleaned_data
    statement = found.statements.filter(number=said["statement"]).first()
    try:
        limits.count_vote(person)
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
        limits.count_vote(person)
        if statement is None:
            raise casting.nothing_to_undo()
        casting.undo(participant=person, statement=statement, now=timezone.now())
    except (Refused, Exceeded) as refusal:
        return _after(request, found, person, form.cleaned_data["next"], refusal)
    if form.cleaned_data["next"] == "votes":
        return _after(request, found, person, "votes")
    if not request.htmx:
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
    languages = reading_languages.wanted(request)
    if show is None:
        ahead = 0 if request.htmx else AHEAD
        card = next_card.choose_card(participant=person, languages=languages, ahead=ahead)
    else:
        card = next_card.read_card(participant=person, number=show, languages=languages)
    return _page_or_part(request, "votes/card.html", "card", card_context(found, person, card, refusal), status)


def card_context(
    found: Deliberation, person: Participant, card: next_card.NextCard, refusal: str = ""
) -> dict[str, Any]:
    """What the template of the card shows; with a fresh key, so that a vote sent twice counts once."""
    key = secrets.token_urlsafe(12)
    return {
        **live.read_state(found, "phone"),
        **card._asdict(),
        "participant": person,
        "key": key,
        "refusal": refusal,
    }


def _votes(
    request: HttpRequest, found: Deliberation, person: Participant, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    mine = list(person.votes.select_related("statement__merged_into"))
    context = {
        **live.read_state(found, "phone"),
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
    if refusal is None and not request.htmx:
        return redirect("my_votes" if then == "votes" else "participate", code=found.code)
    sentence, status = (str(refusal), refusal.status) if refusal else ("", 200)
    if then == "votes":
        return _votes(request, found, person, refusal=sentence, status=status)
    return _card(request, found, person, refusal=sentence, show=show, status=status)


def _page_or_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any], status: int
) -> HttpResponse:
    name = f"{template}#{part}" if request.htmx else template
    return render(request, name, context, status=status)
