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

needs_no_broker = pytest.mark.skipif(
    bool(django_settings.REDIS_URL), reason="with a broker, workers run the tasks"
)

CAMPS = ["aadp"] * 8 + ["adap"] * 8 + ["a---"]


@pytest.fixture
def end(deliberation, ada, now):
    """Closes the deliberation after these people, and gives its final analysis."""

    def end(*words):
        factories.room(deliberation, *words)
        lifecycle.close(deliberation=deliberation, by=ada, now=now)
        deliberation.refresh_from_db()
        analyses.run_due(deliberation_id=deliberation.pk, now=now)
        return deliberation.analyses.get(method="latent", is_frozen=True)

    return end


@pytest.fixture
def missing_program(settings, tmp_path):
    """Whoever starts the other process now hears that there is no such program."""
    settings.BASE_DIR = tmp_path


@pytest.mark.timeout(1800)  # on a bare machine umap is compiled first
def test_a_closed_deliberation_gets_its_picture_and_this_process_never_loads_umap(end, now):
    analysis = end(*CAMPS)
    before = analysis.findings(), analysis.report.digest, Event.objects.count()

    assert pictures.draw_next(now=now) == analysis

    analysis.refresh_from_db()
    assert analysis.drawing == Drawing.DRAWN
    assert np.isfinite(analysis.places).all(axis=1).tolist() == analysis.report.grouped.tolist()
    assert {"umap", "numba", "llvmlite", "pynndescent"}.isdisjoint(sys.modules)
    assert (analysis.findings(), analysis.report.digest, Event.objects.count()) == before


@pytest.mark.usefixtures("missing_program")
@pytest.mark.parametrize(("words", "why"), [(["aadp"] * 7 + ["adap"] * 7, "few"), (["aadp"] * 20, "alike")])
def test_where_there_is_nothing_to_draw_no_process_is_started_and_it_is_said_why(end, now, words, why):
    analysis = end(*words)

    assert pictures.draw_next(now=now) == analysis

    analysis.refresh_from_db()
    assert (analysis.drawing, analysis.picture) == (why, None)
    assert pictures.draw_next(now=now + timedelta(hours=1)) is None


@pytest.mark.usefixtures("missing_program")
def test_an_analysis_whose_votes_have_changed_since_gets_none(end, deliberation, ada, now):
    analysis = end(*CAMPS)
    lifecycle.open_(deliberation=deliberation, by=ada, now=now)
    assert pictures.draw_next(now=now) is None
    factories.room(deliberation, "dddd")
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    pictures.draw_next(now=now)

    analysis.refresh_from_db()
    assert analysis.drawing == Drawing.CHANGED


@pytest.mark.usefixtures("missing_program")
def test_a_picture_that_fails_leaves_the_analysis_alone_and_is_tried_again_a_few_times(end, now):
    analysis = end(*CAMPS)
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


@needs_no_broker
@pytest.mark.usefixtures("missing_program")
@pytest.mark.django_db(transaction=True)
def test_a_picture_that_fails_is_logged_with_what_the_process_said(end, now, caplog):
    end(*CAMPS)

    tasks.Submitter().submit(now=now)

    assert celery.pool.wait(20 * PATIENCE)
    assert "No module named" in caplog.text
    assert "Traceback" in caplog.text


def test_only_the_final_latent_analysis_is_drawn(end, deliberation, now):
    analyses.run(deliberation=deliberation, now=now)
    assert not Analysis.objects.to_draw(now).exists()

    analysis = end(*CAMPS)

    assert list(Analysis.objects.to_draw(now)) == [analysis]
    assert Analysis.objects.filter(is_frozen=True).count() == 2


def test_of_two_that_claim_one_wins(end, now):
    analysis = end(*CAMPS)

    assert [pictures.claim(analysis=analysis, now=now) for _attempt in range(2)] == [True, False]
    assert pictures.claim(analysis=analysis, now=now + timedelta(minutes=11))


@pytest.mark.usefixtures("missing_program")
def test_one_process_draws_one_picture_at_a_time(end, now):
    analysis = end(*CAMPS)

    with tasks._drawing_lock:
        tasks.draw_due()

    assert list(Analysis.objects.to_draw(now)) == [analysis]


@pytest.fixture
def quick_embedding(monkeypatch):
    """The two leading components instead of umap's places."""
    monkeypatch.setattr(pictures, "embed_beside", lambda components, seed: components[:, :2].astype(np.float32))


@pytest.mark.usefixtures("quick_embedding")
def test_open_pages_look_again_once_there_is_a_picture(end, deliberation, now):
    end(*CAMPS)
    deliberation.refresh_from_db()
    before = deliberation.revision

    pictures.draw_next(now=now)

    deliberation.refresh_from_db()
    assert deliberation.revision == before + 1


@pytest.mark.usefixtures("quick_embedding")
def test_whoever_comes_too_late_changes_nothing(end, now):
    analysis = end(*CAMPS)
    pictures.draw_next(now=now)
    late = Analysis.objects.get(pk=analysis.pk)
    picture = bytes(late.picture)

    pictures._save(late, Drawing.FAILED, None)

    late.refresh_from_db()
    assert (late.drawing, bytes(late.picture)) == (Drawing.DRAWN, picture)


@pytest.mark.parametrize(
    "change", [{"drawing": "drawn"}, {"picture": b"x"}], ids=["only the word", "only the picture"]
)
def test_a_picture_is_there_exactly_when_it_is_drawn(end, change):
    analysis = end(*CAMPS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Analysis.objects.filter(pk=analysis.pk).update(**change)


def test_the_submitter_asks_for_pictures_now_and_then(end, now, monkeypatch):
    end(*CAMPS)
    requests = []
    monkeypatch.setattr(tasks.draw_due, "apply_async", lambda **arguments: requests.append(1))
    submitter = tasks.Submitter()

    for second in range(0, 40, 10):
        submitter.submit(now=now + timedelta(seconds=second))

    assert len(requests) == 2
