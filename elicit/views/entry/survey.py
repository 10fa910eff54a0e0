"""Some questions about people themselves, asked at the door and to be changed later; all may be left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from elicit import live
from elicit.actions.entry import surveys
from elicit.actions.refusals import Refused
from elicit.forms.entry import read_answers
from elicit.models import Deliberation, Participant
from elicit.reading.entry.surveys import list_answers
from elicit.views.door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def survey(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    questions, refusal, status = list(deliberation.questions.all()), "", 200
    if request.method == "POST":
        try:
            surveys.answer(participant=participant, choices=read_answers(request.POST, questions))
            return redirect("participate", code=deliberation.code)
        except Refused as error:
            refusal, status = str(error), error.status
    if not questions:
        return redirect("participate", code=deliberation.code)
    answers = list_answers(participant)
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "questions": [{"question": row, "answer": answers.get(row.number)} for row in questions],
        "refusal": refusal,
    }
    return render(request, "entry/survey.html", context, status=status)
