"""Drafting a version from a frozen analysis."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from elicit import constitution as pure
from elicit import live
from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses
from elicit.actions.log import record
from elicit.models import Analysis, Constitution, Deliberation, Principle, Provenance, Statement, Version
from elicit.models.constitution import Section


def draft(*, deliberation: Deliberation, by: User | None, now: datetime) -> Version:
    """A new draft version from the ballots as they are. The analysis behind it is cold and frozen.

    Raises Conflict in a practice room."""
    lifecycle.refuse_practice(deliberation)
    analysis = analyses.freeze(deliberation=deliberation, now=now, by=by)
    statements = list(deliberation.statements.accepted())
    content = make_document(deliberation, analysis, statements)
    return _save(deliberation, analysis, content, statements, by=by, now=now)


def make_document(deliberation: Deliberation, analysis: Analysis, statements: list[Statement]) -> pure.Draft:
    """The pure draft of this analysis, over the verbatim statements."""
    return pure.draft(
        analysis.report,
        [
            pure.StatementText(
                number=statement.number,
                text=statement.text,
                language=statement.language,
                is_seed=statement.is_seed,
                family=statement.family,
            )
            for statement in statements
        ],
        title=find_title(deliberation),
        community=deliberation.community.name,
        prompt=deliberation.prompt,
        deliberation=deliberation.code,
    )


def find_title(deliberation: Deliberation) -> str:
    """The title of the community's constitution, or the usual one where it has none yet."""
    constitution = Constitution.objects.filter(community=deliberation.community).first()
    return constitution.title if constitution else gettext("What we ask of an assistant")


@transaction.atomic
def _save(
    deliberation: Deliberation,
    analysis: Analysis,
    content: pure.Draft,
    statements: list[Statement],
    *,
    by: User | None,
    now: datetime,
) -> Version:
    constitution, _new = Constitution.objects.select_for_update().get_or_create(
        community=deliberation.community, defaults={"title": content.title, "created_at": now}
    )
    parent = constitution.versions.first()
    number = (constitution.versions.aggregate(top=Max("number"))["top"] or 0) + 1
    version = Version.objects.create(
        constitution=constitution,
        number=number,
        parent=parent,
        analysis=analysis,
        document=content.to_document(version=number, status="draft"),
        created_by=by,
        created_at=now,
    )
    _save_principles(version, content, {statement.number: statement for statement in statements})
    record(
        community=deliberation.community,
        kind="version_drafted",
        by=by,
        now=now,
        version=number,
        deliberation=deliberation.code,
        analysis=analysis.digest,
        principles=len(content.principles),
        annexes=len(content.annexes),
    )
    live.after_commit(deliberation)
    return version


def _save_principles(version: Version, content: pure.Draft, statements: dict[int, Statement]) -> None:
    parts = [(Section.PRINCIPLE, n, part) for n, part in enumerate(content.principles, start=1)]
    parts += [(Section.ANNEX, n, part) for n, part in enumerate(content.annexes, start=1)]
    principles = Principle.objects.bulk_create(
        Principle(version=version, number=number, section=section) for section, number, _part in parts
    )
    standings = {standing.statement: standing for standing in version.analysis.report.standings}
    Provenance.objects.bulk_create(
        Provenance(
            principle=principle,
            statement=statements[number],
            analysis=version.analysis,
            tally={
                "agree": standings[number].tally.agree,
                "disagree": standings[number].tally.disagree,
                "pass": standings[number].tally.passed,
            },
        )
        for principle, (_section, _number, part) in zip(principles, parts, strict=True)
        for number in part.source
    )
