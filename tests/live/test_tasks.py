"""Due work: found by query, sent once, claimed once, and never in the way of anything else."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from celery import shared_task
from django.conf import settings
from django.db import connections
from kombu.exceptions import OperationalError

from elicit import celery, tasks
from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents
from elicit.actions.findings import analyses
from elicit.analysis.runtime.subprocess import POLITE
from elicit.models import Analysis, Deliberation
from elicit.models.findings import Drawing
from tests import factories
from tests.waiting import PATIENCE, wait_until

needs_no_broker = pytest.mark.skipif(bool(settings.REDIS_URL), reason="with a broker, workers run the tasks")


@shared_task(name="tests.note")
def note(*, words, into):
    NOTES.setdefault(into, []).append((words, threading.current_thread().name))


@shared_task(name="tests.wait")
def wait(*, into):
    GATE.wait(PATIENCE)
    NOTES.setdefault(into, []).append("waited")


@shared_task(name="tests.fail")
def fail(*, why):
    raise ValueError(why)


NOTES: dict[str, list] = {}
GATE = threading.Event()


@pytest.fixture(autouse=True)
def _nothing_noted():
    NOTES.clear()
    GATE.clear()


@needs_no_broker
def test_a_task_runs_in_a_thread_of_this_process():
    note.apply_async(kwargs={"words": "hello", "into": "a"})

    assert celery.pool.wait(PATIENCE)
    [(words, thread)] = NOTES["a"]
    assert words == "hello"
    assert thread.startswith("task-")


def test_a_worker_steps_back_where_pages_want_the_same_core():
    script = "from elicit import celery; from celery.signals import worker_init; worker_init.send(None)"
    code = f"import os; {script}; print(os.getpriority(os.PRIO_PROCESS, 0))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert int(output) == os.getpriority(os.PRIO_PROCESS, 0) + POLITE


@needs_no_broker
def test_the_same_work_waits_once_and_other_work_beside_it():
    for _thread in range(celery.THREADS):
        wait.apply_async(kwargs={"into": f"busy {_thread}"})
    for _time in range(5):
        note.apply_async(kwargs={"words": "once", "into": "a"})
        note.delay(words="other", into="b")
    GATE.set()

    assert celery.pool.wait(PATIENCE)
    assert [words for words, _thread in NOTES["a"]] == ["once"]
    assert [words for words, _thread in NOTES["b"]] == ["other"]


@needs_no_broker
def test_a_task_that_fails_is_logged_with_its_traceback_and_the_next_one_runs(caplog):
    fail.apply_async(kwargs={"why": "the sky fell"})
    note.apply_async(kwargs={"words": "still here", "into": "a"})

    assert celery.pool.wait(PATIENCE)
    assert "the sky fell" in caplog.text
    assert "Traceback" in caplog.text
    assert NOTES["a"][0][0] == "still here"


@pytest.mark.django_db(transaction=True)
def test_of_many_that_claim_one_wins(deliberation, now):
    Deliberation.objects.update(analysis_due_at=now)
    claims, together = [], threading.Barrier(4)

    def claim():
        together.wait()
        claims.append(analyses.claim(deliberation_id=deliberation.pk, now=now))
        connections.close_all()

    threads = [threading.Thread(target=claim) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claims) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_running_what_is_due_twice_keeps_one_analysis(deliberation, now):
    factories.room(deliberation, "aadd", "aadd", "ddaa")
    Deliberation.objects.update(analysis_due_at=now)

    tasks.analyse_due(deliberation_id=deliberation.pk)
    tasks.analyse_due(deliberation_id=deliberation.pk)

    assert Analysis.objects.count() == 1


@pytest.mark.usefixtures("worker")
@pytest.mark.django_db(transaction=True)
def test_votes_become_an_analysis_by_themselves(open_page, deliberation, ada):
    console = open_page(deliberation, "console", user=ada)
    factories.room(deliberation, "aadd", "aadd", "ddaa")

    console.until(factories.TEXTS[0])

    assert deliberation.analyses.count() == 1


@pytest.mark.timeout(1800)  # on a bare machine umap is compiled first
@pytest.mark.usefixtures("worker")
@pytest.mark.django_db(transaction=True)
def test_a_picture_is_drawn_by_whoever_runs_the_tasks(deliberation, ada, now):
    factories.room(deliberation, *["aadp"] * 8, *["adap"] * 8)
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    tasks.analyse_due(deliberation_id=deliberation.pk)

    tasks.draw_due.apply_async()
    wait_until(lambda: Analysis.objects.filter(drawing=Drawing.DRAWN).exists(), patience=20 * PATIENCE)

    [analysis] = Analysis.objects.filter(drawing=Drawing.DRAWN)
    assert (analysis.method, analysis.is_frozen, len(analysis.places)) == ("latent", True, 16)
    assert "umap" not in sys.modules


@needs_no_broker
@pytest.mark.django_db(transaction=True)
def test_an_analysis_that_raises_is_marked_and_the_next_one_runs(server, deliberation, now, monkeypatch, caplog):
    whole, failures = analyses.analyse, [1]

    def analyse(*arguments, **options):
        if failures:
            failures.pop()
            raise FloatingPointError("singular")
        return whole(*arguments, **options)

    monkeypatch.setattr(analyses, "_choose_runner", lambda apart: analyse)
    factories.room(deliberation, "aadd")
    Deliberation.objects.update(analysis_due_at=now)
    wait_until(lambda: Deliberation.objects.get().analysis_failed_at is not None)
    wait_until(lambda: "singular" in caplog.text)

    Deliberation.objects.update(analysis_due_at=now + timedelta(milliseconds=1))
    wait_until(lambda: Analysis.objects.count() == 1)

    wait_until(lambda: Deliberation.objects.get().analysis_failed_at is None)


@needs_no_broker
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_server_was_running_is_run_by_the_next_one(start, deliberation, now):
    factories.room(deliberation, "aadd", "aadd", "ddaa")
    analyses.claim(deliberation_id=deliberation.pk, now=now)
    Deliberation.objects.update(analysis_claimed_at=now, analysis_due_at=None)

    start()

    wait_until(lambda: Analysis.objects.count() == 1)


@pytest.fixture
def submissions(monkeypatch):
    """What the submitter sends, instead of sending it."""
    numbers: list[int] = []
    monkeypatch.setattr(tasks.analyse_due, "apply_async", lambda kwargs: numbers.append(kwargs["deliberation_id"]))
    return numbers


@pytest.mark.django_db
def test_what_is_due_is_sent_once_and_again_when_it_is_due_anew(deliberation, now, submissions):
    submitter = tasks.Submitter()
    Deliberation.objects.update(analysis_due_at=now)
    for second in range(3):
        submitter.submit(now=now + timedelta(seconds=second))
    assert submissions == [deliberation.pk]

    Deliberation.objects.update(analysis_due_at=now + timedelta(seconds=3))
    submitter.submit(now=now + timedelta(seconds=4))

    assert submissions == [deliberation.pk] * 2


@pytest.mark.django_db
def test_what_nobody_takes_is_sent_again_after_thirty_seconds(deliberation, now, submissions):
    submitter = tasks.Submitter()
    Deliberation.objects.update(analysis_due_at=now)
    submitter.submit(now=now)

    submitter.submit(now=now + timedelta(seconds=31))

    assert submissions == [deliberation.pk] * 2


@pytest.mark.django_db
def test_what_is_not_due_or_in_other_hands_is_not_sent(deliberation, now, submissions):
    Deliberation.objects.update(analysis_due_at=now + timedelta(seconds=5))
    tasks.Submitter().submit(now=now)
    Deliberation.objects.update(analysis_due_at=now, analysis_claimed_at=now)
    tasks.Submitter().submit(now=now)

    assert submissions == []


@pytest.mark.django_db
def test_a_queue_that_cannot_be_reached_is_tried_again(deliberation, now, monkeypatch, caplog):
    numbers, reachable = [], [False]

    def apply_async(kwargs):
        if not reachable[0]:
            raise OperationalError("refused")
        numbers.append(kwargs["deliberation_id"])

    monkeypatch.setattr(tasks.analyse_due, "apply_async", apply_async)
    Deliberation.objects.update(analysis_due_at=now)
    submitter = tasks.Submitter()
    assert submitter.submit(now=now) == []
    assert "refused" in caplog.text

    reachable[0] = True

    assert submitter.submit(now=now + timedelta(seconds=1)) == numbers == [deliberation.pk]


@pytest.mark.django_db
def test_what_was_running_when_the_process_ends_is_due_again(deliberation, now, monkeypatch):
    Deliberation.objects.update(analysis_due_at=now)
    analyses.claim(deliberation_id=deliberation.pk, now=now)
    monkeypatch.setattr(tasks, "_running", {deliberation.pk})

    tasks.give_back(now=now)

    assert list(Deliberation.objects.due(now)) == [deliberation]


@pytest.mark.django_db(transaction=True)
def test_a_closed_deliberation_gets_its_final_analysis(deliberation, ada, now):
    factories.room(deliberation, "aadd", "aadd", "ddaa")
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    tasks.analyse_due(deliberation_id=deliberation.pk)

    finals = Analysis.objects.filter(is_frozen=True).order_by("id")
    assert [analysis.method for analysis in finals] == ["latent", "polis"]
    assert Analysis.objects.count() == 2


@needs_no_broker
@pytest.mark.django_db(transaction=True)
def test_people_whose_time_is_over_are_found_and_erased(deliberation, ada, now):
    fields = {"organiser": "", "contact": "", "retention_days": 1}
    consents.reword(deliberation=deliberation, **fields, by=ada, now=now)
    factories.person(deliberation)
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    submitter = tasks.Submitter()

    submitter.submit(now=now)
    assert (celery.pool.wait(PATIENCE), deliberation.participants.count()) == (True, 1)
    Deliberation.objects.update(closed_at=now - timedelta(days=1))
    submitter.submit(now=now + tasks.RESEND)

    assert (celery.pool.wait(PATIENCE), deliberation.participants.count()) == (True, 0)
