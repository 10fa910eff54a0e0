"""A poster to print: the question, the code, and how to take part."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elicit import access
from elicit.models import Deliberation
from elicit.wording.width import latin_width

PAPERS = ("a4", "letter")
LONG, LONGER = 90, 180  # characters as wide as a Latin letter, from which the question is set smaller


@login_required
@never_cache
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    paper = request.GET.get("paper", "")
    address = urlsplit(settings.PUBLIC_URL)
    context = {
        "deliberation": deliberation,
        "address": address.netloc + address.path.rstrip("/"),
        "paper": paper if paper in PAPERS else "a4",
        "papers": PAPERS,
        "direction": find_direction(deliberation),
        "length": classify_length(deliberation.prompt),
    }
    with translation.override(choose_language(deliberation)):
        return render(request, "deliberation/poster.html", context)


def choose_language(deliberation: Deliberation) -> str:
    """The language of the deliberation, where the interface speaks it."""
    languages = dict(settings.LANGUAGES)
    short = deliberation.language.split("-")[0]
    return next(
        (code for code in (deliberation.language, short) if code in languages), translation.get_language() or "en"
    )


def find_direction(deliberation: Deliberation) -> str:
    language = LANG_INFO.get(deliberation.language) or LANG_INFO.get(deliberation.language.split("-")[0]) or {}
    return "rtl" if language.get("bidi") else "ltr"


def classify_length(text: str) -> str:
    room = latin_width(text)
    return "longer" if room > LONGER else "long" if room > LONG else "short"
