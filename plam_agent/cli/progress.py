"""How far a long transfer is: one line that changes on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

EVERY = 0.2
STEPS = 10
"""Plain lines in all, about."""


class Progress:
    """Call it with what is done, bytes done and bytes in all; `end` leaves the line."""

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        """Tell of `name` on `stream`, which is standard error."""
        self._name = name
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._what = ""
        self._first = (0.0, 0)
        self._told = 0.0
        self._step = -1
        self._open = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell it, if it is time to."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._first, self._step, self._told = what, (now, done), -1, 0.0
        step = done * STEPS // max(1, total)
        due = now - self._told >= EVERY if self._terminal else step > self._step
        if not due and done < total:
            return
        self._told, self._step = now, step
        line = f"{what} {self._name}: {_size(done)} of {_size(total)}{self._pace(now, done, total)}"
        if self._terminal:
            self._stream.write(f"\r\x1b[K{line}")
            self._open = True
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def _pace(self, now: float, done: int, total: int) -> str:
        """The rate since the first bytes, and the time that is left at it."""
        began, before = self._first
        seconds, came = now - began, done - before
        if seconds < EVERY or came <= 0:
            return ""
        left = (total - done) * seconds / came
        return f", {_size(came / seconds)}/s, {_time(left)} left"

    def end(self) -> None:
        """Leave the line, if one is open."""
        if self._open:
            self._stream.write("\n")
            self._stream.flush()
            self._open = False


def _size(count: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} B"


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"
