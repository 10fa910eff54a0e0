"""Celery tasks: ids in, one action, log."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from elicit.actions.deliberation import agenda
from elicit.actions.entry import erasures
from elicit.actions.findings import analyses, pictures
from elicit.actions.practice import rehearsals
from elicit.actions.statements import machine_translation
from elicit.models import Analysis, Deliberation, Interpreting, Rehearsal, Stage

logger = logging.getLogger(__name__)

RESEND = timedelta(seconds=30)  # what was sent and is still due after this long is sent again

_running: set[int] = set()
_drawing_lock = threading.Lock()
_interpreting_lock = threading.Lock()


@shared_task(name="elicit.analyse_due", expires=RESEND.total_seconds())
def analyse_due(*, deliberation_id: int) -> None:
    """Run the analysis that is due, if nobody else has it. Sent twice, it runs once."""
    _running.add(deliberation_id)
    try:
        serves_pages = not settings.REDIS_URL
        analysis = analyses.run_due(deliberation_id=deliberation_id, now=timezone.now(), apart=serves_pages)
    finally:
        _running.discard(deliberation_id)
    if analysis is not None:
        logger.info("Deliberation %s: analysis %s kept.", deliberation_id, analysis.digest[:12])


@shared_task(name="elicit.draw_due", expires=RESEND.total_seconds())
def draw_due() -> None:
    """Draw the next picture that is due. One at a time in a process, so that analyses find a free thread."""
    if not _drawing_lock.acquire(blocking=False):
        return
    try:
        analysis = pictures.draw_next(now=timezone.now())
    finally:
        _drawing_lock.release()
    if analysis is not None:
        logger.info("Analysis %s: picture %s.", analysis.digest[:12], analysis.drawing)


@shared_task(name="elicit.go_on")
def go_on(*, deliberation_id: int) -> None:
    """The stage whose time is over ends and the next begins, if nobody else has done it."""
    if agenda.go_on(deliberation_id=deliberation_id, now=timezone.now()):
        logger.info("Deliberation %s: its agenda went on by itself.", deliberation_id)


@shared_task(name="elicit.rehearse", expires=RESEND.total_seconds())
def rehearse(*, deliberation_id: int) -> None:
    """The simulated crowd of a practice room casts its next batch, if it is still due."""
    rehearsals.run_batch(deliberation_id=deliberation_id, now=timezone.now())


@shared_task(name="elicit.interpret", expires=RESEND.total_seconds())
def interpret(*, interpreting_id: int) -> None:
    """A language model proposes some translations more, if they are still due. One batch at a time in a process,
    so that analyses find a free thread."""
    if _interpreting_lock.acquire(blocking=False):
        try:
            machine_translation.translate_batch(interpreting_id=interpreting_id, now=timezone.now())
        finally:
            _interpreting_lock.release()


@shared_task(name="elicit.forget_due", expires=RESEND.total_seconds())
def forget_due() -> None:
    """Erase those whose time, as they were promised it on joining, is over. Sent twice, it erases once."""
    for erasure in erasures.expire(now=timezone.now()):
        logger.info("Deliberation %s: %s people erased.", erasure.deliberation_id, erasure.people)


def give_back(*, now: datetime) -> None:
    """This process ends: what it was running is due again at once, instead of when its claim expires."""
    for deliberation_id in list(_running):
        analyses.give_back(deliberation_id=deliberation_id, now=now)


def take_back(*, now: datetime) -> None:
    """This process begins. Without a broker all tasks run inside servers, so what is still claimed was being run
    by one that was killed: it is due again, instead of when its claim expires. (Where several servers share a
    database without a broker, one that starts alone may have an analysis run twice.)"""
    if not settings.REDIS_URL:
        for deliberation_id in Deliberation.objects.claimed().values_list("pk", flat=True):
            analyses.give_back(deliberation_id=deliberation_id, now=now)


class Submitter:
    """Finds due work in the database and sends it to the queue. It remembers what it sent, so that a busy
    queue does not fill with the same line every second."""

    def __init__(self) -> None:
        self._submissions: dict[int, tuple[datetime | None, datetime]] = {}
        self._failed_at: dict[int, datetime] = {}
        self._looked_at: datetime | None = None

    def submit(self, *, now: datetime) -> list[int]:
        """The ids it sent. A broker that cannot be reached is tried again at the next call."""
        self._go_on(now)
        numbers = self._analyses(now)
        self._rehearse(now)
        self._interpret(now)
        if self._looked_at is None or now >= self._looked_at + RESEND:
            self._looked_at = now
            self._pictures(now)
            self._forgetting(now)
        return numbers

    def _analyses(self, now: datetime) -> list[int]:
        due = dict(Deliberation.objects.due(now).values_list("pk", "analysis_due_at"))
        self._submissions = {pk: submission for pk, submission in self._submissions.items() if pk in due}
        fresh = [pk for pk, due_at in due.items() if self._is_news(pk, due_at, now)]
        for number, pk in enumerate(fresh):
            if not _is_sent(analyse_due, "Due analyses wait.", deliberation_id=pk):
                return fresh[:number]
            self._submissions[pk] = (due[pk], now)
        return fresh

    def _go_on(self, now: datetime) -> None:
        """Stages whose time is over. People who look at the clock do not wait behind an analysis in the queue:
        the task runs here. One that fails is tried again after a while."""
        self._failed_at = {pk: at for pk, at in self._failed_at.items() if at > now - RESEND}
        for pk in Stage.objects.over(now).exclude(pk__in=self._failed_at).values_list("pk", flat=True):
            if not go_on.apply(kwargs={"deliberation_id": pk}).successful():
                self._failed_at[pk] = now

    def _rehearse(self, now: datetime) -> None:
        for pk in Rehearsal.objects.due(now).values_list("deliberation_id", flat=True):
            if not _is_sent(rehearse, "Rehearsals wait.", deliberation_id=pk):
                return

    def _interpret(self, now: datetime) -> None:
        for pk in Interpreting.objects.due(now).values_list("pk", flat=True):
            if not _is_sent(interpret, "Translations wait.", interpreting_id=pk):
                return

    def _pictures(self, now: datetime) -> None:
        """Nobody waits for a picture: they are asked for now and then, and one comes of it."""
        if Analysis.objects.to_draw(now).exists():
            _is_sent(draw_due, "Pictures wait.")

    def _forgetting(self, now: datetime) -> None:
        if erasures.are_over(now=now):
            _is_sent(forget_due, "Erasing waits.")

    def _is_news(self, pk: int, due_at: datetime | None, now: datetime) -> bool:
        submission = self._submissions.get(pk)
        return submission is None or submission[0] != due_at or submission[1] < now - RESEND


def _is_sent(task: Task, otherwise: str, **arguments: int) -> bool:
    """Whether the queue took it. otherwise: what it means that it cannot be reached."""
    try:
        task.apply_async(kwargs=arguments)
    except (OperationalError, OSError) as error:
        logger.warning("The task queue cannot be reached (%s). %s", error, otherwise)
        return False
    return True
