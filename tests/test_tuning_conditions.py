"""When a night may begin and when it must yield: battery, heat, load, suspend, hour and owner."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.config_tuning import Window
from plam_agent.errors import PlamError
from plam_agent.tuning import machine as this
from plam_agent.tuning.conditions import (
    AWAY,
    BUSY_READINGS,
    Needs,
    Reading,
    Sensor,
    Watch,
    closes,
    interruptions,
    opens,
    refusals,
    room_refusals,
)
from plam_agent.tuning.machine import ThisMachine, idle, last_seen
from tests.fixtures_home import Home

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 6, 2, 2, 30, tzinfo=PARIS)
NEEDS = Needs(Window.parse("01:00-06:00"), memory=1_000_000_000, disk=500_000_000)
QUIET = Reading(NIGHT, elapsed=1000.0, awake=900.0, charge=80.0, away=4 * 3600.0)
COOL = (Sensor("Package id 0", 55.0, 100.0), Sensor("Composite", 41.0, 82.0))


class Scripted:
    """A machine that reads what it is given, and then the last of it for ever."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = list(readings)

    def read(self) -> Reading:
        return self._readings.pop(0) if len(self._readings) > 1 else self._readings[0]


def later(reading: Reading, seconds: float = 1.0, **changes: Any) -> Reading:
    """The same machine some seconds later; the owner has still done nothing."""
    passed = {
        "wall": reading.wall + timedelta(seconds=seconds),
        "elapsed": reading.elapsed + seconds,
        "awake": reading.awake + seconds,
        "away": None if reading.away is None else reading.away + seconds,
    }
    return dataclasses.replace(reading, **{**passed, **changes})


def test_a_quiet_machine_at_night_may_begin() -> None:
    assert refusals(dataclasses.replace(QUIET, sensors=COOL), NEEDS) == []
    assert refusals(dataclasses.replace(QUIET, away=None, charge=None), NEEDS) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"plugged": False}, "The machine runs on its battery."),
        ({"plugged": None}, "It cannot be told whether the machine is plugged in."),
        ({"charge": 12.0}, "The battery is at 12 %, and charges first."),
        (
            {"sensors": (*COOL, Sensor("Tctl", 91.4, 95.0))},
            "Tctl is at 91 °C, and its limit is 95 °C.",
        ),
        ({"busy": 0.62}, "Others use 62% of the processors."),
        ({"away": 200.0}, "You did something 3 minutes ago."),
        ({"away": 1.0}, "You did something a moment ago."),
        (
            {"memory": 300_000_000},
            "It takes 1.0 GB of memory, and 300 MB are free.",
        ),
        ({"disk": 1_000_000}, "It takes 500 MB of disk, and 1 MB are free."),
        (
            {"wall": NIGHT.replace(hour=14, minute=2)},
            "It is 14:02, and the window is 01:00-06:00.",
        ),
    ],
)
def test_what_is_in_the_way_is_said_in_a_sentence(changes: dict[str, Any], said: str) -> None:
    assert refusals(dataclasses.replace(QUIET, **changes), NEEDS) == [said]


def test_an_order_needs_room_and_nothing_else() -> None:
    busy = dataclasses.replace(QUIET, plugged=False, busy=0.9, away=0.0, memory=1)

    assert len(room_refusals(busy, NEEDS)) == 1


def test_what_goes_on_well_is_not_interrupted() -> None:
    began = dataclasses.replace(QUIET, sensors=COOL)

    assert interruptions(began, later(began, 60), later(began, 61), NEEDS) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"plugged": False}, "The machine runs on its battery."),
        ({"sensors": (Sensor("Tctl", 95.5, 95.0),)}, "Tctl is at 96 °C, and its limit is 95 °C."),
        ({"throttled": 3}, "The processor is slowed down for its heat."),
        ({"away": 0.2}, "You are back."),
        ({"elapsed": 1000.0 + 7200, "wall": NIGHT + timedelta(hours=2)}, "The machine slept."),
        (
            {"wall": NIGHT.replace(hour=6, minute=0)},
            "It is 06:00, and the window is 01:00-06:00.",
        ),
        ({"memory": 100_000_000}, "Only 100 MB of memory are free."),
        ({"disk": 5_000_000}, "Only 5 MB of disk are free."),
    ],
)
def test_a_night_yields(changes: dict[str, Any], said: str) -> None:
    before = later(QUIET, 60)

    assert interruptions(QUIET, before, later(before, 1, **changes), NEEDS) == [said]


