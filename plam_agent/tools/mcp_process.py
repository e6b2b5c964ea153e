"""A foreign server as a process of its own: its lines, counted, and nothing of our environment.

MCP over stdio is a line of JSON for each message. A line, and what comes in answer to one request,
has a bound; what is no UTF-8 ends the connection. The process and all that it starts end with it,
and what it writes to its error output is thrown away.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ..config import Account
from ..errors import AccountError, ConfigError

LONGEST_LINE = 4 << 20
MOST_OCTETS = 16 << 20
MOST_LINES = 2_000
"""What may come between one request and the next."""

GRACE = 1.0
"""How many seconds a process has to end by itself, and then again once it is told to."""

# What a program needs to run at all. Nothing else of our environment is its business.
INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")


class Flooded(AccountError):
    """The server sends more than it was asked for, or what is no text."""


class Allowance:
    """How much may still come in answer to the present request."""

    def __init__(self, host: str) -> None:
        """`host` names the server for people."""
        self._host = host
        self.renew()

    def renew(self) -> None:
        """Another request is sent now."""
        self._octets, self._lines = MOST_OCTETS, MOST_LINES

    def take(self, octets: int, lines: int = 0) -> None:
        """Count what came. Raises Flooded."""
        self._octets -= octets
        self._lines -= lines
        if self._octets < 0 or self._lines < 0:
            raise Flooded(f"{self._host} sends more than it was asked for, and was cut off")


class Lines:
    """The lines of a running server, both ways."""

    def __init__(self, process: asyncio.subprocess.Process, host: str, allowance: Allowance):
        """Made by `started`."""
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._in, self._out = process.stdin, process.stdout
        self._host = host
        self._allowance = allowance

    async def read(self) -> bytes | None:
        """The next line without its end, or None at the end. Raises Flooded."""
        try:
            line = await self._out.readline()
        except ValueError as error:
            raise Flooded(f"{self._host} sends a line of over {LONGEST_LINE >> 20} MB") from error
        self._allowance.take(len(line), 1)
        if not line:
            return None
        try:
            line.decode()
        except UnicodeDecodeError as error:
            raise Flooded(f"{self._host} sends what is not UTF-8") from error
        return line.rstrip(b"\r\n")

    async def write(self, line: bytes) -> None:
        """Send a line. Raises ConnectionError where nobody reads it any more."""
        self._in.write(line + b"\n")
        await self._in.drain()


@asynccontextmanager
async def started(
    account: Account, secret: Mapping[str, str], allowance: Allowance
) -> AsyncIterator[Lines]:
    """Run the account's `command`, without a shell and with only `secret` added to what it needs.

    Raises ConfigError for a command that is none, AccountError where it cannot be run.
    """
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    try:
        process = await asyncio.create_subprocess_exec(
            *_words(account),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**environment, **secret},
            cwd="/",
            limit=LONGEST_LINE,
            # A group of its own, so that what it starts ends with it.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise AccountError(
            f"the server {account.name} cannot be run: {why}",
            fix="Correct its command in config.toml.",
        ) from error
    try:
        yield Lines(process, account.name, allowance)
    finally:
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Close its input, then tell it to end, then end it and all that it started."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        for told in (None, signal.SIGTERM, signal.SIGKILL):
            if told is not None:
                _tell(process, told)
            with contextlib.suppress(TimeoutError):
                # What it left in the pipe is read, or it might not be able to end.
                async with asyncio.timeout(GRACE):
                    await _drained(process)
                    await process.wait()
                    break
    finally:
        # Also where whoever waited for its end is cancelled meanwhile.
        _tell(process, signal.SIGKILL)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await process.wait()
        finally:
            # A descendant that left the group may hold the pipe open; nobody waits for it.
            transport = getattr(process, "_transport", None)
            if transport is not None:
                transport.close()


def _tell(process: asyncio.subprocess.Process, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, what)


async def _drained(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.read(1 << 16):
        pass


def _words(account: Account) -> list[str]:
    try:
        words = shlex.split(str(account.settings.get("command", "")))
    except ValueError:
        words = []
    if not words:
        raise ConfigError(
            f"account {account.name} has a command that cannot be split into words",
            fix="Write command as in a shell: a program and its arguments, quotes closed.",
        )
    return words
