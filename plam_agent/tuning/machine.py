"""This machine, read for a night: power, warmth, load, room, and when the owner was last seen.

The owner is seen by terminals, by logind and by the journal; the rest is psutil's. Linux gives all
of it; elsewhere what a system does not tell counts as nothing in the way.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import PlamError
from ..journal import Journal
from ..pulse import since_boot
from ..types import Clock, Event
from .conditions import Reading, Sensor

EXTRA = "pip install 'plam-agent[tune]'"
SAMPLE = 0.4
"""Over how many seconds the load is measured, at least."""
PATIENCE = 2.0
"""How long logind may take to answer, and how long an answer counts, in seconds."""
SANE = (40.0, 130.0)
"""Limits outside of this are no limits: some sensors give 0 or 65261 degrees."""
OWNER = ("run", "answered", "undoing", "settled", "judged", "granted", "forgetting")
"""Kinds of events that the owner can cause."""
DEVICES = Path("/dev")
TERMINALS = ("pts/*", "tty[0-9]*")
THROTTLES = "/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count"


def psutil() -> ModuleType:
    """The library. Raises PlamError where it is not installed."""
    try:
        return importlib.import_module("psutil")
    except ImportError as error:
        raise needed("psutil") from error


def needed(library: str) -> PlamError:
    """That a library which tuning needs is not installed."""
    return PlamError(f"tuning needs {library}, which is not installed.", fix=f"Run: {EXTRA}")


def last_seen(journal: Journal) -> Callable[[], datetime | None]:
    """Says when the journal last saw the owner; each time it reads only what is new."""
    at, last = 0, None

    def look() -> datetime | None:
        nonlocal at, last
        for event in journal.events(after=at, kinds=OWNER):
            at = event.seq
            if _is_theirs(event):
                last = event.time
        return last

    return look


def _is_theirs(event: Event) -> bool:
    """Whether the owner caused it: runs of ours have no words, and what ran out nobody answered."""
    body = event.body
    if event.kind == "run":
        return "words" in body
    return event.kind != "answered" or body.get("answer") != "expired"


class ThisMachine:
    """The machine that this runs on, for the home at `home`."""

    def __init__(
        self,
        home: Path,
        zone: ZoneInfo,
        wall: Clock,
        owner: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        """`owner` says when the journal last saw the owner. Raises where psutil is missing."""
        self._home = home
        self._zone = zone
        self._wall = wall
        self.owner = owner
        self._psutil = psutil()
        self._times: tuple[float, float, float] | None = None
        self._hint: tuple[float, float | None] = (float("-inf"), None)

    def read(self) -> Reading:
        """The present; the first reading takes SAMPLE seconds, for the load."""
        wall = self._wall()
        plugged, charge = self._power()
        return Reading(
            wall=wall.astimezone(self._zone),
            elapsed=since_boot(),
            awake=time.monotonic(),
            plugged=plugged,
            charge=charge,
            busy=self._busy(),
            sensors=tuple(self._sensors()),
            throttled=sum(map(_number, _throttles())),
            memory=int(self._psutil.virtual_memory().available),
            disk=shutil.disk_usage(self._home).free,
            away=min(self._seen(wall), default=None),
        )

    def _power(self) -> tuple[bool | None, float | None]:
        """Whether it is plugged in, and the charge; without a battery there is no question."""
        battery = getattr(self._psutil, "sensors_battery", lambda: None)()
        if battery is None:
            return True, None
        return battery.power_plugged, float(battery.percent)

    def _busy(self) -> float:
        """The share of others since the last reading: nice processes, ours among them, are none."""
        if self._times is None:
            self._times = self._spent()
        at, busy, total = self._times
        if (rest := SAMPLE - (time.monotonic() - at)) > 0:
            time.sleep(rest)
        self._times = self._spent()
        passed = self._times[2] - total
        return max(0.0, (self._times[1] - busy) / passed) if passed > 0 else 0.0

    def _spent(self) -> tuple[float, float, float]:
        times = self._psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        nice = getattr(times, "nice", 0.0)
        # Linux counts guests among users already (proc_stat(5)).
        guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
        total = sum(times) - guests
        return time.monotonic(), total - idle - nice, total

    def _sensors(self) -> Iterator[Sensor]:
        found: dict[str, list[Any]] = getattr(self._psutil, "sensors_temperatures", dict)()
        for chip, entries in found.items():
            for each in entries:
                limits = [limit for limit in (each.high, each.critical) if limit]
                sane = [limit for limit in limits if SANE[0] <= limit <= SANE[1]]
                if sane and each.current is not None:
                    yield Sensor(each.label or chip, float(each.current), float(min(sane)))

    def _seen(self, wall: datetime) -> Iterator[float]:
        """Seconds since the owner was seen, by whatever sees them."""
        if (last := self.owner()) is not None:
            yield max(0.0, (wall - last).total_seconds())
        yield from _terminals()
        if time.monotonic() - self._hint[0] > PATIENCE:
            self._hint = (time.monotonic(), logind())
        if self._hint[1] is not None:
            yield self._hint[1]


def _terminals() -> Iterator[float]:
    """Seconds since something was typed on each terminal of this user, as w(1) tells it."""
    now, mine = time.time(), os.getuid()
    for pattern in TERMINALS:
        for path in DEVICES.glob(pattern):
            try:
                found = path.stat()
            except OSError:
                continue
            if found.st_uid == mine:
                yield max(0.0, now - found.st_atime)


def logind() -> float | None:
    """Seconds since the user's sessions are idle, 0 where they are not; None where nobody knows.

    A desktop that never gives a hint has no time of its last change either
    (org.freedesktop.login1(5)).
    """
    program = shutil.which("loginctl")
    if program is None:
        return None
    names = ("IdleHint", "IdleSinceHintMonotonic")
    asked = [program, "show-user", str(os.getuid()), *(f"--property={name}" for name in names)]
    try:
        told = subprocess.run(  # noqa: S603
            asked, capture_output=True, text=True, timeout=PATIENCE, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return idle(dict(line.split("=", 1) for line in told.splitlines() if "=" in line))


def idle(told: dict[str, str]) -> float | None:
    """What logind's properties of a user mean, as `logind` returns it."""
    since = told.get("IdleSinceHintMonotonic", "")
    if not since.isdigit() or int(since) == 0:
        return None
    if told.get("IdleHint") != "yes":
        return 0.0
    return max(0.0, time.monotonic() - int(since) / 1e6)


def _throttles() -> Iterator[Path]:
    return Path("/").glob(THROTTLES.removeprefix("/"))


def _number(path: Path) -> int:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return 0
