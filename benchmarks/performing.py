"""A whole `Runtime.perform` in a home on disk and its parts, with a short and a long journal."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from plam_agent.admission import Admission, Asking
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.policy.decide import Facts, decide
from plam_agent.policy.grants import Grant, issue
from plam_agent.records import call_body
from plam_agent.runtime import Runtime
from plam_agent.types import REQUEST, Call, Effect, Role, Value, When
from tests.fixtures_agent import House, build

BATCH = 1_000


async def measure(
    folder: Path, rounds: int, intents: int
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Rows for an empty journal and for one with so many sent mails, and the median of each.

    The medians are over as many calls that read as calls that write, in microseconds; the key is
    what their name ends with.
    """
    house = await asyncio.to_thread(build, folder)
    home = await asyncio.to_thread(house.open)
    try:
        rows, median = await _measured(house, home, rounds, 0)
        medians = {"": median}
        if intents:
            await asyncio.to_thread(_fill, home, intents)
            more, medians[f"_{intents}_intents"] = await _measured(house, home, rounds, intents)
            rows += more
        return rows, medians
    finally:
        await asyncio.to_thread(home.__exit__, None, None, None)


@dataclass
class _Calls:
    """Makes calls that differ, as a run's calls do."""

    house: House
    made: int = 0

    def read(self) -> Call:
        """Look somebody up in the address book."""
        return self._call(
            "contacts", "contacts.search", Effect.READ, name=(Role.QUOTE, ("Claire",))
        )

    def write(self) -> Call:
        """Put an appointment into the calendar."""
        start = self.house.clock().astimezone() + timedelta(days=1, minutes=self.made)
        when = When("tomorrow", start, start + timedelta(minutes=30))
        title = f"Lunch {self.made}"
        return self._call(
            "calendar", "calendar.create", Effect.WRITE,
            title=(Role.QUOTE, title), when=(Role.TIME, when), attendees=(Role.DESTINATION, ()),
        )  # fmt: skip

    def send(self) -> Call:
        """Write to somebody; only decided about."""
        return self._call(
            "mail", "mail.send", Effect.SEND,
            to=(Role.DESTINATION, (f"person{self.made}@company.example",)),
            subject=(Role.PROSE, "Lunch"), body=(Role.PROSE, "At noon?"),
        )  # fmt: skip

    def _call(self, account: str, tool: str, effect: Effect, **args: tuple[Role, Any]) -> Call:
        self.made += 1
        return Call(
            f"bench-{self.made}", 1, account, tool, effect, effect is Effect.WRITE,
            tuple((name, Value(data, frozenset({REQUEST}))) for name, (_, data) in args.items()),
            tuple((name, role) for name, (role, _) in args.items()),
        )  # fmt: skip


async def _measured(
    house: House, home: Home, rounds: int, intents: int
) -> tuple[list[dict[str, Any]], float]:
    calls = _Calls(house, intents)
    async with house.runtime(home) as runtime:
        chain = await asyncio.to_thread(_granted, home, runtime)
        admission = Admission(home, runtime.policy, "scripted", attended=False)
        facts = Facts(home.now(), attended=False, used={}, spent={}, first_uses={"mail.send": 20})

        async def performed(call: Call) -> None:
            done = await runtime.perform(call, chain)
            if done.outcome.verb != "done":
                raise SystemExit(f"{call.tool} should have run: {done.outcome.detail}")

        async def tool(call: Call) -> None:
            found = runtime.registry.get(call.tool)
            assert found is not None
            assert found.run is not None
            await found.run(runtime.context(call), runtime.arguments(found, call))

        async def admitted(call: Call) -> None:
            await asyncio.to_thread(admission.rehearse, Asking(call, chain))

        async def recorded(call: Call) -> None:
            await asyncio.to_thread(home.journal.append, "note", {"call": call_body(call)})

        async def decided(call: Call) -> None:
            decide(runtime.policy.policy, call, facts)

        parts: tuple[tuple[str, Callable[[], Call], Callable[[Call], Awaitable[None]]], ...] = (
            ("perform contacts.search", calls.read, performed),
            ("perform calendar.create", calls.write, performed),
            ("of it: decide", calls.write, decided),
            ("of it: grants, ledger and decide", calls.write, admitted),
            ("of it: one durable record", calls.write, recorded),
            ("of it: contacts.search itself", calls.read, tool),
            ("of it: calendar.create itself", calls.write, tool),
            ("grants, ledger and decide for mail.send", calls.send, admitted),
        )
        taken = {name: await _timed(act, make, rounds) for name, make, act in parts}
    rows = [
        {"intents before": intents, "what": name, "median (µs)": statistics.median(times)}
        for name, times in taken.items()
    ]
    return rows, statistics.median(taken[parts[0][0]] + taken[parts[1][0]])


async def _timed(
    act: Callable[[Call], Awaitable[None]], make: Callable[[], Call], rounds: int
) -> list[float]:
    taken = []
    for _ in range(rounds):
        call = make()
        begin = time.perf_counter()
        await act(call)
        taken.append((time.perf_counter() - begin) * 1e6)
    return taken


def _granted(home: Home, runtime: Runtime) -> tuple[Grant, ...]:
    until = home.now() + timedelta(hours=1)
    public = home.device.public
    return (issue(home.device, None, holder=public, not_after=until, policy=runtime.policy.hash),)


def _fill(home: Home, intents: int) -> None:
    """Record so many intents, as if as many mails had been sent to a thousand people."""
    mark = home.vault.mark
    for first in range(0, intents, BATCH):
        with home.journal.transaction() as tx:
            for i in range(first, min(first + BATCH, intents)):
                reached = (mark("reached", f"person{i % 1000}@company.example"),)
                made = mark("made", "scripted", "mail.send")
                body = {"run": f"r{i}", "model": "scripted"}
                ledger.reserve(
                    tx, f"d{i}", "answer", home.now(), details=body, made=made, reached=reached
                )
