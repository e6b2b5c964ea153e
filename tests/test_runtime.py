"""The choke point under interruption and under two who answer at once."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import plam_agent.execution
from plam_agent import keys
from plam_agent.admission import Admission
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.errors import BusyError, InputError
from plam_agent.files import locked
from plam_agent.home import Home
from plam_agent.recovery import exclusively
from plam_agent.runtime import Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry
from plam_agent.tools.standard import registry
from plam_agent.types import Result
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_agent import BOOK, BOOK_WORDS, MOVE, MOVE_WORDS, asked, calendar


class Slow:
    """A tool's run that waits for a word, and can be told to ignore being cancelled."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.begun = asyncio.Event()
        self.go = asyncio.Event()
        self.runs = 0
        self.deaf = deaf

    async def __call__(self, context: Any, args: Any) -> Result:
        self.runs += 1
        self.begun.set()
        while not self.go.is_set():
            try:
                await self.go.wait()
            except asyncio.CancelledError:
                if not self.deaf:
                    raise
        return Result(summary="Moved.")


@asynccontextmanager
async def runtime_with(home: Home, name: str, run: Any) -> AsyncIterator[Runtime]:
    tools = [
        dataclasses.replace(each, run=run) if each.name == name else each for each in registry()
    ]
    async with Connections() as connections:
        yield Runtime(home, home.policy(), Registry(tools), connections, model="scripted")


@pytest.mark.parametrize(
    ("tool", "ends", "deaf", "kind", "detail"),
    [
        ("calendar.move", True, False, "done", "Moved."),
        ("calendar.move", False, False, "unknown", "It was interrupted."),
        ("calendar.move", False, True, "unknown", "It was interrupted."),
        ("calendar.search", False, False, "failed", "It was interrupted."),
    ],
)
async def test_an_interrupted_effect_may_end_and_is_recorded(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    tool: str,
    ends: bool,
    deaf: bool,
    kind: str,
    detail: str,
) -> None:
    monkeypatch.setattr(plam_agent.execution, "GRACE", 0.2)
    slow = Slow(deaf=deaf)
    with house.open() as home:
        async with runtime_with(home, tool, slow) as runtime:
            task = asyncio.create_task(asked(runtime, MOVE_WORDS, MOVE))
            await slow.begun.wait()
            task.cancel()
            if ends:
                await asyncio.sleep(0.05)
                slow.go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            slow.go.set()
            last = await asyncio.to_thread(lambda: list(home.journal.events())[-1])
            assert (last.kind, last.body["detail"]) == (kind, detail)
            assert await runtime.recover() == []


async def test_a_call_cancelled_while_it_is_decided_is_recorded_as_not_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding, go = threading.Event(), threading.Event()
    admit = Admission.admit

    def slow(self: Admission, asking: Any, receipt: Any) -> Any:
        if asking.call.tool == "calendar.move":
            deciding.set()
            go.wait(10)
        return admit(self, asking, receipt)

    monkeypatch.setattr(Admission, "admit", slow)
    never = Slow()
    with house.open() as home:
        async with runtime_with(home, "calendar.move", never) as runtime:
            task = asyncio.create_task(asked(runtime, MOVE_WORDS, MOVE))
            await asyncio.to_thread(deciding.wait, 10)
            task.cancel()
            await asyncio.sleep(0)
            go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            last = await asyncio.to_thread(lambda: list(home.journal.events())[-1])

    assert (last.kind, never.runs) == ("failed", 0)
    assert "before it happened" in last.body["detail"]


async def test_of_two_yeses_to_one_question_one_counts(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            id_ = (await asked(runtime, BOOK_WORDS, BOOK)).pending[0]
        key = keys.open_approval(home.path, PASSPHRASE)
        other = await asyncio.to_thread(house.open)
        try:
            async with house.runtime(home) as one, house.runtime(other) as two:
                answers = await asyncio.gather(
                    *(Approvals(each).approve(id_, key) for each in (one, two)),
                    return_exceptions=True,
                )
        finally:
            await asyncio.to_thread(other.journal.close)

    refused = [each for each in answers if isinstance(each, InputError | BusyError)]
    assert len(refused) == 1
    assert (await asyncio.to_thread(calendar, house)).count("SUMMARY:meeting") == 1


async def test_a_call_that_runs_elsewhere_is_neither_run_nor_recovered(house: House) -> None:
    with house.open() as home:
        slow = Slow()
        async with runtime_with(home, "calendar.move", slow) as runtime:
            task = asyncio.create_task(asked(runtime, MOVE_WORDS, MOVE))
            await slow.begun.wait()
            other = await asyncio.to_thread(house.open)
            try:
                async with house.runtime(other) as there:
                    assert await there.recover() == []
            finally:
                await asyncio.to_thread(other.journal.close)
            slow.go.set()
            answer = await task
        call = answer.calls[-1].call
        async with exclusively(home, call), house.runtime(home) as runtime:
            with pytest.raises(BusyError, match="another process"):
                await runtime.perform(call, ())


async def test_words_that_were_pasted_keep_that_origin_everywhere(house: House) -> None:
    from plam_agent.types import PASTE

    with house.open() as home:
        async with house.runtime(home) as runtime:
            agent = Agent(runtime, ScriptedEngine(lambda _: MOVE))
            answer = await agent.ask(MOVE_WORDS, PASTE)

    call = answer.calls[-1]
    assert call.outcome.verb == "pending"
    assert all(PASTE in value.origins for _, value in call.call.args)


def test_a_lock_whose_name_was_removed_locks_out_nobody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    got: list[bool] = []

    def second() -> None:
        with locked(path):
            got.append(path.exists())

    with locked(path):
        waiting = threading.Thread(target=second)
        waiting.start()
        path.unlink()
    waiting.join(10)

    assert got == [True]
