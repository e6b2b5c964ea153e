"""What can be asked for, the same alone and through the service: a request in, a reply out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import looking, unsettled
from .agent import Agent
from .approvals import Approvals, Waiting
from .config import load_if_there
from .consent import Confirming, asking, asking_all, confirm_frame, read_answer
from .desk import Desk
from .errors import InputError, PlanError
from .home import POLICY, Home
from .planner.engine import Engine
from .planner.plan import plain_steps
from .planner.planning import check_tools, make_plan
from .plugins.described import described, known
from .policy.decide import possible
from .policy.document import parse
from .remembering import remembering
from .reply import Reply
from .reporting import plain_call, told
from .requests import (
    ApproveIt,
    AskIt,
    DenyIt,
    EditIt,
    ListThem,
    LogIt,
    Looking,
    MemoryIt,
    PlanIt,
    SettleIt,
    ShowIt,
    TriageIt,
    UndoIt,
    VerifyIt,
    Wanted,
    WhyIt,
)
from .runtime import Performed, Runtime
from .telling import (
    DONE,
    FAILED,
    WAITING,
    code_of,
    digest_told,
    plan_told,
    unknown_line,
    waiting_line,
    waiting_told,
)
from .tools.model import KIND as MODEL
from .tools.standard import with_memory
from .triage import is_autonomous, triage
from .types import PASTE, REQUEST, Approval, Tool, Value

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Owner:
    """How the owner is reached: `confirm` puts a call before them, `progress` tells them."""

    confirm: Confirming | None = None
    progress: Progress | None = None


async def carry_out(desk: Desk, request: Wanted, owner: Owner) -> Reply:
    """Do what was asked for. Raises PlamError; what was done until then is in the journal."""
    try:
        return await _carry_out(desk, request, owner)
    finally:
        if desk.memory is not None and not request.looks and not isinstance(request, PlanIt):
            await desk.memory.after()


async def _carry_out(desk: Desk, request: Wanted, owner: Owner) -> Reply:
    match request:
        case LogIt() | VerifyIt() | WhyIt():
            return await asyncio.to_thread(_look, desk.home, request)
        case MemoryIt():
            return await remembering(desk, request, owner.progress)
        case AskIt():
            return await _ask(desk, request, owner)
        case PlanIt():
            async with desk.engine() as engine:
                tools = await asyncio.to_thread(
                    tools_under, desk.home.path / POLICY, desk.home.path
                )
                plain = await planned(engine, tools, request.words, await desk.composes())
            return Reply(plain, plan_told(plain), FAILED if "error" in plain else DONE)
        case TriageIt():
            return await _triage(desk, request, owner)
        case UndoIt():
            return await _undo(desk, request, owner)
    async with desk.runtime() as runtime:
        return await _answer(runtime, request, owner)


def _look(home: Home, request: Looking) -> Reply:
    match request:
        case LogIt():
            return looking.log(
                home, run=request.run, last=request.last, everything=request.everything
            )
        case VerifyIt():
            return looking.verify(home, request.anchor)
    return looking.why(home, request.event)


async def _ask(desk: Desk, request: AskIt, owner: Owner) -> Reply:
    async with desk.engine() as engine:
        confirm = owner.confirm if request.attended else None
        ask = asking(desk.home, confirm) if confirm is not None else None
        ask_all = asking_all(desk.home, confirm) if confirm is not None else None
        async with desk.runtime(ask, engine.fingerprint, ask_all=ask_all) as runtime:
            runtime.progress = owner.progress or runtime.progress
            told = desk.memory.told if desk.memory is not None else None
            agent = Agent(runtime, engine, composes=await desk.composes(), told=told)
            answer = await agent.ask(request.words, REQUEST if request.typed else PASTE)
    notes = [f"\nTo answer: plam approvals show {answer.pending[0]}"] if answer.pending else []
    code = code_of([each.outcome.verb for each in answer.calls])
    if answer.question or not answer.calls:
        code = WAITING if answer.pending else FAILED
    return Reply(answer.plain(), answer.text, code, notes)


async def _triage(desk: Desk, request: TriageIt, owner: Owner) -> Reply:
    notes: list[str] = []
    async with desk.engine() as engine, desk.runtime(model=engine.fingerprint) as runtime:
        dry = request.dry
        if not dry and not is_autonomous(runtime):
            dry = True
            notes.append("plam: a dry run, because the policy lets nothing run by itself yet")
        digest = await triage(
            runtime,
            engine,
            account=request.account,
            last=request.last,
            dry=dry,
            progress=owner.progress,
        )
    code = WAITING if digest.queued else DONE
    if digest.stopped:
        code = FAILED
        notes.append(f"plam: stopped early: {digest.stopped} The next pass goes on from here.")
    if digest.more:
        notes.append("plam: there are more unsorted messages; the next pass goes on with them.")
    return Reply(digest.plain(), digest_told(digest), code, notes)


async def _undo(desk: Desk, request: UndoIt, owner: Owner) -> Reply:
    confirm = owner.confirm if request.attended else None
    ask = asking(desk.home, confirm) if confirm is not None else None
    async with desk.runtime(ask) as runtime:
        outcome = await runtime.undo(request.event)
    plain = {"undone": request.event, "outcome": outcome.verb, "event": outcome.event}
    word = "Undone" if outcome.verb == "done" else "Not undone"
    text = f"{word}: {outcome.detail}"
    return Reply({**plain, "detail": outcome.detail}, text, code_of([outcome.verb]))


async def _answer(runtime: Runtime, request: Wanted, owner: Owner) -> Reply:
    approvals = Approvals(runtime)
    match request:
        case ListThem():
            waiting = await approvals.waiting()
            unknown = await asyncio.to_thread(unsettled.plain, runtime.home.journal)
            lines = [*map(waiting_line, waiting), *map(unknown_line, unknown)]
            plain = [*(each.plain() for each in waiting), *unknown]
            return Reply(plain, "\n".join(lines) or "Nothing waits.")
        case SettleIt(event=seq, happened=happened):
            settled = await asyncio.to_thread(unsettled.settle, runtime.home, seq, happened)
            found = "It happened" if happened else "It did not happen"
            plain_found = {"settled": seq, "happened": happened, "event": settled.seq}
            return Reply(plain_found, f"{found}; event {seq} is settled.")
        case ShowIt(id=id_):
            one = await approvals.get(id_)
            return Reply(one.plain(), waiting_told(one))
        case DenyIt(id=id_):
            event = await approvals.deny(id_)
            plain_no = {"denied": id_, "event": event.seq}
            return Reply(plain_no, f"Denied {id_}; it never runs.")
        case ApproveIt(id=id_):
            question, word = await approvals.get(id_), "approved"
        case EditIt(id=id_, changes=changes):
            question = await approvals.edited(await approvals.get(id_), changes)
            word = "edited"
        case _:
            raise AssertionError(f"nobody carries out {request.do}")
    receipt = await _receipt(runtime, question, owner)
    performed: Performed = await approvals.answer(question, receipt, word)
    return Reply(plain_call(performed), told(performed), code_of([performed.outcome.verb]))


async def _receipt(runtime: Runtime, question: Waiting, owner: Owner) -> Approval:
    """The owner's signature under this one call. Raises InputError where they do not give it."""
    frame = confirm_frame(
        question.call, question.rule, question.reasons, question.preview, runtime.policy.hash
    )
    given = await owner.confirm({**frame, "answered": True}) if owner.confirm else None
    if not isinstance(receipt := read_answer(given), Approval):
        raise InputError("it was not signed, so it still waits.")
    return receipt


