"""How long a million ballots take from the database into arrays: all of them, and after one per cent more.

    python benchmarks/loading.py [--ballots 1000000] [--write]

Makes a deliberation in a fresh SQLite database and, where DATABASE_URL names a PostgreSQL server, in a database of
its own there, which it drops in the end. Prints a Markdown table.
"""

import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence

HEADING = "Ballots from the database: `benchmarks/loading.py`"
INTRODUCTION = """\
A deliberation of 20,000 people and 500 statements; one ballot in twenty changes an earlier one, one in two hundred
takes one back. A cold load reads everything, as the first of a process does. A later load checks what the process
kept with one sum in the database and reads what came since: here 1 % more, and the 1,000 newest, which are never
kept. Both are medians of three and end with the `Ballots` that an analysis takes. Peak memory is the process's."""
PEOPLE, STATEMENTS, SHARE = 20_000, 500, 10  # each votes on one statement in ten
CHANGED = 20
TIMES = 3
LIMIT = 3.0  # seconds for a million

INSERT = f"""
INSERT INTO elicit_ballot (deliberation_id, participant_id, statement_id, choice, important, round, at)
SELECT d.id, p.id, s.id, CASE WHEN (p.number + 3 * s.number + %s) %% 200 = 0 THEN NULL
    ELSE (7 * p.number + 5 * s.number + %s) %% 3 - 1 END, (p.number + 7 * s.number) %% 11 = 0, 1, d.created_at
FROM elicit_deliberation d
JOIN elicit_participant p ON p.deliberation_id = d.id JOIN elicit_statement s ON s.deliberation_id = d.id
WHERE (p.number + s.number) %% {SHARE} = 0
ORDER BY (7919 * p.number + 104729 * s.number + %s) %% 1000003 LIMIT %s
"""


class Measurement(NamedTuple):
    database: str
    ballots: int
    cold: float
    later: float
    before: float
    peak: float

    def format_row(self) -> list[str]:
        memory = (f"{self.before:.0f}", f"{self.peak:.0f}")
        return [self.database, f"{self.ballots:,}", f"{self.cold:.2f}", f"{self.later:.2f}", *memory]


@contextlib.contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/elicit.sqlite3"


@contextlib.contextmanager
def postgresql(url: str) -> Iterator[str]:
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"elicit_loading_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def run_elsewhere(work: Callable[..., Any], url: str, count: int) -> Any:
    """The result of work in a process of its own, against this database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(ELICIT_VAR=folder, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="elicit.settings")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(work, count).result()


def fill(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    prepare()
    insert(count - count // CHANGED, turn=0)
    insert(count // CHANGED, turn=1)


def prepare() -> None:
    from django.utils import timezone

    from elicit.actions.community import communities
    from elicit.actions.deliberation import lifecycle
    from elicit.models import Participant, Statement

    now = timezone.now()
    community = communities.create(slug="riverside", name="Riverside Library", by=None, now=now)
    deliberation = lifecycle.create(community=community, prompt="How should we be treated?", by=None, now=now)
    people = range(1, PEOPLE + 1)
    Participant.objects.bulk_create(
        [Participant(deliberation=deliberation, number=number, joined_at=now) for number in people], 5_000
    )
    fields = {"deliberation": deliberation, "state": Statement.State.ACCEPTED, "created_at": now}
    texts = ((number, f"Statement {number}.") for number in range(1, STATEMENTS + 1))
    Statement.objects.bulk_create(
        [Statement(**fields, number=number, text=text, text_key=text) for number, text in texts], 100
    )


def insert(count: int, turn: int) -> None:
    """So many more votes, in no particular order. At another turn the same people vote again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(INSERT, [turn, turn, turn, count])
        cursor.execute("ANALYZE")  # as a server does by itself a little later


def measure(count: int) -> Measurement:
    import django

    django.setup()
    from elicit.models import Ballot, Deliberation
    from elicit.reading.votes import ballot_log

    deliberation = Deliberation.objects.get()
    rows, before = Ballot.objects.count(), measure_peak()

    def load(is_cold: bool) -> Any:
        if is_cold:
            ballot_log.log_cache = ballot_log.LogCache(ballot_log.LOGS, ballot_log.BYTES)
        return ballot_log.load_ballots(deliberation)

    cold = [time_seconds(lambda: load(True)) for _ in range(TIMES)]
    later = []
    for turn in range(2, 2 + TIMES):
        insert(count // 100, turn)
        later.append(time_seconds(lambda: load(False)))
    highest = measure_peak()
    if load(False).digest != load(True).digest:
        sys.exit("A later load differs from a cold one.")
    return Measurement(name_server(), rows, statistics.median(cold), statistics.median(later), before, highest)


def time_seconds(work: Callable[[], Any]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def measure_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def name_server() -> str:
    from django.db import connection

    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--ballots", type=int, default=PEOPLE * STATEMENTS // SHARE)
    options = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    databases = [sqlite(), *([postgresql(url)] if url.startswith("postgres") else [])]
    measurements = []
    for database in databases:
        with database as url:
            run_elsewhere(fill, url, options.ballots)
            measurements.append(run_elsewhere(measure, url, options.ballots))
    columns = ["database", "ballots", "cold load s", "load after 1 % more s", "MB before", "peak MB"]
    table = evidence.format_table(columns, [measurement.format_row() for measurement in measurements])
    slowest = max(measurement.cold for measurement in measurements)
    demand = evidence.demand(
        f"Every ballot in {LIMIT:.0f} s, on each database", slowest <= LIMIT, f"{slowest:.2f} s"
    )
    evidence.publish(HEADING, [INTRODUCTION, table, demand], options.write)


if __name__ == "__main__":
    main()
