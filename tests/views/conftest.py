"""A browser that forgives nothing, and Ben and Cleo using it."""

import re

import html5lib
import pytest
from django.test import Client

from elicit import access

FORBIDDEN = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.I)


class StrictClient(Client):
    """Refuses broken HTML, inline scripts, styles and handlers, and pages without a policy."""

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            text = response.content.decode()
            if text.lstrip().lower().startswith("<!doctype"):
                html5lib.HTMLParser(strict=True).parse(text)
            assert FORBIDDEN.findall(text) == []
            policy = response["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'self'" in policy
        return response


@pytest.fixture
def client():
    return StrictClient(enforce_csrf_checks=False)


@pytest.fixture
def phone(client, ben):
    """Ben's phone."""
    client.cookies[access.cookie_name(ben.deliberation.code)] = access.token(ben)
    return client


@pytest.fixture
def at(deliberation):
    """Addresses of the deliberation's pages."""
    return lambda path="": f"/d/{deliberation.code}/{path}"
