from __future__ import annotations

import errno
import signal
import socket
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management.base import CommandError
from django.db import DatabaseError
from uvicorn.supervisors import Multiprocess

from elicit.management.action_command import ActionCommand
from elicit.models import Deliberation

PATIENCE = 5  # seconds that requests under way get after Ctrl-C


class Command(ActionCommand):
    help = "Serve pages and sockets, with the ticker beside them. Ctrl-C stops everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; 0.0.0.0 lets others in")
        parser.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes any free one")
        parser.add_argument("--workers", type=int, default=1, help="server processes (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers must be 1 or more. Nothing was started.")
        demand_preparation()
        listener = listen(options["host"], options["port"])
        host, port = listener.getsockname()[:2]
        self.say(f"Elicit is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C stops it).")
        if options["workers"] > 1 and not settings.REDIS_URL:
            self.say(
                "Without REDIS_URL, limits such as votes per minute count in each of the "
                f"{options['workers']} processes by itself, and analyses run inside them."
            )
        self.stdout.flush()
        run(listener, workers=options["workers"])


def demand_preparation() -> None:
    """What would make every page fail later is said now."""
    try:
        Deliberation.objects.exists()
    except DatabaseError as error:
        why = str(error).partition("\n")[0]
        raise CommandError(
            f"The database is not ready ({why}): run manage.py migrate first, or check DATABASE_URL."
        ) from error
    storage = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin) and not storage.exists(storage.manifest_name):
        raise CommandError("The static files are not collected yet: run manage.py collectstatic --no-input first.")


def listen(host: str, port: int) -> socket.socket:
    """The bound socket, so that a taken port is known before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        raise CommandError(why_not(error, host, port)) from error
    listener.set_inheritable(True)
    return listener


def why_not(error: OSError | OverflowError, host: str, port: int) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} is in use: stop the other program or choose another with PORT={port + 1} make demo."
    if code == errno.EACCES:
        return f"Port {port} may not be used by this account: choose one above 1023 with --port."
    if isinstance(error, OverflowError):
        return f"There is no port {port}: choose one between 1 and 65535."
    return f"{host} is not an address of this machine ({error}). Try --host 127.0.0.1."


def run(listener: socket.socket, *, workers: int = 1) -> None:
    """Serve until Ctrl-C or a TERM signal; both are an ordinary end."""
    config = configure(workers)
    signal.signal(signal.SIGTERM, _leave)
    try:
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
            return
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()
    if not server.started:
        raise CommandError("The server could not start; the lines above say why.")


def configure(workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        "elicit.asgi:application",
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=75,  # seconds: a phone that votes now and then keeps its connection
        ws_max_size=4096,  # what clients send is ignored
        ws_per_message_deflate=False,  # 32 KB a socket instead of several hundred
        proxy_headers=bool(settings.TRUSTED_PROXY_HOPS),
        backlog=2048,
        timeout_graceful_shutdown=PATIENCE,
    )


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
