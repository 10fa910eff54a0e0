"""A whole installation of its own for tests that look from outside: data, server, and where there is a Redis,
two server processes and a Celery worker."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.shared import ROOT
from tests.waiting import PATIENCE, wait_until


class Installation:
    """Started with `run_installation(folder)`; `manage` runs a command in it."""

    def __init__(self, env: dict[str, str], port: int) -> None:
        self.env, self.port = env, port
        self.base = f"http://127.0.0.1:{port}"
        self.children: list[subprocess.Popen] = []

    def manage(self, *words: str, expect: int = 0) -> str:
        run = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert run.returncode == expect, f"{' '.join(words)}: {run.stdout}{run.stderr}"
        return run.stdout

    def read_json(self, *words: str) -> dict:
        return json.loads(self.manage(*words, "--json"))

    def start(self, *words: str) -> None:
        self.children.append(subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.env))

    def serve(self) -> None:
        several = bool(self.env.get("REDIS_URL"))
        self.start("manage.py", "serve", "--port", str(self.port), "--workers", "2" if several else "1")
        if several:
            queue = self.env["ELICIT_CELERY_QUEUE"]
            self.start("-m", "celery", "-A", "elicit.celery", "worker", "--queues", queue, "--pool", "solo")
        wait_until(self._answers, "the server did not answer")

    def _answers(self) -> bool:
        assert self.children[0].poll() is None, "the server ended by itself"
        try:
            with socket.create_connection(("127.0.0.1", self.port), PATIENCE):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        for child in self.children:
            child.send_signal(signal.SIGINT)
        for child in self.children:
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextmanager
def run_installation(folder):
    """A migrated, empty installation that serves, and is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with _create_database() as address:
        name = f"story-{uuid.uuid4().hex[:8]}"
        env = {
            **os.environ,
            **({"DATABASE_URL": address} if address else {}),
            "ELICIT_VAR": str(folder),
            "ELICIT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ELICIT_REDIS_PREFIX": name,
            "ELICIT_CELERY_QUEUE": name,
            "DJANGO_SETTINGS_MODULE": "elicit.settings",
        }
        env.pop("ELICIT_STATICFILES", None)
        installation = Installation(env, port)
        shutil.copytree(_make_empty_one(), folder, dirs_exist_ok=True)
        if address:
            installation.manage("migrate", "--verbosity", "0")
        try:
            installation.serve()
            yield installation
        finally:
            installation.stop()


@cache
def _make_empty_one() -> Path:
    """A folder with a migrated SQLite database and the collected static files: made once in a process, gone with
    it."""
    folder = tempfile.mkdtemp(prefix="elicit-empty-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    env = {**os.environ, "ELICIT_VAR": folder, "DJANGO_SETTINGS_MODULE": "elicit.settings"}
    for name in ("DATABASE_URL", "ELICIT_STATICFILES"):
        env.pop(name, None)
    installation = Installation(env, 0)
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("collectstatic", "--no-input", "--verbosity", "0")
    return Path(folder)


@contextmanager
def _create_database():
    """A PostgreSQL database of its own where DATABASE_URL names a server; SQLite otherwise."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"elicit_story_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
