"""What was found, as far as it is revealed."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import access
from elicit.models import Panel
from elicit.reading.findings.analyses import find_latest
from elicit.reading.findings.panels import reveal_document

from .auth import TokenOrSession
from .loading import describe_refusals, load_deliberation


class ResultsOut(serializers.Serializer):
    deliberation = serializers.CharField()
    prompt = serializers.CharField()
    analysis = serializers.CharField(help_text="Digest of the analysis.")
    is_frozen = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    method = serializers.CharField()
    k = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField()
    votes = serializers.IntegerField()
    on_paper = serializers.IntegerField(help_text="People whose ballots came in on paper.")
    between = serializers.IntegerField(allow_null=True)
    panels = serializers.ListField(
        child=serializers.ChoiceField(choices=Panel.choices),
        help_text="What of it is revealed: standings of other verdicts are left out, and blocs without the map.",
    )
    blocs = serializers.ListField(child=serializers.DictField())
    standings = serializers.ListField(child=serializers.DictField())
    moves = serializers.ListField(
        child=serializers.DictField(),
        help_text="Who moved, on statements that were put to the vote again; null is withheld.",
    )


@extend_schema(responses={200: ResultsOut, **describe_refusals(403, 404, 429)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def results(request: Request, code: str) -> Response:
    """The newest analysis, as far as it is revealed. Shares come with their intervals."""
    deliberation = load_deliberation(request, code)
    panels = access.demand_results(request.user, deliberation)
    analysis = find_latest(deliberation=deliberation)
    if analysis is None:
        raise Http404("There is no analysis yet: too few votes, or it is still running.")
    return Response(ResultsOut(reveal_document(analysis, panels)).data)
