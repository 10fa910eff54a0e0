"""Writing statements, finding those that say the same, and translating them."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import limits, live
from elicit.actions.statements import translations as translation_actions
from elicit.actions.statements import writing as statement_actions
from elicit.forms import LANGUAGES
from elicit.reading.statements import likeness

from .auth import TokenOrSession, demand_participant
from .loading import describe_refusals, load_deliberation, load_statement
from .shapes import StatementOut


class AlikeIn(serializers.Serializer):
    text = serializers.CharField(max_length=1000, trim_whitespace=False, allow_blank=True)


class SubmitIn(serializers.Serializer):
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


class OwnStatementOut(StatementOut):
    state = serializers.CharField()
    reason = serializers.CharField()
    policy = serializers.IntegerField(
        source="policy.number", default=None, allow_null=True, help_text="Version a rejection went by."
    )
    merged_into = serializers.IntegerField(source="merged_into.number", default=None, allow_null=True)
    edited_at = serializers.DateTimeField(allow_null=True)
    people = serializers.IntegerField(
        source="votes_count", help_text="How many have voted on it, or on the one it was merged into."
    )


class TranslationOut(serializers.Serializer):
    language = serializers.CharField()
    text = serializers.CharField()
    state = serializers.CharField()


class TranslationIn(serializers.Serializer):
    language = serializers.ChoiceField(choices=[code for code, _name in LANGUAGES])
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


@extend_schema(
    methods=["GET"], responses={200: OwnStatementOut(many=True), **describe_refusals(401, 403, 404, 429)}
)
@extend_schema(
    methods=["POST"],
    request=SubmitIn,
    responses={201: OwnStatementOut, **describe_refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def statements(request: Request, code: str) -> Response:
    """GET: what became of my statements. POST: write one, in 200 characters."""
    deliberation = load_deliberation(request, code)
    participant = demand_participant(request, deliberation)
    if request.method == "GET":
        return Response(OwnStatementOut(live.list_own_statements(participant)[::-1], many=True).data)
    limits.count_statement(participant)
    fields = SubmitIn(data=request.data)
    fields.is_valid(raise_exception=True)
    statement = statement_actions.submit(
        participant=participant, text=fields.validated_data["text"], now=timezone.now()
    )
    [own] = [row for row in live.list_own_statements(participant) if row.pk == statement.pk]
    return Response(OwnStatementOut(own).data, status=201)


@extend_schema(
    request=AlikeIn,
    responses={200: StatementOut(many=True), **describe_refusals(400, 401, 403, 404, 429)},
)
@api_view(["POST"])
@authentication_classes([TokenOrSession])
def alike(request: Request, code: str) -> Response:
    """Accepted statements that say nearly the same as a text, best first; it keeps nothing."""
    deliberation = load_deliberation(request, code)
    limits.count_question(demand_participant(request, deliberation))
    fields = AlikeIn(data=request.data)
    fields.is_valid(raise_exception=True)
    similar = likeness.find_alike(deliberation=deliberation, text=fields.validated_data["text"])
    return Response(StatementOut(similar, many=True).data)


@extend_schema(
    methods=["GET"], responses={200: TranslationOut(many=True), **describe_refusals(401, 403, 404, 429)}
)
@extend_schema(
    methods=["POST"],
    request=TranslationIn,
    responses={201: TranslationOut, **describe_refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def translations(request: Request, code: str, number: int) -> Response:
    """GET: the approved translations of a statement. POST: propose one."""
    deliberation = load_deliberation(request, code)
    participant = demand_participant(request, deliberation)
    statement = load_statement(deliberation, number)
    if request.method == "GET":
        return Response(TranslationOut(statement.translations.approved(), many=True).data)
    limits.count_translation(participant)
    fields = TranslationIn(data=request.data)
    fields.is_valid(raise_exception=True)
    translation = translation_actions.propose(
        statement=statement, participant=participant, now=timezone.now(), **fields.validated_data
    )
    return Response(TranslationOut(translation).data, status=201)
