"""In words: how people voted on a statement, and why it is not a principle."""

from __future__ import annotations

import math

from elicit.analysis import BlocStanding, Share, Standing

ROUNDING = 1e-9  # so that 29 % is not floored to 28


def format_interval(share: Share) -> str:
    """ "82 % (76–87 %)": a number never stands alone."""
    value, low, high = (round(100 * bound) for bound in (share.value, share.low, share.high))
    return f"{value} % ({low}–{high} %)"


def describe_evidence(standing: Standing, letters: frozenset[str]) -> str:
    """How people voted on a statement, in one sentence with its intervals, and whether identical ballots decide.
    letters: those of the blocs that count."""
    return _describe_votes(standing, letters) + _mention_copies(standing)


def _describe_votes(standing: Standing, letters: frozenset[str]) -> str:
    overall = f"{format_interval(standing.agree)} of the {standing.tally.votes} who voted on it agree"
    blocs = [bloc for bloc in standing.blocs if bloc.letter in letters]
    if len(blocs) < 2:
        return f"{overall}."
    if standing.verdict == "settled":
        least = min(bloc.agree.value for bloc in blocs)
        return f"{overall}, in every bloc at least {math.floor(100 * least + ROUNDING)} %."
    return f"{overall}; " + ", ".join(f"{bloc.letter} {format_interval(bloc.agree)}" for bloc in blocs) + "."


def explain(standing: Standing, letters: frozenset[str]) -> str:
    """Why a statement is not a principle, in words. letters: those of the blocs that count."""
    if standing.verdict == "settled against":
        return (
            f"Settled against: {format_interval(standing.disagree)} of the {standing.tally.votes} votes disagree."
        )
    if standing.verdict == "lukewarm":
        return f"Lukewarm: {_explain_lukewarm(standing, letters)}{_mention_copies(standing)}"
    return f"Undecided: {_explain_undecided(standing, letters)}"


def _explain_undecided(standing: Standing, letters: frozenset[str]) -> str:
    if standing.tally.votes == 0:
        return "nobody has seen it yet."
    if standing.depends:
        return f"the verdict depends on {standing.depends} identical ballots, which somebody has to look at first."
    if letters and all(bloc.tally.votes == 0 for bloc in standing.blocs if bloc.letter in letters):
        return "people's votes on other statements do not say who is in which bloc."
    if standing.too_close:
        return "too close to call; more votes are unlikely to settle it."
    return f"about {standing.more_votes} more votes per bloc would likely settle it."


def _mention_copies(standing: Standing) -> str:
    """What is added to a verdict that would be another with every block of identical ballots as one account.
    Nothing is settled by them, for or against, so that such a one is contested or lukewarm."""
    return f" The verdict depends on {standing.depends} identical ballots." if standing.depends else ""


def _explain_lukewarm(standing: Standing, letters: frozenset[str]) -> str:
    blocs = [bloc for bloc in standing.blocs if bloc.letter in letters and bloc.agree.high < 0.5]
    if len(standing.blocs) > 1 and blocs:
        lowest: BlocStanding = min(blocs, key=lambda bloc: bloc.agree.value)
        return f"agreement in bloc {lowest.letter} stays under half, {format_interval(lowest.agree)}."
    return f"agreement stays under half, {format_interval(standing.agree)}."
