"""Some questions about people themselves, asked at the door and to be changed later; all may be left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from elicit import live
from elicit.actions.entry import surveys
from elicit.actions.refusals import Refused
from elicit.forms.entry import answers_in
from elicit.models import Deliberation, Participant
from elicit.views.door import for_participant


@require_http_methods(["GET", "HEAD", "POST"])
@for_participant
def survey(request: HttpRequest, deliberation: Deliberation, participant: Participant) -> HttpResponse:
    questions, refusal, status = list(deliberation.questions.all()), "", 200
    if request.method == "POST":
        try:
            surveys.answer(participant=participant, said=answers_in(request.POST, questions))
            return redirect("participate", code=deliberation.code)
        except Refused as refused:
            refusal, status = str(refused), refused.status
    if not questions:
        return redirect("participate", code=deliberation.code)
    given = surveys.answers_of(participant)
    context = {
        **live.read_state(deliberation, "phone"),
        "participant": participant,
        "questions": [{"asked": each, "given": given.get(each.number)} for each in questions],
        "refusal": refusal,
    }
    return render(request, "entry/survey.html", context, status=status)
