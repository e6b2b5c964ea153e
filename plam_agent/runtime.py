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

from . import execution, flood, proving, recovery, spending, undoing
from .admission import Admission, Asking, around, decided
from .claims import arguments, check_written, fitting, without_cards
from .found import Findings
from .home import Home
from .imitation import warned
from .outcomes import Done, Failed, Held, Outcome, Pending, Refused, Rehearsed
from .plugins.loading import Leave
from .policy import grants as chains
from .policy import possession
from .policy.grants import Grant
from .policy.possession import Proof
from .policy.signing import SignedPolicy
from .policy.terms import Label
from .records import result_body
from .recovery import running, to_the_end
from .tools.context import Connections, Context, Progress, Remembering
from .tools.registry import Registry
from .types import (
    Allow,
    Approval,
    Call,
    Confirm,
    Decision,
    Deny,
    Event,
    Origin,
    Tool,
)

__all__ = ["Ask", "Performed", "Runtime", "running"]


@dataclass(frozen=True, slots=True)
class Performed:
    """A call, what was decided about it and how it ended."""

    call: Call
    decision: Decision
    outcome: Outcome


Answer = Approval | bool | None
"""A receipt approves a call, False denies it, None leaves it waiting."""

Ask = Callable[[Call, Confirm, str], Awaitable[Answer]]
"""Puts a call, what was decided about it and its preview before the owner."""

