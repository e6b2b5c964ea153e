"""The approval agent: holds the approval key, shows the frozen call itself, and reads the answer.

Whoever wants a yes sends the call over a socket of its own in the home; what comes back is a
receipt for exactly that call, a no, or silence. Nothing that the asking program says is believed:
what is shown is rendered here from the call that the receipt is for, and what a tool does is looked
up here. The key is let go after some idle time, and spending asks for the passphrase every time.

The socket speaks the frames of `wire`: `{"plam": 1, "approver": pid}` first, then for each
`{"approve": {…}}` one `{"answer": …}` or `{"error": {…}}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from . import keys, wire
from .approvals import card, marked, spelled
from .consent import CONFIRM_SECONDS, answer_body
from .errors import BusyError, DamageError, InputError, LockedError, PlamError, StorageError
from .files import locked
from .policy.constraints import money_of, shown, values_of
from .policy.receipts import sign_receipt
from .pulse import Elapsed, since_boot
from .records import read_call
from .tools.registry import Registry
from .types import Call, Clock, Effect, Money, Role, Tool
from .wire import Frame, Link

NAME = "approver"
IDLE = 15 * 60.0
"""Seconds after the last yes until the passphrase is asked for again."""
TRIES = 3
MOST_CLIENTS = 32
YES = ("yes", "oui")
NO = ("no", "n", "non")


class Screen(Protocol):
    """The owner's terminal."""

    def show(self, text: str) -> None:
        """Write lines."""
        ...

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        """What is typed after `question` was written, None at the end of input."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner said at the approver: an answer's JSON, as `consent.read_answer` takes it."""

    answer: Any


