"""The API: the same access and the same actions as the pages."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from elicit import access, limits, live
from elicit.actions.discussion import points
from elicit.actions.findings import analyses
from elicit.actions.releases import publishing as release_actions
from elicit.actions.statements import translations as translation_actions
from elicit.actions.statements import writing as statement_actions
from elicit.actions.votes import casting as vote_actions
from elicit.models import Deliberation, Statement
from elicit.reading.discussion.reasons import reasons as read_reasons
from elicit.reading.findings.panels import published
from elicit.reading.statements import likeness
from elicit.reading.votes import routing

from . import serializers as shapes
from .auth import Door, participant
from .loading import load, refusals


@extend_schema(responses={200: shapes.DeliberationOut, **refusals(404, 429)}, auth=[])
@api_view(["GET"])
@authentication_classes([Door])
def deliberation(request: Request, code: str) -> Response:
    """The question, what is open now, how long still, and the agenda: whoever has the code may know."""
    return Response(shapes.DeliberationOut(load(request, code)).data)


def _statement(found: Deliberation, number: int) -> Statement:
    statement = found.statements.filter(number=number).first()
    if statement is None:
        raise Http404("This statement does not belong to this deliberation.")
    return statement


@extend_schema(responses={200: shapes.NextOut, **refusals(401, 403, 404, 429)})
@api_view(["GET"])
@authentication_classes([Door])
def next_(request: Request, code: str) -> Response:
    """The next statement to vote on: a weighted random draw over what this participant has not voted on."""
    found = load(request, code)
    turn = routing.turn(participant=participant(request, found))
    return Response(shapes.NextOut(turn).data)


@extend_schema(methods=["GET"], responses={200: shapes.VoteOut(many=True), **refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=shapes.VoteIn,
    responses={200: shapes.CastOut, 201: shapes.CastOut, **refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([Door])
def votes(request: Request, code: str) -> Response:
    """GET: my current votes. POST: cast or change one (201), or see that this key was used before (200)."""
    found = load(request, code)
    person = participant(request, found)
    if request.method == "GET":
        mine = person.votes.select_related("statement")
        return Response(shapes.VoteOut(mine, many=True).data)
    limits.voting(person)
    sent = shapes.VoteIn(data=request.data)
    sent.is_valid(raise_exception=True)
    said = sent.validated_data
    cast = vote_actions.cast(
        participant=person,
        statement=_statement(found, said["statement"]),
        choice=said["choice"],
        important=said["important"],
        key=said.get("key"),
        now=timezone.now(),
    )
    return Response(shapes.CastOut(cast).data, status=200 if cast.replayed else 201)


@extend_schema(responses={204: None, **refusals(401, 403, 404, 409, 429)})
@api_view(["DELETE"])
@authentication_classes([Door])
def undo(request: Request, code: str, number: int) -> Response:
    """Take my vote on this statement back: it counts as unseen again."""
    found = load(request, code)
    person = participant(request, found)
    limits.voting(person)
    vote_actions.undo(participant=person, statement=_statement(found, number), now=timezone.now())
    return Response(status=204)


@extend_schema(methods=["GET"], responses={200: shapes.OwnStatementOut(many=True), **refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=shapes.SubmitIn,
    responses={201: shapes.OwnStatementOut, **refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([Door])
def statements(request: Request, code: str) -> Response:
    """GET: what became of my statements. POST: write one, in 200 characters."""
    found = load(request, code)
    person = participant(request, found)
    if request.method == "GET":
        return Response(shapes.OwnStatementOut(live.fates(person)[::-1], many=True).data)
    limits.writing(person)
    sent = shapes.SubmitIn(data=request.data)
    sent.is_valid(raise_exception=True)
    statement = statement_actions.submit(participant=person, text=sent.validated_data["text"], now=timezone.now())
    [mine] = [each for each in live.fates(person) if each.pk == statement.pk]
    return Response(shapes.OwnStatementOut(mine).data, status=201)


@extend_schema(
    request=shapes.AlikeIn,
    responses={200: shapes.StatementOut(many=True), **refusals(400, 401, 403, 404, 429)},
)
@api_view(["POST"])
@authentication_classes([Door])
def alike(request: Request, code: str) -> Response:
    """Accepted statements that say nearly the same as a text, best first; it keeps nothing."""
    found = load(request, code)
    limits.asking(participant(request, found))
    sent = shapes.AlikeIn(data=request.data)
    sent.is_valid(raise_exception=True)
    there = likeness.alike(deliberation=found, text=sent.validated_data["text"])
    return Response(shapes.StatementOut(there, many=True).data)


@extend_schema(methods=["GET"], responses={200: shapes.ReasonsOut, **refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=shapes.ReasonIn,
    responses={201: shapes.PointOut, **refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([Door])
def reasons(request: Request, code: str, number: int) -> Response:
    """GET: accepted reasons on a statement I have voted on, as many on each side, drawn by lot. POST: give one."""
    found = load(request, code)
    person = participant(request, found)
    statement = _statement(found, number)
    if request.method == "GET":
        return Response(shapes.ReasonsOut(shapes.sided(read_reasons(person, statement))).data)
    limits.arguing(person)
    sent = shapes.ReasonIn(data=request.data)
    sent.is_valid(raise_exception=True)
    point = points.argue(participant=person, statement=statement, now=timezone.now(), **sent.validated_data)
    return Response(shapes.PointOut(point).data, status=201)


@extend_schema(methods=["GET"], responses={200: shapes.TranslationOut(many=True), **refusals(401, 403, 404, 429)})
@extend_schema(
    methods=["POST"],
    request=shapes.TranslationIn,
    responses={201: shapes.TranslationOut, **refusals(400, 401, 403, 404, 409, 429)},
)
@api_view(["GET", "POST"])
@authentication_classes([Door])
def translations(request: Request, code: str, number: int) -> Response:
    """GET: the approved translations of a statement. POST: propose one."""
    found = load(request, code)
    person = participant(request, found)
    statement = _statement(found, number)
    if request.method == "GET":
        return Response(shapes.TranslationOut(statement.translations.approved(), many=True).data)
    limits.translating(person)
    sent = shapes.TranslationIn(data=request.data)
    sent.is_valid(raise_exception=True)
    made = translation_actions.propose(
        statement=statement, participant=person, now=timezone.now(), **sent.validated_data
    )
    return Response(shapes.TranslationOut(made).data, status=201)


@extend_schema(responses={200: shapes.ResultsOut, **refusals(403, 404, 429)})
@api_view(["GET"])
@authentication_classes([Door])
def results(request: Request, code: str) -> Response:
    """The newest analysis, as far as it is revealed. Shares come with their intervals."""
    found = load(request, code)
    panels = access.demand_results(request.user, found)
    analysis = analyses.latest(deliberation=found)
    if analysis is None:
        raise Http404("There is no analysis yet: too few votes, or it is still running.")
    return Response(shapes.ResultsOut(published(analysis, panels)).data)


@extend_schema(operation_id="constitution", responses={200: shapes.DocumentOut, **refusals(404)})
@api_view(["GET"])
@authentication_classes([Door])
def constitution(request: Request, slug: str) -> Response:
    """The newest version of a community's constitution, as its JSON document."""
    return Response(access.version(request.user, slug).document)


