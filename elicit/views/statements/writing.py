"""Where a participant writes: what says the same already, what became of their own, and by what it is judged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access, limits, live
from elicit.actions.refusals import Conflict, Refused
from elicit.actions.statements import writing
from elicit.forms import StatementForm
from elicit.forms.errors import write_errors
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant, Statement
from elicit.models.statements.statement import TEXT_LIMIT
from elicit.reading.statements import likeness, policies
from elicit.views.door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def write(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    if request.method != "POST":  # the list alone is asked for now and then
        return _page(request, deliberation, participant, part="#own" if request.htmx.target == "own" else "")
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, deliberation, participant, refusal=write_errors(form), status=400)
    text = form.cleaned_data["text"]
    try:
        limits.count_statement(participant)
        writing.check(participant=participant, text=text)
        similar = _find_unseen(form, likeness.find_alike(deliberation=deliberation, text=text))
        if similar:
            return _page(request, deliberation, participant, similar=similar, status=409)
        writing.submit(participant=participant, text=text, now=timezone.now())
    except Conflict as refusal:
        similar = likeness.find_alike(deliberation=deliberation, text=text)
        return _page(
            request, deliberation, participant, similar=similar, refusal=str(refusal), status=refusal.status
        )
    except (Refused, Exceeded) as refusal:
        return _page(request, deliberation, participant, refusal=str(refusal), status=refusal.status)
    return redirect("write", code=deliberation.code)


@require_POST
@for_participant
def alike(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """What says nearly the same as what somebody is typing: a part of the page for htmx, the page for others."""
    form = StatementForm(request.POST)
    try:
        limits.count_question(participant)
    except Exceeded:
        return HttpResponse(status=204)  # whatever the page shows stays
    text = form.cleaned_data["text"] if form.is_valid() else ""
    similar = likeness.find_alike(deliberation=deliberation, text=text) if deliberation.writing_open else []
    return _page(request, deliberation, participant, similar=similar, part="#alike" if request.htmx else "")


@never_cache
@require_safe
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """For everyone who may know of the deliberation: by what statements are accepted or not, in all versions."""
    deliberation = access.find_deliberation(request.user, code)
    context = {
        **live.read_state(deliberation, "phone"),
        "policies": policies.list_versions(deliberation=deliberation),
    }
    return render(request, "statements/policy.html", context)


def _find_unseen(form: StatementForm, similar: list[Statement]) -> list[Statement]:
    """Those that are alike, unless the writer has been shown all of them or sends theirs anyway."""
    data = form.cleaned_data
    return [] if data["anyway"] or {statement.number for statement in similar} <= data["seen"] else similar


def _page(
    request: HttpRequest,
    deliberation: Deliberation,
    participant: Participant,
    *,
    similar: list[Statement] | None = None,
    refusal: str = "",
    status: int = 200,
    part: str = "",
) -> HttpResponse:
    is_asked = status == 409 and bool(similar) and not refusal
    context: dict[str, Any] = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "own_statements": live.list_own_statements(participant),
        "limit": TEXT_LIMIT,
        "text": _strip_control(request.POST.get("text", "")),
        "refusal": _("Nothing was sent yet: something like it is here already.") if is_asked else refusal,
        "is_asked": is_asked,
        "alike": similar or [],
        "voted": _find_voted(participant, similar or []),
    }
    return render(request, f"statements/write.html{part}", context, status=status)


def _find_voted(participant: Participant, similar: list[Statement]) -> set[int]:
    """Numbers of those that this person has voted on already."""
    if not similar:
        return set()
    votes = participant.votes.filter(statement__in=similar)
    return set(votes.values_list("statement__number", flat=True))


def _strip_control(text: str) -> str:
    """What was typed, to be corrected: without characters that no page may hold."""
    return "".join(character for character in text if character.isprintable() or character in "\n\u200c\u200d")