def tools_under(file: Path, home: Path | None = None) -> list[Tool]:
    """The tools that the policy in `file` leaves; it needs no signature, as nothing runs by it.

    Those beyond the catalogue are there where the settings of the `home` have what they act on.
    """
    try:
        policy = parse(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", file=file, fix="Give --policy FILE."
        ) from error
    every = [*with_memory(), *(_beyond(home) if home is not None else ())]
    tools = [tool for tool in every if possible(policy, tool.name)]
    check_tools(tools)
    return tools


def _beyond(home: Path) -> list[Tool]:
    """What a home can do beyond the catalogue: buying, and the tools of servers and plugins."""
    settings = load_if_there(home)
    there = {each.kind for each in settings.accounts} if settings is not None else set()
    there |= {tool.account for tool in described(home)}
    catalogue = with_memory()
    return [
        tool
        for tool in known(home)
        if catalogue.get(tool.name) is None and tool.account != MODEL and tool.account in there
    ]


async def planned(
    engine: Engine, tools: list[Tool], words: str, may_compose: bool
) -> dict[str, Any]:
    """One request's plan as JSON data: steps, answer, confidence and milliseconds."""
    said = Value(words, frozenset({REQUEST}))
    try:
        made = await make_plan(engine, said, tools, composes=may_compose)
    except PlanError as error:
        return {"steps": [], "answer": "", "confidence": 0.0, "ms": 0.0, "error": str(error)}
    plan = made.plan
    answer = plan.answer or plan.question or (made.no_tool if plan.none else "")
    return {
        "steps": plain_steps(plan),
        "answer": answer,
        "confidence": round(plan.confidence, 4),
        "ms": round(made.milliseconds, 1),
    }
