"""One relay per server process: it looks at the database once a second, renders what changed once for
everyone, and puts it into the mailbox of every subscribed socket."""

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
from .states import Glance, make_frame, read_glances, render

EVERY = 1.0  # seconds between two looks, and between two frames at one address
SOON = 0.05  # a hint waits this long for others, so that a burst is one look
RENEW = 10.0  # seconds after which unchanged presence is written again
LATER = 5.0  # seconds before an address that failed is tried again

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Mailbox:
    """The slot of one socket: the newest frame waits, older ones are dropped. A slow socket skips frames."""

    __slots__ = ("_frame", "_is_filled")

    def __init__(self) -> None:
        self._frame = ""
        self._is_filled = asyncio.Event()

    def put(self, frame: str) -> None:
        self._frame = frame
        self._is_filled.set()

    async def take(self) -> str:
        await self._is_filled.wait()
        self._is_filled.clear()
        return self._frame


class Address(NamedTuple):
    """Whom a frame is for: everybody at one address sees the same."""

    code: str
    audience: str
    language: str


@dataclass
class Subscribers:
    """The open sockets at one address, and the last that went to them."""

    deliberation_id: int
    mailboxes: set[Mailbox] = field(default_factory=set)
    glance: Glance | None = None
    html: str = ""
    frame: str = ""
    sequence: int = 0
    not_before: float = 0.0  # on the monotonic clock


