"""What every address of the API does first: load as pages do, and count guesses as they do."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from elicit import access, limits
from elicit.models import Deliberation, Statement

from .shapes import ErrorOut

REFUSED = OpenApiResponse(ErrorOut, description="Refused: nothing was written; the sentence says why.")


def describe_refusals(*statuses: int) -> dict[int, OpenApiResponse]:
    return dict.fromkeys(statuses, REFUSED)


def load_deliberation(request: Request, code: str) -> Deliberation:
    address = access.read_address(request._request)
    try:
        deliberation = access.find_deliberation(request.user, code)
    except access.UnknownCode:
        limits.count_guess(address)
        raise
    limits.check_guesses(
        address,
        lambda: request.user.is_authenticated or access.read_participant(deliberation, request.auth) is not None,
    )
    return deliberation


def load_statement(deliberation: Deliberation, number: int) -> Statement:
    statement = deliberation.statements.filter(number=number).first()
    if statement is None:
        raise Http404("This statement does not belong to this deliberation.")
    return statement
