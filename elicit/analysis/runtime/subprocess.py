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

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Call = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]
Worker = tuple[Connection, BaseProcess]

POLITE = 10  # how far it steps back where pages want the same core
LAST_WORDS = 5.0  # seconds for a process that ends to say why

_here = threading.local()


def run_beside(
    work: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs
) -> Result:
    """What `work` returns, called in a process of the calling thread's own, which stays for the next call.

    work: a function of a module, which like its arguments and its result can be pickled. Raises ChildProcessError
    when it raised (the process has then written so, with the traceback, on standard error) or was killed; the next
    call gets a fresh process.
    """
    worker: Worker | None = getattr(_here, "worker", None)
    line, process = _here.worker = worker or _start()
    try:
        line.send((work, arguments, options))
        result: Result = line.recv()
    except (EOFError, OSError) as error:
        line.close()
        process.join(LAST_WORDS)
        _here.worker = None
        raise ChildProcessError("The process beside this one has ended; nothing came of its work.") from error
    return result


def _start() -> Worker:
    """This end of a line to a fresh process, which ends when the line does: also when this process is killed."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=[theirs], name="beside", daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _serve(line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever calls
    os.nice(POLITE)
    while call := _receive(line):
        work, arguments, options = call
        outcome = work(*arguments, **options)
        with suppress(BrokenPipeError):  # nobody waits for it any more
            line.send(outcome)


def _receive(line: Connection) -> Call | None:
    """The next call; None when nobody can call any more."""
    try:
        call: Call = line.recv()
    except (EOFError, OSError):
        return None
    return call
