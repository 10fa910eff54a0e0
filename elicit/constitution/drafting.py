"""From a report to a draft: settled statements become principles, contested ones annexes of the blocs that hold
them. Texts stay verbatim: nobody's words are changed, and no aim is written for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from elicit.analysis import Report, Share, Standing, Tally, sort_standings

from .explaining import describe_evidence, explain

FORMAT = 1
VERBATIM = "verbatim"
NO_PRINCIPLE = (
    "No statement is settled in every bloc, so this draft holds no principle. That is a legitimate result: "
    "nothing is claimed that was not found."
)


@dataclass(frozen=True)
class StatementText:
    """A statement's words, for a draft. number: its number inside the deliberation."""

    number: int
    text: str
    language: str = ""
    is_seed: bool = False
    family: str = ""


@dataclass(frozen=True)
class DraftPrinciple:
    """One norm every counting bloc holds. towards, away and directive stay None until a person writes them.

    id: "p" and the number of the statement it comes from, the same in every draft and every tier. blocs: one
    mapping per bloc: letter, counts, tally, agree (value, low, high). provenance: the statement, the deliberation,
    the analysis and the tally it stands on.
    """

    id: str
    text: str
    language: str
    wording_status: str
    source: tuple[int, ...]
    towards: str | None
    away: str | None
    directive: str | None
    scope: str | None
    context: str | None
    exceptions: tuple[str, ...]
    priority: int
    tensions: tuple[str, ...]
    family: str
    examples: Mapping[str, Any]
    verdict: str
    held_by: tuple[str, ...]
    evidence: str
    overall: Mapping[str, Any]
    blocs: tuple[Mapping[str, Any], ...]
    provenance: Mapping[str, Any]


@dataclass(frozen=True)
class DraftAnnex(DraftPrinciple):
    """What some blocs hold and others oppose; kept, never averaged away."""

    opposed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenItem:
    """A statement that is no principle, and why not."""

    statement: int
    text: str
    language: str
    verdict: str
    reason: str
    overall: Mapping[str, Any]
    blocs: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Draft:
    """A whole draft; `to_document` gives the plain values every format is made from."""

    title: str
    prompt: str
    community: str
    deliberation: str
    analysis: str
    ballots_digest: str
    method: str
    k: int
    people: int
    votes: int
    between: int
    blocs: tuple[Mapping[str, Any], ...]
    principles: tuple[DraftPrinciple, ...]
    annexes: tuple[DraftAnnex, ...]
    open: tuple[OpenItem, ...]
    against: tuple[OpenItem, ...]

    def to_document(self, *, version: int, status: str) -> dict[str, Any]:
        """Plain JSON values with the format's number, the version's number and its status."""
        note = NO_PRINCIPLE if not self.principles else None
        head = {"format": FORMAT, "version": version, "status": status, "note": note}
        return {**head, **_convert_tuples(asdict(self)), "withheld": []}


def draft(
    report: Report,
    statements: Sequence[StatementText],
    *,
    title: str,
    community: str,
    prompt: str,
    deliberation: str,
) -> Draft:
    """The draft of this report. Principles come in order of bridging, the broadest first.

    statements: the words of every statement of the report (others are left out). Raises ValueError with a
    sentence when the words of a statement are missing.
    """
    words = {statement.number: statement for statement in statements}
    gaps = [number for number in report.statements.tolist() if number not in words]
    if gaps:
        raise ValueError(f"The words of statement {gaps[0]} are missing; {len(gaps)} are, in all.")
    writer = _Writer(report, words, deliberation)
    principles = sort_standings(report.standings, "settled")
    annexes = sort_standings(report.standings, "contested")
    return Draft(
        title=title,
        prompt=prompt,
        community=community,
        deliberation=deliberation,
        analysis=report.digest,
        ballots_digest=report.ballots_digest,
        method=report.method,
        k=report.k,
        people=int(report.grouped.sum()),
        votes=sum(standing.tally.votes for standing in report.standings),
        between=report.between,
        blocs=tuple(
            {"letter": bloc.letter, "size": bloc.size, "counts": bloc.counts, "stability": bloc.stability}
            for bloc in report.blocs
        ),
        principles=tuple(
            writer.write_principle(place, standing) for place, standing in enumerate(principles, start=1)
        ),
        annexes=tuple(writer.write_annex(place, standing) for place, standing in enumerate(annexes, start=1)),
        open=writer.write_items("undecided") + writer.write_items("lukewarm"),
        against=writer.write_items("settled against"),
    )


