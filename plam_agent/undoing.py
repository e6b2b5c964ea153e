"""Taking back what a call did, and finding out what became of an undo that was cut off.

An undo is recorded like a call: `undoing` before it, and after it `undone`, `failed` or `unknown`
with the number `of` what was to be taken back. Whoever is at it holds a lock of that number.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from . import questions
from .errors import BusyError, InputError, ToolError, UncertainError
from .journal import Journal
from .outcomes import Done, Failed, Outcome, Unknown
from .records import read_call
from .recovery import TOOL_SECONDS, happened, holding, let_settle, to_the_end
from .types import Effect, Event, Reconciled, Tool

if TYPE_CHECKING:
    from .runtime import Runtime

ENDS = ("undone", "failed", "unknown")


async def undo(runtime: Runtime, seq: int) -> Outcome:
    """Take back what the outcome with number `seq` did, or let a held call not run at all.

    Raises InputError where there is nothing to take back, BusyError where somebody else is at it.
    """
    event = await asyncio.to_thread(runtime.home.journal.get, seq)
    if event.kind == "held":
        run = event.body["run"]
        no = await asyncio.to_thread(questions.close, runtime.home, seq, run, "undone")
        return Done("It will not run.", event=no.seq)
    if event.kind == "intent":
        raise InputError(f"Event {seq} is an intent.", fix="Undo its outcome, the event after.")
    undo = (event.body.get("result") or {}).get("undo")
    if event.kind != "done" or undo is None:
        raise InputError(f"Event {seq} has nothing that could be undone.", fix="See `plam log`.")
    tool = runtime.registry.get(event.body["tool"])
    if tool is None or tool.undo is None:
        raise InputError(f"Nothing here can undo {event.body['tool']}.")
    async with holding(runtime.home.path, f"undo-{seq}"):
        before = await asyncio.to_thread(_undone, runtime.home.journal, seq)
        if before is not None:
            raise InputError(f"Event {seq} was undone already, by event {before.seq}.")
        await _record(runtime, "undoing", event, "")
        outcome = await _tried(runtime, tool, event, undo)
        verb = "undone" if isinstance(outcome, Done) else outcome.verb
        said = f"not undone: {outcome.detail}" if isinstance(outcome, Failed) else outcome.detail
        ended = await _record(runtime, verb, event, said)
    return type(outcome)(outcome.detail, event=ended.seq)


async def _tried(runtime: Runtime, tool: Tool, event: Event, undo: Any) -> Outcome:
    assert tool.undo is not None
    context = runtime.surroundings(event.body["account"], event.body["digest"])
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return Done(await tool.undo(context, undo))
    except TimeoutError:
        return Unknown(f"It did not end within {TOOL_SECONDS:.0f} s.")
    except UncertainError as error:
        return Unknown(str(error))
    except ToolError as error:
        return Failed(str(error))


async def _record(runtime: Runtime, kind: str, event: Event, detail: str) -> Event:
    body = {"run": event.body["run"], "of": event.seq, "tool": event.body["tool"]}
    if detail:
        body["detail"] = detail
    return await to_the_end(asyncio.to_thread(runtime.home.journal.append, kind, body))


async def recover(runtime: Runtime) -> list[Outcome]:
    """Find out what became of undos that have no end, and record it.

    What the call did is there still, or it is not: the same look at the account that settles an
    interrupted call settles its undo. Where the account cannot be asked now, it stays open.
    """
    ended: list[Outcome] = []
    for started in await asyncio.to_thread(unfinished, runtime.home.journal):
        try:
            async with holding(runtime.home.path, f"undo-{started.body['of']}"):
                # Whoever held the lock until now may have recorded the end meanwhile.
                if await asyncio.to_thread(_is_open, runtime.home.journal, started):
                    outcome = await _settled(runtime, started)
                    ended += [outcome] if outcome else []
        except BusyError:
            continue
    return ended


async def _settled(runtime: Runtime, started: Event) -> Outcome | None:
    journal = runtime.home.journal
    event = await asyncio.to_thread(journal.get, started.body["of"])
    intent = await asyncio.to_thread(journal.get, event.body["intent"])
    await let_settle(runtime.home, started)
    call = read_call(intent.body["call"])
    found = await happened(runtime, call)
    if found is Reconciled.DONE and call.effect >= Effect.SEND:
        # That mail was sent is no sign that the rest of it stands.
        found = Reconciled.UNKNOWN
    match found:
        case None:
            return None
        case Reconciled.NOT_DONE:
            said = "It had been taken back before the interruption."
            return Done(said, event=(await _record(runtime, "undone", event, said)).seq)
        case Reconciled.DONE:
            said = "It was interrupted before it was taken back."
            seq = (await _record(runtime, "failed", event, f"not undone: {said}")).seq
            return Failed(said, event=seq)
    said = "Taking it back was interrupted; it may or may not have been."
    return Unknown(said, event=(await _record(runtime, "unknown", event, said)).seq)


def unfinished(journal: Journal) -> list[Event]:
    """The undos that nothing says the end of."""
    open_: dict[int, Event] = {}
    for event in journal.events(kinds=("undoing", *ENDS)):
        if event.kind == "undoing" and "of" in event.body:
            open_[event.body["of"]] = event
        else:
            open_.pop(event.body.get("of", 0), None)
    return list(open_.values())


def _is_open(journal: Journal, started: Event) -> bool:
    later = journal.events(after=started.seq, kinds=ENDS)
    return all(event.body.get("of", 0) != started.body["of"] for event in later)


def _undone(journal: Journal, seq: int) -> Event | None:
    later = journal.events(after=seq, kinds=("undone",))
    return next((event for event in later if event.body.get("of", 0) == seq), None)
