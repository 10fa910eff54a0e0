"""Said of planted crowds and not so: blocs where there are none, intervals that miss, false verdicts."""

from itertools import product

import numpy as np

from benchmarks import evidence
from benchmarks.crowds import HABITS, HALL, ROOM, Effort, each_of
from benchmarks.truth import Tally, Truth, ballots_of
from elicit.analysis import analyse
from elicit.crowd import plant


def blocless(effort: Effort) -> list[str]:
    cases = list(product((ROOM, HALL), HABITS, HABITS))
    found = each_of(_verdict_k, [(*case, seed, effort.resamples) for case in cases for seed in range(effort.many)])
    ks = np.array(found).reshape(len(cases), effort.many)
    rows = [[*_habits(*case), *_shares(row)] for case, row in zip(cases, ks, strict=True)]
    least = float((ks == 1).mean(axis=1).min())
    return [
        "crowds without blocs",
        f"""Everyone has the same rates but for a personal tendency to say yes, and to pass (standard deviations on
        the logit): share of {effort.many} crowds by verdict k, {effort.resamples} resamples.""",
        evidence.table(["crowd", "yes", "pass", "k = 1", "2", "3", "4"], rows),
        evidence.demand("One bloc in 95 % of each kind", least >= 0.95, f"{least:.1%} at the least"),
    ]


def _verdict_k(shape: dict, yes: float, passing: float, seed: int, resamples: int) -> int:
    crowd = plant(**shape, blocs=1, seed=seed, yes_tendency=yes, pass_spread=passing)
    return analyse(ballots_of(crowd.ballots(), crowd), resamples=resamples).k


def _habits(shape: dict, yes: float, passing: float) -> list[str]:
    return [f"{shape['people']:,} x {shape['statements']}", f"{yes}", f"{passing}"]


def _shares(ks: np.ndarray) -> list[str]:
    return [f"{(ks == k).mean():.0%}" for k in range(1, 5)]


def intervals(effort: Effort) -> list[str]:
    cases = list(product(range(1, 5), (None, 2, 3, 4), HABITS))
    tasks = [(*case, seed, effort.resamples) for case in cases for seed in range(effort.many)]
    found = each_of(_judged, tasks)
    tallies = [Tally.of_all(found[i : i + effort.many]) for i in range(0, len(found), effort.many)]
    rows = [_interval_row(*case, tally) for case, tally in zip(cases, tallies, strict=True)]
    columns = [
        "blocs planted",
        "k",
        "yes, pass",
        "coverage",
        "false settled, of unsettled",
        "of settled",
        "expected",
    ]
    return [
        "intervals and verdicts",
        f"""Coverage of the nominal 95 % intervals of agreement in each bloc; statements called settled that are
        not, and contested that are not, {effort.many} crowds of {ROOM["people"]} x {ROOM["statements"]} for each
        row. The truth of a found bloc is the mean planted chance of the people placed in it, that of a verdict the
        rule applied to these means; expected is how many of the settled ones the reports say are not. k is the
        verdict k, or forced; people differ in their tendencies to say yes and to pass by these standard
        deviations.""",
        evidence.table([*columns, "false contested"], rows),
        _interval_demands(cases, tallies),
    ]


def _judged(blocs: int, k: int | None, habit: float, seed: int, resamples: int) -> Tally:
    crowd = plant(**ROOM, blocs=blocs, seed=seed, yes_tendency=habit, pass_spread=habit)
    report = analyse(ballots_of(crowd.ballots(), crowd), k=k, resamples=resamples)
    return Truth(crowd, report).tally()


def _interval_row(blocs: int, k: int | None, habit: float, tally: Tally) -> list[str]:
    return [
        str(blocs),
        "verdict k" if k is None else f"{k}, forced",
        str(habit),
        f"{tally.coverage:.1%}",
        _of(tally.falsely_settled, tally.unsettled),
        _of(tally.falsely_settled, tally.settled),
        f"{tally.doubted:.1f}",
        _of(tally.falsely_contested, tally.uncontested),
    ]


def _of(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%} of {whole:,}"


def _interval_demands(cases: list[tuple], tallies: list[Tally]) -> str:
    coverage = [tally.coverage for tally in tallies]
    settled = [t.falsely_settled / max(min(t.unsettled, t.settled), 1) for t in tallies]
    contested = [t.falsely_contested / max(t.uncontested, 1) for t in tallies]
    chosen = [tally for (_blocs, k, _habit), tally in zip(cases, tallies, strict=True) if k is None]
    false, doubted = sum(each.falsely_settled for each in chosen), sum(each.doubted for each in chosen)
    within = all(0.93 <= each <= 0.97 for each in coverage)
    seen = f"{min(coverage):.1%} to {max(coverage):.1%}"
    return "\n".join(
        [
            evidence.demand("Coverage of 93 to 97 % in every row", within, seen),
            _at_most("False settled at most 2.5 % either way in every row", settled, 0.025, cases),
            _at_most("False contested at most 1 % in every row", contested, 0.01, cases),
            f"* At verdict k {false} settled statements are not; {doubted:.1f} were expected not to be.",
        ]
    )


def _at_most(sentence: str, shares: list[float], most: float, cases: list[tuple]) -> str:
    worst = int(np.argmax(shares))
    blocs, k, habit = cases[worst]
    over = sum(share > most for share in shares)
    told = (
        f"{shares[worst]:.1%} at {blocs} planted, k {k or 'chosen'}, {habit}; over in {over} of {len(shares)} rows"
    )
    return evidence.demand(sentence, not over, told)
