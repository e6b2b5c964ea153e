"""Waiting for times of the day on a machine that sleeps, under a clock that is corrected.

Times that were promised are the wall clock's, waiting is the monotonic clock's. Both are compared
again after every wait: where they disagree the clock was set, where the machine's own time passed
while the monotonic clock stood still it slept.
"""

from __future__ import annotations

import asyncio
import enum
import time
from collections.abc import Callable
from datetime import datetime

from .types import Clock

TICK = 5.0
LEAST = 0.02
TOLERANCE = 2.0

Elapsed = Callable[[], float]


class Jump(enum.StrEnum):
    """What happened to the time while nobody looked."""

    NONE = ""
    SLEPT = "the machine slept"
    FORWARD = "the clock was set forward"
    BACK = "the clock was set back"


def since_boot() -> float:
    """Seconds of real time from some beginning, the time that the machine slept included."""
    # Linux stops CLOCK_MONOTONIC during sleep and has another that goes on; macOS does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Pulse:
    """Wakes when something is due, when it is told to, and after every `tick` seconds at most."""

    def __init__(
        self,
        wall: Clock,
        *,
        elapsed: Elapsed = since_boot,
        awake: Elapsed = time.monotonic,
        tick: float = TICK,
    ) -> None:
        """`elapsed` counts sleep, `awake` does not; both in seconds."""
        self._wall = wall
        self._elapsed = elapsed
        self._awake = awake
        self._tick = tick
        self._nudged = asyncio.Event()
        self._last = self._now()

    def nudge(self) -> None:
        """Wake whoever waits: something has changed."""
        self._nudged.set()

    async def wait(self, seconds: float | None = None) -> Jump:
        """Return after `seconds` at the latest, or earlier; says what became of the time."""
        seconds = self._tick if seconds is None else min(self._tick, max(LEAST, seconds))
        try:
            async with asyncio.timeout(seconds):
                await self._nudged.wait()
        except TimeoutError:
            pass
        self._nudged.clear()
        return self._jumped()

    def _jumped(self) -> Jump:
        (wall, elapsed, awake), self._last = self._last, self._now()
        real = self._last[1] - elapsed
        off = (self._last[0] - wall).total_seconds() - real
        if real - (self._last[2] - awake) > TOLERANCE:
            return Jump.SLEPT
        if abs(off) > TOLERANCE:
            return Jump.FORWARD if off > 0 else Jump.BACK
        return Jump.NONE

    def _now(self) -> tuple[datetime, float, float]:
        return self._wall(), self._elapsed(), self._awake()


class Countdown:
    """When things that have a due time are ready: by the wall clock and in real time, both.

    A clock that is set forward makes nothing early, and one that is set back makes it late.
    """

    def __init__(self, wall: Clock, elapsed: Elapsed = since_boot) -> None:
        """Nothing is counted yet."""
        self._wall = wall
        self._elapsed = elapsed
        self._ready: dict[str, float] = {}

    def left(self, id_: str, due: datetime) -> float:
        """Seconds until `id_` may happen; its real time counts from when it was first asked for."""
        wall = (due - self._wall()).total_seconds()
        ready = self._ready.setdefault(id_, self._elapsed() + wall)
        return max(wall, ready - self._elapsed())

    def postpone(self, id_: str, seconds: float) -> None:
        """Let `id_` not happen for so long."""
        self._ready[id_] = self._elapsed() + seconds

    def forget_others(self, ids: set[str]) -> None:
        """Count only what is in `ids` from now on."""
        self._ready = {id_: at for id_, at in self._ready.items() if id_ in ids}
