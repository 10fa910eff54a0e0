"""The console's page about discussion: tables and their links, reasons that wait, and voting again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access, live
from elicit.actions.deliberation import rounds
from elicit.actions.discussion import points, tables
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.forms import RejectForm, RoundForm, TablesForm
from elicit.forms.errors import write_errors
from elicit.models import Deliberation, Point
from elicit.models.discussion import PROMPTS, AssignmentKind, PointState
from elicit.reading.deliberation.rounds import is_voted_in
from elicit.reading.discussion.tables import list_discussed, suggest_topics

SUGGESTED = 12  # statements ticked to begin with


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The page. POST: sets the tables up."""
    deliberation = access.find_deliberation_to_watch(request.user, code)
    state = live.read_state(deliberation, "console")
    kinds = suggest_topics(state["findings"]())
    numbers = list(deliberation.statements.accepted().values_list("number", flat=True))
    form, refusal = TablesForm(numbers, request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        deliberation = access.find_deliberation_for(request.user, code)
        try:
            _set_up(request, deliberation, form, kinds)
            return redirect("tables", code=deliberation.code)
        except Refused as error:
            refusal = str(error)
    context = {**state, **_context(request, deliberation, form, kinds), "refusal": refusal}
    return render(request, "discussion/tables.html", context, status=422 if refusal else 200)


def _set_up(request: HttpRequest, deliberation: Deliberation, form: TablesForm, kinds: dict[int, str]) -> None:
    if not form.is_valid():
        raise Invalid("tables", write_errors(form))
    data = form.cleaned_data
    selection = {int(number) for number in data["statements"]}
    order = [number for number in kinds if number in selection] + sorted(selection - kinds.keys())
    tables.set_up(
        deliberation=deliberation,
        tables=data["tables"],
        per_table=data["per_table"],
        kinds={number: kinds.get(number, AssignmentKind.CHOSEN.value) for number in order},
        words=form.read_prompts(),
        by=request.user,
        now=timezone.now(),
    )


@login_required
@never_cache
@require_POST
def links(request: HttpRequest, code: str) -> HttpResponse:
    """Fresh links for all tables, or for one. They are on this page only: a hash of each is kept."""
    deliberation = access.find_deliberation_for(request.user, code)
    choice = request.POST.get("table", "")
    numbers = [int(choice)] if choice.isdecimal() else None
    tokens = tables.make_links(deliberation=deliberation, numbers=numbers, by=request.user, now=timezone.now())
    if not tokens:
        raise Missing("no_table", _("There is no such table, so no link was made."))
    addresses = {
        number: settings.PUBLIC_URL + reverse("table", args=[deliberation.code, token])
        for number, token in tokens.items()
    }
    cards = [{"number": number, "address": address} for number, address in addresses.items()]
    return render(request, "discussion/links.html", {"deliberation": deliberation, "cards": cards})


@login_required
@require_POST
def revoke(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    table = deliberation.tables.filter(number=number).first()
    if table is None:
        raise Missing("no_table", _("There is no table with this number. Nothing was changed."))
    tables.revoke_link(table=table, by=request.user, now=timezone.now())
    return redirect("tables", code=deliberation.code)


@login_required
@require_POST
def accept_point(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    points.accept(point=_load_point(deliberation, number), by=request.user, now=timezone.now())
    return redirect(reverse("tables", args=[deliberation.code]) + "#points")


@login_required
@require_POST
def reject_point(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = RejectForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    points.reject(point=_load_point(deliberation, number), reason=reason, by=request.user, now=timezone.now())
    return redirect(reverse("tables", args=[deliberation.code]) + "#points")


@login_required
@require_POST
def vote_again(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = RoundForm(request.POST)
    if not form.is_valid():
        raise Invalid("round", _("Say what is put to the vote again. Nothing was changed."))
    everything = form.cleaned_data["what"] == "everything"
    rounds.vote_again(deliberation=deliberation, everything=everything, by=request.user, now=timezone.now())
    return redirect("tables", code=deliberation.code)


def _context(
    request: HttpRequest, deliberation: Deliberation, form: TablesForm, kinds: dict[int, str]
) -> dict[str, Any]:
    rows = deliberation.tables.prefetch_related("assignments__statement").annotate(
        points_count=Count("points", distinct=True), seats_count=Count("seats", distinct=True)
    )
    reasons = deliberation.points.select_related("statement", "table").order_by("number")
    return {
        "deliberation": deliberation,
        "may_facilitate": access.may(request.user, deliberation, "elicit.facilitate"),
        "may_moderate": access.may(request.user, deliberation, "elicit.moderate"),
        "tables": rows,
        "choices": _list_choices(deliberation, form, kinds, rows),
        "prompts": [
            (kind, AssignmentKind(kind).label, PROMPTS[kind], form[kind].value() or "") for kind in AssignmentKind
        ],
        "numbers": {name: form[name].value() or usual for name, usual in _count_usual(rows).items()},
        "waiting": [point for point in reasons if point.state == PointState.WAITING],
        "decided": [point for point in reasons if point.state != PointState.WAITING],
        "is_voted_in": is_voted_in(deliberation),
        "discussed_count": list_discussed(deliberation).count(),
    }


def _count_usual(rows: Any) -> dict[str, int]:
    return {
        "tables": len(rows) or 4,
        "per_table": max((len(table.assignments.all()) for table in rows), default=2),
    }


def _list_choices(
    deliberation: Deliberation, form: TablesForm, kinds: dict[int, str], rows: Any
) -> list[dict[str, Any]]:
    """Every accepted statement, what divides first: ticked as it was sent, as it is now, or as is suggested."""
    now = {str(assignment.statement.number) for table in rows for assignment in table.assignments.all()}
    ticked = set(form["statements"].value() or now or [str(number) for number in list(kinds)[:SUGGESTED]])
    rank = {number: place for place, number in enumerate(kinds)}
    statements = sorted(
        deliberation.statements.accepted(),
        key=lambda statement: (rank.get(statement.number, len(rank)), statement.number),
    )
    return [
        {"statement": row, "kind": kinds.get(row.number, ""), "is_ticked": str(row.number) in ticked}
        for row in statements
    ]


def _load_point(deliberation: Deliberation, number: int) -> Point:
    point = deliberation.points.filter(number=number).first()
    if point is None:
        raise Missing("no_point", _("This reason was taken back meanwhile. Nothing was changed."))
    return point
