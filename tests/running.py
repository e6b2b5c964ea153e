"""A service in the test's own process, with a clock and a real time that the test moves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, ClassVar, Self

from plam_agent import wire
from plam_agent.errors import PlamError
from plam_agent.service import Options, Service
from plam_agent.wire import connected
from tests.fakes import Script, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

PATIENCE = 20.0


@dataclass
class Running:
    """A running service, what it said, and its real time."""

    house: House
    service: Service
    said: list[str]
    real: list[float] = field(default_factory=lambda: [0.0])

    async def ask(self, do: str, body: dict[str, Any] | None = None, **ways: Any) -> Any:
        """What a client gets; the reply's JSON data."""
        async with connected(self.house.path) as client:
            assert client is not None
            reply = await client.request(do, body, **ways)
        return reply["plain"] if isinstance(reply, dict) and "plain" in reply else reply

    def pass_time(self, *, real: bool = True, **by: float) -> None:
        """Move the wall clock, and the real time with it unless told otherwise."""
        before = self.house.clock()
        self.house.clock.advance(**by)
        if real:
            self.real[0] += (self.house.clock() - before).total_seconds()

    def heard(self, words: str) -> bool:
        return any(words in line for line in self.said)


@asynccontextmanager
async def running(
    house: House, *, every: float = 0.0, locked: bool = False
) -> AsyncIterator[Running]:
    """A service of this home; it is told to stop and waited for at the end."""
    said: list[str] = []
    real = [0.0]
    options = Options(
        said.append, every=every, clock=house.clock, elapsed=lambda: real[0], tick=0.05
    )
    service = Service(house.path, options)
    if not locked:
        await service.unlock(PASSPHRASE)
    task = asyncio.create_task(service.run())
    try:
        await until(lambda: task.done() or bool(said))
        yield Running(house, service, said, real)
    finally:
        service.stop()
        try:
            async with asyncio.timeout(PATIENCE):
                await task
        finally:
            await service.close()


async def until(holds: Callable[[], Any]) -> None:
    """Wait until something holds, and fail where it does not."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def raw(house: House, *lines: bytes) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What a client that sends these bytes is told: the greeting, and the one answer if any."""
    reader, writer = await asyncio.open_unix_connection(str(wire.socket_path(house.path)))
    try:
        hello = wire.decoded(await reader.readline())
        for line in lines:
            writer.write(line)
        async with asyncio.timeout(PATIENCE):
            answer = await reader.readline()
        return hello, wire.decoded(answer) if answer else None
    finally:
        writer.close()


def closed(connection: socket.socket) -> bool:
    """Whether the other end has closed."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


class Opened(ScriptedEngine):
    """A scripted engine in the place of the real one: a context manager that takes a file."""

    answers: ClassVar[Script] = {}

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(self.answers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class Broken:
    """An engine whose model does not open."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    async def __aenter__(self) -> Self:
        raise PlamError("the model is no model.", fix="Run `plam model list`.")

    async def __aexit__(self, *_: object) -> None: ...
