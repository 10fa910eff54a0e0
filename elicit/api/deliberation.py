"""What is going on: the question, what is open now, and the agenda."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from .auth import TokenOrSession
from .loading import describe_refusals, load_deliberation


class StepOut(serializers.Serializer):
    """A stage of the agenda."""

    kind = serializers.CharField()
    title = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class DeliberationOut(serializers.Serializer):
    """What is going on now, as the page of whoever takes part says it."""

    deliberation = serializers.CharField(source="code")
    prompt = serializers.CharField()
    language = serializers.CharField()
    stage = serializers.CharField(source="status")
    round = serializers.IntegerField()
    writing_open = serializers.BooleanField()
    voting_open = serializers.BooleanField()
    discussion_open = serializers.BooleanField()
    results_revealed = serializers.BooleanField()
    closes_at = serializers.DateTimeField(allow_null=True, help_text="When the time of what is going on is over.")
    held_at = serializers.DateTimeField(allow_null=True, help_text="Paused since then; nothing is lost.")
    is_practice = serializers.BooleanField(help_text="A rehearsal: nothing here counts.")
    agenda = StepOut(many=True, source="stages.all")


@extend_schema(responses={200: DeliberationOut, **describe_refusals(404, 429)}, auth=[])
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def deliberation(request: Request, code: str) -> Response:
    """The question, what is open now, how long still, and the agenda: whoever has the code may know."""
    return Response(DeliberationOut(load_deliberation(request, code)).data)
