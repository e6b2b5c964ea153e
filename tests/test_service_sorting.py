"""The service's triage: when passes start, one at a time, and what a failing account gets."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plam_agent.planner.engine
from plam_agent import config, sorting
from plam_agent.desk import Desk, open_engine
from plam_agent.digest import Digest
from plam_agent.errors import AccountError, BusyError
from plam_agent.holding import Backoff
from plam_agent.sorting import Sorting
from tests.fixtures_agent import House
from tests.running import Opened, running, until
from tests.test_cli import script


class Passes:
    """Stands for triage: counts passes, fails as it is told, and never lets two overlap."""

    def __init__(self, *endings: Exception | str) -> None:
        self.endings = list(endings)
        self.count = 0
        self.at_work = 0

    async def __call__(self, runtime: Any, engine: Any, *, account: str) -> Digest:
        self.at_work += 1
        assert self.at_work == 1
        try:
            await asyncio.sleep(0.02)
        finally:
            self.at_work -= 1
        self.count += 1
        ending = self.endings.pop(0) if self.endings else ""
        if isinstance(ending, Exception):
            raise ending
        return Digest("triage-1", (), 0.0, stopped=ending)


class Arrivals:
    """Stands for watching a mailbox: mail comes, or the connection dies, when it is told."""

    def __init__(self) -> None:
        self.watches = 0
        self.news: asyncio.Queue[Exception | None] = asyncio.Queue()

    async def __call__(self, context: Any, folder: str) -> AsyncGenerator[None]:
        assert folder == "INBOX"
        self.watches += 1
        while True:
            if (news := await self.news.get()) is not None:
                raise news
            yield


@asynccontextmanager
async def sorted_by(
    house: House, monkeypatch: pytest.MonkeyPatch, passes: Passes, arrivals: Arrivals | None = None
) -> AsyncIterator[tuple[Sorting, list[str]]]:
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setattr(sorting, "triage", passes)
    monkeypatch.setattr(sorting, "arrivals", arrivals or Arrivals())
    monkeypatch.setattr(sorting, "SETTLE", 0.0)
    monkeypatch.setattr(sorting, "FIRST_WAIT", 0.05)
    said: list[str] = []
    home = await asyncio.to_thread(house.open)
    desk = Desk(home, lambda s: open_engine(home.path, s.model, s.adapter), said.append)
    mine = Sorting(desk, 0.0)
    task = asyncio.create_task(mine.keep())
    try:
        yield mine, said
    finally:
        task.cancel()
        await asyncio.wait({task})
        await asyncio.to_thread(home.journal.close)
    assert task.cancelled()


async def test_new_mail_starts_a_pass_and_many_requests_are_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes, arrivals = Passes(), Arrivals()
    async with sorted_by(house, monkeypatch, passes, arrivals) as (mine, _):
        await until(lambda: passes.count == 1)
        arrivals.news.put_nowait(None)
        await until(lambda: passes.count == 2)

        for _ in range(20):
            mine.want("mail")
        await until(lambda: passes.count >= 3)
        await asyncio.sleep(0.2)

    assert passes.count <= 4


async def test_an_account_that_fails_is_told_once_and_comes_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = AccountError("the server is dead.")
    passes = Passes(dead, "the server is still dead.", dead)
    monkeypatch.setattr(sorting._State, "__init__", quick(sorting._State.__init__))
    async with sorted_by(house, monkeypatch, passes) as (_, said):
        await until(lambda: any("can be sorted again" in line for line in said))

    assert [line for line in said if "dead" in line] == [
        "plam: mail cannot be sorted: the server is dead. It is tried again later."
    ]
    assert passes.count == 4


def quick(init: Any) -> Any:
    def fast(self: Any, *args: Any, **given: Any) -> None:
        init(self, *args, **given)
        self.passes, self.watching = Backoff(0.01, 0.02), Backoff(0.01, 0.02)

    return fast


async def test_another_process_at_the_account_is_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = Passes(BusyError("another process is at it."))
    async with sorted_by(house, monkeypatch, passes) as (_, said):
        await until(lambda: passes.count == 2)
    assert said == []


async def test_a_watch_that_dies_begins_again_and_so_after_sleep(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes, arrivals = Passes(), Arrivals()
    monkeypatch.setattr(sorting._State, "__init__", quick(sorting._State.__init__))
    async with sorted_by(house, monkeypatch, passes, arrivals) as (mine, said):
        await until(lambda: arrivals.watches == 1)
        for _ in range(2):
            arrivals.news.put_nowait(AccountError("the line is cut."))
        await until(lambda: arrivals.watches == 3)
        before = passes.count

        mine.jumped()

        await until(lambda: arrivals.watches == 4 and passes.count > before)
    assert len([line for line in said if "the line is cut" in line]) == 1


async def test_the_service_sorts_what_lies_in_the_mailbox(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opened, "answers", staticmethod(script))
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    async with running(house) as here:
        await until(lambda: here.heard("40 new messages"))
        assert (await here.ask("status"))["accounts"]["mail"]["failures"] == 0


@settings(deadline=None)
@given(st.floats(0.1, 100), st.floats(0.1, 10_000), st.integers(1, 200))
def test_backing_off_grows_and_is_bounded(first: float, longest: float, failures: int) -> None:
    backoff = Backoff(first, longest)
    waits = [backoff.next() for _ in range(failures)]

    assert all(0.7 * min(first, longest) <= wait <= 1.3 * longest for wait in waits)
    assert backoff.failures == failures
    backoff.clear()
    assert backoff.next() <= 1.3 * first


class Backlog(Passes):
    """Passes that never come to the end of any account's mail."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    async def __call__(self, runtime: Any, engine: Any, *, account: str) -> Digest:
        self.order.append(account)
        return dataclasses.replace(
            await super().__call__(runtime, engine, account=account), more=True
        )


async def test_a_long_backlog_leaves_the_other_accounts_their_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = await asyncio.to_thread(config.load, house.path)
    work = dataclasses.replace(settings.accounts[0], name="work")
    await asyncio.to_thread(config.add_account, house.path, work)
    passes = Backlog()
    async with sorted_by(house, monkeypatch, passes):
        await until(lambda: passes.count >= 4)

    assert passes.order[:4] == ["mail", "work", "mail", "work"]
