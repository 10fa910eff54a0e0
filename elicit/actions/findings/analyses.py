"""Running analyses. Work is found by query and claimed by a conditional UPDATE: any process may try."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.log import record
from elicit.actions.refusals import Conflict
from elicit.analysis import Ballots, Report, Rules, analyse
from elicit.analysis.runtime.subprocess import run_beside
from elicit.models import Analysis, Deliberation, Rehearsal, Status
from elicit.models.deliberation.deliberation import CLAIM_LASTS
from elicit.reading.findings.analyses import find_latest
from elicit.reading.findings.opinion_change import compute_moves
from elicit.reading.statements.topics import read_topics
from elicit.reading.votes.ballot_log import load_ballots

FINAL_RESAMPLES = 100
LIVE_RESAMPLES = 10
MANY = 20_000  # ballots from which a live room first gets a quick answer, at FIRST_K blocs
FIRST_K = 2
FIRST_SAMPLE = 100_000  # ballots from which its blocs are found
# Parameters of `analyse` for the quick answers that a large live room gets.
QUICK_PARAMETERS: dict[str, dict[str, Any]] = {
    "first": {"k": FIRST_K, "resamples": 0, "alternatives": False, "sample": FIRST_SAMPLE},
    "warm": {"warm": True},
}
WARM_GROWTH = 1.1  # times as many ballots as at the last cold run: until then, live answers start warm
REST = 2  # a live analysis rests this many times as long as it ran: the room comes first


def claim(*, deliberation_id: int, now: datetime) -> bool:
    """Whether this caller may run the due analysis now. Of several processes one wins."""
    due = Deliberation.objects.due(now).filter(pk=deliberation_id)
    return bool(due.update(analysis_claimed_at=now, analysis_due_at=None))


def run_due(*, deliberation_id: int, now: datetime, apart: bool = False) -> Analysis | None:
    """Claim and run; nothing when another process has it. A closed deliberation gets its final analysis. apart: as
    in `run`."""
    if not claim(deliberation_id=deliberation_id, now=now):
        return None
    deliberation = Deliberation.objects.select_related("rules", "community").get(pk=deliberation_id)
    failed_at: datetime | None = now
    started = time.monotonic()
    try:
        is_final = deliberation.status == Status.CLOSED
        analysis = run(deliberation=deliberation, now=now, final=is_final, apart=apart)
        if is_final:  # Polis's stands beside ours
            run(deliberation=deliberation, now=now, method="polis", final=True, apart=apart)
        failed_at = None
        return analysis
    finally:
        _release_claim(deliberation_id, now, failed_at, timedelta(seconds=time.monotonic() - started))


def run(
    *,
    deliberation: Deliberation,
    now: datetime,
    method: str = "latent",
    k: int | None = None,
    final: bool = False,
    apart: bool = False,
    by: User | None = None,
) -> Analysis:
    """One analysis of the ballots as they are. Final: cold and frozen; of the one
    before it keeps the letters and axes. Live: warm, replaced by the next. apart: the sums are done in a process
    beside this one, because this one serves pages."""
    revision = Deliberation.objects.values_list("revision", flat=True).get(pk=deliberation.pk)
    previous = find_latest(deliberation=deliberation, method=method)
    ballots = load_ballots(deliberation)
    quick = None if final or k is not None or method != "latent" else _choose_quick(ballots, previous)
    started = time.monotonic()
    report = _choose_runner(apart)(
        ballots,
        method=method,
        seed=deliberation.seed,
        rules=Rules.from_dict(deliberation.rules.thresholds),
        previous=previous.report if previous else None,
        **(
            QUICK_PARAMETERS[quick]
            if quick
            else {"k": k, "resamples": FINAL_RESAMPLES if final else LIVE_RESAMPLES}
        ),
    )
    seconds = time.monotonic() - started
    # not in the transaction, which would keep everyone from voting
    beside = {"topics": read_topics(deliberation), "moves": compute_moves(deliberation, report)}
    cold = previous.parameters["cold"] if previous and quick == "warm" else len(ballots)
    parameters = {"k": k, "resamples": report.resamples, "rules": report.rules.to_dict(), "cold": cold}
    if quick:
        parameters["hurry"] = quick
    on_paper = deliberation.participants.filter(is_paper=True).count()
    if on_paper:
        parameters["on_paper"] = on_paper
    analysis = _save(
        deliberation, report, parameters, beside, revision=revision, seconds=seconds, final=final, by=by, now=now
    )
    if quick == "first":
        Deliberation.objects.filter(pk=deliberation.pk).update(analysis_due_at=now)
    return analysis


def _choose_runner(apart: bool) -> Callable[..., Report]:
    return (lambda *arguments, **options: run_beside(analyse, *arguments, **options)) if apart else analyse


def _choose_quick(ballots: Ballots, previous: Analysis | None) -> str | None:
    """The key in QUICK_PARAMETERS, or None for a full run. A large live room gets first a quick answer, then a
    full one, then warm ones until there are clearly more ballots than at the last cold run."""
    if len(ballots) < MANY:
        return None
    if previous is None:
        return "first"
    cold = previous.parameters.get("cold")
    is_full = previous.parameters.get("hurry") != "first" and cold is not None
    return "warm" if is_full and len(ballots) <= WARM_GROWTH * cold else None


def freeze(*, deliberation: Deliberation, now: datetime, by: User | None = None) -> Analysis:
    """The frozen analysis of the ballots as they are now: the one there is, or a fresh cold run."""
    analysis = deliberation.analyses.filter(method="latent", is_frozen=True).first()
    is_current = analysis is not None and analysis.ballots_digest == load_ballots(deliberation).digest
    if analysis and is_current and analysis.parameters["k"] is None:
        return analysis
    return run(deliberation=deliberation, now=now, final=True, by=by)


@transaction.atomic
def _save(
    deliberation: Deliberation,
    report: Report,
    parameters: dict[str, Any],
    beside: dict[str, Any],
    *,
    revision: int,
    seconds: float,
    final: bool,
    by: User | None,
    now: datetime,
) -> Analysis:
    same = deliberation.analyses.filter(is_frozen=True, digest=report.digest).first()
    if final and same:
        return same
    analysis = Analysis.of(
        report,
        deliberation=deliberation,
        parameters=parameters,
        **beside,
        is_frozen=final,
        revision=revision,
        seconds=round(seconds, 3),
        created_at=now,
    )
    if Rehearsal.objects.wiped_since(deliberation, now):
        return analysis  # unsaved: its people have been wiped
    analysis.save()
    stale = Q(is_frozen=False, method=report.method, pk__lt=analysis.pk)
    deliberation.analyses.filter(stale).delete()
    Deliberation.objects.filter(pk=deliberation.pk).update(revision=F("revision") + 1)
    if final:
        record(
            community=deliberation.community,
            kind="analysis_frozen",
            by=by,
            now=now,
            deliberation=deliberation.code,
            analysis=report.digest,
            ballots=report.ballots_digest,
        )
    live.after_commit(deliberation)
    return analysis


def _release_claim(deliberation_id: int, now: datetime, failed_at: datetime | None, took: timedelta) -> None:
    rows = Deliberation.objects.filter(pk=deliberation_id)
    rows.update(analysis_claimed_at=None, analysis_failed_at=failed_at)
    rows.filter(analysis_due_at__isnull=False).update(analysis_due_at=now + took + REST * took)


def give_back(*, deliberation_id: int, now: datetime) -> None:
    """Whoever runs this is about to end: it is due again at once, instead of when the claim expires."""
    rows = Deliberation.objects.filter(pk=deliberation_id, analysis_claimed_at__isnull=False)
    rows.update(analysis_claimed_at=None, analysis_due_at=now)


def request(*, deliberation: Deliberation, now: datetime) -> None:
    """Ask for an analysis soon; asking twice is asking once. Raises Conflict while one runs."""
    if deliberation.analysis_claimed_at and deliberation.analysis_claimed_at > now - CLAIM_LASTS:
        raise Conflict("running", _("An analysis is running already; its findings appear here when it is done."))
    Deliberation.objects.filter(pk=deliberation.pk).update(analysis_due_at=now, revision=F("revision") + 1)
    live.after_commit(deliberation)
