"""A report in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp

from elicit.analysis import VERDICTS, Bloc, HeldOutLoss, Report, Representative, Share, Standing

MOST_SHOWN = 5
TYPICAL_SHOWN = 3
Texts = Mapping[int, str]


def sentences(report: Report, texts: Texts, *, is_final: bool) -> list[str]:
    """What was found, why so many blocs, how sure all of it is; statements in the words people wrote."""
    return [
        *_counts(report, is_final),
        *_number(report),
        *_blocs(report, texts),
        *_verdicts(report, texts),
        *_sure(report),
    ]


def _counts(report: Report, is_final: bool) -> Iterator[str]:
    votes = sum(each.tally.votes for each in report.standings)
    yield (
        f"{report.grouped.sum():,} people grouped of {len(report.participants):,}, {votes:,} votes, "
        f"{_n(len(report.standings), 'statement')}, {_n(report.k, 'bloc')}, {report.between} people between blocs."
    )
    yield "Final: it does not change any more." if is_final else "Provisional: verdicts can still change."


def _number(report: Report) -> Iterator[str]:
    """Why so many blocs."""
    if report.k == 1:
        yield "These votes do not support separate blocs."
    for each in report.held_out_losses:
        yield f"    {_evidence(each, report)}"


def _evidence(each: HeldOutLoss, report: Report) -> str:
    said = f"{_n(each.k, 'bloc')}: {each.held_out:.3f} nats per hidden vote"
    if each.k > 1:
        said += f", gain {each.gain:.3f} ± {each.gain_error:.3f}"
    if each.counting is not None:
        said += ", every bloc counts" if each.counting else ", not every bloc counts"
    marks = [mark for mark, k in (("foretells best", report.predictive_k), ("verdicts", report.k)) if k == each.k]
    return said + (f" ({', '.join(marks)})" if marks else "")


def _blocs(report: Report, texts: Texts) -> Iterator[str]:
    for bloc in report.blocs:
        yield _bloc(bloc, report.k)
        for each in bloc.represents[:TYPICAL_SHOWN]:
            yield f"    {_typical(each)}: {texts[each.statement]}"


def _bloc(bloc: Bloc, k: int) -> str:
    said = f"Bloc {bloc.letter}: {bloc.size} people"
    if bloc.stability is not None and k > 1:
        said += f", found again in redraws with an overlap of {bloc.stability:.2f}"
    return said if bloc.counts else said + " (a minority voice, without a veto)"


def _typical(each: Representative) -> str:
    does = "agrees" if each.direction > 0 else "disagrees"
    return f"{does} {_share(Share(each.share, each.low, each.high))}, others {each.elsewhere:.0%}"


def _verdicts(report: Report, texts: Texts) -> Iterator[str]:
    for verdict in VERDICTS:
        standings = [each for each in report.standings if each.verdict == verdict]
        yield f"{verdict}: {len(standings)}"
        for each in sorted(standings, key=_first)[:MOST_SHOWN]:
            yield f"    {_standing(each)}: {texts[each.statement]}"


def _first(each: Standing) -> tuple[float, int]:
    """Widest, deepest or nearest to an answer first."""
    if each.verdict == "undecided":
        return each.more_votes or float("inf"), each.statement
    measure = {"settled": each.bridging, "contested": each.division, "settled against": each.disagree.value}
    return -measure.get(each.verdict, each.agree.value), each.statement


def _standing(each: Standing) -> str:
    said = f"{_share(each.agree)} agree"
    if each.verdict == "settled against":
        said = f"{_share(each.disagree)} disagree"
    if each.verdict == "contested":
        return f"{said}, held by {', '.join(each.held_by)}, opposed by {', '.join(each.opposed_by)}"
    if each.depends:
        return f"{said}, depends on {each.depends} identical ballots"
    if each.too_close:
        return f"{said}, too close to call"
    return f"{said}, about {_n(each.more_votes, 'more vote')} per bloc" if each.more_votes else said


def _sure(report: Report) -> Iterator[str]:
    if any(each.verdict == "settled" for each in report.standings):
        yield f"Expected not to be agreed to as widely, of those settled: {report.false_settled:.2f}."
    said = report.yes_saying
    if said:
        yield (
            f"Yes-saying: {100 * said.rate:.1f} points ({100 * said.low:.1f} to {100 * said.high:.1f}), "
            f"from {_n(said.pairs, 'reverse-worded pair')}."
        )
    else:
        yield "Yes-saying is not known: no statement was also asked the other way round."
    if report.response_styles:
        yes, passing = exp(report.response_styles.yes), exp(report.response_styles.passing)
        yield f"Habits: {yes:.1f} times the odds of agreeing for ready yes-sayers, {passing:.1f} of passing."
    for block in report.identical_accounts:
        yield (
            f"{len(block.participants)} accounts cast the same ballots on {_n(block.statements, 'statement')}; "
            "they count as one when blocs are found."
        )
    yield (
        f"People were drawn again {report.resamples} times."
        if report.resamples
        else "People were not drawn again."
    )


def _share(share: Share) -> str:
    return f"{share.value:.0%} ({share.low:.0%}-{share.high:.0%})"


def _n(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
