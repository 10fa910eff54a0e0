"""What a report is made of: frozen, plain values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .polis_report import PolisByGroup, PolisStanding

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
    """How one statement fared in one bloc: among the people whose votes on other statements put them there.

    agree, disagree: of people like these. room: agreement among those placed there, the ones who have not voted on
    it included; no uncertainty is left once all have.
    """

    letter: str
    tally: Tally
    agree: Share
    disagree: Share
    room: Share


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
    it would be the same with identical accounts counted as one; it is not settled then. fares: the verdict
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
class HeldOutLoss:
    """How well one number of blocs predicts: nats per hidden vote (lower is better), and the paired per-person
    gain over no blocs with its standard error. counting: whether every one of these blocs counts; None where that
    was not asked, because the verdict did not turn on it."""

    k: int
    held_out: float
    gain: float
    gain_error: float
    counting: bool | None = None


@dataclass(frozen=True)
class Alternative:
    """The same votes at another number of blocs, which changes no verdict.

    counting: (k,). labels: the bloc of each participant, -1 for none. sizes: people in each bloc, found without
    the statement's fold, one row per fold. counts: agree, disagree, pass per bloc and statement (k x S x 3), flat.
    polis: Polis's figures over these blocs.
    """

    k: int
    counting: tuple[bool, ...]
    labels: tuple[int, ...]
    sizes: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]
    polis: PolisByGroup


@dataclass(frozen=True)
class IdenticalAccounts:
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
class ResponseStyles:
    """How much people differ in saying yes and in passing whatever is asked: standard deviations in logits."""

    yes: float
    passing: float
