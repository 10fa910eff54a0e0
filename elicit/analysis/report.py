"""What an analysis says: frozen, with its parameters, and the same again from its JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ballots import Flags, Ints, frozen
from .polis_report import PolisReport
from .rules import Rules

Floats = NDArray[np.float64]

VERDICTS = ("settled", "contested", "settled against", "lukewarm", "undecided")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FOLDS = 5  # of statements, by their number: blocs are found without a fold before they are asked about it


@dataclass(frozen=True)
class Tally:
    """Head-counts on one statement; unseen is not among them."""

    agree: int
    disagree: int
    passed: int

    @property
    def votes(self) -> int:
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class Share:
    """A share of all votes (agree + disagree + pass) with its central Jeffreys interval; fractions of 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BlocStanding:
    """How one statement fared in one bloc: among the people whom their votes on other statements place there.

    agree, disagree: of people like these. room: agreement among those placed there, the ones who have not voted on
    it included; no uncertainty is left once all have.
    """

    letter: str
    tally: Tally
    agree: Share
    disagree: Share
    room: Share


@dataclass(frozen=True)
class PolisStanding:
    """Polis's own figures for a statement, beside ours (formulas: module polis_statistics). consensus_agree,
    consensus_disagree: whether it is among the five strongest majorities each way."""

    group_informed_consensus: float
    extremity: float
    priority: float
    consensus_agree: bool = False
    consensus_disagree: bool = False


@dataclass(frozen=True)
class Standing:
    """How one statement fared, overall and in every bloc, and the verdict.

    held_by, opposed_by: letters of the counting blocs whose agree lower bound is above 1/2, and of those whose
    disagree lower bound is above their agree upper bound. bridging: geometric mean over counting blocs of
    (agree + 1) / (votes + 2). division: largest difference of agree shares between two counting blocs.
    more_votes: further votes per bloc likely to settle an undecided one. holds: share of resamples in which
    the verdict is the same; None when there were none. important: votes marked as important. room: agreement among
    everyone here, those who have not voted on it included. doubt: chance that a settled statement is not agreed to
    as widely as that says; None for others. depends: how many identical ballots the verdict depends on, None when
    it would be the same with each block of them counted as one account; it is not settled then. fares: the verdict
    at other numbers of blocs, as (k, verdict).
    """

    statement: int
    verdict: str
    tally: Tally
    agree: Share
    disagree: Share
    blocs: tuple[BlocStanding, ...]
    held_by: tuple[str, ...]
    opposed_by: tuple[str, ...]
    bridging: float
    division: float
    division_low: float
    division_high: float
    more_votes: int | None
    too_close: bool
    holds: float | None
    important: int
    room: Share
    doubt: float | None
    depends: int | None
    fares: tuple[tuple[int, str], ...]
    polis: PolisStanding


@dataclass(frozen=True)
class Representative:
    """A statement that is typical of a bloc: `share` of it took this direction, `elsewhere` of all others."""

    statement: int
    direction: int
    share: float
    low: float
    high: float
    elsewhere: float
    votes: int


@dataclass(frozen=True)
class Bloc:
    """Participants who vote alike. size: people whose membership is clear; share: of everyone grouped.

    stability: mean Jaccard overlap with its nearest bloc in the resamples; None when there were none.
    """

    index: int
    letter: str
    size: int
    share: float
    counts: bool
    stability: float | None
    represents: tuple[Representative, ...]


@dataclass(frozen=True)
class KEvidence:
    """What one number of blocs predicts: nats per hidden vote (lower is better), and the paired per-person gain
    over no blocs with its standard error. counting: whether every one of these blocs counts; None where that
    was not asked, because the verdict did not turn on it."""

    k: int
    held_out: float
    gain: float
    gain_error: float
    counting: bool | None = None


