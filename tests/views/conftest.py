"""Clients that read as strictly as a browser is forgiving."""

import re
from collections import Counter

import pytest
from django.test import Client

from elicit import access
from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from elicit.models import Role
from tests import factories
from tests.htmx import parsed

LEADING = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-live", "data-map"}


class StrictClient(Client):
    """Fails on broken HTML, on an id used twice, and on anything inline that the security policy forbids."""

    def request(self, **said):
        answer = super().request(**said)
        if answer.get("Content-Type", "").startswith("text/html") and answer.content:
            _read(answer.content.decode())
            policy = answer["Content-Security-Policy"]
            assert ("default-src 'self'" in policy, "unsafe" in policy) == (True, False)
        return answer

    def carry(self, participant, token=None):
        name = access.name_cookie(participant.deliberation.code)
        self.cookies[name] = access.make_token(participant) if token is None else token
        return self


def _read(html: str) -> None:
    elements = [each for each in parsed(html).iter() if isinstance(each.tag, str)]
    ids = Counter(each.get("id") for each in elements if each.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert [each.tag for each in elements if each.tag == "style" or "style" in each.attrib] == []
    assert [each.attrib for each in elements if each.tag == "script" and (not each.get("src") or each.text)] == []
    names = [name for each in elements for name in each.attrib]
    assert [name for name in names if re.fullmatch(r"on[a-z]+|hx-on.*", str(name))] == []
    leads = [value for each in elements if not _is_icon(each) for name, value in each.items() if name in LEADING]
    assert [value for value in leads if value.strip().lower().startswith(("javascript:", "data:"))] == []


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
def signed_in():
    """Signs an account in on a client of its own."""

    def sign_in(user):
        client = StrictClient()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def desk(ada, signed_in):
    """Ada's laptop."""
    return signed_in(ada)


@pytest.fixture
def member(community):
    """Makes somebody with a role in Ada's community."""
    return lambda role: factories.account(f"mo-{Role(role)}", community, role)


@pytest.fixture
def analysed(deliberation):
    """A room that agrees on the first statement, passes on the fourth and splits on the others."""
    factories.camps(deliberation, 20)
    return deliberation


@pytest.fixture
def other(community, ada, now):
    """A second deliberation of the same community, with statements of its own."""
    made = lifecycle.create(community=community, prompt="And then?", by=ada, now=now)
    writing.seed(deliberation=made, texts=["Ask me first."], by=ada, now=now)
    return lifecycle.open_(deliberation=made, by=ada, now=now)
