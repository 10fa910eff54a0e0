"""Halls for the load scripts: an installation of its own that serves on loopback, an open room in it, and what is
in its database afterwards."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phones import Phone
from tests.installation import Installation, run_installation

PREPARE = """
import json
from django.contrib.auth import get_user_model
from django.utils import timezone
from elicit.actions.practice import demo
deliberation = demo.prepare(now=timezone.now())
print(json.dumps({"code": deliberation.code, "link": demo.facilitator_link(now=timezone.now())}))
"""
READ_VOTES = """
import json
from elicit.models import Ballot, Vote
keys = list(Ballot.objects.filter(key__isnull=False).values_list("key", flat=True))
votes = Vote.objects.count()
print(json.dumps({"keys": keys, "votes": votes}))
"""


@dataclass
class Hall:
    """A house that serves, and the code of a room in it."""

    house: Installation
    code: str
    link: str

    def phone(self) -> Phone:
        return Phone("127.0.0.1", self.house.port, self.code)

    def read_votes(self) -> tuple[list[str], int]:
        """The keys of all ballots in the log, and how many current votes there are."""
        data = json.loads(run_shell(self.house, READ_VOTES))
        return data["keys"], data["votes"]

    def list_servers(self) -> list[int]:
        """The ids of the processes that serve."""
        parent = self.house.children[0].pid
        return [parent, *_list_children(parent)]

    def measure_memory(self) -> float:
        """Megabytes of resident memory of the largest process that serves, now."""
        return max(_read_memory(pid) for pid in self.list_servers() if _is_server(pid))


def run_shell(house: Installation, code: str) -> str:
    words = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.run(words, cwd=Path.cwd(), env=house.env, check=True, capture_output=True, text=True).stdout


@contextmanager
def open_hall(folder: Path) -> Iterator[Hall]:
    with run_installation(folder) as house:
        room = json.loads(run_shell(house, PREPARE))
        time.sleep(3)
        yield Hall(house, room["code"], room["link"])


def _list_children(pid: int) -> list[int]:
    ids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in ids]


def _is_server(pid: int) -> bool:
    """Whether it is a server, not a process beside one that only counts."""
    return b"--multiprocessing-fork" not in Path(f"/proc/{pid}/cmdline").read_bytes() or bool(_count_sockets(pid))


def _count_sockets(pid: int) -> int:
    return sum("socket:" in str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir())


def _read_memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
