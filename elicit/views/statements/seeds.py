"""First statements, pasted or from a CSV: looked at before they are kept. Between the two steps the server keeps
nothing; the lines travel signed in the form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elicit import access
from elicit.actions.refusals import Conflict, Refused
from elicit.actions.statements import seeds as actions
from elicit.forms import NumbersForm, SeedsForm
from elicit.models import Community, Deliberation

SALT = "elicit.seeds"
LASTS = 60 * 60  # seconds from looking to keeping


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seeds(request: HttpRequest, code: str) -> HttpResponse:
    """More first statements for a deliberation there is: send, look, keep."""
    found = access.facilitated(request.user, code)
    if "signed" in request.POST:
        return _keep(request, found)
    form = SeedsForm(request.POST, request.FILES) if request.method == "POST" else SeedsForm()
    if not form.is_valid():
        return _form(request, found, form)
    texts = form.cleaned_data["texts"]
    try:
        lines = actions.look(texts=texts, language=found.language, deliberation=found)
    except Refused as refused:
        return _form(request, found, form, str(refused))
    said = {"deliberation": found.pk, "texts": texts}
    return _preview(request, lines, said, back=reverse("seeds", args=[found.code]), deliberation=found)


def look_at_new(request: HttpRequest, community: Community, said: dict[str, Any]) -> HttpResponse:
    """What a deliberation that is not made yet would begin with. Raises Refused."""
    lines = actions.look(texts=said["texts"], language=said["language"])
    kept = {name: value for name, value in said.items() if name not in ("seeds", "seeds_file")}
    there = reverse("new_deliberation", args=[community.slug])
    return _preview(request, lines, {"community": community.pk, **kept}, back=there, community=community)


def looked_at(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What somebody wanted to make, with the statements they did not leave out. Raises Refused."""
    said = _read(request, community=community.pk)
    texts = actions.left(texts=said["texts"], leave=_leave(request), language=said["language"])
    return {**said, "texts": texts}


def _keep(request: HttpRequest, found: Deliberation) -> HttpResponse:
    said = _read(request, deliberation=found.pk)
    doing = {"by": request.user, "now": timezone.now()}
    actions.add(deliberation=found, texts=said["texts"], leave=_leave(request), **doing)
    return redirect("statements", code=found.code)


def _leave(request: HttpRequest) -> set[int]:
    form = NumbersForm(request.POST)
    return set(form.cleaned_data["numbers"]) if form.is_valid() else set()


def _read(request: HttpRequest, **asked: int) -> dict[str, Any]:
    """What was looked at, by this account and for this place; changed or stale, it is looked at again."""
    try:
        said = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        said = {}
    if not said or any(said.get(name) != value for name, value in {**asked, "by": request.user.pk}.items()):
        raise Conflict("look_again", _("This was looked at too long ago. Send it again; nothing was kept."))
    return said


def _form(request: HttpRequest, found: Deliberation, form: SeedsForm, refusal: str = "") -> HttpResponse:
    context = {"deliberation": found, "form": form, "refusal": refusal}
    return render(request, "statements/seeds.html", context, status=422 if refusal or form.errors else 200)


def _preview(
    request: HttpRequest, lines: list[actions.Line], said: dict[str, Any], **context: Any
) -> HttpResponse:
    usable = sum(each.is_usable for each in lines)
    signed = signing.dumps({**said, "by": request.user.pk}, salt=SALT, compress=True)
    more = {"deliberation": None, "community": None, "lines": lines, "usable": usable, "signed": signed}
    return render(request, "statements/seeds_preview.html", {**more, "broken": len(lines) - usable, **context})
