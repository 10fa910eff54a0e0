"""From a report to a draft: settled statements become principles, contested ones annexes of the blocs that hold
them. Texts stay verbatim: nobody's words are changed, and no aim is written for them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from elicit.analysis import BlocStanding, Report, Share, Standing, Tally

FORMAT = 1
VERBATIM = "verbatim"
ROUNDING = 1e-9  # so that 29 % is not floored to 28
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
        said = _plain(asdict(self))
        note = NO_PRINCIPLE if not self.principles else None
        head = {"format": FORMAT, "version": version, "status": status, "note": note}
        return {**head, **said, "withheld": []}


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
    missing = [number for number in report.statements.tolist() if number not in words]
    if missing:
        raise ValueError(f"The words of statement {missing[0]} are missing; {len(missing)} are, in all.")
    maker = _Maker(report, words, deliberation)
    by = {verdict: [s for s in report.standings if s.verdict == verdict] for verdict in _VERDICTS}
    settled = sorted(by["settled"], key=lambda each: (-each.bridging, each.statement))
    contested = sorted(by["contested"], key=lambda each: (-each.division, each.statement))
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
            {"letter": b.letter, "size": b.size, "counts": b.counts, "stability": b.stability}
            for b in report.blocs
        ),
        principles=tuple(maker.principle(n, each) for n, each in enumerate(settled, start=1)),
        annexes=tuple(maker.annex(n, each) for n, each in enumerate(contested, start=1)),
        open=tuple(maker.item(each) for each in by["undecided"] + by["lukewarm"]),
        against=tuple(maker.item(each) for each in by["settled against"]),
    )


_VERDICTS = ("settled", "contested", "settled against", "lukewarm", "undecided")


@dataclass(frozen=True)
class _Maker:
    report: Report
    words: Mapping[int, StatementText]
    deliberation: str

    def principle(self, number: int, standing: Standing) -> DraftPrinciple:
        return DraftPrinciple(**self._norm(f"p{standing.statement}", number, standing))

    def annex(self, number: int, standing: Standing) -> DraftAnnex:
        return DraftAnnex(**self._norm(f"a{standing.statement}", number, standing), opposed_by=standing.opposed_by)

    def item(self, standing: Standing) -> OpenItem:
        told = self.words[standing.statement]
        return OpenItem(
            statement=standing.statement,
            text=told.text,
            language=told.language,
            verdict=standing.verdict,
            reason=reason(standing, self._counting()),
            overall=_overall(standing),
            blocs=self._blocs(standing),
        )

    def _norm(self, name: str, number: int, standing: Standing) -> dict[str, Any]:
        told = self.words[standing.statement]
        return {
            "id": name,
            "text": told.text,
            "language": told.language,
            "wording_status": VERBATIM,
            "source": (standing.statement,),
            "towards": None,
            "away": None,
            "directive": None,
            "scope": None,
            "context": None,
            "exceptions": (),
            "priority": number,
            "tensions": (),
            "family": told.family,
            "examples": {"honours": [], "violates": []},
            "verdict": standing.verdict,
            "held_by": standing.held_by,
            "evidence": evidence(standing, self._counting()),
            "overall": _overall(standing),
            "blocs": self._blocs(standing),
            "provenance": {
                "statement": standing.statement,
                "deliberation": self.deliberation,
                "analysis": self.report.digest,
                "ballots": self.report.ballots_digest,
                "tally": _tally(standing.tally),
            },
        }

    def _counting(self) -> frozenset[str]:
        return frozenset(bloc.letter for bloc in self.report.blocs if bloc.counts)

    def _blocs(self, standing: Standing) -> tuple[Mapping[str, Any], ...]:
        counting = self._counting()
        return tuple(
            {
                "letter": bloc.letter,
                "counts": bloc.letter in counting,
                "tally": _tally(bloc.tally),
                "agree": _share(bloc.agree),
                "disagree": _share(bloc.disagree),
            }
            for bloc in standing.blocs
        )


def interval(share: Share) -> str:
    """ "82 % (76–87 %)": a number never stands alone."""
    value, low, high = (round(100 * each) for each in (share.value, share.low, share.high))
    return f"{value} % ({low}–{high} %)"


def evidence(standing: Standing, counting: frozenset[str]) -> str:
    """How a statement fared, in one sentence with its intervals, and whether identical ballots decide."""
    return _fared(standing, counting) + _copies(standing)


def _fared(standing: Standing, counting: frozenset[str]) -> str:
    said = f"{interval(standing.agree)} of the {standing.tally.votes} who voted on it agree"
    jury = [bloc for bloc in standing.blocs if bloc.letter in counting]
    if len(jury) < 2:
        return f"{said}."
    if standing.verdict == "settled":
        least = min(bloc.agree.value for bloc in jury)
        return f"{said}, in every bloc at least {math.floor(100 * least + ROUNDING)} %."
    return f"{said}; " + ", ".join(f"{bloc.letter} {interval(bloc.agree)}" for bloc in jury) + "."


def reason(standing: Standing, counting: frozenset[str]) -> str:
    """Why a statement is not a principle, in words."""
    if standing.verdict == "settled against":
        return f"Settled against: {interval(standing.disagree)} of the {standing.tally.votes} votes disagree."
    if standing.verdict == "lukewarm":
        return f"Lukewarm: {_cool(standing, counting)}{_copies(standing)}"
    return f"Undecided: {_unknown(standing, counting)}"


def _unknown(standing: Standing, counting: frozenset[str]) -> str:
    if standing.tally.votes == 0:
        return "nobody has seen it yet."
    if standing.depends:
        return f"the verdict depends on {standing.depends} identical ballots, which somebody has to look at first."
    if all(bloc.tally.votes == 0 for bloc in standing.blocs if bloc.letter in counting) and counting:
        return "people's votes on other statements do not say who is in which bloc."
    if standing.too_close:
        return "too close to call; more votes are unlikely to settle it."
    return f"about {standing.more_votes} more votes per bloc would likely settle it."


def _copies(standing: Standing) -> str:
    """What is added to a verdict that would be another with every block of identical ballots as one account.
    Nothing is settled by them, for or against, so that such a one is contested or lukewarm."""
    return f" The verdict depends on {standing.depends} identical ballots." if standing.depends else ""


def _cool(standing: Standing, counting: frozenset[str]) -> str:
    cool = [bloc for bloc in standing.blocs if bloc.letter in counting and bloc.agree.high < 0.5]
    if len(standing.blocs) > 1 and cool:
        coolest: BlocStanding = min(cool, key=lambda bloc: bloc.agree.value)
        return f"agreement in bloc {coolest.letter} stays under half, {interval(coolest.agree)}."
    return f"agreement stays under half, {interval(standing.agree)}."


def _overall(standing: Standing) -> dict[str, Any]:
    return {
        "tally": _tally(standing.tally),
        "agree": _share(standing.agree),
        "disagree": _share(standing.disagree),
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"agree": tally.agree, "disagree": tally.disagree, "pass": tally.passed}


def _share(share: Share) -> dict[str, float]:
    return {"value": share.value, "low": share.low, "high": share.high}


def _plain(value: Any) -> Any:
    """Tuples as lists, so that a document equals what its JSON reads back to."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
