"""What an analysis says: frozen, with its parameters, and the same again from its JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .ballots import Flags, Ints, freeze
from .polis_report import PolisByGroup, PolisReport, PolisStanding
from .records import (
    FOLDS,
    Alternative,
    Bloc,
    BlocStanding,
    Floats,
    HeldOutLoss,
    IdenticalAccounts,
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
    grouped: (P,) who was grouped. assignment: (FOLDS, P) the bloc of each person by the votes outside each fold of
    statements, -1 for none. rates: (k, S, 3) agree, disagree, pass, in-sample.
    positions: (P, 2), statement_positions: (S, 2), for the map; turn: (2, 2), how its axes were turned to those of
    an earlier report. routing: (S,) weights above 0.
    polis: Polis's own figures over these blocs, whichever method found them. alternatives: other numbers of blocs.
    voters: how many people voted at all. false_settled: how many of the settled statements are expected not to be
    as widely agreed to as that says.

    In JSON, assignment is `placed`, held_out_losses `evidence`, alternatives `lenses`, identical_accounts `blocks`
    and response_styles `habits`.
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
    assignment: Ints
    rates: Floats
    positions: Floats
    statement_positions: Floats
    turn: Floats
    routing: Floats
    blocs: tuple[Bloc, ...]
    standings: tuple[Standing, ...]
    held_out_losses: tuple[HeldOutLoss, ...]
    between: int
    voters: int
    polis: PolisReport
    alternatives: tuple[Alternative, ...]
    identical_accounts: tuple[IdenticalAccounts, ...]
    yes_saying: YesSaying | None
    response_styles: ResponseStyles | None
    false_settled: float

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            object.__setattr__(self, name, freeze(getattr(self, name)))

    @property
    def folds(self) -> Ints:
        """(S,) the fold of each statement."""
        return self.statements % FOLDS

    @property
    def predictive_k(self) -> int | None:
        """The number of blocs that predicts hidden votes best; None where that was not asked."""
        losses = self.held_out_losses
        return min(losses, key=lambda loss: loss.held_out).k if losses else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values only; `digest` is added last and covers everything else."""
        return {**self._content, "digest": self.digest}

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
        content = {key: value for key, value in self._content.items() if key not in _PRESENTATION}
        index = {bloc.letter: bloc.index for bloc in self.blocs}
        blocs = [{**bloc, "letter": None} for bloc in content["blocs"]]
        standings = [_by_index(standing, index) for standing in content["standings"]]
        return {**content, "blocs": blocs, "standings": standings}

    @cached_property
    def _content(self) -> dict[str, Any]:
        """The report as plain values by their keys in JSON, without its digest."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        arrays = {_KEYS.get(name, name): getattr(self, name).tolist() for name in _ARRAYS}
        return {
            **plain,
            **arrays,
            "rules": self.rules.to_dict(),
            "versions": dict(self.versions),
            "polis": as_plain(self.polis),
            "blocs": [as_plain(bloc) for bloc in self.blocs],
            "standings": [as_plain(standing) for standing in self.standings],
            "evidence": [as_plain(loss) for loss in self.held_out_losses],
            "lenses": [as_plain(alternative) for alternative in self.alternatives],
            "blocks": [as_plain(accounts) for accounts in self.identical_accounts],
            "yes_saying": as_plain(self.yes_saying) if self.yes_saying else None,
            "habits": as_plain(self.response_styles) if self.response_styles else None,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Report:
        """The report that `to_dict` or `to_json` came from, exactly. One of the first method's has defaults where
        that method had no figure, and one of the third's no alternatives: they lack Polis's figures."""
        content = {
            "turn": [[1.0, 0.0], [0.0, 1.0]],
            **(content if "lenses" in content else _from_first_method(content)),
        }
        return cls(
            **{name: content[name] for name in _PLAIN},
            **_arrays(content),
            rules=Rules.from_dict(content["rules"]),
            versions=dict(content["versions"]),
            polis=PolisReport.from_dict(content["polis"]),
            blocs=tuple(_bloc(fields) for fields in content["blocs"]),
            standings=tuple(_standing(fields) for fields in content["standings"]),
            held_out_losses=tuple(HeldOutLoss(**fields) for fields in content["evidence"]),
            alternatives=tuple(_alternative(fields) for fields in content["lenses"] if "polis" in fields),
            identical_accounts=tuple(
                IdenticalAccounts(tuple(fields["participants"]), fields["statements"])
                for fields in content["blocks"]
            ),
            yes_saying=YesSaying(**content["yes_saying"]) if content["yes_saying"] else None,
            response_styles=ResponseStyles(**content["habits"]) if content["habits"] else None,
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
_KEYS = {"assignment": "placed"}  # in JSON, of arrays that have another name here
_ARRAYS: dict[str, tuple[Any, Any]] = {
    "participants": (np.int64, lambda content: (-1,)),
    "statements": (np.int64, lambda content: (-1,)),
    "grouped": (np.bool_, lambda content: (-1,)),
    "assignment": (np.int64, lambda content: (FOLDS, len(content["participants"]))),
    "routing": (np.float64, lambda content: (-1,)),
    "membership": (np.float64, lambda content: (len(content["participants"]), content["k"])),
    "positions": (np.float64, lambda content: (len(content["participants"]), 2)),
    "statement_positions": (np.float64, lambda content: (len(content["statements"]), 2)),
    "turn": (np.float64, lambda content: (2, 2)),
    "rates": (np.float64, lambda content: (content["k"], len(content["statements"]), 3)),
}


def as_plain(value: Any) -> Any:
    """Records as dicts by field, however deep; tuples of numbers and words stay what they are."""
    if isinstance(value, tuple):
        deep = value and (isinstance(value[0], tuple) or hasattr(value[0], "__dataclass_fields__"))
        return tuple(as_plain(item) for item in value) if deep else value
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_plain(item) for name, item in vars(value).items()}
    return value


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _by_index(standing: Mapping[str, Any], index: Mapping[str, int]) -> dict[str, Any]:
    """A standing without letters: its blocs in order of their index."""
    blocs = {index[bloc["letter"]]: {**bloc, "letter": None} for bloc in standing["blocs"]}
    return {
        **standing,
        "blocs": [blocs[place] for place in sorted(blocs)],
        "held_by": sorted(index[letter] for letter in standing["held_by"]),
        "opposed_by": sorted(index[letter] for letter in standing["opposed_by"]),
    }


def _arrays(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(content[_KEYS.get(name, name)], dtype=kind).reshape(shape(content))
        for name, (kind, shape) in _ARRAYS.items()
    }


def _bloc(fields: Mapping[str, Any]) -> Bloc:
    return Bloc(**{**fields, "represents": tuple(Representative(**row) for row in fields["represents"])})


def _standing(fields: Mapping[str, Any]) -> Standing:
    return Standing(
        **{
            **fields,
            **_shares(fields),
            "blocs": tuple(BlocStanding(letter=bloc["letter"], **_shares(bloc)) for bloc in fields["blocs"]),
            "held_by": tuple(fields["held_by"]),
            "opposed_by": tuple(fields["opposed_by"]),
            "fares": tuple((k, verdict) for k, verdict in fields["fares"]),
            "polis": PolisStanding(**fields["polis"]),
        }
    )


def _from_first_method(content: Mapping[str, Any]) -> dict[str, Any]:
    """A report from before blocs were found without the statements they are asked about."""
    defaults: dict[str, Any] = {"important": 0, "doubt": None, "depends": None, "fares": []}
    standings = [
        {
            **defaults,
            **standing,
            "room": standing["agree"],
            "blocs": [{**bloc, "room": bloc["agree"]} for bloc in standing["blocs"]],
        }
        for standing in content["standings"]
    ]
    people = len(content["participants"])
    unknown: dict[str, Any] = {
        "lenses": [],
        "blocks": [],
        "yes_saying": None,
        "habits": None,
        "false_settled": 0.0,
    }
    assignment = [[-1] * people] * FOLDS
    return {**content, **unknown, "standings": standings, "placed": assignment, "voters": people}


def _alternative(fields: Mapping[str, Any]) -> Alternative:
    return Alternative(
        k=fields["k"],
        counting=tuple(fields["counting"]),
        labels=tuple(fields["labels"]),
        sizes=tuple(tuple(row) for row in fields["sizes"]),
        counts=tuple(fields["counts"]),
        polis=PolisByGroup.from_dict(fields["polis"]),
    )


def _shares(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tally": Tally(**fields["tally"]),
        "agree": Share(**fields["agree"]),
        "disagree": Share(**fields["disagree"]),
        "room": Share(**fields["room"]),
    }
