"""Work in a process beside this one."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from elicit.analysis import Ballots, analyse
from elicit.analysis.runtime.subprocess import POLITE, run_beside
from tests.shared import ROOT
from tests.waiting import wait_until

PAIRS = [(person, item) for person in range(30) for item in range(8)]
BALLOTS = Ballots.from_arrays(*zip(*PAIRS, strict=True), [(who * what) % 3 - 1 for who, what in PAIRS])


def test_an_analysis_beside_is_the_analysis():
    assert run_beside(analyse, BALLOTS, seed=3).to_json() == analyse(BALLOTS, seed=3).to_json()


def test_it_is_another_process_which_stays_and_steps_back():
    first, second = run_beside(os.getpid), run_beside(os.getpid)

    assert first == second != os.getpid()
    assert run_beside(os.getpriority, os.PRIO_PROCESS, 0) == os.getpriority(os.PRIO_PROCESS, 0) + POLITE


def test_what_raises_is_said_here_and_there(capfd):
    with ThreadPoolExecutor(1) as pool:  # with a process of its own, whose standard error is this test's
        with pytest.raises(ChildProcessError):
            pool.submit(run_beside, int, "seven").result()
        assert pool.submit(run_beside, int, "7").result() == 7

    assert "invalid literal for int() with base 10: 'seven'" in capfd.readouterr().err


def test_a_process_that_was_killed_is_replaced():
    worker = run_beside(os.getpid)

    with pytest.raises(ChildProcessError):
        run_beside(os.kill, worker, signal.SIGKILL)

    assert run_beside(os.getpid) not in {worker, os.getpid()}


def test_two_threads_need_not_wait_for_each_other():
    ids = []
    threads = [threading.Thread(target=lambda: ids.append(run_beside(os.getpid))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(ids)) == 2


SCRIPT = """
import os, signal
from elicit.analysis.runtime.subprocess import run_beside
if __name__ == "__main__":
    print(run_beside(os.getpid), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_ends_with_whoever_asked_also_when_that_is_killed(tmp_path):
    script = tmp_path / "asker.py"
    script.write_text(SCRIPT)

    run = subprocess.run(
        [sys.executable, str(script)], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )

    child = int(run.stdout)
    wait_until(lambda: not _runs(child), "it is still there")


def _runs(pid):
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