AskAll = Callable[[Sequence[tuple[Call, Confirm, str]]], Awaitable[Sequence[Answer]]]
"""Puts several calls before the owner at once; there is an answer for each."""


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
        ask_all: AskAll | None = None,
        model: str = "",
        holds: bool = False,
        memory: Remembering | None = None,
        leaves: Mapping[str, Leave] | None = None,
    ) -> None:
        """`ask` reaches the owner, where somebody is there; `model` is the model's fingerprint.

        `ask_all` puts several calls before the owner at once; without it each is asked about alone.
        `holds` says that somebody stays to run what a rule holds; where nobody does, it is asked
        about instead. `memory` is what tools recall and remember, where there is one. `leaves` say
        by the name of a tool that a plugin brought what that plugin may do at most.
        """
        self.home = home
        self.policy = policy
        self.registry = registry
        self.connections = connections
        self.memory = memory
        self.leaves: Mapping[str, Leave] = leaves or {}
        self.progress: Progress = lambda done, total, text: None
        self.ask = ask
        self.ask_all = ask_all
        self.found = Findings()
        self.flood = flood.Flood(home)
        self._holds = holds
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
        ask: Ask | None = None,
        proof: Proof | None = None,
    ) -> Performed:
        """Decide about `call` and, where that allows it, run it and record what became of it.

        `grants` is the verified chain that the call was planned under. `label` is what triage
        found, `batch` how many things the whole step acts on, `asked` the number of the question
        or held call that this answers, `held` that its time has come, `late` that it is long over,
        `ask` whoever has the owner's answer already, `proof` that the caller holds the grants,
        where another key than the device's does.
        Raises StorageError where the journal cannot be written, in which case nothing was run or
        its outcome is reconciled later, BusyError where another process is at exactly this call,
        and InputError where somebody else has answered the question, or a call has no JSON form.
        """
        check_written(call)
        call, carded = without_cards(call)
        asking = Asking(
            call,
            grants,
            label,
            batch,
            asked,
            held,
            late,
            found=self.found.of(call.run),
            proof=proof,
            own=self._own(call.tool),
        )
        fits = Deny("", (carded,)) if carded else self._fitting(asking)
        if isinstance(fits, Deny):
            return await self._refuse(asking, fits)
        tool, args = fits
        preview = tool.preview(args) if tool.preview else f"{call.tool} {call.plain()}"
        async with recovery.exclusively(self.home, call):
            asking = dataclasses.replace(asking, preview=preview)
            return await self._perform(asking, receipt, tool, args, ask or self.ask)

    def _own(self, tool: str) -> tuple[Grant, ...]:
        """The grant of the plugin that brought a tool, for one call; none for the tools here."""
        leave = self.leaves.get(tool)
        home = self.home
        return (leave.grant(home.device, self.policy.hash, home.now()),) if leave else ()

    def _fitting(self, asking: Asking) -> tuple[Tool, Any] | Deny:
        """What stands between a call and any decision about it, and else its tool."""
        if not asking.asked and (why := self.flood.stopped(asking.call.run)):
            return Deny(flood.RULE, (why,))
        shared = {each.name for each in self.home.settings.accounts if each.shared}
        return fitting(self.registry, asking.call, shared)

    def preview(self, call: Call) -> str:
        """What a call does in one line. Raises InputError naming an argument that is wrong."""
        tool = self.registry.get(call.tool)
        if tool is None or tool.preview is None:
            return f"{call.tool} {call.plain()}"
        return tool.preview(self.arguments(tool, call))

    async def _perform(
        self,
        asking: Asking,
        receipt: Approval | None,
        tool: Tool,
        args: Any,
        ask: Ask | None,
    ) -> Performed:
        call = asking.call
        decision, seq = await self._admit(asking, receipt)
        if not seq:
            decision = await self._limited(asking, decision, self.flood.too_much)
        if isinstance(decision, Confirm) and not seq and receipt is None and ask is not None:
            answer = await ask(call, decision, asking.preview)
            self.flood.answered(call.run, no=answer is False)
            if isinstance(answer, Approval):
                asking = dataclasses.replace(asking, proven=True)
                decision, seq = await self._admit(asking, answer)
            elif answer is False:
                denied = Deny(decision.rule, (*decision.reasons, "the owner said no"))
                return await self._refuse(asking, denied)
        if seq:
            outcome = await execution.execute(self, tool, call, args, seq, asking.grants)
            if isinstance(outcome, Done):
                self.found.note(call.run, call.step, outcome.result.items)
            return Performed(call, decision, outcome)
        if isinstance(decision, Deny):
            return await self._refuse(asking, decision)
        if isinstance(decision, Allow) and self._holds:
            return await self._hold(asking, decision)
        return await self._wait(asking, decision)

    async def _limited(
        self, asking: Asking, decision: Decision, stops: Callable[..., str]
    ) -> Decision:
        """The decision about a call that does not run at once, unless it asks too much.

        What reaches somebody who passes for a person the owner knows says so.
        """
        people = [each for each in self.home.accounts("contacts") if not each.shared]
        decision = await warned(asking.call, decision, (self.surroundings(a.name) for a in people))
        if isinstance(decision, Allow) and (self._holds or not decision.hold):
            return decision
        if asking.asked or isinstance(decision, Deny):
            return decision
        sorting = asking.label is not None
        why = await asyncio.to_thread(stops, asking.call, sorting=sorting)
        return Deny(flood.RULE, (*decision.reasons, why)) if why else decision

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
        self,
        call: Call,
        grants: Sequence[Grant],
        *,
        label: Label | None = None,
        batch: int = 0,
        proof: Proof | None = None,
    ) -> Performed:
        """What `perform` would decide about a call now; nothing is run, reserved or recorded.

        Raises InputError for a call that has no JSON form.
        """
        check_written(call)
        call, carded = without_cards(call)
        found = self.found.of(call.run)
        own = self._own(call.tool)
        asking = Asking(call, grants, label, batch, found=found, proof=proof, own=own)
        decision: Decision
        fits = Deny("", (carded,)) if carded else self._fitting(asking)
        if isinstance(fits, Deny):
            decision = fits
        else:
            decision = await asyncio.to_thread(self._admission.rehearse, asking)
            decision = await self._limited(asking, decision, self.flood.would_stop)
        return Performed(call, decision, Rehearsed("; ".join(decision.reasons)))

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
        recorded = asyncio.to_thread(spending.ended, self.home.journal, call, outcome, body)
        event = await to_the_end(recorded)
        return dataclasses.replace(outcome, event=event.seq)

    async def _refuse(self, asking: Asking, decision: Decision) -> Performed:
        body = {**decided(asking.call, decision), **around(asking)}
        event = await self._append("refused", body)
        detail = "; ".join(decision.reasons)
        return Performed(asking.call, decision, Refused(detail, event=event.seq))

    async def _wait(self, asking: Asking, decision: Decision) -> Performed:
        body = await asyncio.to_thread(self._question, asking, decision)
        event = await self._append("asked", body)
        detail = "; ".join(decision.reasons)
        pending = Pending(detail, event=event.seq, approval=str(event.seq))
        return Performed(asking.call, decision, pending)

    async def _hold(self, asking: Asking, decision: Allow) -> Performed:
        """Let it wait for its time; it is decided again then."""
        due = self.home.now() + timedelta(seconds=decision.hold)
        body = await asyncio.to_thread(self._question, asking, decision)
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
            **around(asking),
            "model": self._admission.model_of(asking),
            "preview": asking.preview,
            "expires": self.home.now().timestamp() + seconds,
            "grants": chains.dump(asking.grants).decode()
            if possession.delegated(asking.grants, self.home.device.public)
            else "",
        }

    async def _append(self, kind: str, body: Mapping[str, Any]) -> Event:
        return await to_the_end(asyncio.to_thread(self.home.journal.append, kind, body))

    def arguments(self, tool: Tool, call: Call) -> Any:
        """The call's arguments as the tool's own model. Raises InputError naming the argument."""
        return arguments(tool, call)

    def context(self, call: Call) -> Context:
        """What the tool of this call may use."""
        # Nobody typed a triage call: what it sends says so (RFC 3834).
        automatic = call.run.startswith("triage-")
        around = self.surroundings(call.account, call.digest, automatic=automatic)
        said = frozenset[Origin]().union(*(value.origins for _, value in call.args))
        return dataclasses.replace(around, versions=dict(call.versions), origins=said)

    def surroundings(self, account: str, digest: str = "", *, automatic: bool = False) -> Context:
        """The context of one of the owner's accounts. Raises ConfigError for an unknown one."""
        found = self.home.account(account)

        def other(kind: str) -> Context | None:
            there = self.home.default_account(kind)
            return self.surroundings(there.name, digest, automatic=automatic) if there else None

        def called(kind: str, name: str) -> Context | None:
            there = any(each.name == name for each in self.home.accounts(kind))
            return self.surroundings(name, digest, automatic=automatic) if there else None

        def every(kind: str) -> list[Context]:
            there = self.home.accounts(kind)
            return [self.surroundings(each.name, digest, automatic=automatic) for each in there]

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
            every=every,
            bought=lambda: spending.bought(self.home.journal),
            progress=self.progress,
            day_first=self.home.settings.day_first,
            language=self.home.settings.language,
            memory=self.memory,
        )

    def planned_by(self, run: str, model: str) -> None:
        """What a run does from now on was chosen by the model with this fingerprint."""
        self._admission.planners[run] = model

    async def undo(self, seq: int) -> Outcome:
        """Take back what the outcome with number `seq` did, or let a held call not run at all.

        Only the owner does so; what the policy in force denies is not taken back. Raises InputError
        where there is nothing to take back, BusyError where somebody is at it.
        """
        return await undoing.undo(self, seq)

    async def recover(self) -> list[Outcome]:
        """Find out what became of intents and undos that have no outcome, and record it.

        What was unknown may be found to have happened after all.
        """
        ended = await recovery.recover(self) + await undoing.recover(self)
        return ended + await proving.recover(self)
