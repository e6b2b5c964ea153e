"""Waiting under clocks that stop, jump and sleep."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.pulse import Countdown, Jump, Pulse, since_boot
from tests.fakes import FixedClock

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "elapsed", "awake", "jump"),
    [
        (5, 5, 5, Jump.NONE),
        (3600, 3600, 5, Jump.SLEPT),
        (3600, 5, 5, Jump.FORWARD),
        (-3600, 5, 5, Jump.BACK),
        (6, 5, 5, Jump.NONE),
    ],
)
async def test_what_became_of_the_time_is_told(
    wall: float, elapsed: float, awake: float, jump: Jump
) -> None:
    clock, real, up = FixedClock(START), [100.0], [50.0]
    pulse = Pulse(clock, elapsed=lambda: real[0], awake=lambda: up[0], tick=0.01)
    clock.advance(seconds=wall)
    real[0] += elapsed
    up[0] += awake

    assert await pulse.wait(60) is jump
    assert await pulse.wait(60) is Jump.NONE


async def test_a_nudge_ends_the_wait() -> None:
    pulse = Pulse(FixedClock(START), tick=60)
    asyncio.get_running_loop().call_later(0.01, pulse.nudge)

    async with asyncio.timeout(10):
        await pulse.wait()


async def test_what_is_overdue_is_no_busy_loop() -> None:
    pulse = Pulse(FixedClock(START), tick=60)
    began = asyncio.get_running_loop().time()
    for _ in range(5):
        await pulse.wait(-10)
    assert asyncio.get_running_loop().time() - began >= 5 * 0.015


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(0, 1e4)), max_size=20), st.floats(0, 1e4))
def test_nothing_is_early_by_either_clock(moves: list[tuple[float, float]], hold: float) -> None:
    clock, real = FixedClock(START), [0.0]
    countdown = Countdown(clock, lambda: real[0])
    due = START + timedelta(seconds=hold)
    for wall, elapsed in [(0.0, 0.0), *moves]:
        clock.advance(seconds=wall)
        real[0] += elapsed
        if countdown.left("1", due) <= 0:
            assert clock() >= due
            assert real[0] >= hold - 1e-3


def test_real_time_goes_on() -> None:
    before = since_boot()
    assert since_boot() >= before
