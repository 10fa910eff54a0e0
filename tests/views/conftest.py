"""Clients that read as strictly as a browser is forgiving."""

import re
from collections import Counter

import pytest
from django.test import Client

from elicit import access
from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from elicit.models import Role
from tests import factories, recall
from tests.htmx import parse

LEADING = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-live", "data-map"}


@pytest.fixture(autouse=True)
def _recalled_analyses(monkeypatch):
    """What an analysis says of a room is tested elsewhere; here many tests look at the same one."""
    recall.install(monkeypatch)


class StrictClient(Client):
    """Fails on broken HTML, on an id used twice, and on anything inline that the security policy forbids."""

    def request(self, **options):
        response = super().request(**options)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            _read(response.content.decode())
            policy = response["Content-Security-Policy"]
            assert ("default-src 'self'" in policy, "unsafe" in policy) == (True, False)
        return response

    def carry(self, participant, token=None):
        name = access.name_cookie(participant.deliberation.code)
        self.cookies[name] = access.make_token(participant) if token is None else token
        return self


def _read(html: str) -> None:
    elements = [element for element in parse(html).iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert [element.tag for element in elements if element.tag == "style" or "style" in element.attrib] == []
    assert [
        element.attrib
        for element in elements
        if element.tag == "script" and (not element.get("src") or element.text)
    ] == []
    names = [name for element in elements for name in element.attrib]
    assert [name for name in names if re.fullmatch(r"on[a-z]+|hx-on.*", str(name))] == []
    links = [
        value
        for element in elements
        if not _is_icon(element)
        for name, value in element.items()
        if name in LEADING
    ]
    assert [value for value in links if value.strip().lower().startswith(("javascript:", "data:"))] == []


def _is_icon(element) -> bool:
    """The icon of the site stands in every page, which spares phones a request."""
    return element.get("rel") == "icon" and element.get("href", "").startswith("data:image/svg+xml,")


@pytest.fixture
def client():
    """Cleo: a stranger."""
    return StrictClient()


@pytest.fixture
def phone(ben):
    """Ben's phone, with his cookie."""
    return StrictClient().carry(ben)


@pytest.fixture
def sign_in():
    """Signs an account in on a client of its own."""

    def sign_in(user):
        client = StrictClient()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def desk(ada, sign_in):
    """Ada's laptop."""
    return sign_in(ada)


@pytest.fixture
def member(community):
    """Makes somebody with a role in Ada's community."""
    return lambda role: factories.account(f"mo-{Role(role)}", community, role)


@pytest.fixture
def room(deliberation):
    """A room that agrees on the first statement, passes on the fourth and splits on the others."""
    factories.camps(deliberation, 20)
    return deliberation


@pytest.fixture
def other(community, ada, now):
    """A second deliberation of the same community, with statements of its own."""
    deliberation = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    writing.seed(deliberation=deliberation, texts=["Ask me first."], by=ada, now=now)
    return lifecycle.open_(deliberation=deliberation, by=ada, now=now)
