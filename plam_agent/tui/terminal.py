"""The owner's terminal, and its end: a window that was closed or a connection that broke.

What Textual 8.2 reads then is an endless nothing, at the cost of a processor, and the first thing
that it cannot write ends its writing, so that it waits for ever. Here the app ends instead.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver

LOOK = 1.0
"""Seconds between two looks at whether the terminal is still there."""

_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Out:
    """A file that says when it cannot be written any more, and raises nothing."""

    def __init__(self, file: TextIO, gone: Callable[[], None]) -> None:
        """`gone` is called by whoever writes, in any thread."""
        self._file, self._gone = file, gone

    def write(self, text: str) -> None:
        """Write it, if there is anything to write to."""
        try:
            self._file.write(text)
        except OSError:
            self._gone()

    def flush(self) -> None:
        """Have it written."""
        try:
            self._file.flush()
        except OSError:
            self._gone()

    def fileno(self) -> int:
        """The descriptor."""
        return self._file.fileno()


class Terminal(LinuxDriver):
    """Textual's driver, which ends the app where its terminal is gone."""

    def __init__(self, app: Any, **options: Any) -> None:
        """As in the base class."""
        super().__init__(app, **options)
        self._file: Any = Out(self._file, self._tell)
        self._ended = False
        self._next: asyncio.TimerHandle | None = None

    def start_application_mode(self) -> None:
        """Take the terminal, and look from time to time whether it is still there."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._loop.add_signal_handler(signal.SIGHUP, self.hung_up)
        if self._next is None and self.input_tty:
            self._look()

    def close(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()
        self._loop.remove_signal_handler(signal.SIGHUP)
        super().close()

    def run_input_thread(self) -> None:
        """Read until the end; what cannot be read is the end too."""
        try:
            super().run_input_thread()
        except OSError:
            self._tell()

    def hung_up(self) -> None:
        """Read and write nothing any more, and end the app as if the owner had left it."""
        if self._ended:
            return
        self._ended = True
        nothing = os.open(os.devnull, os.O_RDWR)
        # What is still to be written, the way back from the alternate screen, goes nowhere.
        for file in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
            if file is not None:
                os.dup2(nothing, file.fileno())
        os.close(nothing)
        self.exit_event.set()
        self._app.workers.cancel_all()
        self._app.exit(return_code=1)

    def _tell(self) -> None:
        self._loop.call_soon_threadsafe(self.hung_up)

    def _look(self) -> None:
        looking = select.poll()
        looking.register(self.fileno, 0)
        if any(found & _GONE for _, found in looking.poll(0)):
            self.hung_up()
        else:
            self._next = self._loop.call_later(LOOK, self._look)
