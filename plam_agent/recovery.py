"""What became of calls that were cut off, and which calls and runs are still going on.

A call that runs holds a lock named by its digest, a run one named by its id. Whoever finds an
intent without an outcome and neither lock held finds out from the account what happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import AccountError, BusyError, LockedError, StorageError
from .files import locked, private_folder
from .home import Home
from .journal import Journal
from .outcomes import Done, Failed, Outcome, Unknown
from .records import read_call
from .types import Call, Effect, Event, Reconciled

if TYPE_CHECKING:
    from .runtime import Runtime

T = TypeVar("T")

ENDS = ("done", "failed", "unknown")
"""Kinds of events that say what became of an intent."""

TOOL_SECONDS = 120.0
SETTLES = 2.0
"""How long a server may still be at what it was told before the interruption, in seconds."""

PATIENCE = timedelta(days=1)
"""How long an account may be silent about an interrupted call before the owner is asked."""

OUTCOMES: Mapping[Reconciled, Outcome] = {
    Reconciled.DONE: Done("It had happened before the interruption."),
    Reconciled.NOT_DONE: Failed("It was interrupted before it happened."),
    Reconciled.UNKNOWN: Unknown("It was interrupted; it may or may not have happened."),
}


async def recover(runtime: Runtime) -> list[Outcome]:
    """Find out what became of intents that have no outcome, and record it.

    Calls that are still going on in another process are left alone, and those whose account cannot
    be asked now stay open for the next time, for a day at most.
    """
    ended: list[Outcome] = []
    for event in await asyncio.to_thread(unfinished, runtime.home.journal):
        call = read_call(event.body["call"])
        if await asyncio.to_thread(_is_live, runtime.home.path, call):
            continue
        try:
            async with exclusively(runtime.home, call):
                # Whoever held the lock until now may have recorded the end meanwhile.
                if await asyncio.to_thread(is_unfinished, runtime.home.journal, event.seq):
                    await let_settle(runtime.home, event)
                    found = await happened(runtime, call)
                    if found is None and runtime.home.clock() - event.time > PATIENCE:
                        found = Reconciled.UNKNOWN
                    if found is not None:
                        ended.append(await runtime.ended(OUTCOMES[found], call, event.seq))
        except BusyError:
            continue
    return ended


async def let_settle(home: Home, event: Event) -> None:
    """Wait until what began with `event` is so old that no server is at it any more."""
    age = (home.clock() - event.time).total_seconds()
    await asyncio.sleep(min(SETTLES, max(0.0, SETTLES - age)))


async def happened(runtime: Runtime, call: Call) -> Reconciled | None:
    """What the account says of it, or None where it cannot be asked now."""
    tool = runtime.registry.get(call.tool)
    if tool is not None and call.effect is Effect.READ:
        return Reconciled.NOT_DONE
    if tool is None or tool.reconcile is None:
        return Reconciled.UNKNOWN
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tool.reconcile(runtime.context(call), runtime.arguments(tool, call))
    except (AccountError, BusyError, LockedError, StorageError, TimeoutError):
        return None
    except Exception:
        # Whatever is wrong with the account or the tool will be so the next time, too.
        return Reconciled.UNKNOWN


async def left_open(runtime: Runtime) -> list[Call]:
    """The interrupted calls that recovery could not settle, because their account was silent."""
    events = await asyncio.to_thread(unfinished, runtime.home.journal)
    calls = [read_call(event.body["call"]) for event in events]
    return [
        call for call in calls if not await asyncio.to_thread(_is_live, runtime.home.path, call)
    ]


def unfinished(journal: Journal) -> list[Event]:
    """The intents that no outcome refers to."""
    return without_outcome(journal.events(kinds=("intent", *ENDS)))


def without_outcome(events: Iterable[Event]) -> list[Event]:
    """Those of these events that are intents to which no outcome among them refers."""
    open_: dict[int, Event] = {}
    for event in events:
        if event.kind == "intent" and "call" in event.body:
            open_[event.seq] = event
        elif event.kind in ENDS:
            open_.pop(event.body.get("intent", 0), None)
    return list(open_.values())


def is_unfinished(journal: Journal, intent: int) -> bool:
    """Whether no outcome refers to this intent."""
    outcomes = journal.events(after=intent, kinds=ENDS)
    return all(event.body.get("intent", 0) != intent for event in outcomes)


def _is_live(home: Path, call: Call) -> bool:
    path = run_lock(home, call.run)
    if not path.exists():
        return False
    try:
        with locked(path, wait=False):
            path.unlink(missing_ok=True)
    except BusyError:
        return True
    return False


def run_lock(home: Path, run: str) -> Path:
    """The file that a running run holds locked, so that nobody else reconciles its calls."""
    return home / "runs" / run


@asynccontextmanager
async def running(home: Path, run: str, alone: str = "") -> AsyncIterator[None]:
    """Hold the run's lock, and where `alone` is given the lock that only one run may hold.

    Raises BusyError where another run holds it.
    """
    also = (f"{alone}.lock",) if alone else ()
    async with holding(home, *also, run):
        yield


@asynccontextmanager
async def exclusively(home: Home, call: Call) -> AsyncIterator[None]:
    """Hold the lock of exactly this call. Raises BusyError where another process is at it."""
    async with holding(home.path, f"call-{call.digest[:32]}"):
        yield


@asynccontextmanager
async def holding(home: Path, *names: str) -> AsyncIterator[None]:
    """Lock files of `runs`, the last of which is removed afterwards. Raises BusyError."""
    folder = home / "runs"
    stack = ExitStack()

    def take() -> None:
        private_folder(folder)
        for name in names:
            stack.enter_context(locked(folder / name, wait=False))
        stack.callback((folder / names[-1]).unlink, missing_ok=True)

    try:
        await to_the_end(asyncio.to_thread(take))
        yield
    finally:
        await to_the_end(asyncio.to_thread(stack.close))


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns. A caller that is cancelled meanwhile is so after `work` has ended."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
