"""Who has access to a deliberation, links that let others in, and coming in by one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access, limits
from elicit.actions.community import helping
from elicit.actions.refusals import Refused
from elicit.forms import InvitationForm
from elicit.models import Deliberation, Role, Task


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, code: str) -> HttpResponse:
    """A link is shown once, on the page that made it: only its hash is kept."""
    deliberation = access.find_deliberation_for(request.user, code, "elicit.invite")
    if request.method != "POST":
        return _page(request, deliberation)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        refusal = _("A link needs a role, up to 30 days and up to 50 people. No link was made.")
        return _page(request, deliberation, refusal=refusal, status=400)
    data = form.cleaned_data
    invitation, token = helping.invite(
        deliberation=deliberation,
        task=data["task"],
        days=data["days"],
        uses=data["uses"],
        by=request.user,
        now=timezone.now(),
    )
    link = settings.PUBLIC_URL + reverse("helping", args=[token])
    return _page(request, deliberation, link=link, invitation=invitation)


@login_required
@require_POST
def revoke(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.invite")
    invitation = deliberation.invitations.filter(pk=number).first()
    if invitation is None:
        raise Http404(_("There is no such link here. Nothing was changed."))
    helping.revoke(invitation=invitation, by=request.user, now=timezone.now())
    return redirect("people", code=deliberation.code)


@login_required
@require_POST
def remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.invite")
    helper = deliberation.helpers.present().filter(pk=number).first()
    if helper is None:
        raise Http404(_("There is nobody like that here. Nothing was changed."))
    helping.remove(helper=helper, by=request.user, now=timezone.now())
    return redirect("people", code=deliberation.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_(request: HttpRequest, token: str) -> HttpResponse:
    """A link that is only opened lets nobody in: previews of mail and chat programs open links too."""
    invitation = helping.find_open(token=token, now=timezone.now())
    context = {"token": token, "invitation": invitation, "deliberation": invitation.deliberation, "refusal": ""}
    if request.method != "POST":
        return render(request, "community/helping.html", context)
    limits.count_sign_in(access.read_address(request))
    try:
        helper = helping.come_in(token=token, name=request.POST.get("name", ""), now=timezone.now())
    except Refused as refusal:
        return render(
            request, "community/helping.html", context | {"refusal": str(refusal)}, status=refusal.status
        )
    login(request, helper.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("console", code=invitation.deliberation.code)


def _page(request: HttpRequest, deliberation: Deliberation, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "deliberation": deliberation,
        "helpers": deliberation.helpers.present().select_related("user"),
        "invitations": deliberation.invitations.open(timezone.now()),
        "memberships": deliberation.community.memberships.exclude(role=Role.MEMBER).select_related("user"),
        "tasks": Task.choices,
        "link": "",
        "invitation": None,
        "refusal": "",
    }
    return render(request, "community/people.html", context | more, status=status)