@dataclass(frozen=True)
class Lens:
    """The same votes at another number of blocs: a way of looking that changes no verdict.

    counting: (k,). labels: the bloc of each participant, -1 for none. sizes: people placed in each bloc without
    the statement's fold, one row per fold. counts: agree, disagree, pass per bloc and statement (k x S x 3), flat.
    """

    k: int
    counting: tuple[bool, ...]
    labels: tuple[int, ...]
    sizes: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """Accounts whose ballots are the same, or nearly, far beyond chance; counted as one when blocs are found.

    statements: on how many of them two or more of the accounts voted.
    """

    participants: tuple[int, ...]
    statements: int


@dataclass(frozen=True)
class YesSaying:
    """Acquiescence, from statements that come in reverse-worded pairs: by how much agreeing with both sides
    outweighs disagreeing with both, as a share of 1, with its interval. pairs: how many there were."""

    rate: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class Habits:
    """How much people differ in saying yes and in passing whatever is asked: standard deviations in logits."""

    yes: float
    passing: float


@dataclass(frozen=True)
class Report:
    """One analysis. Arrays are in row order of `participants` (P) and `statements` (S), both ascending ids.

    membership: (P, k), rows sum to 1; people with too few votes have what little is known of them.
    grouped: (P,) who was grouped. placed: (FOLDS, P) the bloc each person is placed in by the votes outside each
    fold of statements, -1 for none. rates: (k, S, 3) agree, disagree, pass, in-sample.
    positions: (P, 2), statement_positions: (S, 2), for the map. routing: (S,) weights above 0.
    polis: Polis's own figures over these blocs, whichever method found them. lenses: other numbers of blocs.
    voters: how many people voted at all. false_settled: how many of the settled statements are expected not to be
    as widely agreed to as that says.
    """

    method: str
    k: int
    seed: int
    resamples: int
    rules: Rules
    ballots_digest: str
    versions: Mapping[str, str]
    warm: bool
    previous_digest: str | None
    participants: Ints
    statements: Ints
    membership: Floats
    grouped: Flags
    placed: Ints
    rates: Floats
    positions: Floats
    statement_positions: Floats
    routing: Floats
    blocs: tuple[Bloc, ...]
    standings: tuple[Standing, ...]
    evidence: tuple[KEvidence, ...]
    between: int
    voters: int
    polis: PolisReport
    lenses: tuple[Lens, ...]
    blocks: tuple[Block, ...]
    yes_saying: YesSaying | None
    habits: Habits | None
    false_settled: float

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            object.__setattr__(self, name, frozen(getattr(self, name)))

    @property
    def folds(self) -> Ints:
        """(S,) the fold of each statement."""
        return self.statements % FOLDS

    @property
    def predictive_k(self) -> int | None:
        """The number of blocs that predicts hidden votes best; None where that was not asked."""
        return min(self.evidence, key=lambda each: each.held_out).k if self.evidence else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values only; `digest` is added last and covers everything else."""
        said = self._said
        return {**said, "digest": self.digest}

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, shortest floats that read back exactly, no NaN."""
        return _canonical(self.to_dict())

    @cached_property
    def digest(self) -> str:
        """sha256 of the canonical JSON of the result: everything but presentation (letters, the map, and the
        earlier report they were carried over from), so that a warm and a cold run of the same votes agree."""
        return hashlib.sha256(_canonical(self._result).encode()).hexdigest()

    @property
    def _result(self) -> dict[str, Any]:
        said = {name: value for name, value in self._said.items() if name not in _PRESENTATION}
        index = {bloc.letter: bloc.index for bloc in self.blocs}
        blocs = [{**bloc, "letter": None} for bloc in said["blocs"]]
        return {**said, "blocs": blocs, "standings": [_by_index(each, index) for each in said["standings"]]}

    @cached_property
    def _said(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in _PLAIN}
        arrays = {name: getattr(self, name).tolist() for name in _ARRAYS}
        return {
            **plain,
            **arrays,
            "rules": self.rules.to_dict(),
            "versions": dict(self.versions),
            "polis": asdict(self.polis),
            "blocs": [asdict(bloc) for bloc in self.blocs],
            "standings": [asdict(standing) for standing in self.standings],
            "evidence": [asdict(each) for each in self.evidence],
            "lenses": [asdict(each) for each in self.lenses],
            "blocks": [asdict(each) for each in self.blocks],
            "yes_saying": asdict(self.yes_saying) if self.yes_saying else None,
            "habits": asdict(self.habits) if self.habits else None,
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Report:
        """The report that `to_dict` or `to_json` came from, exactly."""
        arrays: dict[str, Any] = {
            name: _array(said[name], kind, shape(said)) for name, (kind, shape) in _ARRAYS.items()
        }
        return cls(
            **{name: said[name] for name in _PLAIN},
            **arrays,
            rules=Rules.from_dict(said["rules"]),
            versions=dict(said["versions"]),
            polis=PolisReport.from_dict(said["polis"]),
            blocs=tuple(_bloc(each) for each in said["blocs"]),
            standings=tuple(_standing(each) for each in said["standings"]),
            evidence=tuple(KEvidence(**each) for each in said["evidence"]),
            lenses=tuple(_lens(each) for each in said["lenses"]),
            blocks=tuple(Block(tuple(each["participants"]), each["statements"]) for each in said["blocks"]),
            yes_saying=YesSaying(**said["yes_saying"]) if said["yes_saying"] else None,
            habits=Habits(**said["habits"]) if said["habits"] else None,
        )


_PLAIN = (
    "method",
    "k",
    "seed",
    "resamples",
    "ballots_digest",
    "warm",
    "previous_digest",
    "between",
    "voters",
    "false_settled",
)
_PRESENTATION = ("positions", "statement_positions", "warm", "previous_digest")
_ARRAYS: dict[str, tuple[Any, Any]] = {
    "participants": (np.int64, lambda said: (-1,)),
    "statements": (np.int64, lambda said: (-1,)),
    "grouped": (np.bool_, lambda said: (-1,)),
    "placed": (np.int64, lambda said: (FOLDS, len(said["participants"]))),
    "routing": (np.float64, lambda said: (-1,)),
    "membership": (np.float64, lambda said: (len(said["participants"]), said["k"])),
    "positions": (np.float64, lambda said: (len(said["participants"]), 2)),
    "statement_positions": (np.float64, lambda said: (len(said["statements"]), 2)),
    "rates": (np.float64, lambda said: (said["k"], len(said["statements"]), 3)),
}


def _canonical(said: Any) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _by_index(standing: Mapping[str, Any], index: Mapping[str, int]) -> dict[str, Any]:
    """A standing without letters: its blocs in order of their index."""
    blocs = {index[bloc["letter"]]: {**bloc, "letter": None} for bloc in standing["blocs"]}
    return {
        **standing,
        "blocs": [blocs[place] for place in sorted(blocs)],
        "held_by": sorted(index[letter] for letter in standing["held_by"]),
        "opposed_by": sorted(index[letter] for letter in standing["opposed_by"]),
    }


def _array(values: list[Any], kind: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.array(values, dtype=kind).reshape(shape)


def _bloc(said: Mapping[str, Any]) -> Bloc:
    return Bloc(**{**said, "represents": tuple(Representative(**each) for each in said["represents"])})


def _standing(said: Mapping[str, Any]) -> Standing:
    return Standing(
        **{
            **said,
            **_shares(said),
            "blocs": tuple(BlocStanding(letter=each["letter"], **_shares(each)) for each in said["blocs"]),
            "held_by": tuple(said["held_by"]),
            "opposed_by": tuple(said["opposed_by"]),
            "fares": tuple((k, verdict) for k, verdict in said["fares"]),
            "polis": PolisStanding(**said["polis"]),
        }
    )


def _lens(said: Mapping[str, Any]) -> Lens:
    sizes = tuple(tuple(row) for row in said["sizes"])
    return Lens(said["k"], tuple(said["counting"]), tuple(said["labels"]), sizes, tuple(said["counts"]))


def _shares(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tally": Tally(**said["tally"]),
        "agree": Share(**said["agree"]),
        "disagree": Share(**said["disagree"]),
        "room": Share(**said["room"]),
    }
