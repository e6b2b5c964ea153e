"""Taking back what a call did, and finding out what became of an undo that was cut off.

Only the owner takes something back, and it is an effect, so it is decided about: the call is
decided again under the policy in force, with nothing counted. What the policy denies, or the
organisation's above it, is refused. What stays among the owner's own accounts is their own act
where the policy would ask; what tells others is asked about like what told them, and refused where
nobody is there. A held call that is not to run at all needs nobody: that only narrows.

An undo is recorded like a call: `undoing` with the decision before it, and after it `undone`,
`failed` or `unknown`, or a `refused` instead, with the number `of` what was to be taken back.
Whoever is at it holds a lock of that number.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import questions
from .admission import superseded
from .errors import AuthorityError, BusyError, InputError, ToolError, UncertainError
from .journal import Journal
from .outcomes import Done, Failed, Outcome, Refused, Unknown
from .policy import ledger
from .policy.decide import PROBATION, Facts, decide, destinations
from .policy.organisation import decide_under
from .policy.receipts import check_receipt
from .records import read_call
from .recovery import TOOL_SECONDS, happened, holding, let_settle, to_the_end
from .types import (
    Allow,
    Approval,
    Call,
    Confirm,
    Decision,
    Deny,
    Effect,
    Event,
    Reconciled,
    Tool,
)

if TYPE_CHECKING:
    from .runtime import Runtime

ENDS = ("undone", "failed", "unknown")
OWN_ACT = "to take back what stays among your own accounts is your own act"
NOBODY = "taking it back tells others, and nobody confirmed it; do it on a terminal"


async def undo(runtime: Runtime, seq: int) -> Outcome:
    """Take back what the outcome with number `seq` did, or let a held call not run at all.

    The runtime's `ask` is how the owner confirms what tells others. Raises InputError where there
    is nothing to take back, BusyError where somebody else is at it.
    """
    event = await asyncio.to_thread(runtime.home.journal.get, seq)
    if event.kind == "held" and "run" in event.body:
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
        intent = await asyncio.to_thread(runtime.home.journal.get, event.body["intent"])
        decision, receipt = await _decided(runtime, event, intent)
        begun = asyncio.to_thread(_begin, runtime, event, decision, receipt)
        decision, number = await to_the_end(begun)
        if isinstance(decision, Deny):
            return Refused("; ".join(decision.reasons), event=number)
        outcome = await _tried(runtime, tool, event, undo)
        verb = "undone" if isinstance(outcome, Done) else outcome.verb
        said = f"not undone: {outcome.detail}" if isinstance(outcome, Failed) else outcome.detail
        ended = await _record(runtime, verb, event, said)
    return type(outcome)(outcome.detail, event=ended.seq)


async def _decided(
    runtime: Runtime, event: Event, intent: Event
) -> tuple[Decision, Approval | None]:
    """What is decided about taking `event` back, and the owner's receipt where they gave one."""
    if "call" not in intent.body:
        return Deny("", ("what it did was forgotten, so nobody can decide about it",)), None
    call = read_call(intent.body["call"])
    decision = _under_policy(runtime, call, intent)
    if call.effect < Effect.SEND:
        if isinstance(decision, Confirm):
            decision = Allow(decision.rule, (*decision.reasons, OWN_ACT))
        return decision, None
    if not isinstance(decision, Confirm):
        return decision, None
    answer = None
    if runtime.ask is not None:
        preview = f"Take back event {event.seq}: {intent.body.get('preview', '')}"
        answer = await runtime.ask(_as_call(call, event.seq), decision, preview)
    if isinstance(answer, Approval):
        return decision, answer
    why = "the owner said no" if answer is False else NOBODY
    return Deny(decision.rule, (*decision.reasons, why)), None


def _under_policy(runtime: Runtime, call: Call, intent: Event) -> Decision:
    """The decision about the call as it was made, under the policy as it is now.

    What was counted and read then is not held against it, and where no rule speaks of it now, the
    label that it followed and the time of day at which it happened are what they were.
    """
    home, policy, above = runtime.home, runtime.policy.policy, runtime.policy.above
    triage, name = policy.triage, intent.body.get("label")
    label = triage.label(name) if triage is not None and name else None
    now = home.now()
    facts = Facts(
        now=now,
        attended=True,
        used={},
        spent={},
        known=frozenset(destinations(call)),
        first_uses={call.tool: PROBATION},
        batch=int(intent.body.get("batch") or 0),
        reads=lambda: (),
    )

    def decided(at: datetime, **more: Any) -> Decision:
        these = dataclasses.replace(facts, now=at, **more)
        return decide_under(policy, above.policy if above else None, call, these)[0]

    first = decided(now)
    if not isinstance(first, Deny) or first.rule or call.effect >= Effect.SEND:
        return first
    if above is not None and isinstance(decide(above.policy, call, facts), Deny):
        return first
    then = intent.time.astimezone(home.zone)
    others = (decided(at, label=each) for at in (now, then) for each in (label, None))
    return next((each for each in others if not isinstance(each, Deny)), first)


def _as_call(call: Call, seq: int) -> Call:
    """The undo as the owner sees and signs it: a receipt for it is good for nothing else."""
    return dataclasses.replace(call, run=f"undo-{seq}", tool=f"undo {call.tool}")


def _begin(
    runtime: Runtime, event: Event, decision: Decision, receipt: Approval | None
) -> tuple[Decision, int]:
    """Record what was decided, and use up the receipt; the number is that of the record."""
    home = runtime.home
    with home.journal.transaction() as tx:
        try:
            if why := superseded(tx.connection, runtime.policy):
                raise AuthorityError(why)
            if receipt is not None:
                call = read_call(home.journal.get(event.body["intent"]).body["call"])
                shown, policy = _as_call(call, event.seq), runtime.policy.hash
                check_receipt(home.public("approval"), receipt, shown, policy, home.now())
                ledger.spend_receipt(tx, receipt.signature.hex())
        except AuthorityError as error:
            decision = Deny(decision.rule, (*decision.reasons, str(error)))
        body: Mapping[str, Any] = {
            **_about(event),
            "decision": decision.verb,
            "rule": decision.rule,
            "reasons": list(decision.reasons),
        }
        seq = tx.append("refused" if isinstance(decision, Deny) else "undoing", body)
    return decision, seq


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
    body = _about(event)
    if detail:
        body["detail"] = detail
    return await to_the_end(asyncio.to_thread(runtime.home.journal.append, kind, body))


def _about(event: Event) -> dict[str, Any]:
    return {"run": event.body["run"], "of": event.seq, "tool": event.body["tool"]}


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
    """The event that says so, the owner's own finding included."""
    for event in journal.events(after=seq, kinds=("undone", "settled")):
        undone = event.kind == "undone" and event.body.get("of", 0) == seq
        found = event.body.get("happened") is True and event.body.get("undo_of", 0) == seq
        if undone or found:
            return event
    return None
