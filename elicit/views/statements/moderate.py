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
from elicit.views.console import answer

PAGE = 50  # statements on one page of the list


@login_required
@never_cache
@require_safe
def statements(request: HttpRequest, code: str) -> HttpResponse:
    """Every statement with what became of it: of its writer the kind, of votes the number, never who or how."""
    deliberation = access.watched(request.user, code)
    wanted = FilterForm(request.GET).wanted()
    page = Paginator(_chosen(deliberation, wanted), PAGE).get_page(wanted["page"] or 1)
    undoable = _undoable(page.object_list)
    context = {
        "deliberation": deliberation,
        "page": page,
        "rows": [(each, undoable.get(each.pk)) for each in page.object_list],
        "wanted": wanted,
        "states": State.choices,
        "counts": _counts(deliberation),
        "pairs": merging.suggested(deliberation=deliberation) if _shows_pairs(wanted) else [],
        "limit": TEXT_LIMIT,
        "may_moderate": access.may(request.user, deliberation, "elicit.moderate"),
        "may_facilitate": access.may(request.user, deliberation, "elicit.facilitate"),
    }
    return render(request, "statements/statements.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    actions.accept(statement=_statement(deliberation, number), by=request.user, now=timezone.now())
    return _back(request, deliberation, number)


@login_required
@require_POST
def reject(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    statement = _statement(deliberation, number)
    form = RejectForm(request.POST)
    form.is_valid()
    actions.reject(statement=statement, reason=form.said(), by=request.user, now=timezone.now())
    return _back(request, deliberation, number)


@login_required
@require_POST
def accept_selected(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    form = NumbersForm(request.POST)
    numbers = form.cleaned_data["numbers"] if form.is_valid() else []
    if not numbers:
        raise Invalid("nothing_selected", _("Tick the statements you want to accept. Nothing was changed."))
    moderation.accept_many(deliberation=deliberation, numbers=numbers, by=request.user, now=timezone.now())
    return answer(request, deliberation)


@login_required
@require_POST
def undo_decision(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    moderation.undo(statement=_statement(deliberation, number), by=request.user, now=timezone.now())
    return _back(request, deliberation, number)


@login_required
@require_POST
def merge(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise Invalid("into_what", _("Say the number of the statement it is merged into. Nothing was changed."))
    merging.merge(
        statement=_statement(deliberation, number),
        into=_statement(deliberation, form.cleaned_data["into"]),
        by=request.user,
        now=timezone.now(),
    )
    return _back(request, deliberation, number)


@login_required
@require_POST
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    form = EditForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    moderation.edit(statement=_statement(deliberation, number), text=text, by=request.user, now=timezone.now())
    return _back(request, deliberation, number)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_policy(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of what is accepted; the one before stays readable."""
    deliberation = access.facilitated(request.user, code)
    refusal, status, text = "", 200, policy_readings.read_policy(deliberation=deliberation).text
    if request.method == "POST":
        form = PolicyForm(request.POST)
        text = form.cleaned_data["text"] if form.is_valid() else ""
        try:
            policies.publish(deliberation=deliberation, text=text, by=request.user, now=timezone.now())
            return redirect("edit_policy", code=deliberation.code)
        except Refused as refused:
            refusal, status = str(refused), refused.status
    context = {
        "deliberation": deliberation,
        "policies": policy_readings.list_versions(deliberation=deliberation),
        "text": text,
        "limit": POLICY_LIMIT,
        "refusal": refusal,
    }
    return render(request, "statements/edit_policy.html", context, status=status)


def _statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.filter(number=number).first()
    if statement is None:
        raise Missing("no_statement", _("There is no statement with this number here. Nothing was changed."))
    return statement


def _chosen(deliberation: Deliberation, wanted: dict[str, Any]) -> QuerySet[Statement]:
    rows = (
        deliberation.statements.select_related("merged_into")
        .annotate(votes_count=Count("votes"))
        .order_by("number")
    )
    if wanted["state"]:
        rows = rows.filter(state=wanted["state"])
    if wanted["search"].isdecimal():
        return rows.filter(number=min(int(wanted["search"]), 2**31 - 1))
    return rows.filter(text__icontains=wanted["search"]) if wanted["search"] else rows


def _counts(deliberation: Deliberation) -> dict[str, int]:
    rows = deliberation.statements.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _undoable(shown: Any) -> dict[int, str]:
    """Of the statements on this page those whose latest decision can be taken back, and what it was."""
    numbers = [each.pk for each in shown]
    rows = Decision.objects.filter(statement__in=numbers, undone_at__isnull=True).order_by("pk")
    latest = {each.statement_id: each for each in rows}
    return {pk: each.get_kind_display() for pk, each in latest.items() if each.carried_by_id is None}


def _shows_pairs(wanted: dict[str, Any]) -> bool:
    return not wanted["search"] and wanted["state"] in ("", State.ACCEPTED) and wanted["page"] in ("", 1)


def _back(request: HttpRequest, deliberation: Deliberation, number: int) -> HttpResponse:
    """The list of statements as it was filtered, or the console."""
    if request.POST.get("next") != "statements":
        return answer(request, deliberation)
    wanted = FilterForm(request.POST).wanted()
    query = urlencode({name: said for name, said in wanted.items() if said})
    return redirect(f"{reverse('statements', args=[deliberation.code])}?{query}#statement-{number}")
