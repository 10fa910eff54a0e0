"""The demo, as `make demo` starts it."""

import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

from elicit.crowd import FAMILIES, STATEMENTS
from elicit.management.commands import demo as command
from tests.browser.chromium import open_pages
from tests.shared import ROOT
from tests.waiting import PATIENCE


@pytest.fixture
def start(tmp_path):
    """Starts the demo in a process group of its own, as a terminal does."""
    running = []

    def start(*words):
        env = {**os.environ, "ELICIT_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
        for name in ("DATABASE_URL", "REDIS_URL", "ELICIT_STATICFILES"):
            env.pop(name, None)
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *words],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(demo)
        return demo

    yield start
    for demo in running:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGINT)  # it takes its children along; a killed one could not
        demo.communicate()


def read_until(demo, words):
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.xdist_group("demo")
def test_the_demo_serves_prints_findings_and_stops_cleanly(start, unused_port):
    demo = start("--host", "localhost", "--port", str(unused_port), "--crowd", "12", "--rate", "200")

    lines = read_until(demo, "Ctrl-C stops everything")
    join = next(line.split()[1] for line in lines if line.strip().startswith("Join"))
    assert join.startswith(f"http://localhost:{unused_port}/d/")
    assert urllib.request.urlopen(join, timeout=PATIENCE).status == 200
    assert any(re.match(r"  Phones    make demo HOST=\S+ .*lets those in your network in", line) for line in lines)
    read_until(demo, " people, ")

    os.killpg(demo.pid, signal.SIGINT)
    rest, _none = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0
    assert "Traceback" not in rest
    assert "Everything is stopped; the data is kept." in rest


@pytest.mark.browser
@pytest.mark.xdist_group("demo")
def test_from_its_output_alone_a_session_of_ones_own_is_running(start, unused_port, browser):
    demo = start("--port", str(unused_port), "--crowd", "0")
    lines = read_until(demo, "Ctrl-C stops everything")
    own = next(line.split()[2] for line in lines if line.strip().startswith("Your own"))

    with open_pages(browser, f"http://127.0.0.1:{unused_port}") as open_page:
        laptop = open_page(own, "laptop")
        laptop.get_by_role("button", name="Sign in", exact=True).click()
        laptop.get_by_label("The question").fill("What should it do for us?")
        laptop.get_by_label("Starter statements").fill("Say when you are not sure.")
        laptop.get_by_role("button", name="Make it").click()
        laptop.get_by_role("button", name="Begin: Arriving").click()
        with laptop.expect_popup() as opening:
            laptop.get_by_role("link", name="Open the wall").click()
        code = opening.value.locator("#slide-join .wall-code").inner_text()

        phone = open_page("/", "phone")
        phone.get_by_label("Join code").fill(code)
        phone.get_by_role("button", name="Join").click()
        phone.get_by_role("button", name="Take part").click()
        laptop.get_by_role("button", name="Next stage: Writing and voting").click()
        phone.get_by_role("button", name="Agree", exact=True).click()
        phone.get_by_text("You have voted on everything there is").wait_for()

    os.killpg(demo.pid, signal.SIGINT)
    demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0


@pytest.mark.parametrize(("own", "hint"), [("192.168.0.10", "HOST=192.168.0.10 lets"), ("", "HOST=… with")])
def test_where_phones_do_not_reach_the_address_another_one_is_named(monkeypatch, own, hint):
    monkeypatch.setattr(command, "find_own_address", lambda: own)

    assert hint in command.describe_phones("http://[::1]:8000")
    assert command.describe_phones("http://192.168.0.10:8000") == ""


@pytest.mark.xdist_group("demo")
def test_a_taken_port_is_said_in_one_sentence(start, taken_port):
    demo = start("--port", str(taken_port))

    errors, _none = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 1
    assert errors.startswith(f"CommandError: Port {taken_port} is not to be had on 127.0.0.1")
    assert len(errors.splitlines()) == 1


def test_the_demo_holds_statements_of_every_family_a_fifth_of_them_in_reverse_pairs():
    pairs = [statement for statement in STATEMENTS if statement.twin is not None]

    assert len(STATEMENTS) >= 40
    assert {statement.family for statement in STATEMENTS} == set(FAMILIES)
    assert len(pairs) >= len(STATEMENTS) / 5
    assert all(STATEMENTS[STATEMENTS[statement.twin].twin] is statement for statement in pairs)
