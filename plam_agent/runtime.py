"""The choke point: decide, approve, reserve, run, record. Nothing else runs a tool.

The decision and the reservation stand in one transaction with the durable intent, so that two
processes cannot both spend the last use. A tool runs only after its intent is on disk, and what
became of it is recorded after; an intent without an outcome is reconciled at the next start.
"""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pydantic

from .errors import AuthorityError, BusyError, InputError, PlamError, ToolError, UncertainError
from .files import locked, private_folder
from .home import Home
from .journal import Transaction
from .policy import ledger
from .policy.decide import Facts, decide, weight
from .policy.grants import Grant, permits
from .policy.grants import verify as verify_grants
from .policy.receipts import check_receipt
from .policy.signing import SignedPolicy
from .policy.terms import Label
from .records import call_body, read_call, result_body
from .tools.context import Connections, Context
from .tools.registry import Registry
from .types import (
    Allow,
    Approval,
    Call,
    Confirm,
    Decision,
    Deny,
    Done,
    Effect,
    Event,
    Failed,
    Money,
    Outcome,
    Pending,
    Reconciled,
    Refused,
    Rehearsed,
    Role,
    Tool,
    Unknown,
)

TOOL_SECONDS = 120.0


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
    ) -> None:
        """`ask` reaches the owner, where somebody is there; `model` is the model's fingerprint."""
        self.home = home
        self.policy = policy
        self.registry = registry
        self.connections = connections
        self._ask = ask
        self._model = model

    async def perform(
        self,
        call: Call,
        grants: Sequence[Grant],
        *,
        receipt: Approval | None = None,
        label: Label | None = None,
        batch: int = 0,
        asked: int = 0,
    ) -> Performed:
        """Decide about `call` and, where that allows it, run it and record what became of it.

        `grants` is the verified chain that the call was planned under. `label` is what triage
        found, `batch` how many things the whole step acts on, `asked` the number of the question
        that a receipt answers. Raises StorageError where the journal cannot be written, in which
        case nothing was run or its outcome is reconciled later.
        """
        tool = self.registry.get(call.tool)
        if tool is None or tool.run is None:
            missing = Deny("", (f"nothing here can do {call.tool} yet",))
            return await self._refuse(call, missing)
        try:
            args = self.arguments(tool, call)
        except PlamError as error:
            return await self._refuse(call, Deny("", (str(error),)))
        preview = tool.preview(args) if tool.preview else f"{call.tool} {call.plain()}"

        async def admit(given: Approval | None) -> tuple[Decision, int]:
            return await asyncio.to_thread(
                self._admit, call, grants, label, batch, asked, preview, given
            )

        decision, seq = await admit(receipt)
        if isinstance(decision, Confirm) and not seq and receipt is None and self._ask is not None:
            answer = await self._ask(call, decision, preview)
            if isinstance(answer, Approval):
                decision, seq = await admit(answer)
            elif answer is False:
                denied = Deny(decision.rule, (*decision.reasons, "the owner said no"))
                return await self._refuse(call, denied)
        if seq:
            return Performed(call, decision, await self._run(tool, call, args, seq))
        if isinstance(decision, Deny):
            return await self._refuse(call, decision)
        return await self._wait(call, decision, preview, label)

    async def rehearse(
        self, call: Call, grants: Sequence[Grant], *, label: Label | None = None
    ) -> Performed:
        """What would be decided about a call now; nothing is run, reserved or recorded."""
        decision = await asyncio.to_thread(self._rehearsed, call, grants, label)
        return Performed(call, decision, Rehearsed("; ".join(decision.reasons)))

    def _rehearsed(self, call: Call, grants: Sequence[Grant], label: Label | None) -> Decision:
        with self.home.journal.reading() as connection:
            facts = self._facts(call, label, 0)
            return self._decided_with(connection, call, grants, facts)

    def _decided_with(
        self,
        connection: sqlite3.Connection,
        call: Call,
        grants: Sequence[Grant],
        facts: Facts,
    ) -> Decision:
        """The decision with the ledger as `connection` sees it; beyond the grants is a Deny."""
        try:
            verify_grants(grants, self.home.device.public, self.home.now(), self.policy.hash)
        except AuthorityError as error:
            return Deny("grant", (str(error),))
        for grant in grants:
            if reason := permits(grant, call):
                return Deny("grant", (f"this run was not given that: {reason}",))
        counted = dataclasses.replace(
            facts,
            used=lambda rule, period: ledger.used(connection, rule, self._since(period)),
            spent=lambda rule, period, currency: ledger.spent(
                connection, rule, self._since(period), currency
            ),
        )
        return decide(self.policy.policy, call, counted)

    def _admit(
        self,
        call: Call,
        grants: Sequence[Grant],
        label: Label | None,
        batch: int,
        asked: int,
        preview: str,
        receipt: Approval | None,
    ) -> tuple[Decision, int]:
        """The decision and, where the call may run, the number of its durable intent, else 0."""
        now = self.home.now()
        facts = self._facts(call, label, batch)
        with self.home.journal.transaction() as tx:
            decision = self._decided_with(tx.connection, call, grants, facts)
            if isinstance(decision, Confirm) and receipt is not None:
                public = self.home.public("approval")
                try:
                    check_receipt(public, receipt, call, self.policy.hash, now)
                    ledger.spend_receipt(tx, receipt.signature.hex())
                except AuthorityError as error:
                    return Deny(decision.rule, (*decision.reasons, str(error))), 0
            elif not isinstance(decision, Allow) or (decision.hold and receipt is None):
                return decision, 0
            for grant in grants:
                ledger.use_grant(tx, grant.id, grant.uses)
            return decision, self._intend(tx, call, decision, batch, asked, preview)

    def _since(self, period: str) -> datetime:
        if period == "ever":
            return datetime.min.replace(tzinfo=UTC)
        return ledger.window_start(self.home.now(), period, self.home.zone)

    def _intend(
        self,
        tx: Transaction,
        call: Call,
        decision: Decision,
        batch: int,
        asked: int,
        preview: str,
    ) -> int:
        money = next((v.data for _, v in call.args if isinstance(v.data, Money)), None)
        return ledger.reserve(
            tx,
            call.digest,
            decision.rule,
            self.home.now(),
            uses=weight(call, batch),
            money=money,
            details={
                "run": call.run,
                "call": call_body(call),
                "decision": decision.verb,
                "reasons": list(decision.reasons),
                "model": self._model,
                "asked": asked,
                "preview": preview,
            },
        )

    def _facts(self, call: Call, label: Label | None, batch: int) -> Facts:
        known: set[str] = set()
        uses = 0
        if call.effect >= Effect.SEND:
            for event in self.home.journal.events(kinds=("intent",)):
                earlier = event.body.get("call")
                if not earlier or Effect[earlier["effect"]] < Effect.SEND:
                    continue
                uses += earlier["tool"] == call.tool and event.body["model"] == self._model
                roles = dict(earlier["roles"])
                for name, value in earlier["args"]:
                    if roles[name] == Role.DESTINATION:
                        known.update(map(str, value["data"] or ()))
        return Facts(
            now=self.home.now(),
            attended=self._ask is not None,
            known=frozenset(known),
            first_uses={call.tool: uses},
            batch=batch,
            label=label,
        )

    async def _run(self, tool: Tool, call: Call, args: Any, seq: int) -> Outcome:
        assert tool.run is not None
        try:
            async with asyncio.timeout(TOOL_SECONDS):
                result = await tool.run(self.context(call), args)
        except UncertainError as error:
            return await self._ended(Unknown(str(error)), call, seq)
        except PlamError as error:
            return await self._ended(Failed(str(error)), call, seq)
        except TimeoutError:
            late = f"{call.tool} did not end within {TOOL_SECONDS:.0f} s."
            ended: Outcome = Failed(late) if call.effect is Effect.READ else Unknown(late)
            return await self._ended(ended, call, seq)
        except asyncio.CancelledError:
            await asyncio.shield(self._ended(Unknown("It was interrupted."), call, seq))
            raise
        except Exception as error:
            # A tool's own fault says nothing about how far it came.
            fault = f"{call.tool} failed: {type(error).__name__}: {error}"
            ended = Failed(fault) if call.effect is Effect.READ else Unknown(fault)
            return await self._ended(ended, call, seq)
        return await self._ended(Done(result.summary, result=result), call, seq)

    async def _ended(self, outcome: Outcome, call: Call, intent: int) -> Outcome:
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

    async def _refuse(self, call: Call, decision: Decision) -> Performed:
        event = await self._append("refused", self._decided(call, decision))
        detail = "; ".join(decision.reasons)
        return Performed(call, decision, Refused(detail, event=event.seq))

    async def _wait(
        self, call: Call, decision: Decision, preview: str, label: Label | None
    ) -> Performed:
        seconds = decision.expires if isinstance(decision, Confirm) else 86_400.0
        body = {
            **self._decided(call, decision),
            "preview": preview,
            "expires": self.home.now().timestamp() + seconds,
            "label": label.name if label else None,
        }
        event = await self._append("asked", body)
        detail = "; ".join(decision.reasons)
        pending = Pending(detail, event=event.seq, approval=str(event.seq))
        return Performed(call, decision, pending)

    def _decided(self, call: Call, decision: Decision) -> dict[str, Any]:
        return {
            "run": call.run,
            "call": call_body(call),
            "decision": decision.verb,
            "rule": decision.rule,
            "reasons": list(decision.reasons),
        }

    async def _append(self, kind: str, body: Mapping[str, Any]) -> Event:
        return await asyncio.to_thread(self.home.journal.append, kind, body)

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
        return self.surroundings(call.account, call.digest, automatic=automatic)

    def surroundings(self, account: str, digest: str = "", *, automatic: bool = False) -> Context:
        """The context of one of the owner's accounts. Raises ConfigError for an unknown one."""
        found = self.home.account(account)

        def other(kind: str) -> Context | None:
            there = self.home.default_account(kind)
            return self.surroundings(there.name, digest, automatic=automatic) if there else None

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
        )

    async def undo(self, seq: int) -> Outcome:
        """Take back what the outcome with number `seq` did; recorded like any effect.

        Raises InputError where there is nothing to take back.
        """
        event = await asyncio.to_thread(self.home.journal.get, seq)
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
        """Find out what became of intents that have no outcome, and record it.

        Intents of runs that are still going on in another process are left alone.
        """
        ended: list[Outcome] = []
        for event in await asyncio.to_thread(self._unfinished):
            call = read_call(event.body["call"])
            if await asyncio.to_thread(self._is_live, call.run):
                continue
            tool = self.registry.get(call.tool)
            found = Reconciled.UNKNOWN
            if tool is not None and call.effect is Effect.READ:
                found = Reconciled.NOT_DONE
            elif tool is not None and tool.reconcile is not None:
                try:
                    async with asyncio.timeout(TOOL_SECONDS):
                        args = self.arguments(tool, call)
                        found = await tool.reconcile(self.context(call), args)
                except (PlamError, TimeoutError):
                    # The account cannot be asked now: the intent stays open for the next start.
                    continue
            outcome: Outcome = {
                Reconciled.DONE: Done("It had happened before the interruption."),
                Reconciled.NOT_DONE: Failed("It was interrupted before it happened."),
                Reconciled.UNKNOWN: Unknown("It was interrupted; it may or may not have happened."),
            }[found]
            ended.append(await self._ended(outcome, call, event.seq))
        return ended

    def _unfinished(self) -> list[Event]:
        kinds = ("intent", "done", "failed", "unknown")
        open_: dict[int, Event] = {}
        for event in self.home.journal.events(kinds=kinds):
            if event.kind == "intent":
                if "call" in event.body:
                    open_[event.seq] = event
            else:
                open_.pop(event.body.get("intent", 0), None)
        return list(open_.values())

    def _is_live(self, run: str) -> bool:
        path = run_lock(self.home.path, run)
        if not path.exists():
            return False
        try:
            with locked(path, wait=False):
                pass
        except BusyError:
            return True
        path.unlink(missing_ok=True)
        return False


def run_lock(home: Path, run: str) -> Path:
    """The file that a running run holds locked, so that nobody else reconciles its calls."""
    return home / "runs" / run


@asynccontextmanager
async def running(home: Path, run: str, alone: str = "") -> AsyncIterator[None]:
    """Hold the run's lock, and where `alone` is given the lock that only one run may hold.

    Raises BusyError where another run holds it.
    """
    with ExitStack() as stack:
        await asyncio.to_thread(_hold, stack, home, run, alone)
        try:
            yield
        finally:
            await asyncio.to_thread(run_lock(home, run).unlink, missing_ok=True)
            await asyncio.to_thread(stack.close)


def _hold(stack: ExitStack, home: Path, run: str, alone: str) -> None:
    folder = private_folder(home / "runs")
    if alone:
        stack.enter_context(locked(folder / f"{alone}.lock", wait=False))
    stack.enter_context(locked(run_lock(home, run), wait=False))
