"""How long the road takes on real conversations: import, analyse, draft, release and verify, each a command of its
own in a fresh database, with its peak memory. Prints a Markdown table.

    .venv/bin/python benchmarks/road.py DIR [DIR ...]        folders of Polis exports
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 120  # seconds a conversation may take in all


def time_command(folder: str, *words: str) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and what the command printed."""
    env = {**os.environ, "ELICIT_VAR": folder}
    before = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    out = child.stdout.read()
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)} ended with {status}")
    return time.perf_counter() - before, usage.ru_maxrss / 1024, out


def measure_road(export: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        time_command(folder, "migrate", "--verbosity", "0")
        steps = []
        *step, out = time_command(folder, "import_polis", str(export), "--json")
        summary = json.loads(out)
        steps.append(step)
        release = str(Path(folder, "release"))
        code = summary["code"]
        for words in (
            ["analyse", code, "--json"],
            ["draft", code, "--json"],
            ["release", code, "--out", release, "--tier", "T2", "--json"],
            ["verify", release, "--json"],
        ):
            *step, out = time_command(folder, *words)
            steps.append(step)
            if words[0] == "analyse":
                report = json.loads(out)
    seconds = [step[0] for step in steps]
    settled = sum(standing["verdict"] == "settled" for standing in report["standings"])
    return [
        export.name,
        f"{summary['people']:,} x {summary['statements']:,}, {summary['ballots']:,}",
        f"{report['k']}, {settled} settled",
        *(f"{step:.1f}" for step in seconds),
        f"{sum(seconds):.0f}{'' if sum(seconds) < LIMIT else ' (over the limit)'}",
        f"{max(step[1] for step in steps):.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", nargs="+", type=Path, metavar="DIR")
    columns = [
        "conversation",
        "people x statements, ballots",
        "blocs",
        "import s",
        "analyse s",
        "draft s",
        "release s",
        "verify s",
        "all s",
        "peak MB",
    ]
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for export in parser.parse_args().exports:
        print("| " + " | ".join(measure_road(export)) + " |", flush=True)


if __name__ == "__main__":
    main()