@dataclass(frozen=True)
class _Writer:
    """Writes the parts of a draft. words: by statement number."""

    report: Report
    words: Mapping[int, StatementText]
    deliberation: str

    def write_principle(self, priority: int, standing: Standing) -> DraftPrinciple:
        return DraftPrinciple(**self._collect_norm(f"p{standing.statement}", priority, standing))

    def write_annex(self, priority: int, standing: Standing) -> DraftAnnex:
        norm = self._collect_norm(f"a{standing.statement}", priority, standing)
        return DraftAnnex(**norm, opposed_by=standing.opposed_by)

    def write_items(self, verdict: str) -> tuple[OpenItem, ...]:
        """In order of number, as people wrote them: what is no principle is looked up, not ranked."""
        return tuple(
            self.write_item(standing) for standing in self.report.standings if standing.verdict == verdict
        )

    def write_item(self, standing: Standing) -> OpenItem:
        statement = self.words[standing.statement]
        return OpenItem(
            statement=standing.statement,
            text=statement.text,
            language=statement.language,
            verdict=standing.verdict,
            reason=explain(standing, self._list_counting_letters()),
            overall=_summarize(standing),
            blocs=self._list_blocs(standing),
        )

    def _collect_norm(self, name: str, priority: int, standing: Standing) -> dict[str, Any]:
        statement = self.words[standing.statement]
        return {
            "id": name,
            "text": statement.text,
            "language": statement.language,
            "wording_status": VERBATIM,
            "source": (standing.statement,),
            "towards": None,
            "away": None,
            "directive": None,
            "scope": None,
            "context": None,
            "exceptions": (),
            "priority": priority,
            "tensions": (),
            "family": statement.family,
            "examples": {"honours": [], "violates": []},
            "verdict": standing.verdict,
            "held_by": standing.held_by,
            "evidence": describe_evidence(standing, self._list_counting_letters()),
            "overall": _summarize(standing),
            "blocs": self._list_blocs(standing),
            "provenance": {
                "statement": standing.statement,
                "deliberation": self.deliberation,
                "analysis": self.report.digest,
                "ballots": self.report.ballots_digest,
                "tally": _count_choices(standing.tally),
            },
        }

    def _list_counting_letters(self) -> frozenset[str]:
        return frozenset(bloc.letter for bloc in self.report.blocs if bloc.counts)

    def _list_blocs(self, standing: Standing) -> tuple[Mapping[str, Any], ...]:
        letters = self._list_counting_letters()
        return tuple(
            {
                "letter": bloc.letter,
                "counts": bloc.letter in letters,
                "tally": _count_choices(bloc.tally),
                "agree": _list_bounds(bloc.agree),
                "disagree": _list_bounds(bloc.disagree),
            }
            for bloc in standing.blocs
        )


def _summarize(standing: Standing) -> dict[str, Any]:
    return {
        "tally": _count_choices(standing.tally),
        "agree": _list_bounds(standing.agree),
        "disagree": _list_bounds(standing.disagree),
    }


def _count_choices(tally: Tally) -> dict[str, int]:
    return {"agree": tally.agree, "disagree": tally.disagree, "pass": tally.passed}


def _list_bounds(share: Share) -> dict[str, float]:
    return {"value": share.value, "low": share.low, "high": share.high}


def _convert_tuples(value: Any) -> Any:
    """Tuples as lists, so that a document equals what its JSON reads back to."""
    if isinstance(value, Mapping):
        return {key: _convert_tuples(item) for key, item in value.items()}
    return [_convert_tuples(item) for item in value] if isinstance(value, list | tuple) else value
