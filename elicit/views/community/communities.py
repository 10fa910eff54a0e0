"""A community's own pages: what it talks about, its people, rules and log."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from elicit import access
from elicit.actions.community import communities as actions
from elicit.forms import CommunityForm
from elicit.models import Community
from elicit.reading.community.log import list_breaks


@login_required
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    return render(request, "community/list.html", {"communities": Community.objects.of(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        community = actions.create(
            slug=form.slug,
            name=form.cleaned_data["name"],
            about=form.cleaned_data["about"],
            by=request.user,
            now=timezone.now(),
        )
        return redirect("community", slug=community.slug)
    return render(request, "community/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    community = access.find_community(request.user, slug)
    return render(
        request,
        "community/community.html",
        {
            "community": community,
            "deliberations": community.deliberations.all(),
            "memberships": community.memberships.select_related("user"),
            "rules": community.rules,
            "may_facilitate": request.user.has_perm("elicit.facilitate", community),
            "has_constitution": hasattr(community, "constitution"),
            "releases_count": community.releases.count(),
        },
    )


@login_required
@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    community = access.find_community(request.user, slug)
    page = Paginator(community.events.order_by("-number"), 100).get_page(request.GET.get("page"))
    broken = next(list_breaks(community=community), None)
    return render(request, "community/log.html", {"community": community, "page": page, "broken": broken})
