"""A web server on loopback for the tests of a plugin that talks to one: a function and a switch."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its method, its path with its query, its headers in lower case, its body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON data."""
        return json.loads(self.body or b"null")


Reply = tuple[int, Any]
"""A status and JSON data; bytes are sent as they are."""

Respond = Callable[[Asked], Reply]


@dataclass
class Loopback:
    """A server that is up: where it is, what it was asked, and whether it still answers.

    While `silent` it takes requests, does nothing, and says nothing. While `mute` it does what it
    is asked and never answers: what a client cannot tell from silence.
    """

    url: str
    asked: list[Asked] = field(default_factory=list)
    silent: bool = False
    mute: bool = False


@asynccontextmanager
async def serving(respond: Respond) -> AsyncIterator[Loopback]:
    """Serve on 127.0.0.1 what `respond` answers, HTTP/1.1, one request a connection."""
    loopback = Loopback("")
    open_: set[asyncio.Task[None]] = set()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_.add(task)
        try:
            # A client that goes away in the middle is what a test may be about.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await _answer(reader, writer, respond, loopback)
        finally:
            open_.discard(task)
            writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    loopback.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield loopback
    finally:
        server.close()
        for task in list(open_):
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)


async def _answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    respond: Respond,
    loopback: Loopback,
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {}
    for line in filter(None, head[1:]):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    if length > LARGEST:
        raise ValueError("too much")
    asked = Asked(method, path, headers, await reader.readexactly(length))
    if loopback.silent:
        await asyncio.Event().wait()
    loopback.asked.append(asked)
    status, said = respond(asked)
    if loopback.mute:
        await asyncio.Event().wait()
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    start = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    fields = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{start}{fields}Connection: close\r\n\r\n".encode() + body)
    await writer.drain()