class Relay:
    """Its methods are for the server's loop. One thread reads the database; another writes presence, so that a
    database that is busy with a long write holds up no page."""

    def __init__(self) -> None:
        self.process = f"{os.getpid()}-{secrets.token_hex(8)}"
        self.subscribers: dict[Address, Subscribers] = {}
        self._changes: set[str] = set()  # codes that other processes do not know of yet
        self._has_changes = asyncio.Event()
        self._due_at: dict[str, float] = {}  # code: when to look, on the monotonic clock
        self._has_hints = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="relay")
        self._presence_thread = ThreadPoolExecutor(1, thread_name_prefix="presence")
        self._presence: tuple[Counter[tuple[int, str]], float] = (Counter(), 0.0)

    @contextmanager
    def subscribe(self, deliberation_id: int, address: Address) -> Iterator[Mailbox]:
        """A mailbox that is filled as long as the socket stays; the newest frame is in it at once."""
        subscribers = self.subscribers.setdefault(address, Subscribers(deliberation_id))
        mailbox = Mailbox()
        subscribers.mailboxes.add(mailbox)
        if subscribers.frame:
            mailbox.put(subscribers.frame)
        self._look_soon(address.code)
        try:
            yield mailbox
        finally:
            subscribers.mailboxes.discard(mailbox)
            if not subscribers.mailboxes and self.subscribers.get(address) is subscribers:
                del self.subscribers[address]

    def count_sockets(self, code: str, audience: str) -> int:
        """How many sockets of this audience this process holds open in one deliberation."""
        return sum(
            len(subscribers.mailboxes)
            for address, subscribers in self.subscribers.items()
            if (address.code, address.audience) == (code, audience)
        )

    def wake(self, code: str) -> None:
        """Something in this deliberation changed, and this process knows first."""
        self._changes.add(code)
        self._has_changes.set()
        self._look_soon(code)

    def hear(self, codes: Collection[str]) -> None:
        """Another process says that something changed."""
        for code in codes:
            self._look_soon(code)

    async def take_changes(self) -> set[str]:
        """Waits for changes that other processes should know of: the codes of all that came together."""
        await self._has_changes.wait()
        self._has_changes.clear()
        codes, self._changes = self._changes, set()
        return codes

    async def run(self) -> None:
        """Look once a second, sooner when hinted, until cancelled."""
        due = time.monotonic()
        while True:
            codes = await self._wait_for_hints(due)
            try:
                await self.tick(codes)
            except DatabaseError:
                logger.exception("The database cannot be read. Open pages wait for the next look.")
            if codes is None:
                due = max(due + EVERY, time.monotonic())

    async def write_presence(self) -> None:
        """Write the number of open sockets once a second where it changed, until cancelled."""
        while True:
            try:
                await self._write_presence()
            except DatabaseError:
                logger.exception("Presence cannot be written. It is tried again.")
            await asyncio.sleep(EVERY)

    async def tick(self, codes: Collection[str] | None = None) -> None:
        """Render and send what changed, in all deliberations or in some."""
        try:
            codes = {address.code for address in self.subscribers} if codes is None else set(codes)
            glances = await self._in_thread(read_glances, codes, timezone.now()) if codes else {}
            stale = [address for address in self.subscribers if self._is_stale(address, glances.get(address.code))]
            outcomes = await asyncio.gather(
                *(self._refresh(address, glances[address.code]) for address in stale), return_exceptions=True
            )
            for address, outcome in zip(stale, outcomes, strict=True):
                if isinstance(outcome, BaseException):
                    self._put_off(address, outcome)
        finally:
            await self._in_thread(close_old_connections)

    async def close(self) -> None:
        """No socket is open any more; the threads end."""
        try:
            await self._write(presence.remove, self.process)
        except DatabaseError:
            logger.exception("Presence could not be taken back; it expires by itself.")
        finally:
            self._thread.shutdown(wait=False)
            self._presence_thread.shutdown(wait=False)

    async def _wait_for_hints(self, due: float) -> set[str] | None:
        """The hinted codes whose time has come, or None when the second is over first."""
        while (now := time.monotonic()) < due:
            codes = {code for code, at in self._due_at.items() if at <= now}
            for code in codes:
                del self._due_at[code]
            if codes:
                return codes
            self._has_hints.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min([due, *self._due_at.values()]) - now):
                    await self._has_hints.wait()
        return None

    def _look_soon(self, code: str) -> None:
        """Look as soon as somebody who listens may be sent something."""
        if code in self._due_at:
            return
        times = [
            subscribers.not_before for address, subscribers in self.subscribers.items() if address.code == code
        ]
        if times:
            self._look_at(code, max(min(times), time.monotonic() + SOON))

    def _look_at(self, code: str, at: float) -> None:
        self._due_at[code] = min(at, self._due_at.get(code, at))
        self._has_hints.set()

    def _is_stale(self, address: Address, glance: Glance | None) -> bool:
        """Whether something changed that may be sent now; what may be sent later is looked at again then."""
        subscribers = self.subscribers[address]
        if glance in (None, subscribers.glance):
            return False
        if subscribers.not_before > time.monotonic():
            self._look_at(address.code, subscribers.not_before)
            return False
        return True

    async def _refresh(self, address: Address, glance: Glance) -> None:
        """Render for everybody at this address, and send it if it looks different from before."""
        html = await self._in_thread(_render, address)
        subscribers = self.subscribers.get(address)
        if subscribers is None:
            return  # the last socket has left meanwhile
        subscribers.glance, subscribers.not_before = glance, time.monotonic() + EVERY * 0.95
        if html and html != subscribers.html:
            self._send(subscribers, html)

    def _send(self, subscribers: Subscribers, html: str) -> None:
        """Sequence numbers grow over restarts and over processes too: they start at the clock."""
        subscribers.sequence = max(subscribers.sequence + 1, time.time_ns() // 1_000_000)
        subscribers.html, subscribers.frame = html, make_frame(html, subscribers.sequence)
        for mailbox in subscribers.mailboxes:
            mailbox.put(subscribers.frame)

    def _put_off(self, address: Address, error: BaseException) -> None:
        logger.error("%s could not be renewed; it is tried again.", address, exc_info=error)
        if subscribers := self.subscribers.get(address):
            subscribers.not_before = time.monotonic() + LATER

    async def _write_presence(self) -> None:
        sockets: Counter[tuple[int, str]] = Counter()
        for address, subscribers in self.subscribers.items():
            sockets[subscribers.deliberation_id, address.audience] += len(subscribers.mailboxes)
        previous, at = self._presence
        now = time.monotonic()
        if sockets != previous or (sockets and now - at >= RENEW):
            await self._write(presence.write, self.process, sockets, timezone.now())
            self._presence = (sockets, now)
            for address in list(self.subscribers):
                self._look_soon(address.code)

    async def _write(self, work: Callable[..., None], *arguments: Any) -> None:
        await database_sync_to_async(work, thread_sensitive=False, executor=self._presence_thread)(*arguments)

    async def _in_thread(self, work: Callable[..., Answer], *arguments: Any) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _render(address: Address) -> str:
    deliberation = Deliberation.objects.select_related("community", "rules").get(code=address.code)
    with translation.override(address.language):
        return render(deliberation, address.audience)
