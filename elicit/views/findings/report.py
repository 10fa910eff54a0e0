"""One page to print or save: what was asked, who took part, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elicit import access, live
from elicit.reading.findings.findings import Findings
from elicit.reading.findings.rows import Row
from elicit.wording.width import latin_width

LINE = 92  # Latin letters on a printed line
LINES = 11  # for each of three lists
NUMBERS = 1  # lines that the shares of one statement take


class Part(NamedTuple):
    """A list as far as it fits the page; remaining: how many more there are."""

    name: str
    title: str
    none: str
    rows: Sequence[Row]
    count: int

    @property
    def remaining(self) -> int:
        return self.count - len(self.rows)


@never_cache
@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    """For those who watch, also before the reveal; for everybody as far as it is revealed."""
    deliberation = access.find_deliberation(request.user, code)
    panels = access.list_panels(request.user, deliberation)
    if not panels:
        return render(request, "findings/hidden.html", {"deliberation": deliberation}, status=403)
    newest = deliberation.analyses.filter(method="latent").first()
    context = live.read_results(deliberation, newest, panels)
    context |= {
        "parts": _list_parts(context["findings"]) if context["findings"] else [],
        "is_preview": panels != deliberation.shown_panels,
        "address": settings.PUBLIC_URL + reverse("results", args=[deliberation.code]),
    }
    return render(request, "findings/report.html", context)


def _list_parts(findings: Findings) -> list[Part]:
    lists: dict[str, tuple[Any, ...]] = {
        "unites": (_("What unites"), _("Nothing is settled in every bloc."), findings.unites),
        "divides": (_("What divides"), _("No statement sets one bloc against another."), findings.divides),
        "unknown": (_("What is not settled"), _("Every statement has an answer."), findings.unknown),
    }
    return [
        Part(name, title, none, fit_lines(rows, LINES), len(rows))
        for name, (title, none, rows) in lists.items()
        if name in findings.panels
    ]


def fit_lines(rows: Sequence[Row], lines: int) -> Sequence[Row]:
    """As many as so many printed lines hold, and one at least."""
    used = 0
    for count, row in enumerate(rows):
        used += -(-latin_width(row.text) // LINE) + NUMBERS
        if used > lines and count:
            return rows[:count]
    return rows
