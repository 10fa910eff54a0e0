"""The wall, its QR code, and the current state of any audience for pages whose sockets are blocked."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from elicit import access, live
from elicit.models import Deliberation, Slide
from elicit.models.deliberation.showing import FINDINGS_SLIDES


@never_cache
@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """Shows only what is revealed, whoever opens it: a projector is a public place."""
    deliberation = access.find_deliberation(request.user, code)
    context = live.read_state(deliberation, "screen")
    slide = request.GET.get("slide", "")
    return render(
        request,
        "deliberation/wall/wall.html",
        context | {"opened": _choose_slide(deliberation, slide) or context["slide"]},
    )


def _choose_slide(deliberation: Deliberation, slide: str) -> str:
    """The slide that an address names, where it can be shown."""
    is_there = slide in Slide.values and (slide in deliberation.shown_panels or slide not in FINDINGS_SLIDES)
    return slide if is_there else ""


@cache_control(max_age=86400)
@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation(request.user, code)
    leads = "results" if request.GET.get("to") == "results" else "participate"
    address = settings.PUBLIC_URL + reverse(leads, args=[deliberation.code])
    image = io.BytesIO()
    segno.make(address, error="m").save(image, kind="svg", border=2, omitsize=True, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@never_cache
@require_safe
def fragments(request: HttpRequest, code: str, audience: str) -> HttpResponse:
    """The fragments a socket would bring now."""
    user = request.user if request.user.is_authenticated else AnonymousUser()
    deliberation = access.admit_socket(code=code, audience=audience, cookies=request.COOKIES, user=user)
    if deliberation is None:
        raise Http404
    return HttpResponse(live.render(deliberation, audience))
