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
from elicit.forms.errors import write_errors
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
    codes = reading_languages.read_languages(request)
    rows = [
        (statement, find_translation(statement, codes))
        for statement in deliberation.statements.accepted().order_by("number")
    ]
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "languages": LANGUAGES,
        "chosen": reading_languages.read_choice(request),
        "reads": codes[0] if codes else "",
        "listed": rows,
        "own": participant.translations.select_related("statement").order_by("-pk"),
    }
    return render(request, "statements/languages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def translate(
    request: HttpRequest, deliberation: Deliberation, participant: Participant, number: int
) -> HttpResponse:
    """Proposing a translation of one statement."""
    statement = _load_statement(deliberation, number)
    form, refusal = TranslationForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        try:
            limits.count_translation(participant)
            translations.propose(
                statement=statement, participant=participant, now=timezone.now(), **_read_translation(form)
            )
            return redirect("languages", code=deliberation.code)
        except (Refused, Exceeded) as error:
            refusal = error
    codes = reading_languages.read_languages(request)
    others = (code for code in codes if code != statement.language)
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "statement": statement,
        "translation": find_translation(statement, codes),
        "languages": LANGUAGES,
        "into": request.POST.get("language") or next(others, ""),
        "limit": TRANSLATION_LIMIT,
        "text": "".join(character for character in request.POST.get("text", "") if character.isprintable())
        if refusal
        else "",
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "statements/translate.html", context, status=refusal.status if refusal else 200)


# --- the console ---


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest, code: str) -> HttpResponse:
    """What waits, with both texts. POST: a member of the community proposes one."""
    deliberation = access.find_deliberation_to_watch(request.user, code)
    form, refusal = MemberTranslationForm(request.POST if request.method == "POST" else None), None
    if form.is_bound:
        deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
        try:
            data = _read_translation(form)
            statement = _load_statement(deliberation, form.cleaned_data["statement"])
            translations.propose(statement=statement, member=request.user, now=timezone.now(), **data)
            return redirect("translations", code=deliberation.code)
        except Refused as error:
            refusal = error
    proposals = Translation.objects.filter(statement__deliberation=deliberation).select_related("statement")
    context = {
        **_describe_interpreting(request, deliberation),
        "waiting": [row for row in proposals if row.state == TranslationState.WAITING],
        "decided": [row for row in proposals if row.state != TranslationState.WAITING],
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
    deliberation = access.find_deliberation_to_watch(request.user, code)
    if request.method != "POST":
        return render(request, "statements/interpreting.html#runs", _describe_interpreting(request, deliberation))
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = InterpretForm(request.POST)
    _demand_valid(form)
    doing = {"by": request.user, "now": timezone.now()}
    if form.cleaned_data["stop"]:
        for row in deliberation.interpretings.filter(language=form.cleaned_data["language"]):
            machine_translation.stop(row=row, **doing)
    else:
        machine_translation.begin(deliberation=deliberation, language=form.cleaned_data["language"], **doing)
    return redirect(reverse("translations", args=[deliberation.code]) + "#model-title")


def _describe_interpreting(request: HttpRequest, deliberation: Deliberation) -> dict[str, Any]:
    interpreter = machine_translation.make_interpreter()
    runs = list(deliberation.interpretings.all()) if interpreter else []
    return {
        "deliberation": deliberation,
        "interpreter": interpreter,
        "runs": runs,
        "is_running": any(run.is_running for run in runs),
        "may_moderate": access.may(request.user, deliberation, "elicit.moderate"),
    }


@login_required
@require_POST
def approve(request: HttpRequest, code: str, number: int, translation: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    translations.approve(
        translation=_load_translation(deliberation, number, translation), by=request.user, now=timezone.now()
    )
    return redirect(reverse("translations", args=[deliberation.code]))


@login_required
@require_POST
def reject(request: HttpRequest, code: str, number: int, translation: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.moderate")
    form = RejectForm(request.POST)
    form.is_valid()
    translations.reject(
        translation=_load_translation(deliberation, number, translation),
        reason=form.cleaned_data.get("reason", ""),
        by=request.user,
        now=timezone.now(),
    )
    return redirect(reverse("translations", args=[deliberation.code]))


def _demand_valid(form: Any) -> None:
    if not form.is_valid():
        raise Invalid("form", write_errors(form))


def _read_translation(form: Any) -> dict[str, str]:
    _demand_valid(form)
    return {"language": form.cleaned_data["language"], "text": form.cleaned_data["text"]}


def _load_statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.accepted().filter(number=number).first()
    if statement is None:
        raise Http404(_("There is no such statement, or it is not being voted on."))
    return statement


def _load_translation(deliberation: Deliberation, number: int, which: int) -> Translation:
    there = Translation.objects.filter(statement__deliberation=deliberation, statement__number=number)
    translation = there.filter(number=which).first()
    if translation is None:
        raise Missing("no_translation", _("This translation is not here any more. Nothing was changed."))
    return translation
