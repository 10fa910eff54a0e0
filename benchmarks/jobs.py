"""What `speed.py` times, each in a process of its own. Nothing heavy is imported before it is needed: a process's
peak memory starts at its parent's."""

import gc
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

FIRST_K, FIRST_SAMPLE = 2, 100_000  # as in elicit.actions.findings.analyses
FRESH = 0.01  # share of the votes that are new to a warm analysis
POLIS, LATENT, ALL, FIRST, WARM, RED_DWARF = JOBS = (
    "polis",
    "latent, k chosen",
    "everything on a results page",
    "a first answer",
    "warm after 1 % new votes",
    "red-dwarf",
)


def save(path: str, source: str) -> dict[str, object]:
    """Keep the columns of an export's ballots or of a planted crowd's, as a file that each job loads."""
    import numpy as np

    name, columns, shape = _load_export(Path(source)) if Path(source).is_dir() else _plant(source)
    np.savez(path, **columns)
    return {"name": f"{name} {shape[0]:,} x {shape[1]:,}".strip(), "votes": len(columns["choices"])}


def _load_export(folder: Path) -> tuple[str, dict, tuple[int, int]]:
    from benchmarks import peers

    conversation = peers.read_conversation(folder)
    ballots = conversation.ballots
    names = ("participants", "statements", "choices", "rejected", "meta")
    shape = len(ballots.people), len(ballots.items)
    return conversation.name, {name: getattr(ballots, name) for name in names}, shape


def _plant(size: str) -> tuple[str, dict, tuple[int, int]]:
    from elicit.crowd import plant

    people, items, density = size.split("x")
    votes = plant(int(people), int(items), 3, seed=1, density=float(density)).ballots()
    columns = {"participants": votes.participants, "statements": votes.statements, "choices": votes.choices}
    return "", columns, (int(people), int(items))


def work(job: str, path: str) -> dict[str, object]:
    """Run one job after a rehearsal on a small room, which does the imports."""
    import numpy as np

    prepare = {RED_DWARF: _prepare_red_dwarf, WARM: _prepare_warm}.get(job, partial(_prepare_cold, job))
    prepare(_plant("60x30x20")[1])()
    with np.load(path) as file:
        run = prepare(dict(file))
    gc.collect()  # what imports and the rehearsal left behind is no part of the job
    before = time.perf_counter()
    k = run()
    return {"seconds": time.perf_counter() - before, "k": k}


def _prepare_cold(job: str, columns: dict) -> Callable[[], int]:
    from elicit.analysis import Ballots, analyse

    def run() -> int:
        ballots = Ballots.from_arrays(**columns)
        if job in (POLIS, ALL):
            report = analyse(ballots, "polis", resamples=0)
        if job != POLIS:
            first = {"k": FIRST_K, "alternatives": False, "sample": FIRST_SAMPLE} if job == FIRST else {}
            report = analyse(ballots, resamples=100 if job == ALL else 0, **first)
        return report.k

    return run


def _prepare_warm(columns: dict) -> Callable[[], int]:
    from elicit.analysis import Ballots, analyse

    number = round(len(columns["choices"]) * (1 - FRESH))
    votes = ("participants", "statements", "choices")
    earlier = Ballots.from_arrays(**{**columns, **{name: columns[name][:number] for name in votes}})
    previous = analyse(earlier, resamples=0)
    previous.to_json()  # it was stored

    def run() -> int:
        ballots = Ballots.from_arrays(**columns)
        return analyse(ballots, previous=previous, warm=True).k

    return run


def _prepare_red_dwarf(columns: dict) -> Callable[[], int]:
    from benchmarks import peers
    from elicit.analysis import Ballots

    ballots = Ballots.from_arrays(**columns)
    votes = peers.list_votes(ballots)
    excluded = ballots.rejected.tolist(), ballots.meta.tolist()
    return lambda: peers.read_groups(peers.run_red_dwarf(votes, *excluded))[1]
