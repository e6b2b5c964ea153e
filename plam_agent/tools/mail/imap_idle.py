"""Waiting for new mail on an IMAP server: IDLE (RFC 2177), or NOOP now and then without it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable

from ...config import Account
from . import imap_commands
from .imap_connection import Client, ImapConnection, cut
from .imap_lines import awaits, end_idle, next_line, sent

RENEW = 600.0
"""Seconds after which IDLE is begun anew.

A server may end it after 30 minutes (RFC 2177 section 3), many routers forget a silent connection
sooner, and a server that died in silence is found out by it.
"""

POLL = 60.0
"""Seconds between two NOOPs where the server has no IDLE."""

_MOST_LINES = 1_000
_COUNT = re.compile(rb"\* (\d{1,10}) (EXISTS|EXPUNGE)\s*", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)


async def imap_arrivals(
    account: Account, secret: Callable[[str], str], folder: str
) -> AsyncGenerator[None]:
    """Yields once connected, and whenever `folder` has grown; flags and expunges are no news.

    On a connection of its own, which is cut when this ends: nothing is lost by it. Raises
    AccountError where the folder is not there or the connection is lost, ConfigError.
    """
    async with ImapConnection(account, secret) as connection:
        watch = _Watch(folder, connection.server.timeout / 2)
        try:
            await connection.do(watch.open)
            yield
            while True:
                if await connection.do(watch.look):
                    yield
                if not watch.idles:
                    await asyncio.sleep(POLL)
        finally:
            cut(connection)


class _Watch:
    """One folder, opened to read: how many messages it has, and the IDLE that is open, if one is.

    Its methods run on the connection's thread; none takes much longer than `seconds`.
    """

    def __init__(self, folder: str, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        self.idles = False
        self._count = 0
        self._tag = b""
        self._renewed = 0.0

    def open(self, client: Client) -> None:
        _, _, self._count = imap_commands.selected(client, self.folder)
        self.idles = bool(client.has_capability("IDLE"))

    def look(self, client: Client) -> bool:
        """Go on for a while; whether the folder has grown meanwhile."""
        if not self.idles:
            return self._until(client, sent(client, "NOOP"))
        if not self._tag:
            self._renewed = time.monotonic()
            self._tag = sent(client, "IDLE")
            return self._until(client, b"+")
        left = self._renewed + RENEW - time.monotonic()
        if left > 0:
            return self._within(client, min(self.seconds, left))
        tag, self._tag = self._tag, b""
        end_idle(client)
        return self._until(client, tag)

    def _within(self, client: Client, seconds: float) -> bool:
        """Listen until the folder grows, and then only to what is there already."""
        grew, end = False, time.monotonic() + seconds
        for _ in range(_MOST_LINES):
            if not awaits(client, 0.0 if grew else end - time.monotonic()):
                break
            grew |= self._heard(next_line(client))
        return grew

    def _until(self, client: Client, start: bytes) -> bool:
        """Listen up to the line that begins with `start`."""
        grew = False
        for _ in range(_MOST_LINES):
            line = next_line(client)
            if line.startswith(start):
                if start != b"+" and line[len(start) :].split()[:1] != [b"OK"]:
                    raise ConnectionError(_shown(line))
                return grew
            grew |= self._heard(line)
        raise ConnectionError("it talks without end and does not answer")

    def _heard(self, line: bytes) -> bool:
        """Whether a line that nobody asked for says that the folder has grown."""
        if match := _COUNT.fullmatch(line):
            number, before = int(match[1]), self._count
            if match[2].upper() == b"EXPUNGE":
                self._count = max(0, before - 1)
                return False
            self._count = number
            return number > before
        if _BYE.match(line):
            raise ConnectionError(f"the server ends it: {_shown(line)}")
        if self._tag and line.startswith(self._tag):
            raise ConnectionError(f"the server does not wait: {_shown(line)}")
        if not line.startswith((b"* ", b"+")):
            raise ValueError(_shown(line))
        return False


def _shown(line: bytes) -> str:
    return line[:200].decode("utf-8", "replace")
