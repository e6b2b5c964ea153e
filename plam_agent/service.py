"""`plam run`: one process that keeps the model warm, holds, watches and expires.

It owns one lock a home, one socket, and one group of tasks. Everything it does for a client it does
for itself: a client that goes away takes nothing with it. It ends within two seconds of being told
to, with what was running recorded and the journal sealed.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import meetings, wire
from .config import FILE
from .consent import CONFIRM_SECONDS
from .desk import Desk, Say, shelf_of
from .errors import BusyError, ConfigError, DamageError, InputError, LockedError, PlamError
from .files import locked
from .holding import Backoff, Holding
from .home import Home
from .notices import Noticing
from .noting import Noting
from .operations import Owner, carry_out
from .planner import reader
from .pulse import TICK, Countdown, Elapsed, Jump, Pulse, since_boot
from .recollecting import Recollecting
from .recovery import unfinished
from .requests import wanted
from .sorting import Sorting
from .types import Clock, Value
from .warm import Warm
from .wire import Frame, Link

MOST_CLIENTS = 256
EVERY = 900.0
WRONG_SECONDS = 0.5
LOCK = "plam.lock"


@dataclass(frozen=True, slots=True)
class Options:
    """How a service runs: seconds between triage passes, its clocks, and where it says things."""

    say: Say
    every: float = EVERY
    clock: Clock | None = None
    elapsed: Elapsed = since_boot
    tick: float = TICK


async def serve(path: Path, passphrase: str | None, options: Options) -> None:
    """Run the service of the home at `path` until SIGTERM or SIGINT.

    Without a passphrase it waits, locked, for `plam unlock`. Raises BusyError where one runs
    already, ConfigError, LockedError and DamageError for what does not open, StorageError.
    """
    with contextlib.ExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, _alone(path))
        service = Service(path, options)
        try:
            if passphrase is not None:
                await service.unlock(passphrase)
            await service.run()
        finally:
            await service.close()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only service of this home. Raises BusyError naming the other's process.

    Raises ConfigError where there is no home: none is begun by accident.
    """
    if not (path / FILE).exists():
        raise ConfigError("there is no home here.", file=path, fix="Run `plam init` first.")
    lock = wire.private(path / "run") / LOCK
    try:
        with locked(lock, wait=False) as descriptor:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
    except BusyError as error:
        pid = running_pid(path)
        raise BusyError(
            f"the service runs already, as process {pid}." if pid else "the service runs already.",
            fix=f"Stop it first: kill {pid}" if pid else "",
        ) from error


def running_pid(path: Path) -> int:
    """The process that says it is this home's service, or 0; it may have died since."""
    try:
        return int((path / "run" / LOCK).read_text("ascii"))
    except (OSError, ValueError):
        return 0


