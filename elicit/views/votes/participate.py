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
from elicit.forms.errors import write_errors
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant
from elicit.reading.votes import next_card
from elicit.views import reading_languages
from elicit.views.door import for_participant

AHEAD = 11  # statements that a page carries beside its own, for a phone whose connection goes


@require_safe
@for_participant
def participate(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """The next statement; or, asked for by number, one that was just taken back or found while writing."""
    again = request.GET.get("again", "")
    show = next_card.find_open_number(participant=participant, number=int(again)) if again.isdecimal() else None
    return _card(request, deliberation, participant, show=show)


@require_POST
@for_participant
def vote(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _card(request, deliberation, participant, refusal=write_errors(form), status=400)
    data = form.cleaned_data
    statement = deliberation.statements.filter(number=data["statement"]).first()
    try:
        limits.count_vote(participant)
        if statement is None:
            raise casting.foreign_refusal()
        casting.cast(
            participant=participant,
            statement=statement,
            choice=data["choice"],
            important=data["important"],
            key=data["key"] or None,
            edition=data["edition"],
            now=timezone.now(),
        )
    except (Refused, Exceeded) as refusal:
        show = data["statement"] if refusal.code == "reworded" else None
        return _after(request, deliberation, participant, data["next"], refusal, show)
    return _after(request, deliberation, participant, data["next"])


@require_POST
@for_participant
def undo(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _card(request, deliberation, participant, refusal=write_errors(form), status=400)
    statement = deliberation.statements.filter(number=form.cleaned_data["statement"]).first()
    try:
        limits.count_vote(participant)
        if statement is None:
            raise casting.no_vote_refusal()
        casting.undo(participant=participant, statement=statement, now=timezone.now())
    except (Refused, Exceeded) as refusal:
        return _after(request, deliberation, participant, form.cleaned_data["next"], refusal)
    if form.cleaned_data["next"] == "votes":
        return _after(request, deliberation, participant, "votes")
    if not request.htmx:
        return redirect(f"{reverse('participate', args=[deliberation.code])}?again={statement.number}")
    return _card(request, deliberation, participant, show=statement.number)


@require_safe
@for_participant
def my_votes(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    return _votes(request, deliberation, participant)


def _card(
    request: HttpRequest,
    deliberation: Deliberation,
    participant: Participant,
    *,
    refusal: str = "",
    show: int | None = None,
    status: int = 200,
) -> HttpResponse:
    languages = reading_languages.read_languages(request)
    if show is None:
        ahead = 0 if request.htmx else AHEAD
        card = next_card.choose_card(participant=participant, languages=languages, ahead=ahead)
    else:
        card = next_card.read_card(participant=participant, number=show, languages=languages)
    return _page_or_part(
        request, "votes/card.html", "card", describe_card(deliberation, participant, card, refusal), status
    )


def describe_card(
    deliberation: Deliberation, participant: Participant, card: next_card.NextCard, refusal: str = ""
) -> dict[str, Any]:
    """What the template of the card shows; with a fresh key, so that a vote sent twice counts once."""
    key = secrets.token_urlsafe(12)
    return {
        **live.read_state(deliberation, "phone"),
        **card._asdict(),
        "participant": participant,
        "key": key,
        "refusal": refusal,
    }


def _votes(
    request: HttpRequest,
    deliberation: Deliberation,
    participant: Participant,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    votes = list(participant.votes.select_related("statement__merged_into"))
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "votes": votes,
        "voted": {vote.statement_id for vote in votes},
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
    }
    return _page_or_part(request, "votes/my_votes.html", "votes", context, status)


def _after(
    request: HttpRequest,
    deliberation: Deliberation,
    participant: Participant,
    then: str,
    refusal: Refused | Exceeded | None = None,
    show: int | None = None,
) -> HttpResponse:
    """Where a vote leads: with htmx the fragment itself; without, a redirect, so that reloading sends nothing.
    show: the statement that a refusal is about and that is to be voted on all the same."""
    deliberation.refresh_from_db()
    if refusal is None and not request.htmx:
        return redirect("my_votes" if then == "votes" else "participate", code=deliberation.code)
    sentence, status = (str(refusal), refusal.status) if refusal else ("", 200)
    if then == "votes":
        return _votes(request, deliberation, participant, refusal=sentence, status=status)
    return _card(request, deliberation, participant, refusal=sentence, show=show, status=status)


def _page_or_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any], status: int
) -> HttpResponse:
    name = f"{template}#{part}" if request.htmx else template
    return render(request, name, context, status=status)
