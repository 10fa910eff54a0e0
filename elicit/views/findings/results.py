"""What was found: live until the deliberation is closed, and for ever at the address of a frozen analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from elicit import access, live
from elicit.models import Analysis, Deliberation, Panel
from elicit.models.deliberation.showing import WHOLE
from elicit.reading.findings.findings import Findings
from elicit.reading.findings.groups import read_groups
from elicit.reading.findings.maps import pack_map, pack_picture
from elicit.reading.findings.panels import reveal_findings
from elicit.reading.findings.placement import Placement, place_participant
from elicit.reading.votes import routing

METHODS = ("latent", "polis")


class Look(NamedTuple):
    """What is looked at: an analysis, what it says, and a sentence where something else was asked for."""

    analysis: Analysis | None
    findings: Findings | None
    refusal: str = ""


@never_cache
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation(request.user, code)
    panels = access.list_panels(request.user, deliberation)
    if not panels:
        return render(request, "findings/hidden.html", {"deliberation": deliberation}, status=403)
    newest = deliberation.analyses.filter(method="latent").first()
    look = _look_by_method(request, deliberation, newest, panels)
    exposure = routing.measure_exposure(deliberation=deliberation) if panels >= WHOLE else None
    groups = read_groups(deliberation, newest) if panels >= WHOLE else None
    more = {"where": _find_where(request, deliberation, newest), "exposure": exposure, "groups": groups}
    return _page(request, deliberation, look, more, panels)


@never_cache
@require_safe
def results_of(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The permalink of one frozen analysis."""
    deliberation = access.find_deliberation(request.user, code)
    panels = access.demand_results(request.user, deliberation)
    look = _look_at_number(request, _load_frozen(deliberation, digest, panels), panels)
    return _page(request, deliberation, look, {"where": None, "exposure": None, "groups": None}, panels)


