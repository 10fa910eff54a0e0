"""How analyses of a live room follow one another."""

import zlib
from dataclasses import replace

import numpy as np

from elicit.actions.findings import analyses
from elicit.analysis import analyse
from elicit.exports.verify.letters import reletter
from elicit.models import Analysis
from elicit.reading.votes.ballot_log import load_ballots
from tests import factories


def test_a_large_live_room_gets_a_quick_answer_then_a_full_one_then_warm_ones(deliberation, now, monkeypatch):
    monkeypatch.setattr(analyses, "MANY", 10)
    factories.camps(deliberation, 15)

    first, full, warm = (analyses.run(deliberation=deliberation, now=now) for _ in range(3))

    assert [analysis.parameters.get("hurry") for analysis in (first, full, warm)] == ["first", None, "warm"]
    assert (first.report.k, first.report.resamples, first.report.alternatives) == (2, 0, ())
    assert full.report.resamples == analyses.LIVE_RESAMPLES
    assert (warm.report.warm, warm.report.k, warm.parameters["cold"]) == (
        True,
        full.report.k,
        full.parameters["cold"],
    )


def test_after_the_quick_answer_the_full_one_is_due_at_once(deliberation, now, monkeypatch):
    monkeypatch.setattr(analyses, "MANY", 10)
    factories.camps(deliberation, 15)

    analyses.run(deliberation=deliberation, now=now)

    deliberation.refresh_from_db()
    assert deliberation.analysis_due_at == now


def test_with_clearly_more_ballots_the_next_answer_starts_anew(deliberation, now, monkeypatch):
    monkeypatch.setattr(analyses, "MANY", 10)
    factories.camps(deliberation, 15)
    for _ in range(2):
        analyses.run(deliberation=deliberation, now=now)
    factories.room(deliberation, *["adad"] * 12)

    assert "hurry" not in analyses.run(deliberation=deliberation, now=now).parameters


def test_a_small_room_and_the_final_analysis_are_never_in_a_hurry(deliberation, now, monkeypatch):
    factories.camps(deliberation, 15)
    small = [analyses.run(deliberation=deliberation, now=now) for _ in range(2)]
    monkeypatch.setattr(analyses, "MANY", 10)

    final = analyses.run(deliberation=deliberation, now=now, final=True)

    assert ["hurry" in analysis.parameters for analysis in (*small, final)] == [False] * 3
    assert (final.report.resamples, final.parameters["k"]) == (analyses.FINAL_RESAMPLES, None)


def test_at_close_blocs_keep_their_letters_and_the_map_its_axes(deliberation, now):
    factories.camps(deliberation, 15)
    live = analyses.run(deliberation=deliberation, now=now)
    report = reletter(live.report, {"A": "B", "B": "A"})
    half = replace(report, positions=-report.positions, statement_positions=-report.statement_positions)
    Analysis.objects.filter(pk=live.pk).update(payload=zlib.compress(half.to_json().encode()))

    final = analyses.run(deliberation=deliberation, now=now, final=True).report

    alone = analyse(load_ballots(deliberation), seed=deliberation.seed, resamples=analyses.FINAL_RESAMPLES)
    assert final.digest == alone.digest
    assert [bloc.letter for bloc in final.blocs] == [bloc.letter for bloc in half.blocs] == ["B", "A"]
    np.testing.assert_allclose(final.positions, half.positions, atol=1e-9)
