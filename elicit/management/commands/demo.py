import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from elicit import live
from elicit.actions.practice import demo
from elicit.management.action_command import ActionCommand
from elicit.models import Analysis, Deliberation
from elicit.reading.findings.analyses import find_latest

LOOK_AGAIN = 2  # seconds


class Command(ActionCommand):
    help = "Set up the demo, serve it, let a simulated crowd vote, and print the findings as they change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="an address of this machine; one that phones reach lets them in"
        )
        parser.add_argument("--crowd", type=int, default=300, help="how many simulated people; 0 for none")
        parser.add_argument("--rate", type=float, default=25, help="votes a second of the crowd")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _demand_port(host, port)
        deliberation = self.prepare()
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # all stop it as Ctrl-C does
            signal.signal(ending, signal.default_int_handler)
        base = f"http://{host}:{port}"
        os.environ["ELICIT_PUBLIC_URL"] = base  # what the QR code on the wall leads to
        children = [self.start("serve", "--host", host, "--port", str(port))]
        try:
            self.wait_for_server(children[0], host, port)
            self.announce(deliberation, base)
            if options["crowd"]:
                crowd = ("--people", str(options["crowd"]), "--blocs", "3", "--rate", str(options["rate"]))
                children.append(self.start("simulate", deliberation.code, *crowd))
            self.follow(deliberation, children[0])
        except KeyboardInterrupt:
            self.say("\nStopping …")
        finally:
            _stop(children)
        self.say("Everything is stopped; the data is kept. 'make demo' goes on, 'make reset' starts over.")

    def prepare(self) -> Deliberation:
        self.say("Preparing the database and the static files …")
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
            return demo.prepare(now=timezone.now())
        except (OperationalError, OSError) as error:
            raise CommandError(
                f"The demo's data cannot be written ({error}). Free some disk space or make "
                f"{settings.VAR_DIR} writable, then run make demo again. Nothing was lost."
            ) from error

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A child in a session of its own: it hears Ctrl-C from us, once, and not from the terminal as well."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            stdout=None if words[0] == "serve" else subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_for_server(self, server: subprocess.Popen[bytes], host: str, port: int) -> None:
        for _try in range(200):
            if server.poll() is not None:
                raise CommandError("The server stopped by itself; the lines above say why.")
            with contextlib.suppress(OSError), socket.create_connection((host, port), 0.2):
                return
            time.sleep(0.1)
        raise CommandError("The server did not answer within twenty seconds.")

    def announce(self, deliberation: Deliberation, base: str) -> None:
        code = deliberation.code
        console = reverse("console", args=[code])
        new = reverse("new_deliberation", args=[deliberation.community.slug])
        console, new = (f"{base}{self.make_link()}?next={page}" for page in (console, new))
        self.say(
            f"\n  Join      {base}{reverse('participate', args=[code])}      code {deliberation.spoken_code}\n"
            f"  Wall      {base}{reverse('screen', args=[code])}\n"
            f"  Console   {console}      (signs you in once)\n"
            f"  Results   {base}{reverse('results', args=[code])}      (once revealed in the console)\n"
            f"\n  Your own  {new}      (signs you in once: make a session of your own)\n"
            f"{describe_phones(base)}"
            "\n  Ctrl-C stops everything.\n"
        )

    def make_link(self) -> str:
        return reverse("sign_in_link", args=[demo.facilitator_link(now=timezone.now())])

    def follow(self, deliberation: Deliberation, server: subprocess.Popen[bytes]) -> None:
        """Print the findings whenever they change, until Ctrl-C or until the server ends."""
        last = ""
        while server.poll() is None:
            analysis = find_latest(deliberation=deliberation)
            line = describe_findings(analysis) if analysis else ""
            if line != last:
                self.say(f"{timezone.localtime():%H:%M:%S}  {line}")
                last = line
            time.sleep(LOOK_AGAIN)
        raise CommandError("The server stopped by itself; the lines above say why.")


def describe_phones(base: str) -> str:
    """How to let phones in, where nothing but this machine reaches the address."""
    if not live.is_loopback(base):
        return ""
    address = find_own_address()
    hint = f"make demo HOST={address}" if address else "make demo HOST=… with this machine's address"
    return f"  Phones    {hint} lets those in your network in\n"


def find_own_address() -> str:
    """This machine's in its network; nothing where there is none. Nothing is sent for it."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # reserved for documentation: no machine has it
        return str(probe.getsockname()[0])
    return ""


def describe_findings(analysis: Analysis) -> str:
    """One line: people, votes, blocs, and how many statements have which verdict."""
    counts = analysis.verdict_counts()
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    blocs = " ".join(f"{bloc.letter}:{bloc.size}" for bloc in analysis.report.blocs)
    separation = f"blocs {blocs}" if analysis.k > 1 else "no separate blocs yet"
    return f"{analysis.people} people, {analysis.votes} votes; {separation}; {verdicts}"


def _demand_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} is not to be had on {host} ({error}). Stop what uses it, or choose another: "
                "PORT=8001 make demo"
            ) from error


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to end as Ctrl-C would, and wait; only one that does not listen is killed."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
