"""A community's releases and their files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import access
from elicit.actions.releases import publishing as release_actions

from .auth import TokenOrSession
from .loading import describe_refusals


class ReleaseOut(serializers.Serializer):
    number = serializers.IntegerField()
    tier = serializers.CharField()
    is_draft = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    manifest = serializers.DictField()


@extend_schema(operation_id="releases", responses={200: ReleaseOut(many=True), **describe_refusals(404)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def releases(request: Request, slug: str) -> Response:
    """The releases of a community that are open to the caller."""
    return Response(ReleaseOut(access.list_open_releases(request.user, slug), many=True).data)


@extend_schema(operation_id="release", responses={200: ReleaseOut, **describe_refusals(404)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def release(request: Request, slug: str, number: int) -> Response:
    """One release with its manifest: every file's size and sha256."""
    return Response(ReleaseOut(access.find_release(request.user, slug, number)).data)


@extend_schema(
    operation_id="release_file",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **describe_refusals(404)},
)
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def release_file(request: Request, slug: str, number: int, path: str) -> HttpResponse:
    """One file of a release, byte for byte as published."""
    release = access.find_release(request.user, slug, number)
    file = release_actions.read(release=release, path=path, by=request.user, now=timezone.now())
    return HttpResponse(file.content, content_type="application/octet-stream")
