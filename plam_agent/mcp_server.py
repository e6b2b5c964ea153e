"""Our gated tools for MCP clients: other agents act through this policy, approvals and journal.

A client's call is read, frozen, proven with the client's key and put to `Runtime.perform`, like any
other. What needs a yes goes to the owner's approver where one runs, and else waits in the queue; a
client can be told so, and asked whether to withdraw, but nothing that it answers is a yes: only the
approval key's receipt is. What the policy keeps private is left out of what a client reads.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import questions
from .approvals import escaped
from .errors import InputError, PlamError
from .freezing import freeze
from .mcp_clients import Client
from .mcp_offered import STATUS, Offered, found, offered
from .mcp_reading import Handles, Reading, granted
from .outcomes import Done, Failed, Held, Outcome, Pending, Refused, Unknown
from .policy import places, possession
from .policy.places import Read
from .runtime import Ask, Performed, Runtime
from .types import Call, Effect, Item, Result, data

MOST_AT_ONCE = 4
MOST_ITEMS = 200
LONGEST_TEXT = 100_000
"""How many characters of results one answer has."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a client is answered: a line, the data behind it, and whether the call came to nothing.

    `question` is the number of what waits for the owner.
    """

    text: str
    plain: Mapping[str, Any] = field(default_factory=dict)
    failed: bool = False
    question: str = ""


Relay = Callable[[], Awaitable[Ask | None]]
"""Finds who can put a question before the owner now: their approver, where it runs."""


class Counter:
    """Where one client's calls are taken; all of them are one run."""

    def __init__(
        self, runtime: Runtime, client: Client, *, relay: Relay | None = None, run: str = ""
    ) -> None:
        """`runtime` is nobody's who could answer: its `ask` is not used, `relay` finds one."""
        self._runtime = runtime
        self._client = client
        self._relay = relay
        self._handles = Handles()
        self._reading = Reading(runtime, client.name, self._handles)
        self._steps = itertools.count(1)
        self._done: set[int] = set()
        self._turn = asyncio.Semaphore(MOST_AT_ONCE)
        # No client's name has a full stop, so that no run is taken for another client's.
        self.run = run or f"mcp-{client.name}.{secrets.token_hex(6)}"
        runtime.planned_by(self.run, f"mcp-client:{client.name}")

    def tools(self) -> tuple[Offered, ...]:
        """What the client's grant gives it, as it is listed."""
        return offered(self._runtime.registry, self._client.chain)

    async def call(self, name: str, said: Mapping[str, Any], step: int = 0) -> Said:
        """Take a call: decided, run, and answered. Raises StorageError.

        `step` is that of the plan which the client carries out, where it says so.
        """
        if name == STATUS:
            return await self._status(str(said.get("question", "")))
        tool = found(self.tools(), name)
        if tool is None:
            return Said(f"There is no tool {escaped(name[:60])!r} here.", failed=True)
        async with self._turn:
            try:
                call = await self._frozen(tool, said, step)
                performed = await self._performed(call)
            except PlamError as error:
                return Said(str(error), failed=True)
        return self._told(performed)

    async def withdraw(self, question: str) -> None:
        """Let a question of this client end without a yes; one that is over stays as it ended."""
        waiting = await self._waiting(question)
        if waiting is not None:
            close = asyncio.to_thread(
                questions.close, self._runtime.home, int(question), waiting.call.run, "withdrawn"
            )
            try:
                await close
            except InputError:
                return

    async def told(self, question: str) -> str:
        """What a client may show of its question: what it said itself, and who answers it where."""
        waiting = await self._waiting(question)
        what = escaped(waiting.call.tool) if waiting is not None else "This"
        return (
            f"{what} waits for the owner under number {question}. Only the owner's approval key "
            f"answers it: plam approvals show {question}, then plam approvals approve {question}. "
            "Accept to look again once they have; decline to withdraw the call."
        )

    async def status(self, question: str) -> Said:
        """How a question of this client stands."""
        return await self._status(question)

    async def _frozen(self, tool: Offered, said: Mapping[str, Any], step: int) -> Call:
        bound = await self._reading.bound(tool.tool, said)
        # Nobody's model chose this with a confidence that could count for something.
        call = await freeze(self._runtime, self.run, next(self._steps), tool.tool, bound, 0.0)
        device = self._runtime.home.device.public
        seen = self._runtime.found.of(self.run)
        return granted(
            self._client.chain, device, call, seen, done=frozenset(self._done), step=step
        )

    async def _performed(self, call: Call) -> Performed:
        client, home = self._client, self._runtime.home
        proof = possession.prove(client.key, client.chain[-1], call, home.now())
        ask = await self._relay() if self._relay is not None else None
        performed = await self._runtime.perform(call, client.chain, proof=proof, ask=ask)
        if isinstance(performed.outcome, Done):
            self._done.add(call.step)
        return performed

    def _told(self, performed: Performed) -> Said:
        outcome, tool = performed.outcome, performed.call.tool
        plain = {"outcome": outcome.verb, "event": outcome.event}
        match outcome:
            case Done(result=result):
                # Under the policy of now: what is private is not shown to another agent.
                return self._shown(performed.call, result, plain)
            case Pending(approval=number):
                return Said(
                    f"{tool} waits for the owner's yes under number {number}. They approve it with "
                    f"`plam approvals approve {number}` or at `plam approver`. Do not repeat the "
                    f"call: ask with {STATUS} and question {number} what became of it.",
                    {**plain, "question": number},
                    question=number,
                )
            case Held():
                text = f"{tool} {outcome.detail}."
                return Said(text, {**plain, "question": outcome.approval})
            case Refused():
                # The owner's rules are not a client's to read; the owner finds them by the event.
                text = f"{tool} is refused under the owner's policy (event {outcome.event})."
                return Said(text, plain, failed=True)
            case Unknown():
                text = f"Whether {tool} happened is not known: {outcome.detail} Do not repeat it."
                return Said(text, plain, failed=True)
            case Failed():
                return Said(f"{tool} did not happen: {outcome.detail}", plain, failed=True)
        return Said(outcome.detail, plain, failed=True)

    def _shown(self, call: Call, result: Result, plain: Mapping[str, Any]) -> Said:
        items: list[dict[str, Any]] = []
        left, hidden, cut = LONGEST_TEXT, 0, 0
        for item in result.items:
            if self._private(call, item):
                hidden += 1
                continue
            row = self._row(item)
            size = len(json.dumps(row, ensure_ascii=False))
            if len(items) >= MOST_ITEMS or size > left:
                cut += 1
                continue
            left -= size
            items.append(row)
        parts = [result.summary or "Done."]
        if hidden:
            parts.append(f"{hidden} left out: the owner keeps that private.")
        if cut:
            parts.append(f"{cut} left out: ask for less at once.")
        body = {**plain, "items": items, "left_out": hidden + cut}
        return Said(" ".join(parts), body)

    def _row(self, item: Item) -> dict[str, Any]:
        fields = {
            name: data(value.data) for name, value in item.fields.items() if value.data is not None
        }
        origins = sorted({str(each) for value in item.fields.values() for each in value.origins})
        return {
            "handle": self._handles.mint(item),
            "kind": item.id.kind,
            "fields": fields,
            "origins": origins,
        }

    def _private(self, call: Call, item: Item) -> bool:
        private = self._runtime.policy.policy.private
        if private is None or call.effect is not Effect.READ:
            return False
        sender = item.fields.get("sender")
        read = Read(item.id, str(sender.data or "") if sender else "")
        return bool(places.words(private, dataclasses.replace(call, args=()), (read,)))

    async def _waiting(self, question: str) -> questions.Waiting | None:
        """An open question of this client."""
        opened = await asyncio.to_thread(questions.Questions(self._runtime.home).open)
        return next((e for e in opened if e.id == question and self._mine(e.call.run)), None)

    def _mine(self, run: object) -> bool:
        return run == self.run or str(run).startswith(f"mcp-{self._client.name}.")

    async def _status(self, question: str) -> Said:
        """How it stands, told from the journal; another client's question is none."""
        unknown = Said(
            f"No question of yours has the number {escaped(question[:20])!r}.", failed=True
        )
        if not question.isdecimal() or len(question) > 15:
            return unknown
        return await asyncio.to_thread(self._looked_up, question) or unknown

    def _looked_up(self, question: str) -> Said | None:
        journal = self._runtime.home.journal
        try:
            asked = journal.get(int(question))
        except PlamError:
            return None
        if asked.kind not in questions.OPENS or not self._mine(asked.body.get("run")):
            return None
        tool = str(asked.body.get("call", {}).get("tool", "it"))
        if questions.is_open(journal, asked.seq):
            text = f"{tool} still waits for the owner under number {question}."
            return Said(text, {"outcome": "pending", "question": question}, question=question)
        intents: set[int] = set()
        ended: Outcome | None = None
        for event in journal.events(after=asked.seq):
            body = event.body
            if body.get("asked") == asked.seq and event.kind == "intent":
                intents.add(event.seq)
            if event.kind in _ENDS and body.get("intent") in intents:
                ended = _ENDS[event.kind](str(body.get("detail", "")), event=event.seq)
        if ended is None:
            return Said(f"The owner did not approve {tool}.", {"outcome": "refused"}, failed=True)
        done = isinstance(ended, Done)
        text = f"{tool}: {ended.verb}. {ended.detail}".rstrip()
        return Said(text, {"outcome": ended.verb, "event": ended.event}, failed=not done)


_ENDS: Mapping[str, type[Outcome]] = {
    "done": Done,
    "proven": Done,
    "failed": Failed,
    "unknown": Unknown,
}
