"""Ballots on paper at the console: a form to print, a file to look at before anything is kept, and taking back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elicit import access
from elicit.actions.refusals import Missing, Refused
from elicit.actions.votes import paper as actions
from elicit.forms import PaperFileForm, PaperForm, PrintForm
from elicit.forms.errors import write_errors
from elicit.models import Deliberation

SHOWN = 50  # problems, or lines, at most


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """POST: what the file says, before anything of it is kept."""
    deliberation = access.find_deliberation_for(request.user, code)
    if request.method != "POST":
        return _page(request, deliberation)
    form = PaperFileForm(request.POST, request.FILES)
    if not form.is_valid():
        refusal = write_errors(form)
        return _page(request, deliberation, status=422, refusal=refusal)
    file = form.cleaned_data["file"]
    content = file.read()
    return _preview(request, deliberation, content, file.name)


@login_required
@never_cache
@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """What was looked at, sent back whole and read once more."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _page(
            request, deliberation, status=422, refusal=_("The file did not come back. Choose it once more.")
        )
    content = form.cleaned_data["content"].encode()
    try:
        actions.bring_in(
            deliberation=deliberation,
            content=content,
            name=form.cleaned_data["name"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, deliberation, status=refusal.status, refusal=str(refusal))
    return redirect("paper", code=deliberation.code)


@login_required
@require_POST
def take_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    batch = deliberation.paper_batches.filter(number=number).first()
    if batch is None:
        raise Missing("no_batch", _("There is no such batch of ballots here. Nothing was changed."))
    actions.take_back(batch=batch, by=request.user, now=timezone.now())
    return redirect("paper", code=deliberation.code)


@login_required
@never_cache
@require_safe
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """Ballots to print, each with a number of its own."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = PrintForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    first, count = data.get("first") or 1, data.get("count") or 1
    context = {
        "deliberation": deliberation,
        "statements": list(deliberation.statements.accepted().order_by("number")),
        "numbers": range(first, first + count),
        "first": first,
        "count": count,
    }
    return render(request, "votes/paper_form.html", context)


def _page(
    request: HttpRequest, deliberation: Deliberation, *, status: int = 200, refusal: str = "", **more: Any
) -> HttpResponse:
    context = {
        "deliberation": deliberation,
        "batches": deliberation.paper_batches.all(),
        "refusal": refusal,
        "preview": None,
    }
    return render(request, "votes/paper.html", context | more, status=status)


def _preview(request: HttpRequest, deliberation: Deliberation, content: bytes, name: str) -> HttpResponse:
    reading = actions.read(deliberation=deliberation, content=content)
    problems = [(problem.line, actions.describe_problem(problem)) for problem in reading.problems]
    preview = {
        "name": name,
        "content": "" if problems else content.decode("utf-8-sig"),
        "ballots": len(reading.ballots),
        "lines": reading.lines[:SHOWN],
        "count": len(reading.lines),
        "problems": problems[:SHOWN],
        "more": max(len(problems) - SHOWN, 0),
    }
    return _page(request, deliberation, status=422 if problems else 200, preview=preview)
