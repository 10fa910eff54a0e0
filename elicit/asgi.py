"""What the server runs: pages, sockets, and the ticker beside them."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

THREADS = 4  # that answer pages; a page of seconds holds one of them

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elicit.settings")
# Threads that stay, each with its connection to the database: to begin both for every request costs more than most
# pages. This sets Django up, so it comes before everything that imports models.
pages = WSGIMiddleware(get_wsgi_application(), workers=THREADS)

from channels.db import database_sync_to_async  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.db import DatabaseError  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from elicit import live, tasks  # noqa: E402
from elicit.server import sockets  # noqa: E402
from elicit.server.files import add_static_files  # noqa: E402
from elicit.server.vote_batches import VoteBatches, batch_votes  # noqa: E402

EVERY = 1.0  # seconds between two looks for due analyses

logger = logging.getLogger(__name__)


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Start the ticker with the server and stop it with the server, also when it is cancelled."""
    await receive()
    votes = VoteBatches()
    async with run_ticker() as relay:
        scope["state"] |= {"relay": relay, "admissions": sockets.make_admissions(), "votes": votes}
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await votes.close()
    await send({"type": "lifespan.shutdown.complete"})


@asynccontextmanager
async def run_ticker() -> AsyncIterator[live.Relay]:
    """A relay that looks and speaks, and due work that is sent to the queue, as long as the block lasts."""
    relay, submitter = live.Relay(), tasks.Submitter()
    await take_back()
    jobs = [relay.run, relay.write_presence, *live.make_redis_jobs(relay), lambda: submit(submitter)]
    running = [asyncio.create_task(keep_running(job)) for job in jobs]
    thresholds = tune_gc()
    live.listen(relay.wake, asyncio.get_running_loop())
    try:
        yield relay
    finally:
        live.forget(relay.wake)
        await cancel(running)
        await relay.close()
        await give_back()
        gc.set_threshold(*thresholds)
        gc.unfreeze()


async def keep_running(job: Callable[[], Awaitable[None]]) -> None:
    """Run a job that never ends. Whatever stops it is logged with its traceback, and it starts again."""
    while True:
        [outcome] = await asyncio.gather(job(), return_exceptions=True)
        logger.error("A part of the ticker stopped; it starts again in a second.", exc_info=outcome)
        await asyncio.sleep(EVERY)


async def cancel(running: Collection[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: the Redis client loses a cancellation that comes while it subscribes."""
    while running:
        for job in running:
            job.cancel()
        _ended, running = await asyncio.wait(running, timeout=EVERY)


async def submit(submitter: tasks.Submitter) -> None:
    """Once a second, what is due goes to the queue. This is the only submitter."""
    while True:
        try:
            await database_sync_to_async(submitter.submit, thread_sensitive=False)(now=timezone.now())
        except DatabaseError:
            logger.exception("The database cannot be read. Due analyses wait.")
        _stop_with_parent()
        await asyncio.sleep(EVERY)


async def take_back() -> None:
    try:
        await database_sync_to_async(tasks.take_back, thread_sensitive=False)(now=timezone.now())
    except DatabaseError:
        logger.exception("What a server that was killed had been running waits until its claims expire.")


async def give_back() -> None:
    try:
        await database_sync_to_async(tasks.give_back, thread_sensitive=False)(now=timezone.now())
    except DatabaseError:
        logger.exception("Running analyses could not be given back; their claims expire by themselves.")


def _stop_with_parent() -> None:
    """A worker whose parent was killed would keep the port; it stops instead."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        os.kill(os.getpid(), signal.SIGTERM)


def tune_gc() -> tuple[int, int, int]:
    """Thousands of sockets are thousands of live objects: look at them seldom. The thresholds from before."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    return before


routes = URLRouter([path("ws/d/<str:code>/", sockets.consumer)])
application = ProtocolTypeRouter(
    {
        "http": add_static_files(batch_votes(pages)),
        "websocket": AllowedHostsOriginValidator(routes),
        "lifespan": lifespan,
    }
)
