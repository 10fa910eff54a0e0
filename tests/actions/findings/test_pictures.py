"""Pictures of final analyses: drawn once, in another process, and in nobody's way when they fail."""

import sys
from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction

from elicit import celery, tasks
from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses, pictures
from elicit.models import Analysis, Event
from elicit.models.findings import Drawing
from tests import factories
from tests.waiting import PATIENCE

embedded = pytest.mark.skipif(bool(django_settings.REDIS_URL), reason="with a broker, workers run the tasks")

CAMPS = ["aadp"] * 8 + ["adap"] * 8 + ["a---"]


@pytest.fixture
def closed(deliberation, ada, now):
    """Closes the deliberation after these people, and gives its final analysis."""

    def end(*words):
        factories.room(deliberation, *words)
        lifecycle.close(deliberation=deliberation, by=ada, now=now)
        deliberation.refresh_from_db()
        analyses.run_due(deliberation_id=deliberation.pk, now=now)
        return deliberation.analyses.get(method="latent", is_frozen=True)

    return end


@pytest.fixture
def without_process(settings, tmp_path):
    """Whoever starts the other process now hears that there is no such program."""
    settings.BASE_DIR = tmp_path


@pytest.mark.timeout(1800)  # on a bare machine umap is compiled first
def test_a_closed_deliberation_gets_its_picture_and_this_process_never_loads_umap(closed, now):
    analysis = closed(*CAMPS)
    before = analysis.findings(), analysis.report.digest, Event.objects.count()

    assert pictures.draw_next(now=now) == analysis

    analysis.refresh_from_db()
    assert analysis.drawing == Drawing.DRAWN
    assert np.isfinite(analysis.places).all(axis=1).tolist() == analysis.report.grouped.tolist()
    assert {"umap", "numba", "llvmlite", "pynndescent"}.isdisjoint(sys.modules)
    assert (analysis.findings(), analysis.report.digest, Event.objects.count()) == before


@pytest.mark.usefixtures("without_process")
@pytest.mark.parametrize(("words", "why"), [(["aadp"] * 7 + ["adap"] * 7, "few"), (["aadp"] * 20, "alike")])
def test_where_there_is_nothing_to_draw_no_process_is_started_and_it_is_said_why(closed, now, words, why):
    analysis = closed(*words)

    assert pictures.draw_next(now=now) == analysis

    analysis.refresh_from_db()
    assert (analysis.drawing, analysis.picture) == (why, None)
    assert pictures.draw_next(now=now + timedelta(hours=1)) is None


@pytest.mark.usefixtures("without_process")
def test_an_analysis_whose_votes_have_changed_since_gets_none(closed, deliberation, ada, now):
    analysis = closed(*CAMPS)
    lifecycle.open_(deliberation=deliberation, by=ada, now=now)
    assert pictures.draw_next(now=now) is None
    factories.room(deliberation, "dddd")
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    pictures.draw_next(now=now)

    analysis.refresh_from_db()
    assert analysis.drawing == Drawing.CHANGED


@pytest.mark.usefixtures("without_process")
def test_a_picture_that_fails_leaves_the_analysis_alone_and_is_tried_again_a_few_times(closed, now):
    analysis = closed(*CAMPS)
    before = analysis.payload, analysis.digest

    for attempt in range(pictures.TRIES):
        at = now + timedelta(minutes=11 * attempt)
        with pytest.raises(ChildProcessError, match="No module named"):
            pictures.draw_next(now=at)
        analysis.refresh_from_db()
        assert (analysis.payload, analysis.digest) == before
        assert (analysis.drawing, analysis.picture) == (Drawing.WAITING, None)
        assert pictures.draw_next(now=at + timedelta(minutes=9)) is None

    assert pictures.draw_next(now=now + timedelta(hours=1)) == analysis
    analysis.refresh_from_db()
    assert (analysis.drawing, analysis.picture) == (Drawing.FAILED, None)


@embedded
@pytest.mark.usefixtures("without_process")
@pytest.mark.django_db(transaction=True)
def test_a_picture_that_fails_is_logged_with_what_the_process_said(closed, now, caplog):
    closed(*CAMPS)

    tasks.Submitter().submit(now=now)

    assert celery.pool.wait(20 * PATIENCE)
    assert "No module named" in caplog.text
    assert "Traceback" in caplog.text


def test_only_the_final_latent_analysis_is_drawn(closed, deliberation, now):
    analyses.run(deliberation=deliberation, now=now)
    assert not Analysis.objects.to_draw(now).exists()

    analysis = closed(*CAMPS)

    assert list(Analysis.objects.to_draw(now)) == [analysis]
    assert Analysis.objects.filter(is_frozen=True).count() == 2


def test_of_two_that_claim_one_wins(closed, now):
    analysis = closed(*CAMPS)

    assert [pictures.claim(analysis=analysis, now=now) for _attempt in range(2)] == [True, False]
    assert pictures.claim(analysis=analysis, now=now + timedelta(minutes=11))


@pytest.mark.usefixtures("without_process")
def test_one_process_draws_one_picture_at_a_time(closed, now):
    analysis = closed(*CAMPS)

    with tasks._drawing_lock:
        tasks.draw_due()

    assert list(Analysis.objects.to_draw(now)) == [analysis]


@pytest.fixture
def at_once(monkeypatch):
    """The two leading components instead of umap's places."""
    monkeypatch.setattr(pictures, "embed_beside", lambda components, seed: components[:, :2].astype(np.float32))


@pytest.mark.usefixtures("at_once")
def test_open_pages_look_again_once_there_is_a_picture(closed, deliberation, now):
    closed(*CAMPS)
    deliberation.refresh_from_db()
    before = deliberation.revision

    pictures.draw_next(now=now)

    deliberation.refresh_from_db()
    assert deliberation.revision == before + 1


@pytest.mark.usefixtures("at_once")
def test_whoever_comes_too_late_changes_nothing(closed, now):
    analysis = closed(*CAMPS)
    pictures.draw_next(now=now)
    late = Analysis.objects.get(pk=analysis.pk)
    picture = bytes(late.picture)

    pictures._save(late, Drawing.FAILED, None)

    late.refresh_from_db()
    assert (late.drawing, bytes(late.picture)) == (Drawing.DRAWN, picture)


@pytest.mark.parametrize(
    "change", [{"drawing": "drawn"}, {"picture": b"x"}], ids=["only the word", "only the picture"]
)
def test_a_picture_is_there_exactly_when_it_is_drawn(closed, change):
    analysis = closed(*CAMPS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Analysis.objects.filter(pk=analysis.pk).update(**change)


def test_the_submitter_asks_for_pictures_now_and_then(closed, now, monkeypatch):
    closed(*CAMPS)
    requests = []
    monkeypatch.setattr(tasks.draw_due, "apply_async", lambda **arguments: requests.append(1))
    submitter = tasks.Submitter()

    for second in range(0, 40, 10):
        submitter.submit(now=now + timedelta(seconds=second))

    assert len(requests) == 2
