"""Requests beside the screen: a thread with a loop of its own, and what they need there."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import contextvars
import dataclasses
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..consent import Confirming
    from ..desk import Desk, Opening
    from ..home import Home
    from ..reply import Reply
    from ..types import Call

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Say = Callable[[str], None]
CLOSING = 5.0
"""Seconds that what still runs has to end when the screen closes."""


class Desks:
    """Where requests are carried out in this process: the model stays warm between them."""

    def __init__(self, say: Say, opening: Opening | None = None) -> None:
        """Nothing is opened yet; `opening` opens a model in the place of the settings'."""
        self._say = say
        self._opening = opening
        self._desk: Desk | None = None
        self._closing = contextlib.AsyncExitStack()
        self._lock = asyncio.Lock()

    async def carry_out(
        self, home: Home, sent: dict[str, Any], confirm: Confirming, progress: Progress
    ) -> Reply:
        """Do what was asked for. Raises PlamError."""
        from ..operations import Owner, carry_out
        from ..requests import wanted

        request = wanted(sent)
        desk = await (await self.desk(home)).renewed()
        return await carry_out(desk, request, Owner(confirm, progress))

    async def original(self, home: Home, call: Call) -> tuple[str, ...]:
        """The message that a reply answers, in lines."""
        from .original import original

        return await original(await self.desk(home), call)

    async def warm_up(self, home: Home) -> None:
        """Find out what was interrupted, and open the model and the memory. Raises PlamError."""
        desk = await self.desk(home)
        async with desk.runtime() as runtime:
            await runtime.recover()
        async with desk.engine():
            pass
        if desk.memory is not None:
            await desk.memory.warm()

    async def desk(self, home: Home) -> Desk:
        """The desk of the home, with its settings as they are now."""
        from ..desk import Desk, shelf_of
        from ..recollecting import Recollecting
        from ..warm import Warm

        async with self._lock:
            if self._desk is None:
                warm = Warm(home.path)
                self._closing.push_async_callback(warm.close)
                memory = Recollecting(home, say=self._say)
                self._closing.push_async_callback(memory.close)
                shelf = shelf_of(home)
                opening = self._opening or (lambda s: warm.lent(s, home.vault, shelf, self._say))
                self._desk = Desk(home, opening, self._say, memory=memory)
        return dataclasses.replace(self._desk, home=home)

    async def close(self) -> None:
        """Free the model and close the memory."""
        await self._closing.aclose()


class Beside:
    """A daemon thread with an event loop; started when it is first needed."""

    def __init__(self, say: Say, opening: Opening | None = None) -> None:
        """Nothing runs yet; `say` is called on the loop beside."""
        self._say = say
        self._opening = opening
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._desks: Desks | None = None

    async def run(self, doing: Callable[[Desks], Awaitable[T]]) -> T:
        """What a coroutine function returns, awaited on the loop beside; cancelled from here."""

        async def there() -> T:
            if self._desks is None:
                self._desks = Desks(self._say, self._opening)
            return await doing(self._desks)

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._live, name="beside", daemon=True)
            self._thread.start()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), self._loop))

    def _live(self) -> None:
        loop = self._loop
        assert loop is not None
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    async def close(self) -> None:
        """End what still runs, and the thread."""
        loop, thread = self._loop, self._thread
        self._loop = self._thread = None
        if loop is None or thread is None:
            return

        async def end() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            if self._desks is not None:
                await self._desks.close()
            await loop.shutdown_asyncgens()
            await loop.shutdown_default_executor()

        ended = asyncio.run_coroutine_threadsafe(end(), loop)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await asyncio.wrap_future(ended)
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join, CLOSING)


def back(function: Callable[[Any], Awaitable[T]]) -> Callable[[Any], Awaitable[T]]:
    """A coroutine function of this loop as one for the loop beside; cancelling it crosses too."""
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    async def called(said: Any) -> T:
        return await function(said)

    async def crossed(said: Any) -> T:
        done: concurrent.futures.Future[T] = concurrent.futures.Future()
        tasks: list[asyncio.Task[T]] = []

        def settle(task: asyncio.Task[T]) -> None:
            if task.cancelled():
                done.cancel()
            elif done.set_running_or_notify_cancel():
                if (error := task.exception()) is not None:
                    done.set_exception(error)
                else:
                    done.set_result(task.result())

        def begin() -> None:
            # Widgets find their app by the context that they are made in.
            task = loop.create_task(called(said), context=context.copy())
            tasks.append(task)
            task.add_done_callback(settle)

        def stop() -> None:
            for task in tasks:
                task.cancel()

        loop.call_soon_threadsafe(begin)
        try:
            return await asyncio.wrap_future(done)
        except asyncio.CancelledError:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop)
            raise

    return crossed


def told_back(tell: Callable[..., None]) -> Callable[..., None]:
    """A function of this loop as one that may be called on the loop beside, without waiting."""
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    def told(*said: Any) -> None:
        # A screen that has closed hears nothing more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: context.copy().run(tell, *said))

    return told
