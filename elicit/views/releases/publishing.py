"""Publishing a release."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elicit import access
from elicit.actions.refusals import Invalid
from elicit.actions.releases import publishing
from elicit.forms import ReleaseForm
from elicit.models import Release


@login_required
@require_POST
def release_now(request: HttpRequest, code: str) -> HttpResponse:
    deliberation = access.find_deliberation_for(request.user, code, "elicit.release")
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        raise Invalid("unknown_tier", _("There is no such tier. Nothing was released."))
    tier = form.cleaned_data["tier"]
    if tier == Release.Tier.T2:
        deliberation = access.find_deliberation_for(request.user, code, "elicit.hold_everything")
    release = publishing.publish(deliberation=deliberation, tier=tier, by=request.user, now=timezone.now())
    return redirect("release", slug=deliberation.community.slug, number=release.number)
