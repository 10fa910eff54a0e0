"""A community's constitution: its versions as pages and as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elicit import access
from elicit import constitution as pure
from elicit.models import Version

FORMATS = {
    "md": (pure.to_markdown, "text/markdown; charset=utf-8"),
    "json": (pure.to_json, "application/json"),
    "yaml": (pure.to_yaml, "application/yaml; charset=utf-8"),
}


@never_cache
@require_safe
def constitution(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version this person may read; members see an honest empty page before there is one."""
    try:
        return _page(request, access.find_version(request.user, slug))
    except Http404:
        community = access.find_community(request.user, slug)
        return render(request, "constitution/empty.html", {"community": community})


@never_cache
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _page(request, access.find_version(request.user, slug, number))


@never_cache
@require_safe
def version_file(request: HttpRequest, slug: str, number: int, suffix: str) -> HttpResponse:
    version = access.find_version(request.user, slug, number)
    if suffix not in FORMATS:
        raise Http404(_("A constitution comes as .md, .json or .yaml."))
    write, kind = FORMATS[suffix]
    response = HttpResponse(write(version.document), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{slug}-constitution-{number}.{suffix}"'
    return response


def _page(request: HttpRequest, version: Version) -> HttpResponse:
    community = version.constitution.community
    context = {
        "version": version,
        "document": version.document,
        "community": community,
        "deliberation": version.analysis.deliberation,
        "versions": access.list_open_versions(request.user, community.slug).defer("document", "analysis__payload"),
        "may_see_results": access.may_see_results(request.user, version.analysis.deliberation),
    }
    return render(request, "constitution/version.html", context)