@never_cache
@require_safe
def why(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Why one statement has its verdict, with all of its numbers."""
    deliberation = access.find_deliberation(request.user, code)
    panels = access.demand_results(request.user, deliberation, Panel.MAP)
    newest = deliberation.analyses.filter(method="latent").first()
    return _show_why(
        request, deliberation, _look_by_method(request, deliberation, newest, panels).findings, number
    )


@never_cache
@require_safe
def why_of(request: HttpRequest, code: str, digest: str, number: int) -> HttpResponse:
    """The same at the permalink of a frozen analysis."""
    deliberation = access.find_deliberation(request.user, code)
    panels = access.demand_results(request.user, deliberation, Panel.MAP)
    return _show_why(
        request,
        deliberation,
        _look_at_number(request, _load_frozen(deliberation, digest, panels), panels).findings,
        number,
    )


def _show_why(
    request: HttpRequest, deliberation: Deliberation, findings: Findings | None, number: int
) -> HttpResponse:
    row = next((row for row in findings.rows if row.number == number), None) if findings else None
    if row is None:
        raise Http404(_("This analysis has no statement with this number."))
    template = "findings/why.html" if request.htmx else "findings/why_page.html"
    return render(request, template, {"deliberation": deliberation, "findings": findings, "row": row})


def _load_frozen(deliberation: Deliberation, digest: str, panels: frozenset[str]) -> Analysis:
    """Another method has other verdicts: while something is hidden, they would tell."""
    analysis = deliberation.analyses.filter(digest=digest, is_frozen=True).first()
    if analysis and analysis.method != "latent" and not panels >= WHOLE:
        analysis = None
    if analysis is None:
        raise Http404(_("There is no frozen analysis with this digest."))
    return analysis


@cache_control(private=True, max_age=86400)
@require_safe
def map_(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """Positions and blocs of everyone grouped, packed, without ids and in no order of arrival."""
    return _respond_packed(request, code, digest, pack_map)


@cache_control(private=True, max_age=86400)
@require_safe
def picture(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The same people as a picture draws them."""
    return _respond_packed(request, code, digest, pack_picture)


def _respond_packed(request: HttpRequest, code: str, digest: str, pack: Callable[..., bytes]) -> HttpResponse:
    deliberation = access.find_deliberation(request.user, code)
    access.demand_results(request.user, deliberation, Panel.MAP)
    analysis = deliberation.analyses.filter(digest=digest).first()
    choice = request.GET.get("k", "")
    if analysis is None or not (choice.isdecimal() or not choice):
        raise Http404
    try:
        packed = pack(analysis, int(choice) if choice else None)
    except ValueError as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponse(packed, content_type="application/octet-stream")


def _page(
    request: HttpRequest, deliberation: Deliberation, look: Look, more: dict[str, object], panels: frozenset[str]
) -> HttpResponse:
    look = _filter_topic(request, look)
    context = live.read_results(deliberation, look.analysis, panels) | more
    context |= {
        "findings": look.findings,
        "refusal": look.refusal,
        "is_preview": panels != deliberation.shown_panels,
    }
    context["is_picture"] = request.GET.get("map") == "picture"
    return render(request, "findings/results.html", context)


def _look_by_method(
    request: HttpRequest, deliberation: Deliberation, newest: Analysis | None, panels: frozenset[str]
) -> Look:
    """The newest analysis by the method asked for; ours, with a sentence, where there is none by it."""
    choice = request.GET.get("method", "latent")
    if choice not in METHODS:
        sentence = _(
            "There is no such method; there are latent-class blocs and Polis. Latent-class blocs are shown."
        )
        return _look_at_number(request, newest, panels)._replace(refusal=sentence)
    if choice == "latent" or newest is None:
        return _look_at_number(request, newest, panels)
    polis = deliberation.analyses.filter(method="polis").first() if panels >= WHOLE else None
    if polis is None:
        sentence = _("There is no analysis by the Polis method yet; it is made when voting closes. Ours is shown.")
        return _look_at_number(request, newest, panels)._replace(refusal=sentence)
    ours = reveal_findings(newest, panels)
    return Look(
        polis, replace(reveal_findings(polis, panels), alternatives=ours.alternatives, verdict_k=ours.verdict_k)
    )


def _look_at_number(request: HttpRequest, analysis: Analysis | None, panels: frozenset[str]) -> Look:
    """The analysis at the number of blocs asked for; at its own, with a sentence, where that was not kept."""
    if analysis is None:
        return Look(None, None)
    choice = request.GET.get("k", "")
    if not choice:
        return Look(analysis, reveal_findings(analysis, panels))
    try:
        return Look(analysis, reveal_findings(analysis, panels, int(choice)))
    except ValueError:
        findings = reveal_findings(analysis, panels)
        return Look(analysis, findings, _explain_no_look(findings))


def _explain_no_look(findings: Findings) -> str:
    if not findings.alternatives:
        return _("Other numbers of blocs can be looked at once everything is revealed.")
    numbers = ", ".join(str(k) for k in findings.alternatives)
    sentence = _("There is no look at that number of blocs; there are %(kept)s. The verdicts are shown, at %(k)s.")
    return sentence % {"kept": numbers, "k": findings.verdict_k}


def _filter_topic(request: HttpRequest, look: Look) -> Look:
    """Only the statements of the topic asked for; all, with a sentence, where there is none."""
    choice = request.GET.get("topic", "")
    if not choice or look.findings is None:
        return look
    if choice not in {str(topic.index) for topic in look.findings.topics}:
        return look._replace(refusal=look.refusal or _("There is no such topic. All statements are shown."))
    return look._replace(findings=look.findings.filter_topic(int(choice)))


def _find_where(request: HttpRequest, deliberation: Deliberation, newest: Analysis | None) -> Placement | None:
    """Of somebody who takes part, once the room sees results; not for a facilitator's preview."""
    is_shown = Panel.WHERE in deliberation.shown_panels
    participant = access.find_participant(request, deliberation) if is_shown and newest else None
    return place_participant(participant, newest, deliberation.shown_panels) if participant and newest else None
