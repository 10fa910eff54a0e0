"""A community's constitution, version by version."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import access

from .auth import TokenOrSession
from .loading import describe_refusals


class DocumentOut(serializers.Serializer):
    """The constitution document; its shape is the one of the JSON file."""

    title = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()


@extend_schema(operation_id="constitution", responses={200: DocumentOut, **describe_refusals(404)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def constitution(request: Request, slug: str) -> Response:
    """The newest version of a community's constitution, as its JSON document."""
    return Response(access.find_version(request.user, slug).document)


@extend_schema(operation_id="constitution_version", responses={200: DocumentOut, **describe_refusals(404)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def version(request: Request, slug: str, number: int) -> Response:
    """One version of a community's constitution, as its JSON document."""
    return Response(access.find_version(request.user, slug, number).document)
