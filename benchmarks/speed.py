"""How long an analysis takes and how much memory it needs, beside red-dwarf in the same run.

    python benchmarks/speed.py [--size 10000x500x40.6 ...] [--export DIR ...] [--repeats 3] [--limit 180] [--write]

A size is people x statements x votes per person. Every number is of a fresh process: seconds without imports, with
`Ballots.from_arrays`; peak memory of the whole process.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence
from benchmarks.jobs import ALL, FIRST, FIRST_K, FIRST_SAMPLE, JOBS, LATENT, POLIS, RED_DWARF, WARM, save, work

HEADING = "Time and memory: `benchmarks/speed.py`"
SIZES = ("2000x900x110", "10000x500x40.6", "30000x800x65", "100000x1000x50")
CITY, LARGEST = "10,000 x 500", "100,000 x 1,000"
OPEN = "over the time limit, or not asked for"
LONG = 20  # seconds from which one run is enough
INTRODUCTION = f"""Median seconds and peak memory of fresh processes; imports are not in the seconds,
`Ballots.from_arrays` is; the memory is that of the whole process, the columns it was given included. *{ALL}*: both
methods, `latent` with its choice of k and 100 resamples. *{FIRST}*: `latent` at k = {FIRST_K}, without resamples
and other numbers of blocs, learnt from people with {FIRST_SAMPLE:,} ballots at most; everyone is counted.
*{WARM}*: from the analysis of the votes before. red-dwarf: its Polis-like pipeline as it comes (PCA, k-means for k
of 2 to 5 by silhouette, statistics), its list of votes made beforehand. The ratios are red-dwarf's figure over
ours: larger is better for us."""


@dataclass(frozen=True)
class Run:
    """Median seconds, peak memory in MB and number of blocs; no seconds when it took longer than the limit."""

    seconds: float | None
    memory: float
    k: int | None


@dataclass(frozen=True)
class Data:
    name: str
    votes: int
    is_export: bool
    runs: dict[str, Run]

    def seconds(self, job: str) -> float | None:
        return self.runs[job].seconds if job in self.runs else None

    def ratio(self, job: str, measure: str) -> float | None:
        """red-dwarf's seconds or memory over ours."""
        ours, theirs = self.runs.get(job), self.runs.get(RED_DWARF)
        if not ours or not theirs or theirs.seconds is None or ours.seconds is None:
            return None
        return getattr(theirs, measure) / getattr(ours, measure)


def measure(source: str, jobs: Iterable[str], repeats: int, limit: float) -> Data:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "columns.npz"))
        columns, _memory = run_child("--save", path, source, limit=limit)
        runs_by_job: dict[str, list[Run]] = {job: [] for job in jobs}
        for _round in range(repeats):  # one after the other, so that what else the machine does hits all alike
            for job, runs in runs_by_job.items():
                if not runs or (runs[0].seconds or limit) <= LONG:
                    runs.append(run_once(job, path, limit))
    return Data(
        columns["name"],
        columns["votes"],
        Path(source).is_dir(),
        {job: take_median(runs) for job, runs in runs_by_job.items()},
    )


def run_once(job: str, path: str, limit: float) -> Run:
    outcome, memory = run_child("--work", job, path, limit=limit)
    print(f"  {job}: {outcome}, {memory:.0f} MB", file=sys.stderr)
    return Run(outcome["seconds"], memory, outcome["k"]) if outcome else Run(None, memory, None)


def take_median(runs: list[Run]) -> Run:
    """No seconds where one took longer than the limit."""
    seconds = [run.seconds for run in runs if run.seconds is not None]
    memory = statistics.median(run.memory for run in runs)
    return Run(statistics.median(seconds) if len(seconds) == len(runs) else None, memory, runs[-1].k)


def run_child(*words: str, limit: float) -> tuple[dict | None, float]:
    """What a fresh process of this script printed, None when over the limit, and its peak memory in MB."""
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, env=quiet)
    timer = threading.Timer(limit, process.kill)
    timer.start()
    out = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    timer.cancel()
    if process.returncode > 0:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return (json.loads(out) if process.returncode == 0 else None), usage.ru_maxrss / 1024


def format_rows(data: Data, limit: float) -> Iterable[list[str]]:
    for job, run in data.runs.items():
        yield [
            f"{data.name}, {data.votes:,}",
            job,
            f"over {limit:.0f}" if run.seconds is None else f"{run.seconds:.2f}",
            f"{run.memory:,.0f}",
            "" if run.k is None else str(run.k),
            *(
                _format_ratio(None if job == RED_DWARF else data.ratio(job, measure))
                for measure in ("seconds", "memory")
            ),
        ]


