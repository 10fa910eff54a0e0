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
from benchmarks.halls import Hall, hall
from benchmarks.phones import Phone
from benchmarks.watches import Watch, share

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
class Seen:
    """What a load saw. waits: seconds from the moment a vote was due to its next card."""

    waits: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def ms(self, part: float) -> str:
        return f"{1000 * share(self.waits, part):.0f}"


async def arrive(hall: Hall, people: int, within: float, opened: list[float]) -> list[Phone]:
    """People come in evenly over so many seconds. opened: gets when each socket opened."""
    phones = [hall.phone() for _ in range(people)]
    doors = asyncio.Semaphore(DOORS)

    async def come(number: int, phone: Phone) -> None:
        await asyncio.sleep(number * within / people)
        async with doors:
            await phone.join()
            await phone.listen()
            opened.append(time.monotonic())

    await asyncio.gather(*(come(*each) for each in enumerate(phones)))
    return phones


async def voting(phones: Iterable[Phone], rate: float, seconds: float, *, long_way: bool = False) -> Seen:
    """Votes that are due at even intervals, whether earlier ones were answered or not."""
    seen, waiting = Seen(), [phone for phone in phones if phone.statement]

    async def one(phone: Phone, due: float) -> None:
        try:
            status = await phone.vote(long_way=long_way)
        except OSError as error:
            seen.failed.append(repr(error))
            return
        if status != 200:
            seen.failed.append(str(status))
            return
        seen.waits.append(time.monotonic() - due)
        seen.acknowledged.append(time.monotonic())
        if phone.statement:
            waiting.append(phone)

    start, tasks = time.monotonic(), []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if waiting:
            tasks.append(asyncio.create_task(one(waiting.pop(0), due)))
        else:
            seen.failed.append("every phone waited for an answer")
    await asyncio.gather(*tasks)
    return seen


async def watched(hall: Hall) -> tuple[dict[str, Watch], list[Phone]]:
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
    watches, pages = await watched(hall)
    first, opened, start = Watch("phone"), [], time.monotonic()
    one = hall.phone()
    await one.join()
    await one.listen(first.hear)
    phones = await arrive(hall, people - 1, within, opened)
    joined = time.monotonic() - start
    await asyncio.sleep(3)
    late = share(first.behind([start, *opened], start, time.monotonic()), 0.95)
    begun = time.monotonic()
    seen = await voting([one, *phones], rate, seconds)
    ended = time.monotonic()
    await asyncio.sleep(3)
    behind = {
        name: share(each.behind(sorted(seen.acknowledged), begun, ended), 0.95) for name, each in watches.items()
    }
    sent = [key for phone in [one, *phones] for key in phone.cast]
    keys, current = hall.held()
    lost, doubled = len(set(sent) - set(keys)), len(keys) - len(set(keys)) + abs(current - len(keys))
    memory = hall.megabytes()
    for page in [*pages, one, *phones]:
        page.hang_up()
    failed = f"; failed {len(seen.failed)}: {sorted(set(seen.failed))[:2]}" if seen.failed else ""
    return [
        name,
        f"{people:,} in {joined:.0f} s",
        f"{len(sent):,}{failed}",
        f"{lost} / {doubled}",
        f"{seen.ms(0.5)} / {seen.ms(0.95)} / {seen.ms(0.99)}",
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
        seen = await voting(phones, rate, seconds, long_way=long_way)
        done = len(seen.waits) / seconds
        waits = [f"{seen.ms(0.5)} / {seen.ms(0.95)} / {seen.ms(0.99)}", str(len(seen.failed))]
        rows.append(["page's own view" if long_way else "short way", f"{rate:.0f}", f"{done:.0f}", *waits])
        if share(seen.waits, 0.95) > 0.5 or seen.failed:
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
    memory, start = hall.megabytes(), time.monotonic()
    await page.ask("GET", f"/d/{hall.code}/console/")
    page.read((await page.ask("GET", f"/d/{hall.code}/console/")).text)
    said = {"csrfmiddlewaretoken": page.token, "switch": "results", "to": "on"}
    start = time.monotonic()
    await page.ask("POST", f"/d/{hall.code}/console/switch/", said)
    pressed = time.monotonic()
    await asyncio.sleep(8)
    heard = [phone.socket.last for phone in phones if phone.socket.last > start]
    open_ = sum(phone.socket.transport is not None for phone in phones)
    for phone in phones:
        phone.hang_up()
    last, usual = max(heard, default=float("nan")) - pressed, share(heard, 0.5) - pressed
    return [f"{open_:,}", f"{seconds:.0f}", f"{len(heard):,}", f"{usual:.2f}", f"{last:.2f}", f"{memory:.0f}"]


def in_hall(work: Callable, *said: object, services: bool = False) -> object:
    """The load, in a hall of its own: embedded, or on the services that the environment names."""
    kept = {name: os.environ.pop(name, None) for name in SERVICES}
    if services:
        os.environ.update({name: value for name, value in kept.items() if value})
    try:
        with tempfile.TemporaryDirectory() as folder, hall(Path(folder)) as made:
            return uvloop.run(work(made, *said))
    finally:
        os.environ.update({name: value for name, value in kept.items() if value})


def main() -> None:
    parser = evidence.make_parser(__doc__)
    loads = ["embedded", "postgres", "peak", "kill", "idle"]
    parser.add_argument("loads", nargs="*", default=loads, metavar="LOAD", help=", ".join(loads))
    parser.add_argument("--quick", action="store_true", help="small rooms and short loads, to see that all works")
    options = parser.parse_args()
    part = 0.1 if options.quick else 1.0
    said, rooms = [INTRODUCTION], []
    # people come evenly over a little less than the minutes within which all have to be in
    if "embedded" in options.loads:
        asked = ("embedded default", round(1000 * part), 55 * part, 100, 120 * part)
        rooms.append(in_hall(room, *asked))
    if "postgres" in options.loads and all(os.environ.get(name) for name in SERVICES):
        asked = ("PostgreSQL, Redis, 2 web workers", round(3000 * part), 165 * part, 150, 120 * part)
        rooms.append(in_hall(room, *asked, services=True))
    said += [evidence.format_table(ROOM, rooms)] if rooms else []
    if "peak" in options.loads:
        said.append(peaks(part))
    if "kill" in options.loads:
        said += killed.report(in_hall, times=round(20 * part))
    if "idle" in options.loads:
        row = in_hall(idle, round(5000 * part), 600 * part)
        heads = ("sockets", "idle, s", "updated", "median, s", "last, s", "web process, MB")
        said += ["After a long silence, one reveal:", evidence.format_table(heads, [row])]
    evidence.publish(HEADING, said, options.write)


def peaks(part: float) -> str:
    rates = [100, 150, 200, 250, 300, 350, 400, 450, 500, 600]
    rows = in_hall(peak, round(600 * max(part, 0.3)), 15 * max(part, 0.3), rates, False)
    rows += in_hall(peak, round(600 * max(part, 0.3)), 15 * max(part, 0.3), [25, 50, 75, *rates], True)
    return evidence.format_table(("way", "due / s", "answered / s", "ms: median / 95 % / 99 %", "failed"), rows)


if __name__ == "__main__":
    main()
