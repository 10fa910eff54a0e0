"""One relay per server process: it looks at the database once a second, renders what changed once for
everyone, and puts it into the mailbox of every socket here."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from channels.db import database_sync_to_async
from django.db import DatabaseError, close_old_connections
from django.utils import timezone, translation

from elicit.models import Deliberation

from . import presence
from .states import Glance, frame, glances, render

EVERY = 1.0  # seconds between two looks, and between two frames of one room
SOON = 0.05  # a hint waits this long for others, so that a burst is one look
RENEW = 10.0  # seconds after which unchanged presence is written again
LATER = 5.0  # seconds before a room that failed is tried again

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Mailbox:
    """The slot of one socket: the newest frame waits, older ones are gone. A slow socket skips frames."""

    __slots__ = ("_filled", "_frame")

    def __init__(self) -> None:
        self._frame = ""
        self._filled = asyncio.Event()

    def put(self, frame: str) -> None:
        self._frame = frame
        self._filled.set()

    async def take(self) -> str:
        await self._filled.wait()
        self._filled.clear()
        return self._frame


class Address(NamedTuple):
    """Whom a frame is for: everybody at one address sees the same."""

    code: str
    audience: str
    language: str


@dataclass
class Room:
    """The open sockets at one address, and what they were sent last."""

    deliberation_id: int
    mailboxes: set[Mailbox] = field(default_factory=set)
    seen: Glance | None = None
    html: str = ""
    frame: str = ""
    sequence: int = 0
    not_before: float = 0.0  # on the monotonic clock


class Relay:
    """Its methods are for the server's loop. One thread reads the database; another writes presence, so that a
    database that is busy with a long write holds up no page."""

    def __init__(self) -> None:
        self.process = f"{os.getpid()}-{secrets.token_hex(8)}"
        self.rooms: dict[Address, Room] = {}
        self._news: set[str] = set()  # codes other processes have not been told of
        self._has_news = asyncio.Event()
        self._hinted: dict[str, float] = {}  # code: when to look, on the monotonic clock
        self._woken = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="relay")
        self._counter = ThreadPoolExecutor(1, thread_name_prefix="presence")
        self._kept: tuple[Counter[tuple[int, str]], float] = (Counter(), 0.0)

    @contextmanager
    def seat(self, deliberation_id: int, address: Address) -> Iterator[Mailbox]:
        """A mailbox that is filled as long as the socket stays; the newest frame is in it at once."""
        room = self.rooms.setdefault(address, Room(deliberation_id))
        mailbox = Mailbox()
        room.mailboxes.add(mailbox)
        if room.frame:
            mailbox.put(room.frame)
        self._look_soon(address.code)
        try:
            yield mailbox
        finally:
            room.mailboxes.discard(mailbox)
            if not room.mailboxes and self.rooms.get(address) is room:
                del self.rooms[address]

    def open_at(self, code: str, audience: str) -> int:
        """How many sockets of this audience this process holds open in one deliberation."""
        rooms = (room for at, room in self.rooms.items() if (at.code, at.audience) == (code, audience))
        return sum(len(room.mailboxes) for room in rooms)

    def wake(self, code: str) -> None:
        """Something in this deliberation changed, and this process knows first."""
        self._news.add(code)
        self._has_news.set()
        self._look_soon(code)

    def hear(self, codes: Collection[str]) -> None:
        """Another process says that something changed."""
        for code in codes:
            self._look_soon(code)

    async def news(self) -> set[str]:
        """Waits for changes other processes should hear of; those that come together are told together."""
        await self._has_news.wait()
        self._has_news.clear()
        news, self._news = self._news, set()
        return news

    async def run(self) -> None:
        """Look once a second, sooner when hinted, until cancelled."""
        due = time.monotonic()
        while True:
            hinted = await self._hinted_before(due)
            try:
                await self.tick(hinted)
            except DatabaseError:
                logger.exception("The database cannot be read. Open pages wait for the next look.")
            if hinted is None:
                due = max(due + EVERY, time.monotonic())

    async def count(self) -> None:
        """Write down who is here once a second where it changed, until cancelled."""
        while True:
            try:
                await self._keep_presence()
            except DatabaseError:
                logger.exception("Presence cannot be written. It is tried again.")
            await asyncio.sleep(EVERY)

    async def tick(self, codes: Collection[str] | None = None) -> None:
        """Render and send what changed, in all rooms or in those of some deliberations."""
        try:
            wanted = {address.code for address in self.rooms} if codes is None else set(codes)
            looked = await self._in_thread(glances, wanted, timezone.now()) if wanted else {}
            stale = [address for address in self.rooms if self._is_stale(address, looked.get(address.code))]
            outcomes = await asyncio.gather(
                *(self._refresh(address, looked[address.code]) for address in stale), return_exceptions=True
            )
            for address, outcome in zip(stale, outcomes, strict=True):
                if isinstance(outcome, BaseException):
                    self._put_off(address, outcome)
        finally:
            await self._in_thread(close_old_connections)

    async def close(self) -> None:
        """Nobody is here any more; the threads end."""
        try:
            await self._write(presence.leave, self.process)
        except DatabaseError:
            logger.exception("Presence could not be taken back; it expires by itself.")
        finally:
            self._thread.shutdown(wait=False)
            self._counter.shutdown(wait=False)

    async def _hinted_before(self, due: float) -> set[str] | None:
        """The hinted codes whose time has come, or None when the second is over first."""
        while (now := time.monotonic()) < due:
            ready = {code for code, at in self._hinted.items() if at <= now}
            for code in ready:
                del self._hinted[code]
            if ready:
                return ready
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min([due, *self._hinted.values()]) - now):
                    await self._woken.wait()
        return None

    def _look_soon(self, code: str) -> None:
        """Look as soon as somebody who listens may be sent something."""
        if code in self._hinted:
            return
        opens = [room.not_before for address, room in self.rooms.items() if address.code == code]
        if opens:
            self._look_at(code, max(min(opens), time.monotonic() + SOON))

    def _look_at(self, code: str, at: float) -> None:
        self._hinted[code] = min(at, self._hinted.get(code, at))
        self._woken.set()

    def _is_stale(self, address: Address, glance: Glance | None) -> bool:
        """Whether something changed that may be sent now; what may be sent later is looked at again then."""
        room = self.rooms[address]
        if glance in (None, room.seen):
            return False
        if room.not_before > time.monotonic():
            self._look_at(address.code, room.not_before)
            return False
        return True

    async def _refresh(self, address: Address, glance: Glance) -> None:
        """Render for everybody at this address, and send it if it looks different from before."""
        html = await self._in_thread(_render, address)
        room = self.rooms.get(address)
        if room is None:
            return  # the last socket has left meanwhile
        room.seen, room.not_before = glance, time.monotonic() + EVERY * 0.95
        if html and html != room.html:
            self._send(room, html)

    def _send(self, room: Room, html: str) -> None:
        """Sequence numbers grow over restarts and over processes too: they start at the clock."""
        room.sequence = max(room.sequence + 1, time.time_ns() // 1_000_000)
        room.html, room.frame = html, frame(html, room.sequence)
        for mailbox in room.mailboxes:
            mailbox.put(room.frame)

    def _put_off(self, address: Address, error: BaseException) -> None:
        logger.error("%s could not be renewed; it is tried again.", address, exc_info=error)
        if room := self.rooms.get(address):
            room.not_before = time.monotonic() + LATER

    async def _keep_presence(self) -> None:
        sockets: Counter[tuple[int, str]] = Counter()
        for address, room in self.rooms.items():
            sockets[room.deliberation_id, address.audience] += len(room.mailboxes)
        before, at = self._kept
        now = time.monotonic()
        if sockets != before or (sockets and now - at >= RENEW):
            await self._write(presence.keep, self.process, sockets, timezone.now())
            self._kept = (sockets, now)
            for address in list(self.rooms):
                self._look_soon(address.code)

    async def _write(self, work: Callable[..., None], *said: Any) -> None:
        await database_sync_to_async(work, thread_sensitive=False, executor=self._counter)(*said)

    async def _in_thread(self, work: Callable[..., Answer], *said: Any) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *said)


def _render(address: Address) -> str:
    deliberation = Deliberation.objects.select_related("community", "rules").get(code=address.code)
    with translation.override(address.language):
        return render(deliberation, address.audience)
