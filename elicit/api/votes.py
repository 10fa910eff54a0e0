"""What comes next, and voting on it."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import limits
from elicit.actions.votes import casting as vote_actions
from elicit.models.votes.vote import Choice
from elicit.reading.votes import routing

from .auth import TokenOrSession, demand_participant
from .loading import describe_refusals, load_deliberation, load_statement
from .shapes import StatementOut


class NextOut(serializers.Serializer):
    statement = StatementOut(allow_null=True)
    remaining = serializers.IntegerField(help_text="Open statements this participant has not voted on.")


class VoteIn(serializers.Serializer):
    statement = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    choice = serializers.ChoiceField(choices=Choice.values)
    important = serializers.BooleanField(default=False)
    key = serializers.RegexField(
        r"^[\w-]{1,64}$", required=False, help_text="Idempotency key: the same key again changes nothing."
    )


class VoteOut(serializers.Serializer):
    statement = serializers.IntegerField(source="statement.number")
    choice = serializers.ChoiceField(choices=Choice.values)
    important = serializers.BooleanField()
    at = serializers.DateTimeField()


class CastOut(serializers.Serializer):
    vote = VoteOut(allow_null=True)
    replayed = serializers.BooleanField()


@extend_schema(responses={200: NextOut, **describe_refusals(401, 403, 404, 429)})
@api_view(["GET"])
@authentication_classes([TokenOrSession])
def next_(request: Request, code: str) -> Response:
    """The next statement to vote on: a weighted random draw over what this participant has not voted on."""
    deliberation = load_deliberation(request, code)
    turn = routing.choose_turn(participant=demand_participant(request, deliberation))
    return Response(NextOut(turn).data)


@extend_schema(methods=["GET"], responses={200: VoteOut(many=True), **describe_refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=VoteIn,
    responses={200: CastOut, 201: CastOut, **describe_refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def votes(request: Request, code: str) -> Response:
    """GET: my current votes. POST: cast or change one (201), or see that this key was used before (200)."""
    deliberation = load_deliberation(request, code)
    participant = demand_participant(request, deliberation)
    if request.method == "GET":
        mine = participant.votes.select_related("statement")
        return Response(VoteOut(mine, many=True).data)
    limits.count_vote(participant)
    fields = VoteIn(data=request.data)
    fields.is_valid(raise_exception=True)
    data = fields.validated_data
    cast = vote_actions.cast(
        participant=participant,
        statement=load_statement(deliberation, data["statement"]),
        choice=data["choice"],
        important=data["important"],
        key=data.get("key"),
        now=timezone.now(),
    )
    return Response(CastOut(cast).data, status=200 if cast.replayed else 201)


@extend_schema(responses={204: None, **describe_refusals(401, 403, 404, 409, 429)})
@api_view(["DELETE"])
@authentication_classes([TokenOrSession])
def undo(request: Request, code: str, number: int) -> Response:
    """Take my vote on this statement back: it counts as unseen again."""
    deliberation = load_deliberation(request, code)
    participant = demand_participant(request, deliberation)
    limits.count_vote(participant)
    vote_actions.undo(participant=participant, statement=load_statement(deliberation, number), now=timezone.now())
    return Response(status=204)
