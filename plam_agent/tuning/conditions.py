"""May a night's training run now, and must it yield: the hour, power, warmth, load, room, owner.

Everything is decided from a `Reading` of the machine and is a sentence; no sentence means yes. What
it takes to begin is stricter than what it takes to go on, so that a night does not flicker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from ..config_tuning import Window
from ..pulse import TOLERANCE

TICK = 0.4
"""Seconds between two readings while a night runs."""
AWAY = 900.0
"""How long the owner has done nothing before a night begins, in seconds."""
BUSY, TOO_BUSY, BUSY_READINGS = 0.35, 0.6, 3
"""Shares of the processors that others use: to begin, to go on, and for how many readings."""
COOL = 10.0
"""How far below its limit a sensor is before a night begins, in degrees."""
CHARGED = 20.0
"""Below this a battery charges first, in percent."""
MEMORY, DISK = 700_000_000, 300_000_000
TIMES_MODEL = 4
"""Memory that training takes: this many times the model's file, beside MEMORY."""
LEAST = 0.25
"""Of what it takes to begin, the share of memory or disk below which a night ends."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """A temperature and the limit that the sensor itself gives, in degrees Celsius."""

    name: str
    celsius: float
    limit: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine at one moment.

    `wall` is the owner's time of day, `elapsed` counts seconds with those that the machine slept
    and `awake` without. `plugged` is None where it cannot be told; `charge` is in percent, None
    without a battery. `busy` is the share of the processors that others use, `throttled` how often
    the processor was slowed down for its heat, ever. `memory` and `disk` are free bytes. `away` are
    the seconds since the owner did something, None where nothing was ever seen of them.
    """

    wall: datetime
    elapsed: float
    awake: float
    plugged: bool | None = True
    charge: float | None = None
    busy: float = 0.0
    sensors: tuple[Sensor, ...] = ()
    throttled: int = 0
    memory: int = 1 << 40
    disk: int = 1 << 40
    away: float | None = None


class Machine(Protocol):
    """What is read of a machine; a fake of it says what a test wants."""

    def read(self) -> Reading:
        """The present. It may take some tenths of a second: not for the event loop."""
        ...


@dataclass(frozen=True, slots=True)
class Needs:
    """What a night needs: its window, and free bytes of memory and of disk."""

    window: Window
    memory: int = MEMORY
    disk: int = DISK

    @classmethod
    def of(cls, window: Window, model: Path) -> Needs:
        """Those of training the model in this file."""
        size = model.stat().st_size
        return cls(window, MEMORY + TIMES_MODEL * size, DISK + size)


def room_refusals(now: Reading, needs: Needs) -> list[str]:
    """Why there is not enough room, which no owner's order changes."""
    found = []
    if now.memory < needs.memory:
        found.append(f"It takes {_size(needs.memory)} of memory, and {_size(now.memory)} are free.")
    if now.disk < needs.disk:
        found.append(f"It takes {_size(needs.disk)} of disk, and {_size(now.disk)} are free.")
    return found


def refusals(now: Reading, needs: Needs) -> list[str]:
    """Why no night may begin now; nothing where one may."""
    of_now = [*_hour(now, needs), *_power(now), *_heat(now, COOL), *_others(now), *_owner(now)]
    return [*of_now, *room_refusals(now, needs)]


def interruptions(began: Reading, before: Reading, now: Reading, needs: Needs) -> list[str]:
    """Why a night that began must yield now; nothing where it may go on.

    `before` is the reading before this one. Load is not among them: see `Watch`.
    """
    found = []
    if (now.elapsed - before.elapsed) - (now.awake - before.awake) > TOLERANCE:
        found.append("The machine slept.")
    if now.away is not None and now.away < now.awake - began.awake:
        found.append("You are back.")
    found += [*_hour(now, needs), *_power(now), *_heat(now, 0.0)]
    if now.throttled > before.throttled:
        found.append("The processor is slowed down for its heat.")
    if now.memory < LEAST * needs.memory:
        found.append(f"Only {_size(now.memory)} of memory are free.")
    if now.disk < LEAST * needs.disk:
        found.append(f"Only {_size(now.disk)} of disk are free.")
    return found


class Watch:
    """Watches over one night: what was read when it began, and what is read since."""

    def __init__(self, machine: Machine, needs: Needs, began: Reading) -> None:
        """A night with these needs begins with the reading `began`."""
        self._machine = machine
        self._needs = needs
        self._began = self._before = began
        self._busy = 0

    def look(self) -> str:
        """Why the night must yield now, or nothing. Not for the event loop."""
        before, self._before = self._before, self._machine.read()
        found = interruptions(self._began, before, self._before, self._needs)
        self._busy = self._busy + 1 if self._before.busy > TOO_BUSY else 0
        if self._busy >= BUSY_READINGS:
            found.append(f"Others use {self._before.busy:.0%} of the processors.")
        return " ".join(found)

    async def until_it_must_yield(self, tick: float = TICK) -> str:
        """Look every `tick` seconds, until there is a reason to yield; it is returned."""
        while True:
            await asyncio.sleep(tick)
            if why := await asyncio.to_thread(self.look):
                return why


def opens(window: Window, now: datetime) -> datetime | None:
    """When the window is open next, by the wall clock of `now`; `now` itself where it is open.

    None where clocks leave it out for days.
    """
    return _first(window, now, inside=True)


def closes(window: Window, now: datetime) -> datetime | None:
    """When the window is shut next; `now` itself where it is shut, None where it never is."""
    return _first(window, now, inside=False)


def _first(window: Window, now: datetime, *, inside: bool) -> datetime | None:
    """The first moment from `now` on that is inside the window or not, within three days.

    Minute by minute, because an hour that a change of the clocks skips or repeats is then as the
    owner's clock shows it.
    """
    if window.holds(now.hour * 60 + now.minute) == inside:
        return now
    begins = now.astimezone(UTC).replace(second=0, microsecond=0)
    for minutes in range(1, 3 * 24 * 60):
        local = (begins + timedelta(minutes=minutes)).astimezone(now.tzinfo)
        if window.holds(local.hour * 60 + local.minute) == inside:
            return local
    return None


def _hour(now: Reading, needs: Needs) -> Iterator[str]:
    if not needs.window.holds(now.wall.hour * 60 + now.wall.minute):
        yield f"It is {now.wall:%H:%M}, and the window is {needs.window}."


def _power(now: Reading) -> Iterator[str]:
    if now.plugged is None:
        yield "It cannot be told whether the machine is plugged in."
    elif not now.plugged:
        yield "The machine runs on its battery."
    elif now.charge is not None and now.charge < CHARGED:
        yield f"The battery is at {now.charge:.0f} %, and charges first."


def _heat(now: Reading, margin: float) -> Iterator[str]:
    hot = [each for each in now.sensors if each.celsius > each.limit - margin]
    for each in sorted(hot, key=lambda e: e.limit - e.celsius)[:1]:
        at, limit = f"{each.celsius:.0f} °C", f"{each.limit:.0f} °C"
        yield f"{each.name} is at {at}, and its limit is {limit}."


def _others(now: Reading) -> Iterator[str]:
    if now.busy > BUSY:
        yield f"Others use {now.busy:.0%} of the processors."


def _owner(now: Reading) -> Iterator[str]:
    if now.away is not None and now.away < AWAY:
        minutes = int(now.away // 60)
        when = f"{minutes} minutes ago" if minutes > 1 else "a moment ago"
        yield f"You did something {when}."


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
