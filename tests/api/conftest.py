"""The API as a client outside sees it."""

from types import SimpleNamespace

import pytest

from elicit import access
from tests import recall


@pytest.fixture(autouse=True)
def _recalled_analyses(monkeypatch):
    """What an analysis says of a room is tested elsewhere; here many tests look at the same one."""
    recall.install(monkeypatch)


class Caller:
    """Speaks JSON to the API of one deliberation, with or without a participant's token."""

    def __init__(self, client, code, token=None):
        self.client, self.code = client, code
        self.headers = {"Authorization": f"Participant {token}"} if token else {}

    def send(self, method, path, body=None):
        response = getattr(self.client, method)(
            f"/api/d/{self.code}/{path}", body, content_type="application/json", headers=self.headers
        )
        body = response.json() if response.content else None
        return SimpleNamespace(status=response.status_code, body=body)

    def get(self, path):
        response = self.client.get(f"/api/d/{self.code}/{path}", headers=self.headers)
        return SimpleNamespace(status=response.status_code, body=response.json())

    def post(self, path, **body):
        return self.send("post", path, body)

    def delete(self, path):
        return self.send("delete", path)


@pytest.fixture
def cleo(client, deliberation):
    """A stranger with the code and no token."""
    return Caller(client, deliberation.code)


@pytest.fixture
def caller(client, ben):
    """Ben's phone, speaking to the API."""
    return Caller(client, ben.deliberation.code, access.make_token(ben))
