"""How sure an analysis is as a whole: why so many blocs, what may be wrong, and who answers alike. Nothing
in it is about one person."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from elicit.analysis import HeldOutLoss, Report, YesSaying


@dataclass(frozen=True)
class HeldOutRow:
    """How well one number of blocs foretells hidden votes. nats: per vote; gain, error: over one bloc fewer.
    counting: whether every one of its blocs counts; None where not asked."""

    k: int
    nats: float
    gain: float
    error: float
    counting: bool | None
    is_best: bool
    is_chosen: bool


@dataclass(frozen=True)
class YesSayingPercent:
    """By how much agreeing with both sides of a pair outweighs disagreeing with both, in per cent."""

    rate: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class IdenticalAccounts:
    """Accounts with the same ballots, never which."""

    accounts: int
    statements: int


@dataclass(frozen=True)
class Certainty:
    """held_out: for each number of blocs, why this one. false_settled: how many of the settled statements are
    expected not to be as widely agreed to. yes, passing: by how much one standard deviation multiplies the odds of
    agreeing, and of passing, whatever is asked; None where response styles were not fitted."""

    held_out: tuple[HeldOutRow, ...]
    predictive_k: int | None
    gain_share: int
    confidence: int
    resamples: int
    false_settled: float
    yes_saying: YesSayingPercent | None
    yes: float | None
    passing: float | None
    identical_accounts: tuple[IdenticalAccounts, ...]


def read_certainty(report: Report) -> Certainty:
    yes_saying, styles = report.yes_saying, report.response_styles
    return Certainty(
        held_out=tuple(_held_out_row(loss, report) for loss in report.held_out_losses),
        predictive_k=report.predictive_k,
        gain_share=round(100 * report.rules.gain_share),
        confidence=round(100 * report.rules.confidence),
        resamples=report.resamples,
        false_settled=report.false_settled,
        yes_saying=_per_cent(yes_saying) if yes_saying else None,
        yes=exp(styles.yes) if styles else None,
        passing=exp(styles.passing) if styles else None,
        identical_accounts=tuple(
            IdenticalAccounts(len(group.participants), group.statements) for group in report.identical_accounts
        ),
    )


def _per_cent(estimate: YesSaying) -> YesSayingPercent:
    return YesSayingPercent(100 * estimate.rate, 100 * estimate.low, 100 * estimate.high, estimate.pairs)


def _held_out_row(loss: HeldOutLoss, report: Report) -> HeldOutRow:
    is_best, is_chosen = loss.k == report.predictive_k, loss.k == report.k
    return HeldOutRow(loss.k, loss.held_out, loss.gain, loss.gain_error, loss.counting, is_best, is_chosen)
