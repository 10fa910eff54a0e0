"""Work in a process beside this one. A server that answers pages has one interpreter for all of them: whatever
counts for seconds in it holds every page up."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import ParamSpec, TypeVar

Said = ParamSpec("Said")
Result = TypeVar("Result")
Asked = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]

POLITE = 10  # how far it steps back where pages want the same core
LAST_WORDS = 5.0  # seconds for a process that ends to say why

_here = threading.local()


def beside(work: Callable[Said, Result], *said: Said.args, **named: Said.kwargs) -> Result:
    """What `work` returns, called in a process of the calling thread's own, which is kept for the next call.

    work: a function of a module, which like its arguments and its result can be pickled. Raises ChildProcessError
    when it raised (the process has then said so, with the traceback, on standard error) or was killed; the next
    call gets a fresh process.
    """
    kept: tuple[Connection, BaseProcess] | None = getattr(_here, "kept", None)
    line, process = _here.kept = kept or _started()
    try:
        line.send((work, said, named))
        result: Result = line.recv()
    except (EOFError, OSError) as error:
        line.close()
        process.join(LAST_WORDS)
        _here.kept = None
        raise ChildProcessError("The process beside this one has ended; nothing came of its work.") from error
    return result


def _started() -> tuple[Connection, BaseProcess]:
    """This end of a line to a fresh process, which ends when the line does: also when this process is killed."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=[theirs], name="beside", daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _serve(line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked
    os.nice(POLITE)
    while asked := _next(line):
        work, said, named = asked
        outcome = work(*said, **named)
        with suppress(BrokenPipeError):  # nobody waits for it any more
            line.send(outcome)


def _next(line: Connection) -> Asked | None:
    """What is asked for next; nothing when nobody can ask any more."""
    try:
        asked: Asked = line.recv()
    except (EOFError, OSError):
        return None
    return asked
