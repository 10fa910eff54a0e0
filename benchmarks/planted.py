"""Crowds whose blocs are known: what is found of them, and how often the analysis says what is not so.

    python benchmarks/planted.py [--quick] [--part recovery] [--write]

Parts: recovery, city, blocless, intervals, copies; each is a section of its own. The whole takes an hour,
--quick a few minutes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence, peers
from benchmarks.attacked import measure_copies
from benchmarks.crowds import FULL, QUICK
from benchmarks.judged import measure_blocless, measure_intervals
from benchmarks.recovered import measure_city, measure_recovery

PARTS = {
    "recovery": measure_recovery,
    "city": measure_city,
    "blocless": measure_blocless,
    "intervals": measure_intervals,
    "copies": measure_copies,
}


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="few crowds: a look, not evidence")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this one (repeat for more)")
    options = parser.parse_args()
    effort = QUICK if options.quick else FULL
    absent = [] if peers.find_red_dwarf() else [peers.ABSENT]
    quick = ["A quick look at few crowds; run it without `--quick` for evidence."] if options.quick else []
    for name in options.part or PARTS:
        print(f"{name} ...", file=sys.stderr)
        title, *paragraphs = PARTS[name](effort)
        heading = f"Planted truth, {title}: `benchmarks/planted.py --part {name}`"
        evidence.publish(heading, [*quick, *absent, *paragraphs], options.write)


if __name__ == "__main__":
    main()
