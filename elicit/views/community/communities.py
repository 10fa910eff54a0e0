"""A community's own pages: what it talks about, its people, rules and log."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from elicit import access
from elicit.actions import log as log_actions
from elicit.actions.community import communities as actions
from elicit.forms import CommunityForm
from elicit.models import Community


@login_required
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    return render(request, "community/list.html", {"communities": Community.objects.of(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = actions.found(
            slug=form.slug,
            name=form.cleaned_data["name"],
            about=form.cleaned_data["about"],
            by=request.user,
            now=timezone.now(),
        )
        return redirect("community", slug=found.slug)
    return render(request, "community/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    found = access.community(request.user, slug)
    return render(
        request,
        "community/community.html",
        {
            "community": found,
            "deliberations": found.deliberations.all(),
            "memberships": found.memberships.select_related("user"),
            "rules": found.rules,
            "may_facilitate": request.user.has_perm("elicit.facilitate", found),
            "has_constitution": hasattr(found, "constitution"),
            "releases_count": found.releases.count(),
        },
    )


@login_required
@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    found = access.community(request.user, slug)
    page = Paginator(found.events.order_by("-number"), 100).get_page(request.GET.get("page"))
    broken = next(log_actions.breaks(community=found), None)
    return render(request, "community/log.html", {"community": found, "page": page, "broken": broken})
