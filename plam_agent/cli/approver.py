"""`plam approver`: a terminal of its own where calls are shown in full and answered."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import sys
import termios
from typing import Any

from ..errors import InputError
from .common import DONE, FAILED, home_of

READING = 0.4
"""Seconds for which what is typed still belongs to what was on the screen before."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam approver` takes."""
    parser.add_argument(
        "--idle",
        metavar="MINUTES",
        type=float,
        default=15.0,
        help="ask for the passphrase again after so long without a yes (15)",
    )


async def command(args: argparse.Namespace) -> int:
    """Hold the approval key until interrupted. Raises InputError without a terminal."""
    from ..approver import Approver, alone
    from ..home import system_clock
    from ..plugins.described import known

    if not sys.stdin.isatty():
        raise InputError("the approver needs a terminal of its own.")
    if not 0 < args.idle <= 24 * 60:
        raise InputError("--idle is a number of minutes, at most a day.")
    home = home_of(args)
    if not (home / "keys").is_dir():
        raise InputError("there is no home here.", file=home, fix="Run `plam init` first.")
    # The key must not end in a file of what was in memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with alone(home) as listening, Terminal() as screen:
        approver = Approver(home, screen, known(home), clock=system_clock, idle=args.idle * 60.0)
        if not await approver.unlock():
            return FAILED
        screen.show(f"Approving for {home}. Leave this open; Ctrl-C ends it.")
        await approver.serve(listening)
    return DONE


class Terminal:
    """The terminal on standard input; a line counts only if it was typed after its question."""

    def __init__(self) -> None:
        """Use it as a context manager: it leaves the terminal as it was."""
        self._read = sys.stdin.fileno()
        self._write = -1
        self._before: list[Any] = []

    def __enter__(self) -> Terminal:
        """Open the terminal for writing, wherever standard output goes."""
        self._write = os.open(os.ttyname(self._read), os.O_WRONLY | os.O_NOCTTY)
        self._before = termios.tcgetattr(self._read)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""
        self._restore()
        os.close(self._write)

    def show(self, text: str) -> None:
        """Write lines; they were escaped where they came from others."""
        raw = f"{text}\n".encode("utf-8", "backslashreplace")
        while raw:
            raw = raw[os.write(self._write, raw) :]

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        """Ask, forget what was typed before, and wait for a line; None at the end of input."""
        self._quiet()
        try:
            # What was typed blindly is thrown away, and so is what was on its way.
            await asyncio.sleep(READING)
            termios.tcflush(self._read, termios.TCIFLUSH)
            if not hidden:
                self._restore()
            self._ask(question)
            raw = await self._typed()
        finally:
            self._restore()
        if hidden:
            self.show("")
        return raw.decode("utf-8", "replace").rstrip("\r\n") if raw else None

    def _ask(self, question: str) -> None:
        os.write(self._write, question.encode())

    async def _typed(self) -> bytes:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[bytes] = loop.create_future()

        def read() -> None:
            try:
                raw = os.read(self._read, 8192)
            except OSError:
                raw = b""
            if not ready.done():
                ready.set_result(raw)

        loop.add_reader(self._read, read)
        try:
            return await ready
        finally:
            loop.remove_reader(self._read)

    def _quiet(self) -> None:
        mode = termios.tcgetattr(self._read)
        mode[3] &= ~termios.ECHO
        termios.tcsetattr(self._read, termios.TCSAFLUSH, mode)

    def _restore(self) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._read, termios.TCSADRAIN, self._before)
