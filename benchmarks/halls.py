"""Halls for the load scripts: an installation of its own that serves on loopback, an open room in it, and what its
database holds afterwards."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phones import Phone
from tests.installation import Installation, running

MADE = """
import json
from django.contrib.auth import get_user_model
from django.utils import timezone
from elicit.actions.practice import demo
made = demo.prepare(now=timezone.now())
print(json.dumps({"code": made.code, "link": demo.facilitator_link(now=timezone.now())}))
"""
HELD = """
import json
from elicit.models import Ballot, Vote
ballots = list(Ballot.objects.filter(key__isnull=False).values_list("key", flat=True))
pairs = Vote.objects.count()
print(json.dumps({"keys": ballots, "votes": pairs}))
"""


@dataclass
class Hall:
    """A house that serves, and the code of a room in it."""

    house: Installation
    code: str
    link: str

    def phone(self) -> Phone:
        return Phone("127.0.0.1", self.house.port, self.code)

    def held(self) -> tuple[list[str], int]:
        """The keys of all ballots in the log, and how many current votes there are."""
        said = json.loads(shell(self.house, HELD))
        return said["keys"], said["votes"]

    def web(self) -> list[int]:
        """The ids of the processes that serve."""
        parent = self.house.children[0].pid
        return [parent, *_children(parent)]

    def megabytes(self) -> float:
        """Resident memory of the largest process that serves, now."""
        return max(_resident(pid) for pid in self.web() if _serves(pid))


def shell(house: Installation, code: str) -> str:
    words = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.run(words, cwd=Path.cwd(), env=house.env, check=True, capture_output=True, text=True).stdout


@contextmanager
def hall(folder: Path) -> Iterator[Hall]:
    with running(folder) as house:
        made = json.loads(shell(house, MADE))
        time.sleep(3)
        yield Hall(house, made["code"], made["link"])


def _children(pid: int) -> list[int]:
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in said]


def _serves(pid: int) -> bool:
    """Whether it is a server, not a process beside one that only counts."""
    return b"--multiprocessing-fork" not in Path(f"/proc/{pid}/cmdline").read_bytes() or bool(_sockets(pid))


def _sockets(pid: int) -> int:
    return sum("socket:" in str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir())


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