class Approver:
    """Answers for one home on one screen, one question at a time."""

    def __init__(
        self,
        home: Path,
        screen: Screen,
        registry: Registry,
        *,
        clock: Clock,
        elapsed: Elapsed = since_boot,
        idle: float = IDLE,
    ) -> None:
        """The key is sealed until the passphrase is given; `idle` is in seconds."""
        self._home = home
        self._screen = screen
        self._registry = registry
        self._clock = clock
        self._elapsed = elapsed
        self._idle = idle
        self._key: keys.Signer | None = None
        self._used = 0.0
        self._asking = asyncio.Lock()
        self._clients: set[asyncio.Task[None]] = set()

    async def unlock(self) -> bool:
        """Ask for the passphrase, at most three times; whether the key is open now."""
        for _ in range(TRIES):
            typed = await self._screen.line("Passphrase: ", hidden=True)
            if not typed:
                return False
            try:
                self._key = await asyncio.to_thread(keys.open_approval, self._home, typed)
            except LockedError as error:
                self._screen.show(error.message)
                continue
            self._used = self._elapsed()
            return True
        return False

    async def serve(self, listening: socket.socket) -> None:
        """Answer whoever connects, until cancelled."""
        server = await asyncio.start_unix_server(self._met, sock=listening, limit=wire.LONGEST)
        async with server, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._let_go())
            await server.serve_forever()

    async def answer(self, frame: Frame) -> Any:
        """Show a call and read the owner's answer: a receipt, False, or None.

        Raises InputError for what is no call.
        """
        call, policy, reasons = _read(frame)
        async with self._asking:
            return await self._answer(call, policy, reasons)

    async def _answer(self, call: Call, policy: str, reasons: tuple[str, ...]) -> Any:
        money = spends(self._registry, call)
        amount = amount_of(call, self._registry.get(call.tool)) if money else ""
        self._screen.show(f"\n{'─' * 72}\n{self._told(call, reasons)}\n")
        what = "the tool's name" if amount == call.tool else "the amount"
        words = f"{what}, {amount}," if amount else "yes"
        typed = await self._screen.line(f"Type {words} or no, or nothing to leave it waiting: ")
        said = " ".join((typed or "").split()).lower()
        if said in NO:
            self._screen.show("You said no.")
            return False
        if not (is_amount(said, amount) if amount else said in YES):
            self._screen.show("It still waits.")
            return None
        if (money or self._stale()) and not await self.unlock():
            self._screen.show("It was not signed, so it still waits.")
            return None
        assert self._key is not None
        self._used = self._elapsed()
        receipt = sign_receipt(self._key, call, policy, self._clock())
        self._screen.show("Signed.")
        return answer_body(receipt)

    def _told(self, call: Call, reasons: tuple[str, ...]) -> str:
        tool = self._registry.get(call.tool)
        summary = tool.summary if tool is not None else "a tool that is not known here"
        lines = [card(call, None, summary)]
        lines += [f"  the asking program says: {marked(reason)}" for reason in reasons]
        # A long text may have pushed the beginning off the screen.
        roles = {param.name: param.role for param in tool.params} if tool is not None else {}
        last = [
            f"{name} {spelled(value.data)}"
            for name, value in call.args
            if roles.get(name, Role.DESTINATION) in (Role.DESTINATION, Role.MONEY)
        ]
        return "\n".join([*lines, "", f"  In short: {marked('  '.join([call.tool, *last]))}"])

    def _stale(self) -> bool:
        if self._key is not None and self._elapsed() - self._used >= self._idle:
            self._key = None
        return self._key is None

    async def _let_go(self) -> None:
        while True:
            await asyncio.sleep(min(self._idle, 30.0))
            self._stale()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(reader, writer)
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            link.check_peer()
            if len(self._clients) > MOST_CLIENTS:
                raise BusyError("too many programs ask at once.")
            await link.send({"plam": wire.VERSION, NAME: os.getpid()})
            while True:
                await self._one(link, await link.receive(CONFIRM_SECONDS))
        except (ConnectionError, TimeoutError):
            pass
        except PlamError as error:
            with contextlib.suppress(ConnectionError, TimeoutError):
                await link.send(wire.error_frame(error))
        finally:
            self._clients.discard(task)
            await link.close()

    async def _one(self, link: Link, frame: Frame) -> None:
        if set(frame) != {"approve"}:
            raise InputError("the approver is asked to approve, and nothing else.")
        asking = asyncio.ensure_future(self.answer(frame["approve"]))
        gone = asyncio.ensure_future(link.receive(CONFIRM_SECONDS))
        try:
            await asyncio.wait({asking, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                self._screen.show("\nThe program that asked is gone.")
                raise ConnectionResetError("the client is gone")
            await link.send({"answer": asking.result()})
        finally:
            for each in (asking, gone):
                each.cancel()
            await asyncio.gather(asking, gone, return_exceptions=True)


@contextlib.contextmanager
def alone(home: Path) -> Iterator[socket.socket]:
    """Be the only approver of a home, and listen. Raises BusyError, StorageError, InputError."""
    path = wire.socket_path(home, NAME)
    try:
        with locked(wire.private(home / "run") / f"{NAME}.lock", wait=False):
            listening = wire.listen(path)
            try:
                yield listening
            finally:
                listening.close()
                path.unlink(missing_ok=True)
    except BusyError as error:
        raise BusyError("an approver runs already for this home.") from error


async def put(home: Path, frame: Frame, say: Callable[[str], None]) -> Said | None:
    """Put a call before the owner at the approver; None where none runs.

    `frame` is a `consent.confirm_frame`. Raises the error it answers with, PlamError if it goes.
    """
    streams = await _opened(home)
    if streams is None:
        return None
    link = Link(*streams)
    try:
        link.check_peer()
        hello = await link.receive()
        if "error" in hello:
            raise wire.raised(hello["error"])
        say("plam: your approver shows it and waits for your answer there.")
        await link.send({"approve": frame})
        reply = await link.receive(CONFIRM_SECONDS)
        if "error" in reply:
            raise wire.raised(reply["error"])
        return Said(reply.get("answer"))
    except (ConnectionError, TimeoutError) as error:
        raise PlamError("the approver ended before it answered.", fix="It still waits.") from error
    finally:
        await link.close()


async def _opened(home: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    try:
        path = wire.socket_path(home, NAME)
        async with asyncio.timeout(wire.PATIENCE):
            return await asyncio.open_unix_connection(str(path), limit=wire.LONGEST)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError, InputError):
        return None
    except TimeoutError as error:
        raise BusyError("the approver does not answer.") from error
    except OSError as error:
        raise StorageError(f"cannot be reached: {error.strerror}.", file=path) from error


def _read(frame: Any) -> tuple[Call, str, tuple[str, ...]]:
    try:
        call = read_call(frame["call"])
        policy, reasons = frame["policy"], frame.get("reasons", [])
        if not (isinstance(policy, str) and isinstance(reasons, list)):
            raise TypeError("the policy's hash is a text, and the reasons are a list")
    except (LookupError, TypeError, AttributeError, DamageError) as error:
        raise InputError("this is no call to approve, or not the one of its digest.") from error
    return call, policy, tuple(map(str, reasons))


def spends(registry: Registry, call: Call) -> bool:
    """Whether money goes, as this side knows it: a call's own word for it is not signed."""
    tool = registry.get(call.tool)
    known = tool.effect if tool is not None else Effect.SPEND
    return bool(_amounts(call)) or max(known, call.effect) is Effect.SPEND


def amount_of(call: Call, tool: Tool | None = None) -> str:
    """What a call spends as it is to be typed; the tool's name where its tool knows no amounts.

    Raises InputError where that is not one amount, or an amount is none of its tool's.
    """
    amounts = _amounts(call)
    takes = {param.name for param in tool.params if param.role is Role.MONEY} if tool else set()
    if tool is not None and not takes and not amounts:
        return tool.name
    # Beside a total other amounts are not counted, so that this side must know what each one is.
    if len(amounts) > 1 and (strange := sorted(amounts.keys() - takes)):
        names = " and ".join(map(marked, strange))
        raise InputError(f"{call.tool} has no amount called {names}, and is not approved here.")
    if len({each.currency for those in amounts.values() for each in those}) > 1:
        raise InputError("the call has amounts in several currencies, and is not approved here.")
    money = money_of(call)
    if money is None or money.minor < 0:
        raise InputError("the call spends, and does not say how much.")
    return shown([money])


def _amounts(call: Call) -> dict[str, list[Money]]:
    """The arguments that hold amounts."""
    found = {
        name: [each for each in values_of(value.data) if isinstance(each, Money)]
        for name, value in call.args
    }
    return {name: those for name, those in found.items() if those}


def is_amount(typed: str, amount: str) -> bool:
    """Whether the amount was typed: as it is shown, or its number alone."""
    said = " ".join(typed.split()).lower()
    return bool(amount) and said in (amount.lower(), amount.split(" ")[0])