@extend_schema(operation_id="constitution_version", responses={200: shapes.DocumentOut, **refusals(404)})
@api_view(["GET"])
@authentication_classes([Door])
def version(request: Request, slug: str, number: int) -> Response:
    """One version of a community's constitution, as its JSON document."""
    return Response(access.version(request.user, slug, number).document)


@extend_schema(operation_id="releases", responses={200: shapes.ReleaseOut(many=True), **refusals(404)})
@api_view(["GET"])
@authentication_classes([Door])
def releases(request: Request, slug: str) -> Response:
    """The releases of a community that are open to the caller."""
    return Response(shapes.ReleaseOut(access.open_releases(request.user, slug), many=True).data)


@extend_schema(operation_id="release", responses={200: shapes.ReleaseOut, **refusals(404)})
@api_view(["GET"])
@authentication_classes([Door])
def release(request: Request, slug: str, number: int) -> Response:
    """One release with its manifest: every file's size and sha256."""
    return Response(shapes.ReleaseOut(access.release(request.user, slug, number)).data)


@extend_schema(
    operation_id="release_file",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **refusals(404)},
)
@api_view(["GET"])
@authentication_classes([Door])
def release_file(request: Request, slug: str, number: int, path: str) -> HttpResponse:
    """One file of a release, byte for byte as published."""
    found = access.release(request.user, slug, number)
    file = release_actions.read(release=found, path=path, by=request.user, now=timezone.now())
    return HttpResponse(file.content, content_type="application/octet-stream")


schema = SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[])
