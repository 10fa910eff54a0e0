"""Static files come from the server's loop: whole, with their own type, and with the rules of transport."""

import asyncio

import pytest
from django.conf import settings as house

from elicit.server.files import add_static_files

STYLE = "/static/css/base.css"


@pytest.fixture
def ask(settings):
    """Asks for a path; the status, the headers and the body. What is no file goes to the pages, which say 404."""
    settings.WHITENOISE_USE_FINDERS = True

    async def serve_page(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"a page"})

    app = add_static_files(serve_page)

    def ask_for(path, method="GET", **headers):
        messages = []

        async def send(message):
            messages.append(message)

        fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "scheme": "http"}
        asyncio.run(app(scope | {"headers": [(b"host", b"localhost"), *fields]}, None, send))
        header = [(name.decode(), value.decode()) for name, value in messages[0]["headers"]]
        assert len(header) == len(dict(header))
        return messages[0]["status"], dict(header), messages[1]["body"]

    return ask_for


def test_a_file_comes_whole_and_with_its_own_type(ask):
    content = (house.BASE_DIR / "static" / "css" / "base.css").read_bytes()

    status, headers, body = ask(STYLE)

    assert (status, body) == (200, content)
    assert (headers["content-type"], headers["content-length"]) == ('text/css; charset="utf-8"', str(len(content)))
    assert headers["x-content-type-options"] == "nosniff"


def test_a_file_that_is_there_already_is_not_sent_again(ask):
    _status, headers, _body = ask(STYLE)

    status, _headers, body = ask(STYLE, if_modified_since=headers["last-modified"])

    assert (status, body) == (304, b"")


def test_a_head_says_how_long_it_would_be(ask):
    size = (house.BASE_DIR / "static" / "css" / "base.css").stat().st_size

    status, headers, body = ask(STYLE, "HEAD")

    assert (status, headers["content-length"], body) == (200, str(size), b"")


def test_in_production_a_file_asked_for_openly_is_sent_to_https(ask, monkeypatch):
    from elicit.server.files import SECURITY

    monkeypatch.setattr(SECURITY, "redirect", True)
    status, headers, _body = ask(STYLE)

    assert (status, headers["location"]) == (301, f"https://localhost{STYLE}")


@pytest.mark.parametrize("path", ["/", "/static/", "/static/css/none.css", "/static/../manage.py"])
def test_what_is_no_file_goes_to_the_pages(ask, path):
    assert ask(path)[2] == b"a page"
