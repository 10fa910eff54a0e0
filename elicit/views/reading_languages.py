"""In which languages somebody reads statements: a choice kept in a cookie, or what their browser asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from elicit.forms import LANGUAGES

COOKIE = "elicit_words"
COOKIE_LASTS = 60 * 60 * 24 * 180  # seconds
ORIGINAL = "original"
NAMES = dict(LANGUAGES)


def read_languages(request: HttpRequest) -> tuple[str, ...]:
    """The language chosen here, else those the browser asks for, most wanted first; none: originals only."""
    choice = read_choice(request)
    if choice == ORIGINAL:
        return ()
    if choice in NAMES:
        return (choice,)
    codes = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    variants = (variant for code in codes for variant in (code, code.split("-")[0]))
    return tuple(dict.fromkeys(variant for variant in variants if variant in NAMES))


def read_choice(request: HttpRequest) -> str:
    """The code of a language, ORIGINAL, or nothing where the browser decides."""
    return request.COOKIES.get(COOKIE, "")


def choose(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Keep this choice in the browser."""
    response.set_cookie(
        COOKIE, language, max_age=COOKIE_LASTS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
