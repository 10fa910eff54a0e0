"""What an analysis says: frozen, with its parameters, and the same again from its JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ballots import Flags, Ints, frozen
from .polis_report import PolisByGroup, PolisReport, PolisStanding
from .records import (
    FOLDS,
    Alternative,
    Bloc,
    BlocStanding,
    Floats,
    IdenticalAccounts,
    KEvidence,
    Representative,
    ResponseStyles,
    Share,
    Standing,
    Tally,
    YesSaying,
)
from .rules import Rules


@dataclass(frozen=True)
class Report:
    """One analysis. Arrays are in row order of `participants` (P) and `statements` (S), both ascending ids.

    membership: (P, k), rows sum to 1; people with too few votes have what little is known of them.
    grouped: (P,) who was grouped. placed: (FOLDS, P) the bloc each person is placed in by the votes outside each
    fold of statements, -1 for none. rates: (k, S, 3) agree, disagree, pass, in-sample.
    positions: (P, 2), statement_positions: (S, 2), for the map; turn: (2, 2), how its axes were turned to those of
    an earlier report. routing: (S,) weights above 0.
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
    turn: Floats
    routing: Floats
    blocs: tuple[Bloc, ...]
    standings: tuple[Standing, ...]
    evidence: tuple[KEvidence, ...]
    between: int
    voters: int
    polis: PolisReport
    lenses: tuple[Alternative, ...]
    blocks: tuple[IdenticalAccounts, ...]
    yes_saying: YesSaying | None
    habits: ResponseStyles | None
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
            "polis": as_plain(self.polis),
            "blocs": [as_plain(bloc) for bloc in self.blocs],
            "standings": [as_plain(standing) for standing in self.standings],
            "evidence": [as_plain(each) for each in self.evidence],
            "lenses": [as_plain(each) for each in self.lenses],
            "blocks": [as_plain(each) for each in self.blocks],
            "yes_saying": as_plain(self.yes_saying) if self.yes_saying else None,
            "habits": as_plain(self.habits) if self.habits else None,
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Report:
        """The report that `to_dict` or `to_json` came from, exactly. One of the first method's comes with nothing
        said of what it did not know, and one of the third's without lenses: they lack Polis's figures."""
        said = {"turn": [[1.0, 0.0], [0.0, 1.0]], **(said if "lenses" in said else _first_method(said))}
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
            lenses=tuple(_lens(each) for each in said["lenses"] if "polis" in each),
            blocks=tuple(
                IdenticalAccounts(tuple(each["participants"]), each["statements"]) for each in said["blocks"]
            ),
            yes_saying=YesSaying(**said["yes_saying"]) if said["yes_saying"] else None,
            habits=ResponseStyles(**said["habits"]) if said["habits"] else None,
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
_PRESENTATION = ("positions", "statement_positions", "turn", "warm", "previous_digest")
_ARRAYS: dict[str, tuple[Any, Any]] = {
    "participants": (np.int64, lambda said: (-1,)),
    "statements": (np.int64, lambda said: (-1,)),
    "grouped": (np.bool_, lambda said: (-1,)),
    "placed": (np.int64, lambda said: (FOLDS, len(said["participants"]))),
    "routing": (np.float64, lambda said: (-1,)),
    "membership": (np.float64, lambda said: (len(said["participants"]), said["k"])),
    "positions": (np.float64, lambda said: (len(said["participants"]), 2)),
    "statement_positions": (np.float64, lambda said: (len(said["statements"]), 2)),
    "turn": (np.float64, lambda said: (2, 2)),
    "rates": (np.float64, lambda said: (said["k"], len(said["statements"]), 3)),
}


def as_plain(value: Any) -> Any:
    """Records as dicts by field, however deep; tuples of numbers and words stay what they are."""
    if isinstance(value, tuple):
        deep = value and (isinstance(value[0], tuple) or hasattr(value[0], "__dataclass_fields__"))
        return tuple(as_plain(each) for each in value) if deep else value
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_plain(each) for name, each in vars(value).items()}
    return value


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


def _first_method(said: Mapping[str, Any]) -> dict[str, Any]:
    """A report from before blocs were found without the statements they are asked about."""
    rest: dict[str, Any] = {"important": 0, "doubt": None, "depends": None, "fares": []}
    standings = [
        {
            **rest,
            **each,
            "room": each["agree"],
            "blocs": [{**bloc, "room": bloc["agree"]} for bloc in each["blocs"]],
        }
        for each in said["standings"]
    ]
    people = len(said["participants"])
    unknown: dict[str, Any] = {
        "lenses": [],
        "blocks": [],
        "yes_saying": None,
        "habits": None,
        "false_settled": 0.0,
    }
    placed = [[-1] * people] * FOLDS
    return {**said, **unknown, "standings": standings, "placed": placed, "voters": people}


def _lens(said: Mapping[str, Any]) -> Alternative:
    sizes = tuple(tuple(row) for row in said["sizes"])
    return Alternative(
        k=said["k"],
        counting=tuple(said["counting"]),
        labels=tuple(said["labels"]),
        sizes=sizes,
        counts=tuple(said["counts"]),
        polis=PolisByGroup.from_dict(said["polis"]),
    )


def _shares(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tally": Tally(**said["tally"]),
        "agree": Share(**said["agree"]),
        "disagree": Share(**said["disagree"]),
        "room": Share(**said["room"]),
    }
