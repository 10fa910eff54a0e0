"""Phones as the load scripts make them: they do over the network what the participant's page and its script do,
with as little work of their own as possible."""

import asyncio
import base64
import os
import random
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
EDITION = re.compile(r'name="edition" value="([^"]+)"')
NUMBER, KEY = re.compile(r'name="statement" value="(\d+)"'), re.compile(r'name="key" value="([^"]+)"')
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


class Answer(NamedTuple):
    """What a server said to one request."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Line(asyncio.Protocol):
    """One connection that stays open, for one request at a time."""

    def __init__(self) -> None:
        self.buffer, self.answer, self.transport = bytearray(), None, None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        status, headers, cookies = _parse_head(head.decode("latin-1"))
        length = int(headers.get("content-length", 0))
        if len(rest) >= length:
            self.buffer = bytearray(rest[length:])
            if self.answer and not self.answer.done():
                self.answer.set_result(Answer(status, headers, cookies, bytes(rest[:length])))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.answer and not self.answer.done():
            self.answer.set_exception(ConnectionError("The server hung up."))


def _parse_head(text: str) -> tuple[int, dict[str, str], dict[str, str]]:
    first, *lines = text.split("\r\n")
    headers, cookies = {}, {}
    for line in lines:
        name, _colon, value = line.partition(": ")
        if name.lower() == "set-cookie":
            key, _equals, content = value.partition(";")[0].partition("=")
            cookies[key] = content
        else:
            headers[name.lower()] = value
    return int(first.split(" ")[1]), headers, cookies


@dataclass
class Phone:
    """Somebody's browser: cookies, an open page, its socket, and the vote it would send next."""

    host: str
    port: int
    code: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    statement: str = ""
    edition: str = ""
    key: str = ""
    votes: list[str] = field(default_factory=list)  # keys of acknowledged votes
    assets: set[str] = field(default_factory=set)  # files that came with pages
    line: Line | None = None
    socket: "Socket | None" = None

    @property
    def here(self) -> str:
        return f"/d/{self.code}/"

    async def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode(form or {}).encode() if method == "POST" else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            origin = f"Origin: http://{self.host}:{self.port}"
            lines += [origin, f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        line = await self._connect()
        line.answer = asyncio.get_running_loop().create_future()
        line.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        answer = await line.answer
        self.cookies |= answer.cookies
        return answer

    async def _connect(self) -> Line:
        if self.line is None or self.line.transport is None:
            loop = asyncio.get_running_loop()
            _transport, self.line = await loop.create_connection(Line, self.host, self.port)
        return self.line

    async def join(self, *, assets: bool = True) -> None:
        """From the code on the wall to the first card, with every file that the two pages load."""
        welcome = await self.ask("GET", self.here)
        [self.token] = set(TOKEN.findall(welcome.text)) or {""}
        if assets:
            await self._load(welcome.text)
        answer = await self.ask("POST", f"{self.here}join/", {"csrfmiddlewaretoken": self.token})
        if answer.status != 302:
            raise ConnectionError(f"Somebody was not let in: {answer.status}.")
        first = await self.look()
        if assets:
            await self._load(first)

    async def _load(self, html: str) -> None:
        """The files of a page that did not come before."""
        for path in ASSET.findall(html):
            if path not in self.assets:
                self.assets.add(path)
                await self.ask("GET", path, Accept_Encoding="gzip, br")

    async def look(self) -> str:
        """The card on the whole page, as after a reload."""
        html = (await self.ask("GET", self.here)).text
        self.read(html)
        return html

    def read(self, html: str) -> None:
        """What the next vote is about, from a card; nothing when the card has no statement."""
        token, number, edition, key = (pattern.search(html) for pattern in (TOKEN, NUMBER, EDITION, KEY))
        self.token = token[1] if token else self.token
        self.statement, self.key = (number[1], key[1]) if number and key else ("", "")
        self.edition = edition[1] if edition else ""

    async def vote(self, *, long_way: bool = False) -> int:
        """Send the vote on the card; the status of the answer. The card is the next one when it was taken."""
        form = {
            "csrfmiddlewaretoken": self.token,
            "statement": self.statement,
            "edition": self.edition,
            "key": self.key,
            "next": "card",
            "choice": random.choice(("1", "1", "-1", "0")),
        }
        path = f"{self.here}vote/" + ("?way=long" if long_way else "")
        answer = await self.ask("POST", path, form, HX_Request="true", X_CSRFToken=self.token)
        if answer.status == 200:
            self.votes.append(self.key)
            self.read(answer.text)
        return answer.status

    async def listen(self, hear: Callable[[bytes], None] | None = None, audience: str = "phone") -> None:
        """Open the page's socket. hear: gets every frame."""
        loop = asyncio.get_running_loop()
        socket = Socket(hear or (lambda frame: None))
        await loop.create_connection(lambda: socket, self.host, self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET /ws/d/{self.code}/?as={audience} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Origin: http://{self.host}:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {cookies}",
        ]
        socket.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        await socket.opening
        self.socket = socket

    def hang_up(self) -> None:
        for connection in (self.line, self.socket):
            if connection and connection.transport:
                connection.transport.abort()


class Socket(asyncio.Protocol):
    """One websocket that listens and answers pings. frames: how many came; last: when the last one did."""

    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self.hear, self.buffer, self.transport = hear, bytearray(), None
        self.opening = asyncio.get_running_loop().create_future()
        self.frames, self.last = 0, 0.0

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.opening.done():
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            self.buffer = bytearray(rest)
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.opening.set_exception(ConnectionError(head[:60].decode("latin-1")))
                return
            self.opening.set_result(None)
        while self._take():
            pass

    def _take(self) -> bool:
        """One frame from the buffer, if it is all there."""
        if len(self.buffer) < 2:
            return False
        kind, size, start = self.buffer[0] & 15, self.buffer[1] & 127, 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            if len(self.buffer) < start + wide:
                return False
            size, start = int.from_bytes(self.buffer[start : start + wide], "big"), start + wide
        if len(self.buffer) < start + size:
            return False
        data = bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        if kind == 1:
            self.frames, self.last = self.frames + 1, time.monotonic()
            self.hear(data)
        elif kind == 9:
            mask = os.urandom(4)
            payload = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
            self.transport.write(struct.pack("!BB", 0x8A, 0x80 | len(data)) + mask + payload)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if not self.opening.done():
            self.opening.set_exception(ConnectionError("The server hung up."))
