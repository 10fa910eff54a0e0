"""What was found: live until the deliberation is closed, and for ever at the address of a frozen analysis."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from elicit import access, broadcast
from elicit.models import Analysis, Deliberation


@never_cache
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    found = access.deliberation(request.user, code)
    if not access.may_see_results(request.user, found):
        return render(request, "results/hidden.html", {"deliberation": found}, status=403)
    return _page(request, found, _lens(request, found))


@never_cache
@require_safe
def results_of(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The permalink of one frozen analysis."""
    found = access.deliberation(request.user, code)
    access.demand_results(request.user, found)
    analysis = found.analyses.filter(digest=digest, is_frozen=True).first()
    if analysis is None:
        raise Http404(_("There is no frozen analysis with this digest."))
    return _page(request, found, analysis)


@cache_control(private=True, max_age=86400)
@require_safe
def map_(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """Positions and blocs of everyone grouped, packed, without ids and in no order of arrival."""
    found = access.deliberation(request.user, code)
    access.demand_results(request.user, found)
    analysis = found.analyses.filter(digest=digest).first()
    if analysis is None:
        raise Http404
    return HttpResponse(broadcast.packed_map(analysis), content_type="application/octet-stream")


def _page(request: HttpRequest, found: Deliberation, analysis: Analysis | None) -> HttpResponse:
    methods = set(found.analyses.values_list("method", flat=True).order_by())
    context = {**broadcast.results(found, analysis), "has_polis": "polis" in methods}
    return render(request, "results/results.html", context)


def _lens(request: HttpRequest, found: Deliberation) -> Analysis | None:
    method = "polis" if request.GET.get("method") == "polis" else "latent"
    return found.analyses.filter(method=method).first()
