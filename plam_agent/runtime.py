"""The choke point: decide, approve, reserve, run, record. Nothing else runs a tool.

The decision and the reservation stand in one transaction with the durable intent, so that two
processes cannot both spend the last use. A tool runs only after its intent is on disk, and what
became of it is recorded after; an intent without an outcome is reconciled at the next start.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pydantic

from . import questions, recovery
from .admission import Admission, Asking, decided
from .errors import InputError, PlamError, ToolError, UncertainError
from .home import Home
from .outcomes import Done, Failed, Held, Outcome, Pending, Refused, Rehearsed, Unknown
from .policy.grants import Grant
from .policy.signing import SignedPolicy
from .policy.terms import Label
from .records import result_body
from .recovery import TOOL_SECONDS, running, to_the_end
from .tools.context import Connections, Context, Progress
from .tools.registry import Registry
from .types import (
    Allow,
    Approval,
    Call,
    Confirm,
    Decision,
    Deny,
    Effect,
    Event,
    Item,
    Tool,
    Value,
    designated,
)

GRACE = 1.0
"""How long an effect that is interrupted may go on, in seconds, so that its end is known."""

__all__ = ["Ask", "Performed", "Runtime", "running"]


@dataclass(frozen=True, slots=True)
class Performed:
    """A call, what was decided about it and how it ended."""

    call: Call
    decision: Decision
    outcome: Outcome


Ask = Callable[[Call, Confirm, str], Awaitable[Approval | bool | None]]
"""Puts a call before the owner: a receipt approves it, False denies it, None leaves it waiting."""


class Runtime:
    """Runs calls for one home under one verified policy."""

    def __init__(
        self,
        home: Home,
        policy: SignedPolicy,
        registry: Registry,
        connections: Connections,
        *,
        ask: Ask | None = None,
        model: str = "",
        holds: bool = False,
    ) -> None:
        """`ask` reaches the owner, where somebody is there; `model` is the model's fingerprint.

        `holds` says that somebody stays to run what a rule holds; where nobody does, it is asked
        about instead.
        """
        self.home = home
        self.policy = policy
        self.registry = registry
        self.connections = connections
        self.progress: Progress = lambda done, total, text: None
        self._ask = ask
        self._holds = holds
        self._found: dict[tuple[str, int], list[Item]] = {}
        self._admission = Admission(home, policy, model, attended=ask is not None)

    async def perform(
        self,
        call: Call,
        grants: Sequence[Grant],
        *,
        receipt: Approval | None = None,
        label: Label | None = None,
        batch: int = 0,
        asked: int = 0,
        held: bool = False,
        late: bool = False,
    ) -> Performed:
        """Decide about `call` and, where that allows it, run it and record what became of it.

        `grants` is the verified chain that the call was planned under. `label` is what triage
        found, `batch` how many things the whole step acts on, `asked` the number of the question
        or held call that this answers, `held` that its time has come, `late` that it is long over.
        Raises StorageError where the journal cannot be written, in which case nothing was run or
        its outcome is reconciled later, BusyError where another process is at exactly this call,
        and InputError where somebody else has answered the question.
        """
        asking = Asking(call, grants, label, batch, asked, held, late, found=self._finds(call.run))
        tool = self.registry.get(call.tool)
        if tool is None or tool.run is None:
            return await self._refuse(asking, Deny("", (f"nothing here can do {call.tool} yet",)))
        try:
            args = self.arguments(tool, call)
        except PlamError as error:
            return await self._refuse(asking, Deny("", (str(error),)))
        preview = tool.preview(args) if tool.preview else f"{call.tool} {call.plain()}"
        async with recovery.exclusively(self.home, call):
            asking = dataclasses.replace(asking, preview=preview)
            return await self._perform(asking, receipt, tool, args)

    async def _perform(
        self, asking: Asking, receipt: Approval | None, tool: Tool, args: Any
    ) -> Performed:
        call = asking.call
        decision, seq = await self._admit(asking, receipt)
        if isinstance(decision, Confirm) and not seq and receipt is None and self._ask is not None:
            answer = await self._ask(call, decision, asking.preview)
            if isinstance(answer, Approval):
                decision, seq = await self._admit(asking, answer)
            elif answer is False:
                denied = Deny(decision.rule, (*decision.reasons, "the owner said no"))
                return await self._refuse(asking, denied)
        if seq:
            outcome = await self._run(tool, call, args, seq)
            if isinstance(outcome, Done):
                self.note(call.run, call.step, outcome.result.items)
            return Performed(call, decision, outcome)
        if isinstance(decision, Deny):
            return await self._refuse(asking, decision)
        if isinstance(decision, Allow) and self._holds:
            return await self._hold(asking, decision)
        return await self._wait(asking, decision)

    def note(self, run: str, step: int, items: Sequence[Item]) -> None:
        """Keep what a step of a run found, for the steps that refer to it.

        The runtime's own tools are noted by `perform`; a reader's answers are what others note.
        """
        self._found.setdefault((run, step), []).extend(items)

    def forget(self, run: str) -> None:
        """Let go of what the steps of a run found: it is over."""
        for key in [key for key in self._found if key[0] == run]:
            del self._found[key]

    def _finds(self, run: str) -> Callable[[str], Sequence[Value]]:
        def found(reference: str) -> Sequence[Value]:
            step, _, name = reference.removeprefix("$").partition(".")
            items = self._found.get((run, int(step)), [])
            if not name:
                # What the reader answered is one value under this name.
                answers = [item.fields["value"] for item in items if "value" in item.fields]
                return answers or [designated(item) for item in items]
            return [item.fields[name] for item in items if name in item.fields]

        return found

    async def _admit(self, asking: Asking, receipt: Approval | None) -> tuple[Decision, int]:
        admitting = asyncio.ensure_future(asyncio.to_thread(self._admission.admit, asking, receipt))
        try:
            return await asyncio.shield(admitting)
        except asyncio.CancelledError:
            await asyncio.wait([admitting])
            if admitting.exception() is None and (seq := admitting.result()[1]):
                stopped = Failed("It was interrupted before it happened.")
                await to_the_end(self.ended(stopped, asking.call, seq))
            raise

    async def rehearse(
        self, call: Call, grants: Sequence[Grant], *, label: Label | None = None
    ) -> Performed:
        """What would be decided about a call now; nothing is run, reserved or recorded."""
        asking = Asking(call, grants, label, found=self._finds(call.run))
        decision = await asyncio.to_thread(self._admission.rehearse, asking)
        return Performed(call, decision, Rehearsed("; ".join(decision.reasons)))

    async def _run(self, tool: Tool, call: Call, args: Any, seq: int) -> Outcome:
        doing = asyncio.ensure_future(self._do(tool, call, args))
        try:
            outcome = await asyncio.shield(doing)
        except asyncio.CancelledError:
            await to_the_end(self._interrupted(doing, call, seq))
            raise
        return await self.ended(outcome, call, seq)

    async def _interrupted(self, doing: asyncio.Future[Outcome], call: Call, seq: int) -> None:
        """Let an effect that has begun come to its end for a moment, and record what is known."""
        if call.effect is not Effect.READ:
            await asyncio.wait({doing}, timeout=GRACE)
        if not doing.done():
            doing.cancel()
            await asyncio.wait({doing}, timeout=GRACE / 4)
        stopped: Outcome = Unknown("It was interrupted.")
        if call.effect is Effect.READ:
            stopped = Failed("It was interrupted.")
        if doing.done() and not doing.cancelled():
            stopped = doing.result()
        await self.ended(stopped, call, seq)

    async def _do(self, tool: Tool, call: Call, args: Any) -> Outcome:
        assert tool.run is not None
        try:
            async with asyncio.timeout(TOOL_SECONDS):
                result = await tool.run(self.context(call), args)
        except UncertainError as error:
            return Unknown(str(error))
        except PlamError as error:
            return Failed(str(error))
        except TimeoutError:
            late = f"{call.tool} did not end within {TOOL_SECONDS:.0f} s."
            return Failed(late) if call.effect is Effect.READ else Unknown(late)
        except Exception as error:
            # A tool's own fault says nothing about how far it came.
            fault = f"{call.tool} failed: {type(error).__name__}: {error}"
            return Failed(fault) if call.effect is Effect.READ else Unknown(fault)
        return Done(result.summary, result=result)

    async def ended(self, outcome: Outcome, call: Call, intent: int) -> Outcome:
        """Record how a call whose intent has number `intent` ended."""
        body: dict[str, Any] = {
            "run": call.run,
            "intent": intent,
            "digest": call.digest,
            "tool": call.tool,
            "account": call.account,
            "detail": outcome.detail,
        }
        if isinstance(outcome, Done):
            body["result"] = result_body(outcome.result)
        event = await self._append(outcome.verb, body)
        return dataclasses.replace(outcome, event=event.seq)

    async def _refuse(self, asking: Asking, decision: Decision) -> Performed:
        body = {**decided(asking.call, decision), "asked": asking.asked}
        event = await self._append("refused", body)
        detail = "; ".join(decision.reasons)
        return Performed(asking.call, decision, Refused(detail, event=event.seq))

    async def _wait(self, asking: Asking, decision: Decision) -> Performed:
        event = await self._append("asked", self._question(asking, decision))
        detail = "; ".join(decision.reasons)
        pending = Pending(detail, event=event.seq, approval=str(event.seq))
        return Performed(asking.call, decision, pending)

    async def _hold(self, asking: Asking, decision: Allow) -> Performed:
        """Let it wait for its time; it is decided again then."""
        due = self.home.now() + timedelta(seconds=decision.hold)
        body = self._question(asking, decision)
        patience = self.policy.policy.otherwise.expires
        body |= {"due": due.timestamp(), "expires": due.timestamp() + patience}
        event = await self._append("held", body)
        detail = f"it runs at {due:%H:%M:%S} unless you say: plam undo {event.seq}"
        held = Held(detail, event=event.seq, approval=str(event.seq))
        return Performed(asking.call, decision, held)

    def _question(self, asking: Asking, decision: Decision) -> dict[str, Any]:
        patience = self.policy.policy.otherwise.expires
        seconds = decision.expires if isinstance(decision, Confirm) else patience
        return {
            **decided(asking.call, decision),
            "asked": asking.asked,
            "preview": asking.preview,
            "expires": self.home.now().timestamp() + seconds,
            "label": asking.label.name if asking.label else None,
            "batch": asking.batch,
        }

    async def _append(self, kind: str, body: Mapping[str, Any]) -> Event:
        return await to_the_end(asyncio.to_thread(self.home.journal.append, kind, body))

    def arguments(self, tool: Tool, call: Call) -> Any:
        """The call's arguments as the tool's own model. Raises InputError naming the argument."""
        given = {name: value.data for name, value in call.args if value.data is not None}
        missing = [p.name for p in tool.params if p.required and not given.get(p.name)]
        if missing:
            raise InputError(f"{tool.name} needs {' and '.join(missing)}")
        try:
            return tool.args.model_validate(given)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise InputError(f"{tool.name}: {place}: {first['msg']}") from error

    def context(self, call: Call) -> Context:
        """What the tool of this call may use."""
        # Nobody typed a triage call: what it sends says so (RFC 3834).
        automatic = call.run.startswith("triage-")
        around = self.surroundings(call.account, call.digest, automatic=automatic)
        return dataclasses.replace(around, versions=dict(call.versions))

    def surroundings(self, account: str, digest: str = "", *, automatic: bool = False) -> Context:
        """The context of one of the owner's accounts. Raises ConfigError for an unknown one."""
        found = self.home.account(account)

        def other(kind: str) -> Context | None:
            there = self.home.default_account(kind)
            return self.surroundings(there.name, digest, automatic=automatic) if there else None

        def called(kind: str, name: str) -> Context | None:
            there = any(each.name == name for each in self.home.accounts(kind))
            return self.surroundings(name, digest, automatic=automatic) if there else None

        return Context(
            account=found,
            owner=self.home.settings.owner,
            zone=self.home.zone,
            now=self.home.now,
            secret=lambda name: self.home.secrets.get(found.name, name),
            connections=self.connections,
            call=digest,
            automatic=automatic,
            other=other,
            called=called,
            progress=self.progress,
        )

    async def undo(self, seq: int) -> Outcome:
        """Take back what the outcome with number `seq` did, or let a held call not run at all.

        Raises InputError where there is nothing to take back.
        """
        event = await asyncio.to_thread(self.home.journal.get, seq)
        if event.kind == "held":
            run = event.body["run"]
            no = await asyncio.to_thread(questions.close, self.home, seq, run, "undone")
            return Done("It will not run.", event=no.seq)
        if event.kind == "intent":
            raise InputError(f"Event {seq} is an intent.", fix="Undo its outcome, the event after.")
        undo = (event.body.get("result") or {}).get("undo")
        if event.kind != "done" or undo is None:
            raise InputError(
                f"Event {seq} has nothing that could be undone.", fix="See `plam log`."
            )
        journal = self.home.journal
        for later in await asyncio.to_thread(
            lambda: list(journal.events(after=seq, kinds=("undone",)))
        ):
            if later.body["of"] == seq:
                raise InputError(f"Event {seq} was undone already, by event {later.seq}.")
        tool = self.registry.get(event.body["tool"])
        if tool is None or tool.undo is None:
            raise InputError(f"Nothing here can undo {event.body['tool']}.")
        base = {"run": event.body["run"], "of": seq, "tool": tool.name}
        await self._append("undoing", base)
        try:
            async with asyncio.timeout(TOOL_SECONDS):
                said = await tool.undo(self.surroundings(event.body["account"]), undo)
        except (ToolError, TimeoutError) as error:
            detail = str(error) or f"It did not end within {TOOL_SECONDS:.0f} s."
            failed = await self._append("failed", {**base, "detail": f"not undone: {detail}"})
            return Failed(detail, event=failed.seq)
        done = await self._append("undone", {**base, "detail": said})
        return Done(said, event=done.seq)

    async def recover(self) -> list[Outcome]:
        """Find out what became of intents that have no outcome, and record it."""
        return await recovery.recover(self)
