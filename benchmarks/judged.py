"""What analyses of planted crowds get wrong: blocs where there are none, intervals that miss, false verdicts."""

from itertools import product

import numpy as np

from benchmarks import evidence
from benchmarks.crowds import HALL, ROOM, STYLE_SPREADS, Effort, run_all
from benchmarks.truth import Tally, Truth, to_ballots
from elicit.analysis import analyse
from elicit.crowd import plant


def measure_blocless(effort: Effort) -> list[str]:
    cases = list(product((ROOM, HALL), STYLE_SPREADS, STYLE_SPREADS))
    results = run_all(
        _find_verdict_k, [(*case, seed, effort.resamples) for case in cases for seed in range(effort.many)]
    )
    ks = np.array(results).reshape(len(cases), effort.many)
    rows = [[*_describe(*case), *_shares(row)] for case, row in zip(cases, ks, strict=True)]
    least = float((ks == 1).mean(axis=1).min())
    return [
        "crowds without blocs",
        f"""Everyone has the same rates but for a personal tendency to say yes, and to pass (standard deviations on
        the logit): share of {effort.many} crowds by verdict k, {effort.resamples} resamples.""",
        evidence.format_table(["crowd", "yes", "pass", "k = 1", "2", "3", "4"], rows),
        evidence.demand("One bloc in 95 % of each kind", least >= 0.95, f"{least:.1%} at the least"),
    ]


def _find_verdict_k(shape: dict, yes: float, passing: float, seed: int, resamples: int) -> int:
    crowd = plant(**shape, blocs=1, seed=seed, yes_tendency=yes, pass_spread=passing)
    return analyse(to_ballots(crowd.ballots(), crowd), resamples=resamples).k


def _describe(shape: dict, yes: float, passing: float) -> list[str]:
    return [f"{shape['people']:,} x {shape['statements']}", f"{yes}", f"{passing}"]


def _shares(ks: np.ndarray) -> list[str]:
    return [f"{(ks == k).mean():.0%}" for k in range(1, 5)]


def measure_intervals(effort: Effort) -> list[str]:
    cases = list(product(range(1, 5), (None, 2, 3, 4), STYLE_SPREADS))
    tasks = [(*case, seed, effort.resamples) for case in cases for seed in range(effort.many)]
    results = run_all(_tally, tasks)
    tallies = [Tally.of_all(results[i : i + effort.many]) for i in range(0, len(results), effort.many)]
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
        evidence.format_table([*columns, "false contested"], rows),
        _interval_demands(cases, tallies),
    ]


def _tally(blocs: int, k: int | None, spread: float, seed: int, resamples: int) -> Tally:
    crowd = plant(**ROOM, blocs=blocs, seed=seed, yes_tendency=spread, pass_spread=spread)
    report = analyse(to_ballots(crowd.ballots(), crowd), k=k, resamples=resamples)
    return Truth(crowd, report).tally()


def _interval_row(blocs: int, k: int | None, spread: float, tally: Tally) -> list[str]:
    return [
        str(blocs),
        "verdict k" if k is None else f"{k}, forced",
        str(spread),
        f"{tally.coverage:.1%}",
        _of(tally.falsely_settled, tally.unsettled),
        _of(tally.falsely_settled, tally.settled),
        f"{tally.expected_false:.1f}",
        _of(tally.falsely_contested, tally.uncontested),
    ]


def _of(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%} of {whole:,}"


def _interval_demands(cases: list[tuple], tallies: list[Tally]) -> str:
    coverage = [tally.coverage for tally in tallies]
    settled = [t.falsely_settled / max(min(t.unsettled, t.settled), 1) for t in tallies]
    contested = [t.falsely_contested / max(t.uncontested, 1) for t in tallies]
    unforced = [tally for (_blocs, k, _spread), tally in zip(cases, tallies, strict=True) if k is None]
    false, expected = (
        sum(getattr(tally, name) for tally in unforced) for name in ("falsely_settled", "expected_false")
    )
    within = all(0.93 <= share <= 0.97 for share in coverage)
    extent = f"{min(coverage):.1%} to {max(coverage):.1%}"
    return "\n".join(
        [
            evidence.demand("Coverage of 93 to 97 % in every row", within, extent),
            _at_most("False settled at most 2.5 % either way in every row", settled, 0.025, cases),
            _at_most("False contested at most 1 % in every row", contested, 0.01, cases),
            f"* At verdict k {false} settled statements are not; {expected:.1f} were expected not to be.",
        ]
    )


def _at_most(sentence: str, shares: list[float], most: float, cases: list[tuple]) -> str:
    worst = int(np.argmax(shares))
    blocs, k, spread = cases[worst]
    over = sum(share > most for share in shares)
    row = f"{blocs} planted, k {k or 'chosen'}, {spread}"
    measurement = f"{shares[worst]:.1%} at {row}; over in {over} of {len(shares)} rows"
    return evidence.demand(sentence, not over, measurement)
