"""The service's sense of time: held calls run when theirs has come, unanswered questions end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from .approvals import Approvals
from .desk import Desk
from .errors import BusyError, DamageError, InputError
from .pulse import Countdown, Jump, Pulse
from .questions import Questions, Waiting
from .reporting import told

FIRST_WAIT = 2.0
LONGEST_WAIT = 600.0


class Backoff:
    """How long to leave something alone that fails: twice as long each time, with some chance."""

    def __init__(self, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> None:
        """Seconds of the first wait and of the longest."""
        self._first = first
        self._longest = longest
        self.failures = 0

    def next(self) -> float:
        """The seconds to wait now, after one more failure."""
        seconds = min(self._longest, self._first * 2.0 ** min(self.failures, 30))
        self.failures += 1
        # Many who fail together must not come back together.
        return seconds * random.uniform(0.75, 1.25)  # noqa: S311

    def clear(self) -> None:
        """It worked."""
        self.failures = 0


class Holding:
    """Releases what is held and ends what nobody answered."""

    def __init__(self, desk: Desk, pulse: Pulse, countdown: Countdown) -> None:
        """`pulse` says when to look, `countdown` what is ready."""
        self._desk = desk
        self._pulse = pulse
        self._countdown = countdown
        self._questions = Questions(desk.home)
        self._busy: dict[str, Backoff] = {}

    async def keep(self, jumped: Callable[[Jump], None]) -> None:
        """Look whenever something may be due, for ever; calls `jumped` where the time did.

        Raises DamageError; what else goes wrong is said once and tried again.
        """
        trouble = Backoff()
        while True:
            try:
                seconds = await self.look()
                trouble.clear()
            except DamageError:
                raise
            except Exception as error:
                # One call that finds a fault must not stop all others for good.
                if not trouble.failures:
                    self._desk.say(f"plam: what is held has to wait: {error!s}")
                seconds = trouble.next()
            jump = await self._pulse.wait(seconds)
            if jump:
                self._desk.say(f"plam: {jump}; what is due was looked at again")
                jumped(jump)

    async def look(self) -> float | None:
        """Do what is due now; returns the seconds until the next thing is, or None."""
        waiting = await asyncio.to_thread(self._questions.open)
        self._countdown.forget_others({each.id for each in waiting})
        ready = [each for each in waiting if each.due and self._left(each) <= 0]
        over = [each for each in waiting if not each.due and self._left(each) <= 0]
        if ready or over:
            desk = await self._desk.renewed()
            async with desk.runtime() as runtime:
                approvals = Approvals(runtime, self._questions)
                for each in ready:
                    await self._release(approvals, each)
                # Looking at what waits ends what ran out.
                waiting = await approvals.waiting()
            for gone in {each.id for each in over} - {each.id for each in waiting}:
                self._desk.say(f"plam: {gone} was not answered in time: it is a no")
        return min(map(self._left, waiting), default=None)

    def _left(self, waiting: Waiting) -> float:
        if waiting.due is not None:
            return self._countdown.left(waiting.id, waiting.due)
        return (waiting.expires - self._desk.home.now()).total_seconds()

    async def _release(self, approvals: Approvals, held: Waiting) -> None:
        try:
            performed = await approvals.release(held)
        except InputError:
            # It was undone in the same moment.
            return
        except BusyError as error:
            again = self._busy.setdefault(held.id, Backoff())
            self._countdown.postpone(held.id, again.next())
            self._desk.say(f"plam: {held.id} is held a little longer: {error}")
            return
        self._busy.pop(held.id, None)
        self._desk.say(f"plam: {held.id} was held: {told(performed)}")