class Service:
    """One home's service; `run` until `stop`, then `close`."""

    def __init__(self, path: Path, options: Options) -> None:
        """The home at `path`, locked."""
        self._path = path
        self._options = options
        self._desk: Desk | None = None
        self._sorting: Sorting | None = None
        self._warm = Warm(path)
        self._stop = asyncio.Event()
        self._unlocked = asyncio.Event()
        self._unlocking = asyncio.Lock()
        self._clients: set[asyncio.Task[None]] = set()
        self._tasks: asyncio.TaskGroup | None = None

    def stop(self) -> None:
        """End soon, with everything recorded."""
        self._stop.set()

    async def unlock(self, passphrase: str) -> None:
        """Open the home. Raises LockedError for a wrong passphrase, ConfigError, DamageError."""
        async with self._unlocking:
            if self._desk is not None:
                return
            clock = self._options.clock
            try:
                home = await asyncio.to_thread(
                    Home.open, self._path, lambda: passphrase, clock=clock
                )
            except LockedError:
                # Guessing gets slower, whoever guesses.
                await asyncio.sleep(WRONG_SECONDS)
                raise
            self._pulse = Pulse(home.clock, elapsed=self._options.elapsed, tick=self._options.tick)
            shelf, say = shelf_of(home), self._options.say
            self._desk = Desk(
                home,
                lambda settings: self._warm.lent(settings, home.vault, shelf, say),
                say,
                holds=True,
                nudge=self._pulse.nudge,
                memory=Recollecting(home, say=say),
            )
            self._unlocked.set()

    async def run(self) -> None:
        """Listen, and do what is due, until told to stop. Raises DamageError, StorageError."""
        path = wire.socket_path(self._path)
        listening = await asyncio.to_thread(wire.listen, path)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                server = await asyncio.start_unix_server(
                    self._accept, sock=listening, limit=wire.LONGEST
                )
                for each in (signal.SIGTERM, signal.SIGINT):
                    loop.add_signal_handler(each, self.stop)
                keeping = tasks.create_task(self._keep())
                self._said_ready()
                await self._stop.wait()
                notify("STOPPING=1")
                server.close()
                for task in (keeping, *self._clients):
                    task.cancel()
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(each)
            listening.close()
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def close(self) -> None:
        """Put the model away, seal the journal and close the home."""
        await self._warm.close()
        if self._desk is not None:
            desk, self._desk = self._desk, None
            if desk.memory is not None:
                await desk.memory.close()
            await asyncio.to_thread(desk.home.journal.close)

    def _said_ready(self) -> None:
        state = "locked: plam unlock" if self._desk is None else "running"
        notify(f"READY=1\nSTATUS={state}")
        self._options.say(f"plam: {state}, process {os.getpid()}")

    async def _keep(self) -> None:
        """Everything that goes on by itself, from the moment the home is open."""
        await self._unlocked.wait()
        assert self._desk is not None
        desk, options = self._desk, self._options
        notify("STATUS=running")
        countdown = Countdown(desk.home.clock, options.elapsed)
        self._sorting = sorting = Sorting(desk, options.every)

        def jumped(_: Jump) -> None:
            sorting.jumped()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._warm_up(desk))
            tasks.create_task(self._reconcile(desk))
            tasks.create_task(Holding(desk, self._pulse, countdown).keep(jumped))
            tasks.create_task(sorting.keep())
            tasks.create_task(Noticing(desk).keep())
            if desk.memory is not None:
                tasks.create_task(desk.memory.keep(functools.partial(_sum_up, desk)))
                tasks.create_task(meetings.keep(desk))
                tasks.create_task(Noting(desk).keep())

    async def _warm_up(self, desk: Desk) -> None:
        try:
            async with desk.engine():
                return
        except PlamError as error:
            desk.say(f"plam: there is no model to work with: {error}")

    async def _reconcile(self, desk: Desk) -> None:
        """Find out what became of what an earlier process was at, until nothing is left open."""
        backoff = Backoff()
        while True:
            try:
                current = await desk.renewed()
                async with current.runtime() as runtime:
                    for outcome in await runtime.recover():
                        desk.say(f"plam: an interrupted call: {outcome.verb}: {outcome.detail}")
                if not await asyncio.to_thread(unfinished, desk.home.journal):
                    return
            except DamageError:
                raise
            except PlamError as error:
                if not backoff.failures:
                    desk.say(f"plam: what was interrupted has to wait: {error}")
            await asyncio.sleep(backoff.next())

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self._tasks is not None
        if self._stop.is_set():
            writer.close()
            return
        task = self._tasks.create_task(self._client(Link(reader, writer)))
        self._clients.add(task)
        task.add_done_callback(self._clients.discard)

    async def _client(self, link: Link) -> None:
        try:
            link.check_peer()
            if len(self._clients) > MOST_CLIENTS:
                raise BusyError("too many commands are waiting.", fix="Try again later.")
            await link.send(self._hello)
            await link.send(await self._done(await link.receive(), link))
        except PlamError as error:
            with contextlib.suppress(ConnectionError, TimeoutError):
                await link.send(wire.error_frame(error))
        except (ConnectionError, TimeoutError):
            # Whoever asked is gone; what was done for them is in the journal.
            return
        except Exception as error:
            fault = PlamError(f"the service has a fault: {type(error).__name__}: {error}")
            self._options.say(f"plam: {fault}")
            with contextlib.suppress(ConnectionError, TimeoutError):
                await link.send(wire.error_frame(fault))
        finally:
            await link.close()

    @property
    def _hello(self) -> Frame:
        return {"plam": wire.VERSION, "pid": os.getpid(), "locked": self._desk is None}

    async def _done(self, frame: Frame, link: Link) -> Frame:
        match frame.get("do"):
            case "status":
                return {"done": self._status()}
            case "unlock":
                passphrase = frame.get("passphrase")
                if not isinstance(passphrase, str):
                    raise InputError("there is no passphrase in this.")
                await self.unlock(passphrase)
                return {"done": self._status()}
        if self._desk is None:
            raise LockedError("the service is locked.", fix="Run `plam unlock`.")
        request = wanted(frame)
        desk = await self._desk.renewed()

        async def confirm(call: Frame) -> Any:
            return await self._confirm(link, call)

        def progress(done: int, total: int, text: str) -> None:
            link.tell({"progress": [done, total, text]})

        reply = await carry_out(desk, request, Owner(confirm, progress))
        return {"done": dataclasses.asdict(reply)}

    async def _confirm(self, link: Link, call: Frame) -> Any:
        """The owner's answer; silence where they are gone, take too long or send nonsense."""
        try:
            await link.send({"confirm": call})
            frame = await link.receive(CONFIRM_SECONDS)
        except (ConnectionError, TimeoutError, InputError):
            return None
        return frame.get("answer")

    def _status(self) -> Frame:
        return {
            "pid": os.getpid(),
            "locked": self._desk is None,
            "model": self._warm.fingerprint,
            "clients": len(self._clients),
            "accounts": dict(self._sorting.plain) if self._sorting else {},
        }


async def _sum_up(desk: Desk, title: str, happened: Sequence[Value]) -> Value | None:
    """What happened in words of the model's own; None where it only quotes. Raises PlanError."""
    current = await desk.renewed()
    if not await current.composes():
        return None
    async with current.engine() as engine:
        return await reader.sum_up(engine, title, happened)


def notify(state: str) -> None:
    """Tell systemd, where it started us (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    speaking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
    with contextlib.closing(speaking), contextlib.suppress(OSError):
        speaking.connect(name)
        speaking.sendall(state.encode())


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What went wrong, out of a group of groups; a fault of ours comes before what we expect."""
    ours, faults = group.split(PlamError)
    error: BaseException = faults or ours or group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
