"""A whole release as bytes in memory: the same input, the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from elicit.analysis import Ballots, Report
from elicit.constitution import WATERMARK, to_json, to_markdown, to_yaml

from .formats import training
from .formats.card import make_card
from .formats.csv import write_csv
from .formats.polis import PolisExport, write_export
from .manifest import FORMAT, MANIFEST, list_files
from .privacy import privacy
from .privacy.people import Row, bin_map, count_unique, select_opted_in
from .privacy.permissions import permit

POLIS = "polis/"
PRINCIPLES = "principles.jsonl"
COMPARISONS = "training/comparison.json"
CRITIQUES = "training/critique_revision.json"
ANALYSIS = "analysis.json"
CONSTITUTION = "constitution.json"
ROWS = "rows.csv"
NO_ROWS = "this release shows no principle."
NOT_ALLOWED = "no writer of a principle shown here allows its use for training."
NO_DRAFT_MARK = "its readers' shape has no room for a DRAFT mark; it comes once ratified."
NO_OPT_IN = "nobody opted in to row-level release."


@dataclass(frozen=True, eq=False)
class Conversation:
    """What a release may draw on besides the findings.

    polis: statements that take part, every ballot in order of time, everyone's number. opted_in: who agreed to
    the release of their rows; for_training: of them, those who agreed to their use for training. unpublished,
    untrained: numbers of statements whose writers did not agree to that. was_public: the conversation was
    published before it came here. admission: every way somebody was let in.
    """

    polis: PolisExport
    opted_in: frozenset[int] = frozenset()
    for_training: frozenset[int] = frozenset()
    unpublished: frozenset[int] = frozenset()
    untrained: frozenset[int] = frozenset()
    admission: tuple[str, ...] = ()
    was_public: bool = False
    source: Mapping[str, Any] = field(default_factory=dict)


def build(
    *,
    document: Mapping[str, Any],
    report: Report,
    conversation: Conversation,
    tier: str,
    number: int,
    requested_k: int | None,
    frozen_at: datetime,
    secret: str,
    generator: str,
    licence: str = "unknown",
) -> dict[str, bytes]:
    """Path -> content of every file of a release, the manifest included.

    document: of the version released; its status says whether every file is marked as a draft. tier: T0, T1 or
    T2. requested_k: the k the analysis was asked for, None when it chose. secret: of this release; T1's new ids
    come from it. licence: as dataset hubs name it. Raises ValueError for a tier that does not exist.
    """
    if tier not in privacy.TIERS:
        raise ValueError(f"There is no tier {tier!r}; there are {', '.join(privacy.TIERS)}.")
    permissions = {"unpublished": conversation.unpublished, "untrained": conversation.untrained}
    tier_document = privacy.protect_document(permit(document, tier, **permissions), tier)
    data = _data(tier_document, report, tier)
    uniqueness = _add_ballots(data, conversation, tier, secret, document["status"])
    data.files["README.md"] = make_card(
        tier_document,
        tier=tier,
        counts=data.counts,
        left_out=data.left_out,
        frozen_on=frozen_at.date().isoformat(),
        licence=licence,
        uniqueness=uniqueness,
        admission=conversation.admission,
        identical_accounts=[group["accounts"] for group in count_identical_accounts(report, tier)],
    )
    manifest = {
        **_origin(document, conversation, number, tier),
        "analysis": list_parameters(report, requested_k),
        "ballots_digest": report.ballots_digest,
        "frozen_at": frozen_at.isoformat(timespec="seconds"),
        "generator": generator,
        "licence": licence,
        "uniqueness": uniqueness,
        "left_out": data.left_out,
        "files": list_files(data.files),
    }
    return {**data.files, MANIFEST: training.dump_pretty(manifest)}


def _origin(document: Mapping[str, Any], conversation: Conversation, number: int, tier: str) -> dict[str, Any]:
    """What the manifest says of the version and the conversation."""
    return {
        "format": FORMAT,
        "is_draft": document["status"] != "ratified",
        **{name: document[name] for name in ("title", "community", "deliberation", "prompt", "version")},
        "was_public": conversation.was_public,
        "admission": list(conversation.admission),
        "source": dict(conversation.source),
        "number": number,
        "tier": tier,
    }


def list_parameters(report: Report, requested_k: int | None) -> dict[str, Any]:
    """Everything that makes the same analysis again from the same ballots."""
    return {
        "digest": report.digest,
        "method": report.method,
        "k": report.k,
        "requested_k": requested_k,
        "seed": report.seed,
        "resamples": report.resamples,
        "rules": report.rules.to_dict(),
        "versions": dict(report.versions),
    }


def ballots_of(export: PolisExport) -> Ballots:
    """The ballots of an export, as an analysis takes them: everything its report and their digest depend on."""
    votes = export.votes
    return Ballots.from_arrays(
        votes.participants,
        votes.statements,
        votes.choices,
        people=np.array(export.participants, dtype=np.int64),
        items=np.array([statement.number for statement in export.statements], dtype=np.int64),
        rejected=[statement.number for statement in export.statements if statement.moderated == -1],
        meta=[statement.number for statement in export.statements if statement.is_meta],
        important=votes.important,
        twins=export.twins,
    )


def protect_analysis(report: Report, tier: str, status: str) -> dict[str, Any]:
    """The report as a tier may show it: whole at T2, else without single people and with rounded figures. What
    is reckoned from exact tallies that a tier withholds (doubts, yes-saying, other numbers of blocs) is whole or
    absent."""
    content = report.to_dict()
    mark = {} if status == "ratified" else {"watermark": WATERMARK}
    if tier == "T2":
        return {**mark, **content}
    letters = [report.blocs[index].letter for index in report.membership.argmax(axis=1)]
    run = {name: content[name] for name in ("method", "k", "seed", "resamples", "rules", "versions", "evidence")}
    return {
        **mark,
        **run,
        "ballots_digest": content["ballots_digest"],
        "digest": content["digest"],
        "statements": content["statements"],
        "blocs": [_bloc(bloc) for bloc in content["blocs"]],
        "blocks": count_identical_accounts(report, tier),
        "standings": [_standing(standing, report, tier) for standing in content["standings"]],
        "map": bin_map(content["positions"], letters),
        "turn": content["turn"],
    }


def count_identical_accounts(report: Report, tier: str) -> list[dict[str, Any]]:
    """How many accounts cast identical ballots, group by group, never which."""
    return [
        {
            "accounts": len(group.participants) if tier == "T2" else privacy.head_count(len(group.participants)),
            "statements": group.statements,
        }
        for group in report.identical_accounts
    ]


@dataclass(frozen=True)
class _Data:
    """files: path -> content. counts: rows per data file. left_out: path -> the reason."""

    files: dict[str, bytes]
    counts: dict[str, int]
    left_out: dict[str, str]


def _data(tier_document: Mapping[str, Any], report: Report, tier: str) -> _Data:
    files = {CONSTITUTION: to_json(tier_document).encode(), **derive_files(tier_document)}
    files[ANALYSIS] = training.dump_pretty(protect_analysis(report, tier, tier_document["status"]))
    counts = {CONSTITUTION: len(tier_document["principles"]), ANALYSIS: len(report.standings)}
    counts |= dict.fromkeys(
        (path for path in (PRINCIPLES, COMPARISONS, CRITIQUES) if path in files),
        len(training.select_usable(tier_document)),
    )
    why = NO_DRAFT_MARK if PRINCIPLES in files else NOT_ALLOWED if tier_document["principles"] else NO_ROWS
    left_out = {path: why for path in (PRINCIPLES, COMPARISONS, CRITIQUES) if path not in files}
    return _Data(files, counts, left_out)


def derive_files(tier_document: Mapping[str, Any]) -> dict[str, bytes]:
    """Path -> content of every file that says again what a (protected) document says."""
    files = {
        "constitution.md": to_markdown(tier_document).encode(),
        "constitution.yaml": to_yaml(tier_document).encode(),
    }
    if training.select_usable(tier_document):
        files[PRINCIPLES] = training.dump_jsonl(training.list_principle_rows(tier_document))
        if tier_document["status"] == "ratified":
            files[COMPARISONS] = training.dump_pretty(training.list_comparisons(tier_document))
            files[CRITIQUES] = training.dump_pretty(training.list_critiques(tier_document))
    return files


def _add_ballots(
    data: _Data, conversation: Conversation, tier: str, secret: str, status: str
) -> dict[str, int] | None:
    """Adds what the tier may hold of single ballots; returns the uniqueness report of rows, if there are any."""
    if tier == "T2":
        data.left_out[ROWS] = f"the exact ballots are in {POLIS}."
        export = _with_status(conversation.polis, status)
        data.files.update((POLIS + name, content) for name, content in write_export(export).items())
        data.counts[f"{POLIS}votes.csv"] = len(conversation.polis.votes)
        return None
    data.left_out[POLIS] = "exact ballots are for the data controller (tier T2)."
    rows = select_opted_in(_rows(conversation), conversation.opted_in, secret) if tier == "T1" else []
    if not rows:
        data.left_out[ROWS] = NO_OPT_IN if tier == "T1" else "tier T0 holds no row-level file."
        return None
    data.files[ROWS] = _rows_csv(rows, status)
    data.counts[ROWS] = len(rows)
    return count_unique(rows)


def _bloc(bloc: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: bloc[name] for name in ("letter", "counts", "stability")}
    return {**fields, "size": privacy.head_count(bloc["size"])}


def _standing(standing: Mapping[str, Any], report: Report, tier: str) -> dict[str, Any]:
    counting = {bloc.letter for bloc in report.blocs if bloc.counts}
    blocs = [
        {"letter": b["letter"], "counts": b["letter"] in counting, **read_figures(b)} for b in standing["blocs"]
    ]
    norm = {"overall": read_figures(standing), "blocs": blocs, "verdict": standing["verdict"]}
    return {"statement": standing["statement"], **privacy.protect_norm(norm, tier)}


def read_figures(standing: Mapping[str, Any]) -> dict[str, Any]:
    """Tally and shares of a report's standing, named as in a constitution document."""
    tally = standing["tally"]
    return {
        "tally": {"agree": tally["agree"], "disagree": tally["disagree"], "pass": tally["passed"]},
        "agree": standing["agree"],
        "disagree": standing["disagree"],
    }


def _rows(conversation: Conversation) -> list[Row]:
    ballots = ballots_of(conversation.polis)
    columns = (ballots.participants, ballots.statements, ballots.choices, ballots.important)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(*row, row[0] in conversation.for_training) for row in rows]


def _rows_csv(rows: list[Row], status: str) -> bytes:
    columns = ["participant", "statement", "vote", "important", "training", "status"]
    mark = "ratified" if status == "ratified" else "DRAFT"
    return write_csv(columns, [[*row[:3], int(row[3]), int(row[4]), mark] for row in rows])


def _with_status(export: PolisExport, status: str) -> PolisExport:
    mark = "ratified" if status == "ratified" else WATERMARK
    return replace(export, summary={**export.summary, "status": mark})
