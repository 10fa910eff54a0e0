"""First statements between being sent and being confirmed: shown line by line. The server keeps nothing meanwhile;
the lines travel signed in the form."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from elicit.actions.refusals import Conflict
from elicit.actions.statements import seeds as actions
from elicit.forms import NumbersForm
from elicit.models import Community

SALT = "elicit.seeds"
LASTS = 60 * 60  # seconds from looking to keeping


def preview_new(request: HttpRequest, community: Community, said: dict[str, Any]) -> HttpResponse:
    """What a deliberation that is not made yet would begin with. Raises Refused."""
    lines = actions.look(texts=said["texts"], language=said["language"])
    kept = {name: value for name, value in said.items() if name not in ("seeds", "seeds_file")}
    there = reverse("new_deliberation", args=[community.slug])
    return preview(request, lines, {"community": community.pk, **kept}, back=there, community=community)


def confirmed(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What somebody wanted to make, with the statements they did not leave out. Raises Refused."""
    said = signed(request, community=community.pk)
    texts = actions.left(texts=said["texts"], leave=left_out(request), language=said["language"])
    return {**said, "texts": texts}


def left_out(request: HttpRequest) -> set[int]:
    form = NumbersForm(request.POST)
    return set(form.cleaned_data["numbers"]) if form.is_valid() else set()


def signed(request: HttpRequest, **asked: int) -> dict[str, Any]:
    """What was looked at, by this account and for this place; changed or stale, it is looked at again."""
    try:
        said = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        said = {}
    if not said or any(said.get(name) != value for name, value in {**asked, "by": request.user.pk}.items()):
        raise Conflict("look_again", _("This was looked at too long ago. Send it again; nothing was kept."))
    return said


def preview(request: HttpRequest, lines: list[actions.Line], said: dict[str, Any], **context: Any) -> HttpResponse:
    usable = sum(each.is_usable for each in lines)
    signed = signing.dumps({**said, "by": request.user.pk}, salt=SALT, compress=True)
    more = {"deliberation": None, "community": None, "lines": lines, "usable": usable, "signed": signed}
    return render(request, "statements/seeds_preview.html", {**more, "broken": len(lines) - usable, **context})
