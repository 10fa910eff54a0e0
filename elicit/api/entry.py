"""Coming in, and what is one's own: consent, the survey, what is kept, and its end."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import access, limits
from elicit.actions.entry import consents, erasures, joining, surveys
from elicit.actions.entry.tickets import TicketRefusal
from elicit.models import Participant
from elicit.reading.entry import my_data
from elicit.reading.entry.consent import Ticks, is_asked_again, read_newest_form, read_ticks
from elicit.reading.entry.surveys import list_answers

from .auth import TokenOrSession, demand_participant
from .loading import describe_refusals, load_deliberation


class TicksIn(serializers.Serializer):
    publishing_text = serializers.BooleanField(default=False)
    row_release = serializers.BooleanField(default=False)
    training_use = serializers.BooleanField(default=False)
    read = serializers.IntegerField(
        required=False, min_value=1, help_text="Number of the words that were read; without it, the newest."
    )


class JoinIn(TicksIn):
    ticket = serializers.CharField(
        required=False, max_length=40, help_text="Where people come in by tickets: one that was not used yet."
    )


class JoinOut(serializers.Serializer):
    token = serializers.CharField()
    participant = serializers.IntegerField(help_text="The pseudonymous number inside this deliberation.")
    deliberation = serializers.CharField()
    prompt = serializers.CharField()


class ConsentOut(serializers.Serializer):
    """The words at the door as they are now, and what this participant ticked last."""

    number = serializers.IntegerField(help_text="Of these words.")
    organiser = serializers.CharField()
    contact = serializers.CharField()
    retention_days = serializers.IntegerField(allow_null=True, help_text="After closing; null: no end.")
    words = serializers.DictField()
    publishing_text = serializers.BooleanField()
    row_release = serializers.BooleanField()
    training_use = serializers.BooleanField()
    is_asked_again = serializers.BooleanField(help_text="The words changed since the last answer.")


class QuestionOut(serializers.Serializer):
    number = serializers.IntegerField()
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    is_answered = serializers.BooleanField()
    answer = serializers.IntegerField(allow_null=True, help_text="Place of an option; null: rather not say.")


class AnswersIn(serializers.Serializer):
    answers = serializers.DictField(
        child=serializers.IntegerField(allow_null=True, min_value=0),
        help_text="Number of a question: place of an option from 0 on, or null for rather not say.",
    )


class MineOut(serializers.Serializer):
    """Everything that is kept about this participant."""

    deliberation = serializers.CharField()
    prompt = serializers.CharField()
    participant = serializers.IntegerField()
    joined_at = serializers.DateTimeField()
    consents = serializers.ListField(child=serializers.DictField())
    votes = serializers.ListField(child=serializers.DictField())
    changes = serializers.ListField(child=serializers.DictField())
    statements = serializers.ListField(child=serializers.DictField())
    answers = serializers.ListField(child=serializers.DictField())
    reasons = serializers.ListField(child=serializers.DictField())
    translations = serializers.ListField(child=serializers.DictField())
    table = serializers.IntegerField(allow_null=True, help_text="Where this participant says they sit.")


@extend_schema(request=JoinIn, responses={201: JoinOut, **describe_refusals(400, 403, 404, 409, 429)}, auth=[])
@api_view(["POST"])
@authentication_classes([TokenOrSession])
def join(request: Request, code: str) -> Response:
    """Take part: gives a token, shown once, to send back as `Authorization: Participant <token>`."""
    deliberation = load_deliberation(request, code)
    limits.count_join(access.read_address(request._request), deliberation.code)
    fields = JoinIn(data=request.data)
    fields.is_valid(raise_exception=True)
    try:
        participant = joining.join(deliberation=deliberation, **_read_ticks(fields), now=timezone.now())
    except TicketRefusal as refusal:
        if refusal.code == "ticket_unknown":
            limits.count_guess(access.read_address(request._request))
        raise
    admission = {
        "token": access.make_token(participant),
        "participant": participant.number,
        "deliberation": deliberation.code,
        "prompt": deliberation.prompt,
    }
    return Response(JoinOut(admission).data, status=201)


@extend_schema(methods=["GET"], responses={200: ConsentOut, **describe_refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=TicksIn,
    responses={201: ConsentOut, **describe_refusals(400, 401, 403, 404, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def consent(request: Request, code: str) -> Response:
    """GET: the words at the door, and what I ticked last. POST: a new answer; it counts from now on."""
    participant = demand_participant(request, load_deliberation(request, code))
    if request.method == "GET":
        return Response(ConsentOut(_describe_consent(participant)).data)
    fields = TicksIn(data=request.data)
    fields.is_valid(raise_exception=True)
    consents.give(participant=participant, **_read_ticks(fields), now=timezone.now())
    return Response(ConsentOut(_describe_consent(participant)).data, status=201)


@extend_schema(methods=["GET"], responses={200: QuestionOut(many=True), **describe_refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=AnswersIn,
    responses={200: QuestionOut(many=True), **describe_refusals(400, 401, 403, 404, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([TokenOrSession])
def survey(request: Request, code: str) -> Response:
    """GET: the questions at the door, and what I answered. POST: answers; all may be left out."""
    participant = demand_participant(request, load_deliberation(request, code))
    if request.method == "POST":
        fields = AnswersIn(data=request.data)
        fields.is_valid(raise_exception=True)
        answers = {
            int(n) if n.isdecimal() else 0: option for n, option in fields.validated_data["answers"].items()
        }
        surveys.answer(participant=participant, choices=answers)
    return Response(QuestionOut(_describe_survey(participant), many=True).data)


@extend_schema(methods=["GET"], responses={200: MineOut, **describe_refusals(401, 403, 404, 429)})
@extend_schema(methods=["DELETE"], responses={204: None, **describe_refusals(401, 403, 404, 429)})
@api_view(["GET", "DELETE"])
@authentication_classes([TokenOrSession])
def mine(request: Request, code: str) -> Response:
    """GET: everything that is kept about me. DELETE: all of it goes; the token leads nowhere from then on."""
    participant = demand_participant(request, load_deliberation(request, code))
    if request.method == "GET":
        return Response(MineOut(my_data.read_my_data(participant)).data)
    erasures.erase(participant=participant, now=timezone.now())
    return Response(status=204)


def _read_ticks(fields: Any) -> dict[str, Any]:
    data = dict(fields.validated_data)
    more = {name: data.pop(name) for name in ("read", "ticket") if name in data}
    return {"ticks": Ticks(**data), **more}


def _describe_survey(participant: Participant) -> list[dict[str, Any]]:
    answers = list_answers(participant)
    return [
        {
            "number": question.number,
            "text": question.text,
            "options": [option["text"] for option in question.options],
            "is_answered": question.number in answers,
            "answer": answers.get(question.number),
        }
        for question in participant.deliberation.questions.all()
    ]


def _describe_consent(participant: Participant) -> dict[str, Any]:
    form, ticks = read_newest_form(participant.deliberation), read_ticks(participant)
    return {
        "number": form.number,
        "organiser": form.organiser,
        "contact": form.contact,
        "retention_days": form.retention_days,
        "words": form.get_words(get_language()),
        "publishing_text": ticks.publishing_text,
        "row_release": ticks.row_release,
        "training_use": ticks.training_use,
        "is_asked_again": is_asked_again(participant),
    }
