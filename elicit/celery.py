"""The Celery app. Without a Redis, tasks run in a few threads of this process; with one, workers run them,
each started by `celery -A elicit.celery worker --queues elicit --pool threads --concurrency 1`."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import celery
from celery.result import AsyncResult
from celery.signals import worker_init
from celery.utils import uuid
from django.conf import settings
from django.db import connections

from elicit.analysis.runtime.subprocess import POLITE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elicit.settings")

THREADS = 2  # two communities need not wait for each other; the sums hold the interpreter's lock anyway


class ThreadPool:
    """A bounded number of threads; work with the same key waits in the queue once. The threads are daemons,
    so that Ctrl-C ends the process."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._work: queue.SimpleQueue[tuple[str, Callable[[], Any]]] = queue.SimpleQueue()
        self._condition = threading.Condition()
        self._keys: set[str] = set()
        self._running = 0
        self._thread_count = 0

    def submit(self, key: str, work: Callable[[], Any]) -> bool:
        """Whether it was queued: not when the same is waiting already."""
        with self._condition:
            if key in self._keys:
                return False
            self._keys.add(key)
            self._work.put((key, work))
            if self._thread_count < self.threads:
                self._thread_count += 1
                threading.Thread(target=self._serve, name=f"task-{self._thread_count}", daemon=True).start()
            return True

    def wait(self, timeout: float) -> bool:
        """Whether everything queued was done within so many seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._keys and not self._running, timeout)

    def _serve(self) -> None:
        while True:
            key, work = self._work.get()
            with self._condition:
                self._keys.remove(key)
                self._running += 1
            try:
                work()  # Task.apply: what the task raises is logged with its traceback and stays there
            finally:
                connections.close_all()
                with self._condition:
                    self._running -= 1
                    self._condition.notify_all()


pool = ThreadPool(THREADS)


class PooledTask(celery.Task):
    """A task that runs in a thread of this process."""

    abstract = True

    def apply_async(
        self,
        args: tuple[Any, ...] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        task_id: str | None = None,
        **_options: Any,
    ) -> AsyncResult:
        args, kwargs, task_id = args or (), dict(kwargs or {}), task_id or uuid()
        call = ", ".join([*map(repr, args), *(f"{name}={kwargs[name]!r}" for name in sorted(kwargs))])
        pool.submit(f"{self.name}({call})", partial(self.apply, args, kwargs, task_id=task_id))
        return AsyncResult(task_id, app=self.app, task_name=self.name)


@worker_init.connect
def lower_priority(**_arguments: object) -> None:
    """A worker that shares a machine with the server leaves the cores to pages where both want them."""
    os.nice(POLITE)


def make_app() -> celery.Celery:
    app = celery.Celery("elicit", task_cls=celery.Task if settings.REDIS_URL else PooledTask)
    app.conf.update(
        broker_url=settings.CELERY_BROKER_URL or None,
        broker_connection_retry_on_startup=True,
        imports=["elicit.tasks"],
        task_default_queue=settings.CELERY_QUEUE,
        task_ignore_result=True,
        timezone=settings.TIME_ZONE,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
    )
    app.set_default()
    return app


app = make_app()