def test_going_on_takes_less_than_beginning() -> None:
    warm = dataclasses.replace(QUIET, sensors=(Sensor("Tctl", 90.0, 95.0),))

    assert refusals(warm, NEEDS)
    assert not interruptions(warm, warm, later(warm), NEEDS)


def test_what_the_owner_did_before_the_night_is_not_their_return() -> None:
    began = dataclasses.replace(QUIET, away=AWAY)

    assert not interruptions(began, began, later(began, 30), NEEDS)


def test_a_busy_moment_is_borne_and_a_busy_machine_is_not() -> None:
    busy = [later(QUIET, n, busy=0.95) for n in range(1, BUSY_READINGS)]
    calm = later(QUIET, BUSY_READINGS)
    again = [later(QUIET, 10 + n, busy=0.95) for n in range(BUSY_READINGS)]
    watch = Watch(Scripted([*busy, calm, *again]), NEEDS, QUIET)

    said = [watch.look() for _ in range(len(busy) + 1 + len(again))]

    assert said[-1] == "Others use 95% of the processors."
    assert not any(said[:-1])


async def test_a_watch_says_at_once_that_the_owner_is_back() -> None:
    readings = [later(QUIET, 1), later(QUIET, 2), later(QUIET, 3, away=0.1)]
    watch = Watch(Scripted(readings), NEEDS, QUIET)

    async with asyncio.timeout(5):
        assert await watch.until_it_must_yield(0.001) == "You are back."


@pytest.mark.parametrize(
    ("window", "now", "opened"),
    [
        ("01:00-06:00", "2026-06-02T02:30", "2026-06-02T02:30"),
        ("01:00-06:00", "2026-06-02T06:00", "2026-06-03T01:00"),
        ("22:30-05:00", "2026-06-02T12:00", "2026-06-02T22:30"),
        ("22:30-05:00", "2026-06-02T00:10", "2026-06-02T00:10"),
        # The night of 29 March 2026 has no 02:00 to 02:59 in Paris.
        ("02:30-05:00", "2026-03-29T01:50", "2026-03-29T03:00"),
        ("02:10-02:50", "2026-03-29T01:50", "2026-03-30T02:10"),
        # And that of 25 October has them twice.
        ("02:30-05:00", "2026-10-25T01:50", "2026-10-25T02:30"),
    ],
)
def test_the_window_is_the_wall_clocks(window: str, now: str, opened: str) -> None:
    found = opens(Window.parse(window), datetime.fromisoformat(now).replace(tzinfo=PARIS))

    assert found is not None
    assert found.isoformat()[:16] == opened


def test_an_hour_that_comes_twice_is_in_the_window_twice() -> None:
    window = Window.parse("02:00-02:30")
    first = datetime(2026, 10, 25, 2, 40, tzinfo=PARIS)

    second = opens(window, first)

    assert second is not None
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(minutes=20)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
)
def test_a_window_opens_at_its_start_or_is_open(start: int, end: int, now: datetime) -> None:
    if start == end:
        return
    window = Window(start, end or 1440)
    here = now.replace(tzinfo=PARIS, second=0, microsecond=0)

    found = opens(window, here)

    assert found is not None
    assert window.holds(found.hour * 60 + found.minute)
    assert found == here or not window.holds(here.hour * 60 + here.minute)
    assert found.astimezone(UTC) - here.astimezone(UTC) < timedelta(days=2, hours=1)


@given(
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
)
def test_a_window_is_open_until_it_closes(start: int, end: int, now: datetime) -> None:
    if start == end:
        return
    window = Window(start, end)
    here = now.replace(tzinfo=PARIS, second=0, microsecond=0)

    found = closes(window, here)

    if (start, end) == (0, 1440):
        assert found is None
        return
    assert found is not None
    assert not window.holds(found.hour * 60 + found.minute)
    assert found == here or window.holds(here.hour * 60 + here.minute)
    before = (found.astimezone(UTC) - timedelta(minutes=1)).astimezone(PARIS)
    assert found == here or window.holds(before.hour * 60 + before.minute)


