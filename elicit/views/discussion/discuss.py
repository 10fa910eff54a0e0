"""Talking about what divides: reasons for participants, and a table's notes for whoever has its link."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access, limits, live
from elicit.actions.discussion import points, tables
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.forms import PointForm, SeatForm
from elicit.forms.errors import write_errors
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant, Point, Statement, Table
from elicit.models.discussion import POINT_LIMIT, PointSide
from elicit.reading.discussion.reasons import draw_reasons
from elicit.reading.discussion.tables import list_discussed
from elicit.views.door import for_participant

OWN_SIDES = [choice for choice in PointSide.choices if choice[0] != PointSide.OTHER]


@require_safe
@for_participant
def discuss(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """What is talked about, and at which table one sits."""
    seat = getattr(participant, "seat", None)
    voted = set(participant.votes.values_list("statement_id", flat=True))
    statement_ids = set(seat.table.assignments.values_list("statement_id", flat=True)) if seat else set()
    rows = [
        (statement, statement.pk in voted, statement.pk in statement_ids)
        for statement in list_discussed(deliberation)
    ]
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "listed": sorted(rows, key=lambda row: (not row[2], row[0].number)),
        "tables": deliberation.tables.all(),
        "seat": seat,
    }
    return render(request, "discussion/discuss.html", context)


@require_POST
@for_participant
def sit(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    form = SeatForm(request.POST)
    number = form.cleaned_data["table"] if form.is_valid() else None
    table = deliberation.tables.filter(number=number).first() if number else None
    if not form.is_valid() or (number and table is None):
        raise Missing("no_table", _("There is no table with this number. You sit where you sat before."))
    tables.sit(participant=participant, table=table, now=timezone.now())
    return redirect("discuss", code=deliberation.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def argue(request: HttpRequest, deliberation: Deliberation, participant: Participant, number: int) -> HttpResponse:
    """Reasons on one statement, for somebody who has voted on it; and their own."""
    statement = _load_statement(deliberation, number)
    form, refusal = PointForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        try:
            limits.count_reason(participant)
            data = _read_point(form)
            points.argue(participant=participant, statement=statement, now=timezone.now(), **data)
            return redirect("argue", code=deliberation.code, number=number)
        except (Refused, Exceeded) as error:
            refusal = error
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "statement": statement,
        "vote": participant.votes.filter(statement=statement).first(),
        "reasons": draw_reasons(participant, statement),
        "own": participant.points.filter(statement=statement),
        **_fill_in(request, refusal, OWN_SIDES),
    }
    return render(request, "discussion/argue.html", context, status=refusal.status if refusal else 200)


@require_POST
@for_participant
def change_own(
    request: HttpRequest, deliberation: Deliberation, participant: Participant, number: int, point: int
) -> HttpResponse:
    limits.count_reason(participant)
    _change(request, participant.points.filter(number=point, statement__number=number).first())
    return redirect("argue", code=deliberation.code, number=number)


# --- the note-taker of a table ---


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """A table's statements and what was noted about each; for whoever has the link, without an account."""
    table = access.find_table(request.user, code, token)
    form, refusal = PointForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        try:
            limits.count_point(table)
            data = _read_point(form)
            statement = _load_statement(table.deliberation, form.cleaned_data["statement"] or 0)
            points.note(table=table, statement=statement, now=timezone.now(), **data)
            return redirect(f"{request.path}#s{statement.number}")
        except (Refused, Exceeded) as error:
            refusal = error
    context = {
        **live.read_state(table.deliberation, "phone"),
        "table": table,
        "token": token,
        "sheets": _list_sheets(table),
        "at": request.POST.get("statement", ""),
        **_fill_in(request, refusal, PointSide.choices),
    }
    return render(request, "discussion/table.html", context, status=refusal.status if refusal else 200)


@never_cache
@require_POST
def change_note(request: HttpRequest, code: str, token: str, number: int) -> HttpResponse:
    table = access.find_table(request.user, code, token)
    limits.count_point(table)
    _change(request, table.points.filter(number=number).first())
    return redirect("table", code=table.deliberation.code, token=token)


def _list_sheets(table: Table) -> list[dict[str, Any]]:
    """Each statement of the table with what it is asked, and what was noted there."""
    assignments = table.assignments.select_related("statement").order_by("statement__number")
    notes: dict[int, list[Point]] = {}
    for point in table.points.order_by("number"):
        notes.setdefault(point.statement_id, []).append(point)
    return [
        {"statement": row.statement, "prompt": row.prompt, "points": notes.get(row.statement_id, [])}
        for row in assignments
        if row.statement.accepts_votes()
    ]


def _change(request: HttpRequest, point: Point | None) -> None:
    """Other words for a point, or none at all."""
    if point is None:
        raise Missing("no_point", _("This is not here any more, so nothing was changed."))
    if "withdraw" in request.POST:
        points.withdraw(point=point, now=timezone.now())
        return
    data = _read_point(PointForm(request.POST))
    if point.participant_id and data["side"] == PointSide.OTHER:
        raise Invalid("side", _("Say whether it speaks for the statement or against it. Nothing was changed."))
    points.correct(point=point, now=timezone.now(), **data)


def _read_point(form: PointForm) -> dict[str, str]:
    if not form.is_valid():
        sentence = write_errors(form)
        raise Invalid("point", sentence)
    return {"side": form.cleaned_data["side"], "text": form.cleaned_data["text"]}


def _fill_in(
    request: HttpRequest, refusal: Refused | Exceeded | None, sides: list[tuple[str, str]]
) -> dict[str, Any]:
    """What stays in the form when it was refused."""
    text = request.POST.get("text", "") if refusal else ""
    return {
        "limit": POINT_LIMIT,
        "sides": sides,
        "text": "".join(
            character for character in text if character.isprintable() or character in "\n\u200c\u200d"
        ),
        "side": request.POST.get("side", "") if refusal else "",
        "refusal": str(refusal) if refusal else "",
    }


def _load_statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.accepted().filter(number=number).first()
    if statement is None:
        raise Http404(_("There is no such statement, or it is not up for discussion."))
    return statement
