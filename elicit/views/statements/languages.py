"""In which language somebody reads statements, and what they propose for others to read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access, limits, live
from elicit.actions.refusals import Invalid, Missing, Refused
from elicit.actions.statements import machine_translation, translations
from elicit.forms import (
    LANGUAGES,
    InterpretForm,
    MemberTranslationForm,
    RejectForm,
    TranslationForm,
    WordsLanguageForm,
)
from elicit.forms.errors import sentence_of
from elicit.limits import Exceeded
from elicit.models import Deliberation, Participant, Statement, Translation
from elicit.models.statements.translation import TRANSLATION_LIMIT, TranslationState
from elicit.reading.statements.translation import find_translation
from elicit.views import reading_languages
from elicit.views.door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def languages(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    """POST: chooses the language to read in, by a cookie."""
    if request.method == "POST":
        form = WordsLanguageForm(request.POST)
        if not form.is_valid():
            raise Invalid("language", _("There is no such language here. You read in the same one as before."))
        response = redirect("languages", code=deliberation.code)
        reading_languages.choose(request, response, form.cleaned_data["language"])
        return response
    reads = reading_languages.wanted(request)
    listed = [
        (each, find_translation(each, reads)) for each in deliberation.statements.accepted().order_by("number")
    ]
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "languages": LANGUAGES,
        "chosen": reading_languages.chosen(request),
        "reads": reads[0] if reads else "",
        "listed": listed,
        "own": participant.translations.select_related("statement").order_by("-pk"),
    }
    return render(request, "statements/languages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def translate(
    request: HttpRequest, deliberation: Deliberation, participant: Participant, number: int
) -> HttpResponse:
    """Proposing a translation of one statement."""
    statement = _statement(deliberation, number)
    form, refusal = TranslationForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        try:
            limits.count_translation(participant)
            translations.propose(statement=statement, participant=participant, now=timezone.now(), **_said(form))
            return redirect("languages", code=deliberation.code)
        except (Refused, Exceeded) as refused:
            refusal = refused
    reads = reading_languages.wanted(request)
    others = (each for each in reads if each != statement.language)
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "statement": statement,
        "translation": find_translation(statement, reads),
        "languages": LANGUAGES,
        "into": request.POST.get("language") or next(others, ""),
        "limit": TRANSLATION_LIMIT,
        "text": "".join(each for each in request.POST.get("text", "") if each.isprintable()) if refusal else "",
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "statements/translate.html", context, status=refusal.status if refusal else 200)


# --- the console ---


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest, code: str) -> HttpResponse:
    """What waits, with both texts. POST: a member of the community proposes one."""
    deliberation = access.watched(request.user, code)
    form, refusal = MemberTranslationForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        deliberation = access.facilitated(request.user, code, "elicit.moderate")
        try:
            said = _said(form)
            statement = _statement(deliberation, form.cleaned_data["statement"])
            translations.propose(statement=statement, member=request.user, now=timezone.now(), **said)
            return redirect("translations", code=deliberation.code)
        except Refused as refused:
            refusal = refused
    entered = Translation.objects.filter(statement__deliberation=deliberation).select_related("statement")
    context = {
        **_interpreting(request, deliberation),
        "waiting": [each for each in entered if each.state == TranslationState.WAITING],
        "decided": [each for each in entered if each.state != TranslationState.WAITING],
        "statements": deliberation.statements.accepted().order_by("number"),
        "languages": LANGUAGES,
        "names": reading_languages.NAMES,
        "limit": TRANSLATION_LIMIT,
        "form": form,
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "statements/translations.html", context, status=refusal.status if refusal else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interpret(request: HttpRequest, code: str) -> HttpResponse:
    """How far the language model is. POST: asks it for what is missing in a language, or stops it."""
    deliberation = access.watched(request.user, code)
    if request.method != "POST":
        return render(request, "statements/interpreting.html#runs", _interpreting(request, deliberation))
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    form = InterpretForm(request.POST)
    _demand(form)
    said = {"by": request.user, "now": timezone.now()}
    if form.cleaned_data["stop"]:
        for row in deliberation.interpretings.filter(language=form.cleaned_data["language"]):
            machine_translation.stop(row=row, **said)
    else:
        machine_translation.begin(deliberation=deliberation, language=form.cleaned_data["language"], **said)
    return redirect(reverse("translations", args=[deliberation.code]) + "#model-title")


def _interpreting(request: HttpRequest, deliberation: Deliberation) -> dict[str, Any]:
    interpreter = machine_translation.interpreter()
    runs = list(deliberation.interpretings.all()) if interpreter else []
    return {
        "deliberation": deliberation,
        "interpreter": interpreter,
        "runs": runs,
        "is_running": any(each.is_running for each in runs),
        "may_moderate": access.may(request.user, deliberation, "elicit.moderate"),
    }


@login_required
@require_POST
def approve(request: HttpRequest, code: str, number: int, translation: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    translations.approve(
        translation=_translation(deliberation, number, translation), by=request.user, now=timezone.now()
    )
    return redirect(reverse("translations", args=[deliberation.code]))


@login_required
@require_POST
def reject(request: HttpRequest, code: str, number: int, translation: int) -> HttpResponse:
    deliberation = access.facilitated(request.user, code, "elicit.moderate")
    form = RejectForm(request.POST)
    form.is_valid()
    translations.reject(
        translation=_translation(deliberation, number, translation),
        reason=form.cleaned_data.get("reason", ""),
        by=request.user,
        now=timezone.now(),
    )
    return redirect(reverse("translations", args=[deliberation.code]))


def _demand(form: Any) -> None:
    if not form.is_valid():
        raise Invalid("form", sentence_of(form))


def _said(form: Any) -> dict[str, str]:
    _demand(form)
    return {"language": form.cleaned_data["language"], "text": form.cleaned_data["text"]}


def _statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.accepted().filter(number=number).first()
    if statement is None:
        raise Http404(_("There is no such statement, or it is not being voted on."))
    return statement


def _translation(deliberation: Deliberation, number: int, which: int) -> Translation:
    there = Translation.objects.filter(statement__deliberation=deliberation, statement__number=number)
    translation = there.filter(number=which).first()
    if translation is None:
        raise Missing("no_translation", _("This translation is not here any more. Nothing was changed."))
    return translation
