"""First statements, pasted or from a CSV: looked at before they are kept. Between the two steps the server keeps
nothing; the lines travel signed in the form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elicit import access
from elicit.actions.refusals import Refused
from elicit.actions.statements import seeds as actions
from elicit.forms import SeedsForm
from elicit.models import Deliberation
from elicit.views import previews


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seeds(request: HttpRequest, code: str) -> HttpResponse:
    """More first statements for a deliberation there is: send, look, keep."""
    deliberation = access.find_deliberation_for(request.user, code)
    if "signed" in request.POST:
        return _keep(request, deliberation)
    form = SeedsForm(request.POST, request.FILES) if request.method == "POST" else SeedsForm()
    if not form.is_valid():
        return _form(request, deliberation, form)
    texts = form.cleaned_data["texts"]
    try:
        lines = actions.check_lines(texts=texts, language=deliberation.language, deliberation=deliberation)
    except Refused as refusal:
        return _form(request, deliberation, form, str(refusal))
    data = {"deliberation": deliberation.pk, "texts": texts}
    return previews.preview(
        request, lines, data, back=reverse("seeds", args=[deliberation.code]), deliberation=deliberation
    )


def _keep(request: HttpRequest, deliberation: Deliberation) -> HttpResponse:
    data = previews.read_signed(request, deliberation=deliberation.pk)
    doing = {"by": request.user, "now": timezone.now()}
    actions.add(deliberation=deliberation, texts=data["texts"], leave=previews.read_exclusions(request), **doing)
    return redirect("statements", code=deliberation.code)


def _form(request: HttpRequest, deliberation: Deliberation, form: SeedsForm, refusal: str = "") -> HttpResponse:
    context = {"deliberation": deliberation, "form": form, "refusal": refusal}
    return render(request, "statements/seeds.html", context, status=422 if refusal or form.errors else 200)
