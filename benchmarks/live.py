"""A full room over the network: phones join, vote and listen while the analysis runs and the wall is open.

    python benchmarks/live.py [LOAD ...] [--quick] [--write]

LOADs: embedded, postgres, peak, kill, idle; without any, all of them. Client and server share the machine's cores.
`postgres` needs DATABASE_URL and REDIS_URL of servers it may make a database in. The peer in `peak` is the same
vote through the page's own view (the whole Django stack), which is what the server did before it had a short way.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import uvloop

from benchmarks import evidence, killed
from benchmarks.halls import Hall, open_hall
from benchmarks.phones import Phone
from benchmarks.watches import Watch, find_quantile

HEADING = "A full room: `benchmarks/live.py`"
INTRODUCTION = """\
Phones over loopback, on the same two cores as the server. Each loads the welcome page with all its files, joins,
loads the first card with its files and opens its socket; then votes are due at even intervals, on whichever phone
has waited longest, and a vote's time runs from the moment it was due until the next card is there. The room is the
demo's: 49 statements; analyses run all the while. Behind: for every tenth of a second, how long ago the first vote
was acknowledged that the wall or the console does not show yet."""
SERVICES = ("DATABASE_URL", "REDIS_URL")
DOORS = 40  # phones that come in at the same moment, at most


@dataclass
class Times:
    """How a load went. waits: seconds from the moment a vote was due to its next card."""

    waits: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def format_ms(self, part: float) -> str:
        return f"{1000 * find_quantile(self.waits, part):.0f}"


async def arrive(hall: Hall, people: int, within: float, openings: list[float]) -> list[Phone]:
    """People come in evenly over so many seconds. openings: gets when each socket opened."""
    phones = [hall.phone() for _ in range(people)]
    doors = asyncio.Semaphore(DOORS)

    async def come(number: int, phone: Phone) -> None:
        await asyncio.sleep(number * within / people)
        async with doors:
            await phone.join()
            await phone.listen()
            openings.append(time.monotonic())

    await asyncio.gather(*(come(number, phone) for number, phone in enumerate(phones)))
    return phones


async def vote(phones: Iterable[Phone], rate: float, seconds: float, *, long_way: bool = False) -> Times:
    """Votes that are due at even intervals, whether earlier ones were answered or not."""
    times, queue = Times(), [phone for phone in phones if phone.statement]

    async def send(phone: Phone, due: float) -> None:
        try:
            status = await phone.vote(long_way=long_way)
        except OSError as error:
            times.failures.append(repr(error))
            return
        if status != 200:
            times.failures.append(str(status))
            return
        times.waits.append(time.monotonic() - due)
        times.acknowledged.append(time.monotonic())
        if phone.statement:
            queue.append(phone)

    start, tasks = time.monotonic(), []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if queue:
            tasks.append(asyncio.create_task(send(queue.pop(0), due)))
        else:
            times.failures.append("every phone waited for an answer")
    await asyncio.gather(*tasks)
    return times


async def watch(hall: Hall) -> tuple[dict[str, Watch], list[Phone]]:
    """The wall and the console, open, with what they show."""
    watches, pages = {}, []
    for audience in ("screen", "console"):
        page, watches[audience] = hall.phone(), Watch(audience)
        if audience == "console":
            await sign_in(page, hall.link)
        await page.listen(watches[audience].hear, audience)
        pages.append(page)
    return watches, pages


async def sign_in(page: Phone, link: str) -> None:
    page.read((await page.ask("GET", f"/sign-in/{link}/")).text)
    await page.ask("POST", f"/sign-in/{link}/", {"csrfmiddlewaretoken": page.token})


async def room(hall: Hall, name: str, people: int, within: float, rate: float, seconds: float) -> list[str]:
    watches, pages = await watch(hall)
    first, openings, start = Watch("phone"), [], time.monotonic()
    visitor = hall.phone()
    await visitor.join()
    await visitor.listen(first.hear)
    phones = await arrive(hall, people - 1, within, openings)
    arrival = time.monotonic() - start
    await asyncio.sleep(3)
    late = find_quantile(first.measure_delays([start, *openings], start, time.monotonic()), 0.95)
    start = time.monotonic()
    times = await vote([visitor, *phones], rate, seconds)
    end = time.monotonic()
    await asyncio.sleep(3)
    behind = {
        name: find_quantile(watch.measure_delays(sorted(times.acknowledged), start, end), 0.95)
        for name, watch in watches.items()
    }
    own = [key for phone in [visitor, *phones] for key in phone.votes]
    keys, votes = hall.read_votes()
    losses, doubles = len(set(own) - set(keys)), len(keys) - len(set(keys)) + abs(votes - len(keys))
    memory = hall.measure_memory()
    for page in [*pages, visitor, *phones]:
        page.hang_up()
    failures = f"; failed {len(times.failures)}: {sorted(set(times.failures))[:2]}" if times.failures else ""
    return [
        name,
        f"{people:,} in {arrival:.0f} s",
        f"{len(own):,}{failures}",
        f"{losses} / {doubles}",
        f"{times.format_ms(0.5)} / {times.format_ms(0.95)} / {times.format_ms(0.99)}",
        f"{behind['screen']:.1f} / {behind['console']:.1f} / {late:.1f}",
        f"{memory:.0f}",
    ]


ROOM = (
    "room",
    "joined",
    "votes",
    "lost / doubled",
    "vote, ms: median / 95 % / 99 %",
    "95 % behind, s: wall / console / people here on phones",
    "web process, MB",
)


async def peak(hall: Hall, people: int, seconds: float, rates: Iterable[float], long_way: bool) -> list[list[str]]:
    phones = await arrive(hall, people, people / 20, [])
    rows = []
    for rate in rates:
        times = await vote(phones, rate, seconds, long_way=long_way)
        rate_of_answers = len(times.waits) / seconds
        waits = [
            f"{times.format_ms(0.5)} / {times.format_ms(0.95)} / {times.format_ms(0.99)}",
            str(len(times.failures)),
        ]
        rows.append(
            ["page's own view" if long_way else "short way", f"{rate:.0f}", f"{rate_of_answers:.0f}", *waits]
        )
        if find_quantile(times.waits, 0.95) > 0.5 or times.failures:
            break
        await asyncio.sleep(2)
    for phone in phones:
        phone.hang_up()
    return rows


async def idle(hall: Hall, people: int, seconds: float) -> list[str]:
    """Everybody listens and nobody does anything; then the results are revealed."""
    page = hall.phone()
    await sign_in(page, hall.link)
    phones = await arrive(hall, people, people / 40, [])
    await asyncio.sleep(seconds)
    memory, start = hall.measure_memory(), time.monotonic()
    await page.ask("GET", f"/d/{hall.code}/console/")
    page.read((await page.ask("GET", f"/d/{hall.code}/console/")).text)
    form = {"csrfmiddlewaretoken": page.token, "switch": "results", "to": "on"}
    start = time.monotonic()
    await page.ask("POST", f"/d/{hall.code}/console/switch/", form)
    press = time.monotonic()
    await asyncio.sleep(8)
    last_frames = [phone.socket.last for phone in phones if phone.socket.last > start]
    open_ = sum(phone.socket.transport is not None for phone in phones)
    for phone in phones:
        phone.hang_up()
    last, median = max(last_frames, default=float("nan")) - press, find_quantile(last_frames, 0.5) - press
    return [
        f"{open_:,}",
        f"{seconds:.0f}",
        f"{len(last_frames):,}",
        f"{median:.2f}",
        f"{last:.2f}",
        f"{memory:.0f}",
    ]


def run_in_hall(work: Callable, *arguments: object, services: bool = False) -> object:
    """The load, in a hall of its own: embedded, or on the services that the environment names."""
    variables = {name: os.environ.pop(name, None) for name in SERVICES}
    if services:
        os.environ.update({name: value for name, value in variables.items() if value})
    try:
        with tempfile.TemporaryDirectory() as folder, open_hall(Path(folder)) as hall:
            return uvloop.run(work(hall, *arguments))
    finally:
        os.environ.update({name: value for name, value in variables.items() if value})


def main() -> None:
    parser = evidence.make_parser(__doc__)
    loads = ["embedded", "postgres", "peak", "kill", "idle"]
    parser.add_argument("loads", nargs="*", default=loads, metavar="LOAD", help=", ".join(loads))
    parser.add_argument("--quick", action="store_true", help="small rooms and short loads, to see that all works")
    options = parser.parse_args()
    part = 0.1 if options.quick else 1.0
    paragraphs, rooms = [INTRODUCTION], []
    # people come evenly over a little less than the minutes within which all have to be in
    if "embedded" in options.loads:
        arguments = ("embedded default", round(1000 * part), 55 * part, 100, 120 * part)
        rooms.append(run_in_hall(room, *arguments))
    if "postgres" in options.loads and all(os.environ.get(name) for name in SERVICES):
        arguments = ("PostgreSQL, Redis, 2 web workers", round(3000 * part), 165 * part, 150, 120 * part)
        rooms.append(run_in_hall(room, *arguments, services=True))
    paragraphs += [evidence.format_table(ROOM, rooms)] if rooms else []
    if "peak" in options.loads:
        paragraphs.append(measure_peaks(part))
    if "kill" in options.loads:
        paragraphs += killed.report(run_in_hall, times=round(20 * part))
    if "idle" in options.loads:
        row = run_in_hall(idle, round(5000 * part), 600 * part)
        heads = ("sockets", "idle, s", "updated", "median, s", "last, s", "web process, MB")
        paragraphs += ["After a long silence, one reveal:", evidence.format_table(heads, [row])]
    evidence.publish(HEADING, paragraphs, options.write)


def measure_peaks(part: float) -> str:
    rates = [100, 150, 200, 250, 300, 350, 400, 450, 500, 600]
    rows = run_in_hall(peak, round(600 * max(part, 0.3)), 15 * max(part, 0.3), rates, False)
    rows += run_in_hall(peak, round(600 * max(part, 0.3)), 15 * max(part, 0.3), [25, 50, 75, *rates], True)
    return evidence.format_table(("way", "due / s", "answered / s", "ms: median / 95 % / 99 %", "failed"), rows)


if __name__ == "__main__":
    main()