class Laptop:
    """What psutil says of a laptop; tests change it."""

    power_plugged: bool | None = True
    percent = 70.0
    idle, user, nice = 100.0, 10.0, 5.0
    high: float | None = 84.0
    critical: float | None = 100.0

    def sensors_battery(self) -> Any:
        return SimpleNamespace(power_plugged=self.power_plugged, percent=self.percent)

    def sensors_temperatures(self) -> Any:
        one = SimpleNamespace(label="", current=51.0, high=self.high, critical=self.critical)
        return {"coretemp": [one]}

    def virtual_memory(self) -> Any:
        return SimpleNamespace(available=3_000_000_000)

    def cpu_times(self) -> Any:
        class Times(tuple[float, float, float]):
            user, nice, idle = self.user, self.nice, self.idle

        now = Times((self.user, self.nice, self.idle))
        self.user, self.nice, self.idle = self.user + 1, self.nice + 7, self.idle + 2
        return now


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> Laptop:
    found = Laptop()
    monkeypatch.setattr(this, "psutil", lambda: found)
    monkeypatch.setattr(this, "logind", lambda: None)
    monkeypatch.setattr(this, "TERMINALS", ())
    monkeypatch.setattr(this, "SAMPLE", 0.0)
    return found


def reading_of(home: Path, **more: Any) -> Reading:
    return ThisMachine(home, PARIS, lambda: NIGHT.astimezone(UTC), **more).read()


def test_a_laptop_is_read(laptop: Laptop, tmp_path: Path) -> None:
    found = reading_of(tmp_path)

    assert (found.plugged, found.charge) == (True, 70.0)
    assert found.sensors == (Sensor("coretemp", 51.0, 84.0),)
    assert found.memory == 3_000_000_000
    assert found.disk > 0
    assert found.wall == NIGHT
    assert found.away is None


def test_nice_work_is_none_of_others(laptop: Laptop, tmp_path: Path) -> None:
    assert reading_of(tmp_path).busy == pytest.approx(0.1)


def test_a_limit_that_cannot_be_is_none(laptop: Laptop, tmp_path: Path) -> None:
    laptop.high, laptop.critical = 0.0, 65261.8
    assert reading_of(tmp_path).sensors == ()

    laptop.critical = 105.0
    assert reading_of(tmp_path).sensors == (Sensor("coretemp", 51.0, 105.0),)


def test_a_machine_without_a_battery_is_plugged_in(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laptop, "sensors_battery", lambda: None)

    assert reading_of(tmp_path).plugged is True


def test_the_owner_was_last_seen_by_whatever_saw_them_last(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = NIGHT.astimezone(UTC) - timedelta(seconds=500)
    monkeypatch.setattr(this, "logind", lambda: 90.0)

    assert reading_of(tmp_path, owner=lambda: journal).away == 90.0

    monkeypatch.setattr(this, "logind", lambda: 4000.0)
    assert reading_of(tmp_path, owner=lambda: journal).away == 500.0


def test_a_terminal_that_was_typed_on_is_seen(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = tmp_path / "tty"
    terminal.touch()
    os.utime(terminal, (time.time() - 30, time.time()))
    monkeypatch.setattr(this, "TERMINALS", (str(terminal.relative_to("/")),))
    monkeypatch.setattr(this, "DEVICES", Path("/"))

    assert reading_of(tmp_path).away == pytest.approx(30, abs=5)


@pytest.mark.parametrize(
    ("told", "away"),
    [
        ({"IdleHint": "no", "IdleSinceHintMonotonic": "0"}, None),
        ({"IdleHint": "no", "IdleSinceHintMonotonic": "5000000"}, 0.0),
        ({}, None),
        ({"IdleHint": "yes", "IdleSinceHintMonotonic": "nonsense"}, None),
    ],
)
def test_what_logind_says_is_understood(told: dict[str, str], away: float | None) -> None:
    assert idle(told) == away


def test_idle_sessions_are_idle_since_then() -> None:
    since = str(int((time.monotonic() - 60) * 1e6))

    assert idle({"IdleHint": "yes", "IdleSinceHintMonotonic": since}) == pytest.approx(60, abs=2)


def test_the_journal_sees_the_owner_and_not_the_machine(unlocked: Home) -> None:
    with unlocked.journal() as journal:
        seen = last_seen(journal)
        assert seen() is None
        journal.append("run", {"run": "triage-1", "new": 3})
        journal.append("tuned", {})
        journal.append("answered", {"answer": "expired"})
        assert seen() is None
        asked = journal.append("run", {"run": "ask-1", "words": "hello"})
        assert seen() == asked.time
        answered = journal.append("answered", {"answer": "approved"})
        assert seen() == answered.time


def test_this_very_machine_can_be_read(tmp_path: Path) -> None:
    pytest.importorskip("psutil")

    found = ThisMachine(tmp_path, PARIS, lambda: datetime.now(UTC)).read()

    assert 0.0 <= found.busy <= 1.0
    assert found.memory > 0


def test_without_the_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psutil", None)

    with pytest.raises(PlamError, match="pip install 'plam-agent"):
        ThisMachine(tmp_path, PARIS, lambda: NIGHT)
