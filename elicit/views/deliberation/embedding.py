"""The page on which a facilitator names the sites that may show a deliberation, and copies what to put there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elicit import access
from elicit.actions.deliberation import embedding
from elicit.actions.refusals import Refused
from elicit.models import Deliberation

SHAPES = {"participate": 720, "results": 900, "screen": 540}  # pages that can be shown, and how high


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def embed(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    hosts, refusal, status = "\n".join(deliberation.embed_hosts), "", 200
    if request.method == "POST":
        hosts = request.POST.get("hosts", "")[:4000]
        try:
            embedding.allow(deliberation=deliberation, hosts=hosts.split(), by=request.user, now=timezone.now())
            return redirect("embed", code=deliberation.code)
        except Refused as error:
            refusal, status = str(error), error.status
    context = {
        "deliberation": deliberation,
        "hosts": hosts,
        "refusal": refusal,
        "snippets": write_snippets(deliberation),
    }
    return render(request, "deliberation/embed.html", context, status=status)


def write_snippets(deliberation: Deliberation) -> list[tuple[str, str]]:
    """The name of each page, and what shows it."""
    names = {"participate": _("Taking part"), "results": _("The results"), "screen": _("The wall")}
    return [(names[page], _write_snippet(deliberation, page, height)) for page, height in SHAPES.items()]


def _write_snippet(deliberation: Deliberation, page: str, height: int) -> str:
    address = settings.PUBLIC_URL + reverse(page, args=[deliberation.code])
    frame = (
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>\n<p><a href="{}">{}</a></p>'
    )
    return format_html(frame, address, deliberation.prompt, height, address, _("Open it in a window of its own"))
