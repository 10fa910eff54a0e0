"""The server as a program: it starts, says where it is, and ends without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from elicit.management.commands.serve import listen
from tests.servers import build_environment
from tests.shared import ROOT
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def serve():
    """Starts the program in a session of its own; whatever is left of it afterwards is killed."""
    with ExitStack() as stack:

        def start(*words):
            program = subprocess.Popen(
                [sys.executable, "-W", "ignore", "manage.py", "serve", "--port", "0", *words],
                cwd=ROOT,
                env=build_environment() | {"PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            stack.enter_context(program)
            stack.callback(kill_session, program.pid)
            return program

        yield start


def kill_session(pid):
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def read_address(program):
    line = program.stdout.readline()
    assert line, program.stderr.read()
    return re.search(r"http://\S+", line)[0]


def ask(url):
    """The status of the answer, or None where nobody answers."""
    try:
        return urllib.request.urlopen(url, timeout=PATIENCE).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def list_children(pid):
    process = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in process.stdout.split()]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().split()[2] != "Z"


def wait_until_all_end(pids):
    wait_until(lambda: not any(is_alive(pid) for pid in pids), f"some of {pids} did not end")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends_without_a_trace(serve, stop, deliberation):
    program = serve()
    url = read_address(program)
    assert wait_until(lambda: ask(f"{url}/d/{deliberation.code}/screen/")) < 600

    program.send_signal(stop)
    _out, errors = program.communicate(timeout=PATIENCE)

    assert program.returncode == 0
    assert "Traceback" not in errors


def test_several_workers_end_with_their_parent_and_leave_nobody_behind(serve):
    program = serve("--workers", "2")
    url = read_address(program)
    wait_until(lambda: ask(url))
    workers = list_children(program.pid)
    assert len(workers) >= 2

    os.killpg(program.pid, signal.SIGINT)  # what Ctrl-C in a terminal does
    _out, errors = program.communicate(timeout=PATIENCE)

    assert program.returncode == 0
    assert "Traceback" not in errors
    wait_until_all_end(workers)  # Python's own resource tracker ends a moment after its parent


def test_workers_whose_parent_is_killed_end_by_themselves(serve):
    program = serve("--workers", "2")
    url = read_address(program)
    wait_until(lambda: ask(url))
    workers = list_children(program.pid)

    program.kill()
    program.communicate(timeout=PATIENCE)

    wait_until_all_end(workers)


def test_a_taken_port_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CommandError) as error:
            call_command("serve", "--port", str(port))

    assert str(error.value) == (
        f"Port {port} is in use: stop the other program or choose another with PORT={port + 1} make demo."
    )


def test_missing_static_files_are_said_before_anything_starts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    with pytest.raises(CommandError, match=r"run manage\.py collectstatic"):
        call_command("serve", "--port", "0")


def test_a_database_without_tables_is_said_before_anything_starts(tmp_path):
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    words = [sys.executable, "manage.py", "serve", "--port", "0"]

    process = subprocess.run(
        words, cwd=ROOT, env=build_environment() | {"DATABASE_URL": empty}, capture_output=True, text=True
    )

    assert process.returncode == 1
    assert "run manage.py migrate first" in process.stderr
    assert "Traceback" not in process.stderr


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70000, "There is no port 70000: choose one between 1 and 65535."),
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
    ],
)
def test_an_address_that_is_not_to_be_had_is_said_in_one_sentence(host, port, sentence):
    with pytest.raises(CommandError) as error:
        listen(host, port)

    assert str(error.value).startswith(sentence)
