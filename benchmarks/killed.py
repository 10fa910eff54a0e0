"""A server that is killed in the middle, again and again, and phones that carry on as the page's script does."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks import evidence
from benchmarks.halls import Hall
from benchmarks.phones import Phone

PEOPLE, RATE, APART = 200, 40, 6.0  # seconds between two kills, about
LONGEST = 4.0  # seconds between two tries to connect, at most: as in static/js/connection.js


@dataclass
class Run:
    """up: since when the server listens. back: seconds from then until a page heard a frame."""

    up: float = 0.0
    is_over: bool = False
    back: list[float] = field(default_factory=list)
    repeats: int = 0


def report(run_in_hall: Callable, times: int) -> list[str]:
    row = run_in_hall(kill_repeatedly, times)
    heads = ("kills", "votes acknowledged", "sent again", "missing", "doubled", "pages back, s: median / last")
    sentence = "The server is killed with SIGKILL in the middle of votes and started again, each time:"
    return [sentence, evidence.format_table(heads, [row])]


async def kill_repeatedly(hall: Hall, times: int) -> list[str]:
    phones = [hall.phone() for _ in range(PEOPLE)]
    for phone in phones:
        await phone.join(assets=False)
    run = Run(up=time.monotonic())
    pages = [asyncio.create_task(listen(phone, run)) for phone in phones]
    votes = [asyncio.create_task(vote(phone, run)) for phone in phones]
    for _ in range(times):
        await asyncio.sleep(random.uniform(0.7, 1.3) * APART)
        await kill(hall, run)
    await asyncio.sleep(8)
    run.is_over = True
    await asyncio.gather(*votes)
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    own = [key for phone in phones for key in phone.votes]
    keys, number = hall.read_votes()
    for phone in phones:
        phone.hang_up()
    back = sorted(run.back)
    waits = f"{back[len(back) // 2]:.1f} / {back[-1]:.1f}" if back else "none"
    doubles = len(keys) - len(set(keys)) + abs(number - len(keys))
    missing = len(set(own) - set(keys))
    return [str(times), f"{len(own):,}", str(run.repeats), str(missing), str(doubles), waits]


async def kill(hall: Hall, run: Run) -> None:
    """With all it has: no chance to say goodbye. It is started again at once, as a supervisor would."""
    for pid in hall.list_servers():
        os.kill(pid, signal.SIGKILL)
    hall.house.children.pop(0).wait()
    await asyncio.get_running_loop().run_in_executor(None, hall.house.serve)
    hall.house.children.insert(0, hall.house.children.pop())
    run.up = time.monotonic()


async def listen(phone: Phone, run: Run) -> None:
    """Open the socket again whenever it was lost, after a pause that grows: what the page's script does."""
    tries, is_lost = 0, False
    while True:
        try:
            await phone.listen()
            while phone.socket.transport is not None:
                if is_lost and phone.socket.frames:
                    run.back.append(max(0.0, phone.socket.last - run.up))
                    is_lost = False
                await asyncio.sleep(0.05)
        except OSError:
            pass
        tries, is_lost = 0 if not is_lost else tries + 1, True
        await asyncio.sleep(random.random() * min(2.0**tries, LONGEST))


async def vote(phone: Phone, run: Run) -> None:
    """One vote after another; one that got no answer is sent again under its key until it has one."""
    while not run.is_over:
        await asyncio.sleep(random.expovariate(RATE / PEOPLE))
        while phone.statement:
            try:
                status = await phone.vote()
            except OSError:
                status = 503
            if status < 500 or run.is_over:
                break
            run.repeats += 1
            await asyncio.sleep(0.5 + random.random())
