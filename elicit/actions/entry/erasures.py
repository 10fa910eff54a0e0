"""Erasing people: at their request, or when the time they were promised is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from elicit import live
from elicit.actions.log import record
from elicit.actions.refusals import Missing
from elicit.models import (
    Ballot,
    Consent,
    ConsentForm,
    Deliberation,
    Erasure,
    Participant,
    Point,
    Provenance,
    Statement,
    Ticket,
    Translation,
    Vote,
)


@transaction.atomic
def erase(*, participant: Participant, now: datetime) -> Erasure:
    """Everything that is kept of one person goes, their reasons too. Statements that others voted on, or gave
    reasons about, stay without their writer.

    Raises Missing where the person was erased before."""
    person = Participant.objects.filter(pk=participant.pk)
    if not _lock_people(person):
        raise Missing("nobody", _("Nothing is kept about you here any more."))
    return _erase(_lock(participant.deliberation_id), person, now=now, with_statements=True)


@transaction.atomic
def expire(*, now: datetime) -> list[Erasure]:
    """Those who were promised that they are kept for so many days after closing, once these are over."""
    newest = Consent.objects.filter(participant=OuterRef("pk")).order_by("-pk").values("form")[:1]
    people_with_form = Participant.objects.annotate(form=Subquery(newest)).filter(form__in=_list_over(now))
    people = Participant.objects.filter(pk__in=list(people_with_form.values_list("pk", flat=True)))
    _lock_people(people)
    rooms = list(people.order_by("deliberation").values_list("deliberation", flat=True).distinct())
    Ticket.objects.filter(deliberation__in=rooms).exclude(name="").update(name="")
    return [_erase(_lock(pk), people.filter(deliberation=pk), now=now, with_statements=False) for pk in rooms]


@transaction.atomic
def erase_these(*, deliberation: Deliberation, people: QuerySet[Participant], now: datetime) -> Erasure:
    """People whom somebody brought in together, taken back together."""
    return _erase(_lock(deliberation.pk), people, now=now, with_statements=False)


def are_over(*, now: datetime) -> bool:
    """Whether there may be somebody to expire. It writes nothing."""
    return Consent.objects.filter(form__in=_list_over(now)).exists()


def _list_over(now: datetime) -> list[int]:
    """Forms whose time is over; the sum is made here, since databases count days differently."""
    timed = ConsentForm.objects.filter(retention_days__isnull=False, deliberation__closed_at__isnull=False)
    rows: Any = timed.values_list("pk", "retention_days", "deliberation__closed_at")
    return [pk for pk, days, closed_at in rows if closed_at + timedelta(days=days) <= now]


def _lock_people(people: QuerySet[Participant]) -> list[int]:
    """Their votes in flight come before this or are refused after it. People first, then the deliberation: as
    where votes are cast, or the two would wait for each other."""
    return list(people.select_for_update().order_by("pk").values_list("pk", flat=True))


def _lock(pk: int) -> Deliberation:
    return Deliberation.objects.select_for_update().select_related("community").get(pk=pk)


def _erase(
    deliberation: Deliberation, people: QuerySet[Participant], *, now: datetime, with_statements: bool
) -> Erasure:
    keys = list(people.values_list("pk", flat=True))
    ballots, _kinds = Ballot.objects.filter(participant__in=keys).delete()
    Vote.objects.filter(participant__in=keys).delete()
    if with_statements:
        Point.objects.filter(participant__in=keys).delete()
        approved = Translation.State.APPROVED  # others read the statement in these words
        Translation.objects.filter(participant__in=keys).exclude(state=approved).delete()
    statements = _release_statements(keys, with_statements)
    Participant.objects.filter(pk__in=keys).delete()  # and with them what hangs on them alone
    erasure = Erasure.objects.create(
        deliberation=deliberation, people=len(keys), ballots=ballots, statements=statements, at=now
    )
    due = {"analysis_due_at": now} if ballots else {}
    Deliberation.objects.filter(pk=deliberation.pk).update(revision=F("revision") + 1, **due)
    record(
        community=deliberation.community,
        kind="people_erased",
        by=None,
        now=now,
        deliberation=deliberation.code,
        people=len(keys),
        ballots=ballots,
        statements=statements,
    )
    live.after_commit(deliberation)
    return erasure


def _release_statements(keys: Collection[int], with_statements: bool) -> int:
    """Asked for by a person, a statement nobody else voted on goes with them; no other has a writer any more."""
    statements = Statement.objects.filter(author__in=keys)
    count = statements.count()
    if with_statements:
        uses = [model.objects.filter(statement=OuterRef("pk")) for model in (Ballot, Vote, Point, Provenance)]
        merges = Statement.objects.filter(merged_into=OuterRef("pk"))
        statements.filter(*(~Exists(use) for use in (*uses, merges))).delete()
    Statement.objects.filter(author__in=keys).update(author=None)
    return count
