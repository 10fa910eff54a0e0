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


def preview_new(request: HttpRequest, community: Community, data: dict[str, Any]) -> HttpResponse:
    """What a deliberation that is not made yet would begin with. Raises Refused."""
    lines = actions.check_lines(texts=data["texts"], language=data["language"])
    fields = {name: value for name, value in data.items() if name not in ("seeds", "seeds_file")}
    address = reverse("new_deliberation", args=[community.slug])
    return preview(request, lines, {"community": community.pk, **fields}, back=address, community=community)


def read_confirmed(request: HttpRequest, community: Community) -> dict[str, Any]:
    """What somebody wanted to make, with the statements they did not leave out. Raises Refused."""
    data = read_signed(request, community=community.pk)
    texts = actions.choose_texts(texts=data["texts"], leave=read_exclusions(request), language=data["language"])
    return {**data, "texts": texts}


def read_exclusions(request: HttpRequest) -> set[int]:
    form = NumbersForm(request.POST)
    return set(form.cleaned_data["numbers"]) if form.is_valid() else set()


def read_signed(request: HttpRequest, **place: int) -> dict[str, Any]:
    """What was looked at, by this account and for this place; changed or stale, it is looked at again."""
    try:
        data = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        data = {}
    if not data or any(data.get(name) != value for name, value in {**place, "by": request.user.pk}.items()):
        raise Conflict("look_again", _("This was looked at too long ago. Send it again; nothing was kept."))
    return data


def preview(
    request: HttpRequest, lines: list[actions.SeedLine], data: dict[str, Any], **context: Any
) -> HttpResponse:
    usable = sum(line.is_usable for line in lines)
    signed = signing.dumps({**data, "by": request.user.pk}, salt=SALT, compress=True)
    more = {"deliberation": None, "community": None, "lines": lines, "usable": usable, "signed": signed}
    return render(request, "statements/seeds_preview.html", {**more, "broken": len(lines) - usable, **context})
