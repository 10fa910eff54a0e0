"""Deciding on many statements, taking decisions back, changing words, merging, and saying by what one judges."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.actions.statements import merging, moderation, policies
from elicit.actions.statements import writing as actions
from elicit.forms import EditForm, FilterForm, MergeForm, NumbersForm, PolicyForm, RejectForm
from elicit.models import Decision, Deliberation, Statement
from elicit.models.statements.moderation import POLICY_LIMIT
from elicit.models.statements.statement import TEXT_LIMIT, State
from elicit.reading.statements import policies as policy_readings
from elicit.reading.statements.pairs import suggest_pairs
from elicit.views.console import answer_console

PAGE = 50  # statements on one page of the list


@login_required
@never_cache
@require_safe
def statements(request: HttpRequest, code: str) -> HttpResponse:
    """Every statement with what became of it: of its writer the kind, of votes the number, never who or how."""
    deliberation = access.find_deliberation_to_watch(request.user, code)
    filters = FilterForm(request.GET).read_filter()
    page = Paginator(_filter(deliberation, filters), PAGE).get_page(filters["page"] or 1)
    undoable = _list_undoable(page.object_list)
    context = {
        "deliberation": deliberation,
        "page": page,
        "rows": [(statement, undoable.get(statement.pk)) for statement in page.object_list],
        "filters": filters,
        "states": State.choices,
        "counts": _count_states(deliberation),
        "pairs": suggest_pairs(deliberation=deliberation) if _shows_pairs(filters) else [],
        "limit": TEXT_LIMIT,
        "may_moderate": access.may(request.user, deliberation, "elicit.moderate"),
        "may_facilitate": access.may(request.user, deliberation, "elicit.facilitate"),
    }
    return render(request, "statements/statements.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    actions.accept(statement=_load_statement(deliberation, number), by=request.user, now=timezone.now())
    return _go_back(request, deliberation, number)


@login_required
@require_POST
def reject(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    statement = _load_statement(deliberation, number)
    form = RejectForm(request.POST)
    form.is_valid()
    actions.reject(statement=statement, reason=form.read_reason(), by=request.user, now=timezone.now())
    return _go_back(request, deliberation, number)


@login_required
@require_POST
def accept_selected(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = NumbersForm(request.POST)
    numbers = form.cleaned_data["numbers"] if form.is_valid() else []
    if not numbers:
        raise Invalid("nothing_selected", _("Tick the statements you want to accept. Nothing was changed."))
    moderation.accept_many(deliberation=deliberation, numbers=numbers, by=request.user, now=timezone.now())
    return answer_console(request, deliberation)


@login_required
@require_POST
def undo_decision(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    moderation.undo(statement=_load_statement(deliberation, number), by=request.user, now=timezone.now())
    return _go_back(request, deliberation, number)


@login_required
@require_POST
def merge(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise Invalid("into_what", _("Say the number of the statement it is merged into. Nothing was changed."))
    merging.merge(
        statement=_load_statement(deliberation, number),
        into=_load_statement(deliberation, form.cleaned_data["into"]),
        by=request.user,
        now=timezone.now(),
    )
    return _go_back(request, deliberation, number)


@login_required
@require_POST
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = EditForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    moderation.edit(
        statement=_load_statement(deliberation, number), text=text, by=request.user, now=timezone.now()
    )
    return _go_back(request, deliberation, number)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_policy(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of what is accepted; the one before stays readable."""
    deliberation = access.find_deliberation_for(request.user, code)
    refusal, status, text = "", 200, policy_readings.read_policy(deliberation=deliberation).text
    if request.method == "POST":
        form = PolicyForm(request.POST)
        text = form.cleaned_data["text"] if form.is_valid() else ""
        try:
            policies.publish(deliberation=deliberation, text=text, by=request.user, now=timezone.now())
            return redirect("edit_policy", code=deliberation.code)
        except Refused as error:
            refusal, status = str(error), error.status
    context = {
        "deliberation": deliberation,
        "policies": policy_readings.list_versions(deliberation=deliberation),
        "text": text,
        "limit": POLICY_LIMIT,
        "refusal": refusal,
    }
    return render(request, "statements/edit_policy.html", context, status=status)


def _load_statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.filter(number=number).first()
    if statement is None:
        raise Missing("no_statement", _("There is no statement with this number here. Nothing was changed."))
    return statement


def _filter(deliberation: Deliberation, filters: dict[str, Any]) -> QuerySet[Statement]:
    rows = (
        deliberation.statements.select_related("merged_into")
        .annotate(votes_count=Count("votes"))
        .order_by("number")
    )
    if filters["state"]:
        rows = rows.filter(state=filters["state"])
    if filters["search"].isdecimal():
        return rows.filter(number=min(int(filters["search"]), 2**31 - 1))
    return rows.filter(text__icontains=filters["search"]) if filters["search"] else rows


def _count_states(deliberation: Deliberation) -> dict[str, int]:
    rows = deliberation.statements.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _list_undoable(statements: Any) -> dict[int, str]:
    """Of the statements on this page those whose latest decision can be taken back, and what it was."""
    numbers = [statement.pk for statement in statements]
    rows = Decision.objects.filter(statement__in=numbers, undone_at__isnull=True).order_by("pk")
    latest = {decision.statement_id: decision for decision in rows}
    return {pk: decision.get_kind_display() for pk, decision in latest.items() if decision.carried_by_id is None}


def _shows_pairs(filters: dict[str, Any]) -> bool:
    return not filters["search"] and filters["state"] in ("", State.ACCEPTED) and filters["page"] in ("", 1)


def _go_back(request: HttpRequest, deliberation: Deliberation, number: int) -> HttpResponse:
    """The list of statements as it was filtered, or the console."""
    if request.POST.get("next") != "statements":
        return answer_console(request, deliberation)
    filters = FilterForm(request.POST).read_filter()
    query = urlencode({name: value for name, value in filters.items() if value})
    return redirect(f"{reverse('statements', args=[deliberation.code])}?{query}#statement-{number}")
