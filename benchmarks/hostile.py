"""A room that goes on while somebody attacks it, from the same address as everybody in it.

    python benchmarks/hostile.py [--quick] [--write]

A thousand made-up cookies vote, forged sockets connect, codes are guessed, and somebody who has joined sends
markup, bidirectional overrides, heaped accents and bodies of a megabyte. It prints what the room noticed: the
time of its votes before and meanwhile, every tally against what was acknowledged, and what the console says was
turned away.
"""

import asyncio
import random
import re
import secrets
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence
from benchmarks.halls import Hall
from benchmarks.live import Times, arrive, run_in_hall, sign_in, vote

HEADING = "A hostile room: `benchmarks/hostile.py`"
INTRODUCTION = """\
People vote as usual, while from the same address a thousand made-up cookies send votes, forged sockets connect,
codes are guessed and somebody who joined sends hostile text, all as fast as the server answers eight at a time."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TEXTS = (
    "<script>alert(1)</script> Be honest.",
    '"><img src=x onerror=alert(1)> Be kind.',
    "Be \u202eylfrac\u202c careful.",
    "Z" + "\u0301\u0316\u0347" * 60 + "algo",
    "Null \x00 byte",
    "x" * 1_000_000,
)
AT_ONCE = 8


class Attack:
    """Cleo's script. answers: how often each status came back, by what was tried."""

    def __init__(self, hall: Hall, part: float) -> None:
        self.hall, self.part = hall, part
        self.answers: dict[str, Counter[str]] = {}
        self.doors = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        kinds = ((self.cookie, 1000), (self.socket, 500), (self.guess, 10_000))
        tries = [work for work, times in kinds for _ in range(round(times * self.part))]
        random.shuffle(tries)
        await asyncio.gather(self.texts(), *(self.run_one(work) for work in tries))

    async def run_one(self, work) -> None:
        async with self.doors:
            await work()

    def note(self, what: str, answer: object) -> None:
        self.answers.setdefault(what, Counter())[str(answer)] += 1

    async def cookie(self) -> None:
        phone = self.hall.phone()
        await phone.ask("GET", phone.here)
        phone.cookies[f"elicit_{self.hall.code}"] = f'"{secrets.token_hex(16)}":{secrets.token_urlsafe(20)}'
        phone.token, phone.statement, phone.key = phone.cookies["csrftoken"], "1", secrets.token_urlsafe(8)
        self.note("votes with made-up cookies", await phone.vote())
        phone.hang_up()

    async def socket(self) -> None:
        phone = self.hall.phone()
        phone.cookies[f"elicit_{self.hall.code}"] = secrets.token_urlsafe(30)
        await phone.listen(audience=random.choice(("phone", "console", "results")))
        await asyncio.sleep(0.2)
        self.note("forged sockets", "heard something" if phone.socket.frames else "nothing")
        phone.hang_up()

    async def guess(self) -> None:
        phone = self.hall.phone()
        code = "".join(random.choices(ALPHABET, k=6))
        self.note("guessed codes", (await phone.ask("GET", f"/d/{code}/")).status)
        phone.hang_up()

    async def texts(self) -> None:
        phone = self.hall.phone()
        await phone.join(assets=False)
        for text in TEXTS * 4:
            form = {"csrfmiddlewaretoken": phone.token, "text": text}
            self.note("hostile texts", (await phone.ask("POST", f"{phone.here}write/", form)).status)
        phone.hang_up()


async def besiege(hall: Hall, part: float) -> list[str]:
    console = hall.phone()
    await sign_in(console, hall.link)
    phones = await arrive(hall, round(200 * max(part, 0.2)), 10, [])
    before = await vote(phones, 20, 20 * max(part, 0.5))
    attack, start = Attack(hall, part), time.monotonic()
    task = asyncio.create_task(attack.run())
    meanwhile = Times()
    while not task.done():
        more = await vote(phones, 20, 5)
        meanwhile.waits += more.waits
        meanwhile.failures += more.failures
    await task
    duration = time.monotonic() - start
    await asyncio.sleep(2)
    page = (await console.ask("GET", f"/d/{hall.code}/console/")).text
    keys, votes = hall.read_votes()
    own = {key for phone in phones for key in phone.votes}
    for phone in phones:
        phone.hang_up()
    rows = [
        [
            name,
            f"{times.format_ms(0.5)} / {times.format_ms(0.95)} / {times.format_ms(0.99)}",
            str(len(times.failures)),
        ]
        for name, times in (("before", before), (f"meanwhile ({duration:.0f} s)", meanwhile))
    ]
    return [
        evidence.format_table(("the room's votes", "ms: median / 95 % / 99 %", "failed"), rows),
        evidence.format_table(
            ("tried", "answers"), [[what, _format_counts(counts)] for what, counts in attack.answers.items()]
        ),
        "\n".join(
            [
                evidence.demand(
                    "No tally moves: every ballot is one that the room sent",
                    set(keys) == own and votes == len(keys),
                    f"{len(own):,} sent, {len(keys):,} kept",
                ),
                evidence.demand(
                    "The console says what was turned away", "refused" in page, _read_abuse_counts(page)
                ),
            ]
        ),
    ]


def _format_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{answer}: {count:,}" for answer, count in sorted(counts.items()))


def _read_abuse_counts(page: str) -> str:
    part = re.search(r'id="refused">(.*?)</ul>', page, flags=re.S)
    return "; ".join(re.findall(r"<li>(.*?)</li>", part[1])) if part else "nothing"


def main() -> None:
    parser = evidence.make_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args()
    paragraphs = run_in_hall(besiege, 0.1 if options.quick else 1.0)
    evidence.publish(HEADING, [INTRODUCTION, *paragraphs], options.write)


if __name__ == "__main__":
    main()
