"""The page about the door, for whoever runs the deliberation: what people read and are asked as they come in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elicit import access
from elicit.actions.entry import consents, surveys
from elicit.actions.refusals import Refused
from elicit.forms import WordsForm
from elicit.forms.entry import read_questions
from elicit.models import Deliberation
from elicit.models.deliberation.deliberation import Admission
from elicit.models.entry.survey import QUESTIONS_LIMIT
from elicit.reading.entry import consent
from elicit.reading.entry.surveys import QuestionText, format_question
from elicit.reading.findings.groups import read_groups


@login_required
@never_cache
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code)
    return _page(request, deliberation)


@login_required
@require_POST
def reword(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of the words at the door."""
    deliberation = access.find_deliberation_for(request.user, code)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, deliberation, status=422, words_form=form)
    try:
        consents.reword(deliberation=deliberation, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, deliberation, status=refusal.status, words_form=form, refusal=str(refusal))
    return redirect("organise", code=deliberation.code)


@login_required
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The whole survey at once."""
    deliberation = access.find_deliberation_for(request.user, code)
    questions = read_questions(request.POST)
    try:
        surveys.ask(deliberation=deliberation, questions=questions, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, deliberation, status=refusal.status, questions=questions, refusal=str(refusal))
    return redirect(f"{reverse('organise', args=[deliberation.code])}#survey-title")


def _page(
    request: HttpRequest, deliberation: Deliberation, *, status: int = 200, refusal: str = "", **forms: Any
) -> HttpResponse:
    form = consent.read_newest_form(deliberation)
    fields = {name: getattr(form, name) for name in ("organiser", "contact", "retention_days")}
    context = {
        "deliberation": deliberation,
        "form": form,
        "words": form.get_words(get_language()),
        "words_form": WordsForm(fields),
        "questions": _read_survey(deliberation),
        "groups": read_groups(
            deliberation, deliberation.analyses.filter(method="latent").without_payload().first()
        ),
        "ways": Admission.choices,
        "counts": deliberation.tickets.aggregate(made=Count("pk"), used=Count("pk", filter=Q(is_used=True))),
        "roster": deliberation.tickets.exclude(name="").order_by("name"),
        "refusal": refusal,
    }
    return render(request, "entry/setup.html", context | forms, status=status)


def _read_survey(deliberation: Deliberation) -> list[QuestionText]:
    """What stands in the six places for questions."""
    questions = {row.number: format_question(row) for row in deliberation.questions.all()}
    return [questions.get(number, QuestionText("", "")) for number in range(1, QUESTIONS_LIMIT + 1)]
