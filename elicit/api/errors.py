"""Every refusal as JSON: {"code", "detail"}, with the status the action chose."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from elicit.actions.refusals import Refused
from elicit.limits import Exceeded


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exception, Refused | Exceeded):
        return Response({"code": exception.code, "detail": str(exception)}, status=exception.status)
    if isinstance(exception, Http404 | PermissionDenied):
        code, status = ("missing", 404) if isinstance(exception, Http404) else ("forbidden", 403)
        return Response({"code": code, "detail": str(exception)}, status=status)
    response = exception_handler(exception, context)
    if response is not None and isinstance(exception, ValidationError):
        response.data = {
            "code": "invalid",
            "detail": "What was sent cannot be used.",
            "fields": response.data,
        }
    elif response is not None:
        response.data = {
            "code": getattr(exception, "default_code", "error"),
            "detail": response.data["detail"],
        }
    return response
