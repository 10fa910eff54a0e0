"""A real server on loopback, its ticker running, and sockets as pages open them: fixtures for tests of `live` and
of `server`, whose conftests import what they need."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import pytest
import uvicorn
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from elicit import access, celery, tasks
from elicit.live import relay
from elicit.management.commands.serve import configure
from tests.shared import ROOT
from tests.waiting import PATIENCE, wait_until

settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _no_pictures_by_the_way(monkeypatch):
    """A picture takes long and would outlive its test; tests/actions/findings/test_pictures.py has them drawn."""
    monkeypatch.setattr(tasks.Submitter, "_pictures", lambda submitter, now: None)


@pytest.fixture(autouse=True)
def _idle():
    """Tasks of one test are over before the next begins."""
    yield
    assert celery.pool.wait(PATIENCE)


@dataclass
class Server:
    """Where it listens, and the relay inside it."""

    port: int
    uvicorn: uvicorn.Server

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def relay(self):
        return self.uvicorn.lifespan.state["relay"]


@pytest.fixture
def start(transactional_db):
    """Starts one more server in this process, each with its own loop, ticker and relay."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_running())


class _running:
    def __enter__(self) -> Server:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(configure())
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})
        self.thread.start()
        wait_until(lambda: self.server.started, "the server did not start")
        return Server(self.listener.getsockname()[1], self.server)

    def __exit__(self, *_error) -> None:
        self.server.should_exit = True
        self.thread.join(PATIENCE)
        self.listener.close()
        assert not self.thread.is_alive()


@pytest.fixture
def server(start):
    return start()


@pytest.fixture
def hints_alone(monkeypatch):
    """Relays look where they are hinted to, and at no other time."""
    look = relay.Relay.tick

    async def look_if_hinted(hub, codes=None):
        if codes is not None:
            await look(hub, codes)

    async def write_nothing(hub):
        """Presence that is written hints, too."""

    monkeypatch.setattr(relay.Relay, "tick", look_if_hinted)
    monkeypatch.setattr(relay.Relay, "_write_presence", write_nothing)


def strip_tags(frame: str) -> str:
    """What a reader sees of a frame."""
    return " ".join(re.sub(r"<[^>]+>", "", frame).split())


class Page:
    """An open page: it keeps every frame it was sent."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.frames: list[str] = []

    def until(self, words: str) -> None:
        """Until another frame with these words; every frame before it is kept too."""
        deadline = time.monotonic() + PATIENCE
        while (rest := deadline - time.monotonic()) > 0:
            try:
                self.frames.append(self.connection.recv(timeout=rest))
            except TimeoutError:
                break
            if words in self.frames[-1] or words in strip_tags(self.frames[-1]):
                return
        raise AssertionError(f"no frame with {words!r}, but {[strip_tags(frame) for frame in self.frames[-1:]]}")

    def listen(self) -> list[str]:
        """Every frame that the server has sent so far: its answer to a ping comes after them."""
        pong, fresh = self.connection.ping(), []
        assert pong.wait(PATIENCE)
        with suppress(TimeoutError):
            while True:
                fresh.append(self.connection.recv(timeout=0))
        self.frames += fresh
        return fresh

    def read_close_code(self) -> int:
        """The code the server closed with, before it said anything."""
        with pytest.raises(ConnectionClosed) as error:
            self.connection.recv(timeout=PATIENCE)
        return error.value.rcvd.code

    def wait_for_close(self) -> int:
        """The code the server closed with, whatever it said before."""
        try:
            while True:
                self.frames.append(self.connection.recv(timeout=PATIENCE))
        except ConnectionClosed as error:
            return error.rcvd.code

    @property
    def sequence(self) -> list[int]:
        return [int(re.search(r'data-seq="(\d+)"', frame)[1]) for frame in self.frames]


@pytest.fixture
def open_page(server, client):
    """Opens a socket the way a page does: with its origin and its cookies."""
    with ExitStack() as stack:

        def open_socket(deliberation, audience, *, person=None, user=None, cookies=(), on=server, **options):
            jar = dict(cookies)
            if person is not None:
                jar[access.name_cookie(person.deliberation.code)] = access.make_token(person)
            if user is not None:
                client.force_login(user)
                jar[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
            connection = connect(
                f"ws://127.0.0.1:{on.port}/ws/d/{getattr(deliberation, 'code', deliberation)}/?as={audience}",
                origin=options.get("origin", on.origin),
                additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())},
                compression=None,
                proxy=None,
            )
            return Page(stack.enter_context(connection))

        yield open_socket


def build_environment() -> dict[str, str]:
    """For a process that is to see the database of the tests."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "elicit.settings",
        "ELICIT_STATICFILES": settings.STORAGES["staticfiles"]["BACKEND"],
    }


@pytest.fixture
def worker(transactional_db):
    """Whoever runs the tasks: a Celery worker where there is a broker, this process otherwise."""
    if not settings.REDIS_URL:
        yield
        return
    words = ["-A", "elicit.celery", "worker", "--pool", "solo", "--queues", settings.CELERY_QUEUE]
    program = subprocess.Popen([sys.executable, "-m", "celery", *words], cwd=ROOT, env=build_environment())
    yield
    program.terminate()
    assert program.wait(PATIENCE) == 0


@pytest.fixture
def in_loop():
    """Runs something that belongs on an event loop."""
    return asyncio.run
