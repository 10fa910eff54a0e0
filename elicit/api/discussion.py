"""Reasons for and against."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import limits
from elicit.actions.discussion import points
from elicit.models.discussion import PointSide
from elicit.reading.discussion.reasons import Reasons, draw_reasons

from .auth import TokenOrSession, demand_participant
from .loading import describe_refusals, load_deliberation, load_statement


class ReasonIn(serializers.Serializer):
    side = serializers.ChoiceField(choices=[PointSide.FOR.value, PointSide.AGAINST.value])
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


class PointOut(serializers.Serializer):
    id = serializers.IntegerField(source="number")
    side = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    state = serializers.CharField()


class SaidOut(serializers.Serializer):
    text = serializers.CharField()
    language = serializers.CharField()


class ReasonsOut(serializers.Serializer):
    """Empty for somebody who has not voted on the statement, and while one side has no reason yet."""

    reasons_for = SaidOut(many=True)
    reasons_against = SaidOut(many=True)
    others = SaidOut(many=True)


def split_sides(reasons: Reasons) -> dict[str, Any]:
    sides = dict(reasons.sides)
    return {
        "reasons_for": sides.get(PointSide.FOR.value, ()),
        "reasons_against": sides.get(PointSide.AGAINST.value, ()),
        "others": reasons.others,
    }


@extend_schema(methods=["GET"], responses={200: ReasonsOut, **describe_refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=ReasonIn,
    responses={201: PointOut, **describe_refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def reasons(request: Request, code: str, number: int) -> Response:
    """GET: accepted reasons on a statement I have voted on, as many on each side, drawn by lot. POST: give one."""
    deliberation = load_deliberation(request, code)
    participant = demand_participant(request, deliberation)
    statement = load_statement(deliberation, number)
    if request.method == "GET":
        return Response(ReasonsOut(split_sides(draw_reasons(participant, statement))).data)
    limits.count_reason(participant)
    fields = ReasonIn(data=request.data)
    fields.is_valid(raise_exception=True)
    point = points.argue(participant=participant, statement=statement, now=timezone.now(), **fields.validated_data)
    return Response(PointOut(point).data, status=201)
