"""How sure an analysis is as a whole: why so many blocs, what may be wrong, and who answers alike. Nothing
in it is about one person."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from elicit.analysis import HeldOutLoss, Report


@dataclass(frozen=True)
class Evidence:
    """What one number of blocs predicts. counting: whether every one of its blocs counts; None where not asked."""

    k: int
    nats: float
    gain: float
    error: float
    counting: bool | None
    is_best: bool
    is_chosen: bool


@dataclass(frozen=True)
class YesSaying:
    """By how much agreeing with both sides of a pair outweighs disagreeing with both, in per cent."""

    rate: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class Block:
    """Accounts with the same ballots, never which."""

    accounts: int
    statements: int


@dataclass(frozen=True)
class Certainty:
    """evidence: for each number of blocs, why this one. false_settled: how many of the settled statements are
    expected not to be as widely agreed to. yes, passing: by how much one standard deviation multiplies the odds of
    agreeing, and of passing, whatever is asked; None where habits were not fitted."""

    evidence: tuple[Evidence, ...]
    predictive_k: int | None
    gain_share: int
    confidence: int
    resamples: int
    false_settled: float
    yes_saying: YesSaying | None
    yes: float | None
    passing: float | None
    blocks: tuple[Block, ...]


def certainty(report: Report) -> Certainty:
    said, habits = report.yes_saying, report.response_styles
    return Certainty(
        evidence=tuple(_evidence(each, report) for each in report.held_out_losses),
        predictive_k=report.predictive_k,
        gain_share=round(100 * report.rules.gain_share),
        confidence=round(100 * report.rules.confidence),
        resamples=report.resamples,
        false_settled=report.false_settled,
        yes_saying=YesSaying(100 * said.rate, 100 * said.low, 100 * said.high, said.pairs) if said else None,
        yes=exp(habits.yes) if habits else None,
        passing=exp(habits.passing) if habits else None,
        blocks=tuple(Block(len(each.participants), each.statements) for each in report.identical_accounts),
    )


def _evidence(each: HeldOutLoss, report: Report) -> Evidence:
    is_best, is_chosen = each.k == report.predictive_k, each.k == report.k
    return Evidence(each.k, each.held_out, each.gain, each.gain_error, each.counting, is_best, is_chosen)
