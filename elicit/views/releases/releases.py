"""Releases: what is in a bundle, how it was protected, and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elicit import access
from elicit.actions.releases import publishing as actions
from elicit.models import Community

KINDS = {"md": "text/markdown; charset=utf-8", "json": "application/json", "yaml": "application/yaml"}


@never_cache
@require_safe
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """Those open to this person; whoever may open none and is no member is not told that there are any."""
    open_ones = access.list_open_releases(request.user, slug)
    community = Community.objects.get(slug=slug) if open_ones else access.find_community(request.user, slug)
    return render(request, "releases/list.html", {"community": community, "releases": open_ones})


@never_cache
@require_safe
def release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    release = access.find_release(request.user, slug, number)
    context = {
        "release": release,
        "community": release.community,
        "deliberation": release.deliberation,
        "version": release.version,
        "manifest": release.manifest,
        "files": release.files.defer("packed"),
    }
    return render(request, "releases/release.html", context)


@never_cache
@require_safe
def release_file(request: HttpRequest, slug: str, number: int, path: str) -> HttpResponse:
    release = access.find_release(request.user, slug, number)
    file = actions.read(release=release, path=path, by=request.user, now=timezone.now())
    kind = KINDS.get(path.rsplit(".", 1)[-1], "application/octet-stream")
    response = HttpResponse(file.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{path.rsplit("/", 1)[-1]}"'
    return response
