"""Participants send `Authorization: Participant <token>`; members use their browser's session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from elicit import access
from elicit.models import Deliberation, Participant

SCHEME = "participant"


class TokenOrSession(BaseAuthentication):
    """Reads the participant token without looking it up: which deliberation it is for, the address says."""

    def authenticate(self, request: Request) -> tuple[Any, str | None]:
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() == SCHEME:
            return get_user(request._request), token.strip()
        user = get_user(request._request)
        if user.is_authenticated and request.method not in ("GET", "HEAD", "OPTIONS"):
            self._demand_csrf(request)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return "Participant"

    def _demand_csrf(self, request: Request) -> None:
        check = CSRFCheck(lambda _request: None)
        check.process_request(request._request)
        reason = check.process_view(request._request, None, (), {})
        if reason:
            raise PermissionDenied(f"CSRF failed: {reason}")


class ParticipantTokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenOrSession
    name = "participant"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Participant <token>`, the token that joining gave.",
        }


def demand_participant(request: Request, deliberation: Deliberation) -> Participant:
    participant = access.read_participant(deliberation, request.auth)
    if participant is None:
        raise NotAuthenticated(
            "Send the token that joining this deliberation gave, as: Authorization: Participant <token>"
        )
    return participant
