"""A report in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp

from elicit.analysis import VERDICTS, Bloc, HeldOutLoss, Report, Representative, Share, Standing, sort_standings

MOST = 5
MOST_TYPICAL = 3
Texts = Mapping[int, str]


def describe_report(report: Report, texts: Texts, *, is_final: bool) -> list[str]:
    """Counts, why so many blocs, blocs, verdicts, and how sure all of it is; statements in the words people
    wrote."""
    return [
        *_counts(report, is_final),
        *_number(report),
        *_blocs(report, texts),
        *_verdicts(report, texts),
        *_sure(report),
    ]


def _counts(report: Report, is_final: bool) -> Iterator[str]:
    votes = sum(standing.tally.votes for standing in report.standings)
    yield (
        f"{report.grouped.sum():,} people grouped of {len(report.participants):,}, {votes:,} votes, "
        f"{_n(len(report.standings), 'statement')}, {_n(report.k, 'bloc')}, {report.between} people between blocs."
    )
    yield "Final: it does not change any more." if is_final else "Provisional: verdicts can still change."


def _number(report: Report) -> Iterator[str]:
    """Why so many blocs."""
    if report.k == 1:
        yield "These votes do not support separate blocs."
    for loss in report.held_out_losses:
        yield f"    {_held_out_loss(loss, report)}"


def _held_out_loss(loss: HeldOutLoss, report: Report) -> str:
    sentence = f"{_n(loss.k, 'bloc')}: {loss.held_out:.3f} nats per hidden vote"
    if loss.k > 1:
        sentence += f", gain {loss.gain:.3f} ± {loss.gain_error:.3f}"
    if loss.counting is not None:
        sentence += ", every bloc counts" if loss.counting else ", not every bloc counts"
    marks = [mark for mark, k in (("foretells best", report.predictive_k), ("verdicts", report.k)) if k == loss.k]
    return sentence + (f" ({', '.join(marks)})" if marks else "")


def _blocs(report: Report, texts: Texts) -> Iterator[str]:
    for bloc in report.blocs:
        yield _bloc(bloc, report.k)
        for item in bloc.represents[:MOST_TYPICAL]:
            yield f"    {_typical(item)}: {texts[item.statement]}"


def _bloc(bloc: Bloc, k: int) -> str:
    sentence = f"Bloc {bloc.letter}: {bloc.size} people"
    if bloc.stability is not None and k > 1:
        sentence += f", found again in redraws with an overlap of {bloc.stability:.2f}"
    return sentence if bloc.counts else sentence + " (a minority voice, without a veto)"


def _typical(item: Representative) -> str:
    does = "agrees" if item.direction > 0 else "disagrees"
    return f"{does} {_share(Share(item.share, item.low, item.high))}, others {item.elsewhere:.0%}"


def _verdicts(report: Report, texts: Texts) -> Iterator[str]:
    for verdict in VERDICTS:
        standings = sort_standings(report.standings, verdict)
        yield f"{verdict}: {len(standings)}"
        for standing in standings[:MOST]:
            yield f"    {_standing(standing)}: {texts[standing.statement]}"


def _standing(standing: Standing) -> str:
    share = f"{_share(standing.agree)} agree"
    if standing.verdict == "settled against":
        share = f"{_share(standing.disagree)} disagree"
    if standing.verdict == "contested":
        return f"{share}, held by {', '.join(standing.held_by)}, opposed by {', '.join(standing.opposed_by)}"
    if standing.depends:
        return f"{share}, depends on {standing.depends} identical ballots"
    if standing.too_close:
        return f"{share}, too close to call"
    return f"{share}, about {_n(standing.more_votes, 'more vote')} per bloc" if standing.more_votes else share


def _sure(report: Report) -> Iterator[str]:
    if any(standing.verdict == "settled" for standing in report.standings):
        yield f"Expected not to be agreed to as widely, of those settled: {report.false_settled:.2f}."
    yes_saying = report.yes_saying
    if yes_saying:
        yield (
            f"Yes-saying: {100 * yes_saying.rate:.1f} points ({100 * yes_saying.low:.1f} to "
            f"{100 * yes_saying.high:.1f}), from {_n(yes_saying.pairs, 'reverse-worded pair')}."
        )
    else:
        yield "Yes-saying is not known: no statement was also asked the other way round."
    if report.response_styles:
        yes, passing = exp(report.response_styles.yes), exp(report.response_styles.passing)
        yield (
            f"Response styles: {yes:.1f} times the odds of agreeing for ready yes-sayers, "
            f"{passing:.1f} of passing for ready passers."
        )
    for group in report.identical_accounts:
        yield (
            f"{len(group.participants)} accounts cast the same ballots on {_n(group.statements, 'statement')}; "
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
