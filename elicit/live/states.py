"""What every open page of one audience sees now. Pages use the same state when they are loaded, so that a
swapped page equals a freshly loaded one. Nothing in it is about one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from elicit.models import Analysis, Deliberation, Participant, Statement, Vote
from elicit.models.deliberation.agenda import Agenda
from elicit.models.deliberation.showing import ALL
from elicit.models.practice import Rehearsal
from elicit.reading.findings.findings import Findings
from elicit.reading.findings.panels import reveal_findings

from .abuse_counts import read_abuse_counts
from .presence import EXPIRES, count_phones
from .wall import read_wall

PHONE, SCREEN, CONSOLE, RESULTS = "phone", "screen", "console", "results"
AUDIENCES = (PHONE, SCREEN, CONSOLE, RESULTS)
FRAGMENTS = {
    PHONE: ("votes/card.html#live",),
    SCREEN: ("deliberation/wall/wall.html#live",),
    CONSOLE: ("deliberation/console.html#live",),
    RESULTS: ("findings/results.html#live",),
}


class Glance(NamedTuple):
    """Everything whose change may change a page. Looking is cheap; rendering happens when it differs."""

    code: str
    revision: int
    status: str
    claimed_at: datetime | None
    failed_at: datetime | None
    analysis: int | None
    phones: int
    abuse: int


def read_glances(codes: Collection[str], now: datetime) -> dict[str, Glance]:
    fresh = Q(presences__audience=PHONE, presences__seen_at__gte=now - EXPIRES)
    deliberations = Deliberation.objects.filter(code__in=codes).order_by()
    phones = dict(deliberations.annotate(n=Sum("presences__sockets", filter=fresh)).values_list("code", "n"))
    rows = deliberations.values_list(
        "code", "revision", "status", "analysis_claimed_at", "analysis_failed_at", Max("analyses__pk")
    )
    abuse = {code: sum(counts.values()) for code, counts in read_abuse_counts(codes).items()}
    return {
        code: Glance(
            code, revision, status, claimed_at, failed_at, analysis, phones.get(code) or 0, abuse.get(code, 0)
        )
        for code, revision, status, claimed_at, failed_at, analysis in rows
    }


def read_state(deliberation: Deliberation, audience: str) -> dict[str, Any]:
    """The context of the page and of its fragments. Findings are in it for the console, and for others once
    the results are revealed. What costs a query is a function that remembers its answer: templates call it
    where they show it, so that a page pays for what it shows only."""
    now = timezone.now()
    panels = ALL if audience == CONSOLE else deliberation.shown_panels
    newest = cache(lambda: _newest(deliberation) if panels else None)
    context = {
        "deliberation": deliberation,
        "audience": audience,
        "agenda": cache(lambda: Agenda.of(deliberation)),
        "here": cache(lambda: count_phones(deliberation, now)),
        "people_count": cache(lambda: deliberation.participants.count()),
        "votes_count": cache(lambda: Vote.objects.filter(deliberation=deliberation).count()),
        "statements_count": cache(lambda: deliberation.statements.accepted().count()),
        "analysis": newest,
        "findings": cache(lambda: _findings(deliberation, newest(), panels)),
    }
    read_rest = {CONSOLE: _read_console, SCREEN: read_wall}.get(audience)
    return context | (read_rest(deliberation) if read_rest else {})


def _read_console(deliberation: Deliberation) -> dict[str, Any]:
    return {
        "queue": cache(lambda: list(deliberation.statements.waiting().order_by("number"))),
        "abuse_counts": cache(lambda: read_abuse_counts([deliberation.code])[deliberation.code]),
        "points_waiting": cache(lambda: deliberation.points.waiting().count()),
        "rehearsal": cache(lambda: Rehearsal.of(deliberation)),
        "is_analysing": deliberation.analysis_claimed_at is not None,
        "has_failed": deliberation.analysis_failed_at is not None,
    }


def _newest(deliberation: Deliberation) -> Analysis | None:
    return deliberation.analyses.filter(method="latent").without_payload().first()


def _findings(deliberation: Deliberation, analysis: Analysis | None, panels: Collection[str]) -> Findings | None:
    """What this analysis says, or the one that has replaced it since it was looked up: templates take what does
    not exist for an empty word, and the page would say that nothing was analysed."""
    try:
        return reveal_findings(analysis, panels) if analysis else None
    except Analysis.DoesNotExist:
        return _findings(deliberation, _newest(deliberation), panels)


def read_results(
    deliberation: Deliberation, analysis: Analysis | None, panels: Collection[str] | None = None
) -> dict[str, Any]:
    """The context of the results page for one analysis. panels: what this reader may see, where that is more than
    what everybody may."""
    panels = deliberation.shown_panels if panels is None else panels
    context = {"analysis": analysis, "findings": reveal_findings(analysis, panels) if analysis else None}
    return read_state(deliberation, RESULTS) | context


def list_own_statements(participant: Participant) -> list[Statement]:
    """What became of somebody's own statements, newest first. Of a merged one the other counts: `votes_count` is
    how many have voted on it, `is_voted` whether its writer has."""
    now = Coalesce("merged_into", "pk")
    votes = Vote.objects.filter(statement=OuterRef("now")).order_by()
    count = votes.values("statement").annotate(n=Count("pk")).values("n")
    own = participant.statements.select_related("merged_into", "policy").annotate(
        now=now, votes_count=Coalesce(Subquery(count), 0), is_voted=Exists(votes.filter(participant=participant))
    )
    return list(own.order_by("-number"))


def render(deliberation: Deliberation, audience: str) -> str:
    """The fragments of this audience, in the language that is active. Hidden results have none."""
    if audience == RESULTS and not deliberation.results_revealed:
        return ""
    context = read_state(deliberation, audience)
    return "\n".join(render_to_string(name, context) for name in FRAGMENTS[audience])


def make_frame(html: str, sequence: int) -> str:
    """What goes through a socket: the page takes a frame only when its number is higher than the last."""
    return f'<div data-seq="{sequence}">{html}</div>'