def _format_ratio(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f}"


def find_exponent(sets: list[Data], job: str) -> float | None:
    """Slope of log seconds over log votes, planted crowds only."""
    points = [(log(d.votes), log(s)) for d in sets if not d.is_export and (s := d.seconds(job))]
    return statistics.linear_regression(*zip(*points, strict=True)).slope if len(points) > 1 else None


def list_targets(sets: list[Data]) -> str:
    """Whether each target is reached; those of data that were not measured are left open."""
    lines: list[str] = []
    for data in sets:
        if data.name == CITY:
            lines += _list_city_targets(data)
        if data.name == LARGEST:
            lines += _list_largest_targets(data)
        if data.is_export:
            lines += _list_export_targets(data)
    for job in (POLIS, LATENT):
        lines.append(
            _demand_at_most(
                f"{job}: time grows with votes to the power of 1.1 or less", find_exponent(sets, job), 1.1
            )
        )
    return "\n".join(lines)


def _list_city_targets(data: Data) -> list[str]:
    return [
        _demand_at_least("polis 20 times as fast as red-dwarf", data, POLIS, "seconds", 20),
        _demand_at_least("polis in a quarter of red-dwarf's memory", data, POLIS, "memory", 4),
        _demand_at_least(
            "latent with its choice of k faster than red-dwarf's single pass", data, LATENT, "seconds", 1
        ),
        _demand_at_most(f"{data.name}: warm in half a second", data.seconds(WARM), 0.5),
    ]


def _list_largest_targets(data: Data) -> list[str]:
    peaks = [data.runs[job].memory for job in (POLIS, LATENT) if job in data.runs]
    return [
        _demand_at_most(f"{data.name}: polis in 5 s", data.seconds(POLIS), 5),
        _demand_at_most(f"{data.name}: latent with its choice of k in 60 s", data.seconds(LATENT), 60),
        _demand_at_most(f"{data.name}: either within 2,048 MB", max(peaks, default=None), 2048),
    ]


def _list_export_targets(data: Data) -> list[str]:
    return [
        _demand_at_most(f"{data.name}: everything in 10 s", data.seconds(ALL), 10),
        _demand_at_most(f"{data.name}: a first answer in 1 s", data.seconds(FIRST), 1),
        _demand_at_most(f"{data.name}: warm in half a second", data.seconds(WARM), 0.5),
    ]


def _demand_at_least(sentence: str, data: Data, job: str, measure: str, least: float) -> str:
    ratio, sentence = data.ratio(job, measure), f"{data.name}: {sentence}"
    if ratio is None:
        return evidence.demand(sentence, None, OPEN)
    return evidence.demand(sentence, ratio >= least, f"{ratio:.1f} times")


def _demand_at_most(sentence: str, value: float | None, most: float) -> str:
    if value is None:
        return evidence.demand(sentence, None, OPEN)
    return evidence.demand(sentence, value <= most, f"{value:,.2f}")


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--size", action="append", metavar="PxSxV", help=f"instead of {', '.join(SIZES)}")
    parser.add_argument(
        "--export", action="append", default=[], metavar="DIR", help="a Polis export, measured too"
    )
    parser.add_argument("--job", action="append", choices=JOBS, help="only this one (repeat for more)")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float, default=180, help="seconds a run may take")
    parser.add_argument("--save", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.save or options.work:
        print(json.dumps(save(*options.save) if options.save else work(*options.work)))
        return
    report(options)


def report(options: argparse.Namespace) -> None:
    present = find_spec("reddwarf") is not None
    jobs = [job for job in options.job or JOBS if present or job != RED_DWARF]
    sources = [*(options.size or SIZES), *options.export]
    sets = [measure(source, jobs, options.repeats, options.limit) for source in sources]
    columns = ["data, votes", "what", "seconds", "peak MB", "k", "red-dwarf's time / ours", "its memory / ours"]
    table = evidence.format_table(columns, [row for data in sets for row in format_rows(data, options.limit)])
    note = (
        f"{options.repeats} runs each, one where it takes over {LONG} s; none may take over {options.limit:.0f} s."
    )
    absent = [] if present else ["red-dwarf is not installed: its rows and ratios are missing."]
    evidence.publish(HEADING, [INTRODUCTION, note, *absent, table, list_targets(sets)], options.write)


if __name__ == "__main__":
    main()
