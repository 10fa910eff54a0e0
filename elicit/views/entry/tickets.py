"""Who is let in: the way in, tickets and the roster. Fresh tickets are shown once; only hashes are kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from elicit import access
from elicit.actions.entry import tickets as actions
from elicit.actions.entry.tickets import IssuedTicket
from elicit.actions.refusals import Invalid, Missing
from elicit.forms import AdmissionForm, RosterForm, SheetForm, TicketsForm
from elicit.forms.errors import write_errors
from elicit.models import Deliberation


@login_required
@require_POST
def admit(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = AdmissionForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_admission", _("There is no such way in. Nothing was changed."))
    actions.admit(deliberation=deliberation, **form.cleaned_data, by=request.user, now=timezone.now())
    return redirect(f"{reverse('organise', args=[deliberation.code])}#admission-title")


@login_required
@never_cache
@require_POST
def issue(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = TicketsForm(request.POST)
    if not form.is_valid():
        raise Invalid("ticket_count", _("Make 1 to 1000 tickets at a time. None was made."))
    tickets = actions.issue(deliberation=deliberation, **form.cleaned_data, by=request.user, now=timezone.now())
    return _show_tickets(request, deliberation, tickets)


@login_required
@never_cache
@require_POST
def enlist(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid("roster", write_errors(form))
    names = [name for text in form.cleaned_data.values() for name in actions.read_names(text)]
    tickets = actions.enlist(deliberation=deliberation, names=names, by=request.user, now=timezone.now())
    return _show_tickets(request, deliberation, tickets)


@login_required
@never_cache
@require_POST
def sheet_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The tickets that a page still shows, as a file: their tokens come back with the request."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = SheetForm(request.POST)
    form.is_valid()
    tickets = actions.find_issued(deliberation=deliberation, tokens=form.cleaned_data.get("tickets", "").split())
    if not tickets:
        raise Missing("no_tickets", _("These are no tickets of this deliberation. Make new ones."))
    response = HttpResponse(
        actions.write_tickets(tickets, _write_links(deliberation, tickets)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="tickets-{deliberation.code}.csv"'
    return response


@login_required
@require_POST
def tear_up(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    actions.tear_up(deliberation=deliberation, by=request.user, now=timezone.now())
    return redirect(f"{reverse('organise', args=[deliberation.code])}#admission-title")


def _write_links(deliberation: Deliberation, tickets: Sequence[IssuedTicket]) -> list[str]:
    front = settings.PUBLIC_URL + reverse("participate", args=[deliberation.code])
    return [f"{front}?ticket={ticket.text}" for ticket in tickets]


def _show_tickets(
    request: HttpRequest, deliberation: Deliberation, tickets: Sequence[IssuedTicket]
) -> HttpResponse:
    rows = [
        {"ticket": ticket, "link": link}
        for ticket, link in zip(tickets, _write_links(deliberation, tickets), strict=True)
    ]
    context = {"deliberation": deliberation, "rows": rows, "tokens": " ".join(ticket.text for ticket in tickets)}
    return render(request, "entry/tickets.html", context)
