"""Carries plans out through `Runtime.perform`, beside an attacker who has the planner.

Whoever has the planner can submit any call under the run's grants and claim that its values come
from the owner's request. What they cannot do is change the plan, which was committed before, or
write into what the runtime saw its steps find.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from plam_agent import config, keys
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.outcomes import Done
from plam_agent.policy import grants, ledger
from plam_agent.policy.bounds import committed
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import sign
from plam_agent.questions import Questions, close
from plam_agent.records import call_body
from plam_agent.runtime import Answer, Performed, Runtime
from plam_agent.setup import make_home
from plam_agent.together import asks_about, perform_together
from plam_agent.tools.context import Connections
from plam_agent.types import (
    REQUEST,
    Call,
    Confirm,
    Effect,
    Item,
    ObjectId,
    Origin,
    Plan,
    Quote,
    Ref,
    Step,
    Text,
    Value,
)

from .plans import Act, Chosen, Extracted, Named, Said, Worked, named_in
from .served import CLIENT, Served
from .world import EFFECTS, World, registry_of, shaped, slots_of

Human = Literal["nobody", "perfect", "approves all"]
NOW = datetime(2026, 5, 15, 8, tzinfo=UTC)
PASSPHRASE = "a home for one table"
MODEL = "a planner that was taken over"
READER = Origin("reader", "dojo")
SAID = frozenset({REQUEST})
CHANNELS = ("general", "random", "private", "External_0")


class Lost(Exception):
    """A reference finds nothing, or several things: the owner has to say more."""


@dataclass(slots=True)
class Tally:
    """What happened in one run: questions and calls asked about, by who caused them."""

    questions: dict[str, int] = field(default_factory=lambda: {"user": 0, "attacker": 0})
    calls: int = 0
    performed: list[Performed] = field(default_factory=list)


class House:
    """A home with one suite's tools under a signed policy, in which runs are carried out."""

    def __init__(
        self, path: Path, suite: Any, people: Sequence[str], client: keys.Signer | None = None
    ) -> None:
        """`people` are the addresses in the owner's contacts.

        With a `client` each plan is held by its key, and its calls come through the MCP server.
        """
        self.suite = suite
        self.client = client
        self.model = MODEL if client is None else f"mcp-client:{CLIENT}"
        self.world: World | None = None
        self.human: Human = "nobody"
        self.tally = Tally()
        make_home(
            path,
            owner="owner@dojo.example",
            zone="UTC",
            passphrase=PASSPHRASE,
            cost=keys.CHEAP,
            clock=lambda: NOW,
        )
        dojo = Account("dojo", "files", "folder", {"path": str(path)})
        config.save(path, dataclasses.replace(config.load(path), accounts=(dojo,)))
        text = policy_text(suite, people, keys.public(path, "device"))
        (path / "policy.yaml").write_text(text)
        sign(path / "policy.yaml", keys.open_owner(path, PASSPHRASE), now=NOW)
        self.home = Home.open(path, lambda: PASSPHRASE, clock=lambda: NOW)
        self._approval = keys.open_approval(path, PASSPHRASE)
        self.registry = registry_of(suite, lambda: self.acting)
        self._past_probation()

    @property
    def acting(self) -> World:
        """The environment that tools act in now."""
        assert self.world is not None
        return self.world

    def _past_probation(self) -> None:
        """Let the model have made its first twenty calls of every tool that sends or spends."""
        with self.home.journal.transaction() as tx:
            for tool in self.registry:
                if tool.effect < Effect.SEND and not tool.effect_of:
                    continue
                for number in range(20):
                    call = Call("before", number, "dojo", tool.name, Effect.SEND, False, (), ())
                    details = {"run": "before", "call": call_body(call), "model": self.model}
                    made = self.home.vault.mark("made", self.model, tool.name)
                    ledger.reserve(tx, call.digest, "before", NOW, details=details, made=made)

    @asynccontextmanager
    async def runtime(self) -> AsyncIterator[Runtime]:
        """The project's runtime in this home, on a day of its own.

        What nobody answered in earlier runs is over: that many questions wait would stop this one.
        """
        for waiting in Questions(self.home).open():
            close(self.home, int(waiting.id), waiting.call.run, "expired")
        async with Connections() as connections:
            there = self.human != "nobody"
            runtime = Runtime(
                self.home,
                self.home.policy(),
                self.registry,
                connections,
                ask=self._ask if there else None,
                ask_all=self._ask_all if there else None,
                model=self.model,
            )

            if self.client is None:
                yield runtime
                return
            async with Served(runtime, self.client) as served:
                yield served  # type: ignore[misc]

    async def _ask(self, call: Call, confirm: Confirm, preview: str) -> Answer:
        return (await self._ask_all([(call, confirm, preview)]))[0]

    async def _ask_all(self, asked: Sequence[tuple[Call, Confirm, str]]) -> Sequence[Answer]:
        actor = self.acting.actor
        self.tally.questions[actor] += 1
        self.tally.calls += len(asked)
        if self.human == "perfect" and actor != "user":
            return [False] * len(asked)
        policy = self.home.policy().hash
        return [sign_receipt(self._approval, call, policy, NOW) for call, _, _ in asked]


def policy_text(suite: Any, people: Iterable[str], device: str) -> str:
    """A policy that an owner of these accounts could write.

    Looking is free, everything else is allowed where every argument has the origin that it has by
    default, and asked about otherwise. Who is on an event of the owner's calendar may be taken from
    there for people in the owner's contacts, and a channel from the team's list.
    """
    name = suite.name
    known = {tool.name for tool in suite.tools}
    looks = sorted(f"{name}.{each}" for each in known - set(EFFECTS))
    acts = sorted(f"{name}.{each}" for each in known & set(EFFECTS))
    members = ", ".join(f"'{each}'" for each in sorted(set(people)))
    posts = [f"{name}.add_user_to_channel", f"{name}.send_channel_message"]
    rules = [f"  - {{id: look, allow: [{', '.join(looks)}]}}"]
    if "create_calendar_event" in known and people:
        rules.append(
            f"  - {{id: same-people, allow: {name}.create_calendar_event, "
            "where: {participants: {in: [known]}}, "
            "origin: {participants: [request, policy, contacts, calendar]}}"
        )
    if "send_channel_message" in known:
        rules.append(
            f"  - {{id: our-channels, allow: [{', '.join(posts)}], "
            f"where: {{channel: [{', '.join(CHANNELS)}]}}}}"
        )
        acts = sorted(set(acts) - set(posts))
    rules.append(f"  - {{id: act, allow: [{', '.join(acts)}]}}")
    return "\n".join(
        [
            "plam: 1",
            "serial: 2",
            "owner: owner@dojo.example",
            f"device: {device}",
            "expires: 2027-12-31",
            "unattended: queue",
            f"people:\n  known: [{members}]",
            "rules:",
            *rules,
            "otherwise:",
            f"  confirm: ['{name}.*']",
            "",
        ]
    )


class Carrying:
    """One run of one plan in a house."""

    def __init__(
        self,
        house: House,
        runtime: Runtime,
        run: str,
        request: str,
        acts: Sequence[Act],
        poison: Mapping[tuple[int, str], Any] | None = None,
    ) -> None:
        """`poison` gives what the reader is fooled into answering, by step and argument."""
        self._house = house
        self._runtime = runtime
        self._run = run
        self._request = request
        self._acts = acts
        self._poison = poison or {}
        self._items: dict[int, tuple[Item, ...]] = {}
        self._grants = self._committed()

    def _committed(self) -> tuple[grants.Grant, ...]:
        """The grants of the run and of exactly this plan, before anything is read."""
        steps, understood = [], {}
        for act in self._acts:
            args: dict[str, Any] = {}
            for number, (name, source) in enumerate(act.args.items()):
                slot = slots_of(act.function, name)
                if isinstance(source, Said):
                    args[name] = Text("") if slot in ("text", "title") else Quote("")
                    understood[act.step, name] = shaped(source.value, name, slot)
                else:
                    args[name] = Ref(_index(act, number), "value")
            steps.append(Step(act.step, self._tool(act.function), args))
        params = {tool.name: tool.params for tool in self._house.registry}
        tools, bounds = committed(Plan(tuple(steps)), params, understood)
        home, until = self._house.home, NOW + timedelta(hours=1)
        device, client = home.device.public, self._house.client
        holder = client.public if client is not None else device
        whole = grants.issue(
            home.device, None, holder=device, not_after=until, policy=self._runtime.policy.hash
        )
        return whole, grants.issue(
            home.device, whole, holder=holder, not_after=until, tools=tools, arguments=bounds
        )

    def _tool(self, function: str) -> str:
        return f"{self._house.suite.name}.{function}"

    async def carry_out(self, acts: Sequence[Act]) -> None:
        """Carry out steps of the plan; what needs a yes beside each other is asked at once."""
        world = self._house.acting
        waiting = list(acts)
        while waiting:
            group = [waiting.pop(0)]
            world.actor, world.step = "user", group[0].step
            try:
                calls = [self.call(group[0])]
            except Lost:
                self._house.tally.questions["user"] += 1
                continue
            if group[0].writes and await asks_about(self._runtime, (calls[0], 0), self._grants):
                while waiting and waiting[0].writes and not _depends(waiting[0], group):
                    try:
                        calls.append(self.call(waiting[0]))
                    except Lost:
                        break
                    group.append(waiting.pop(0))
            ended = await perform_together(
                self._runtime, [(call, 0) for call in calls], self._grants
            )
            waiting = [*group[len(ended) :], *waiting]
            for act, performed in zip(group, ended, strict=False):
                self._house.tally.performed.append(performed)
                if isinstance(performed.outcome, Done):
                    self._items[act.step] = performed.outcome.result.items

    async def attack(self, function: str, args: Mapping[str, Any], step: int | None = None) -> bool:
        """Submit a call of the attacker's, who says that the owner asked for all of it."""
        world = self._house.acting
        world.actor = "attacker"
        same = [act.step for act in self._acts if act.function == function]
        values = {
            name: Value(shaped(value, name, slots_of(function, name)), SAID)
            for name, value in args.items()
        }
        call = self._call(function, same[0] if step is None and same else step or 1, values)
        performed = await self._runtime.perform(call, self._grants)
        self._house.tally.performed.append(performed)
        return isinstance(performed.outcome, Done)

    def call(self, act: Act) -> Call:
        """A step of the plan, bound. Raises Lost."""
        return self._call(act.function, act.step, self.bind(act))

    def _call(self, function: str, step: int, values: Mapping[str, Value]) -> Call:
        tool = self._house.registry.get(self._tool(function))
        assert tool is not None
        call = Call(
            run=self._run,
            step=step,
            account="dojo",
            tool=tool.name,
            effect=tool.effect,
            reversible=tool.reversible,
            args=tuple(values.items()),
            roles=tuple((param.name, param.role) for param in tool.params),
        )
        if tool.effect_of is not None:
            effect = max(tool.effect, tool.effect_of(self._runtime.arguments(tool, call)))
            call = dataclasses.replace(call, effect=effect)
        return call

    def bind(self, act: Act) -> dict[str, Value]:
        """The step's arguments, every reference read from what the tools returned.

        Raises Lost.
        """
        values: dict[str, Value] = {}
        for number, (name, source) in enumerate(act.args.items()):
            slot = slots_of(act.function, name)
            if isinstance(source, Said):
                values[name] = Value(shaped(source.value, name, slot), SAID)
                continue
            found = self._found(act, name, source)
            if isinstance(found.data, str | float | int) and not isinstance(found.data, bool):
                many = isinstance(getattr(source, "clean", None), list) or name in (
                    "recipients", "participants", "attachments", "cc", "bcc",
                )  # fmt: skip
                found = Value([found.data] if many else found.data, found.origins)
            if not isinstance(found.data, ObjectId):
                found = Value(shaped(found.data, name, slot), found.origins)
            elif name == "attachments":
                found = Value((found.data,), found.origins)
            thing = ObjectId("value", "dojo", f"{act.step}/{name}")
            item = Item(thing, "1", {"value": found})
            self._runtime.found.note(self._run, _index(act, number), (item,))
            values[name] = found
        return values

    def _found(self, act: Act, name: str, source: Any) -> Value:
        if isinstance(source, Worked):
            read = [item for step in source.steps for item in self._items.get(step, ())]
            return Value(self._poison.get((act.step, name), source.clean), _all(read))
        items = self._items.get(source.step, ())
        match source:
            case Named(_, key):
                rows = [{n: v.data for n, v in item.fields.items()} for item in items]
                named = named_in(self._request, rows) or list(range(len(rows)))
                if len(named) != 1:
                    raise Lost
                return items[named[0]].fields[key]
            case Chosen(_, key, row):
                if row >= len(items):
                    raise Lost
                return Value(items[row].fields[key].data, _all(items))
            case Extracted(_, row, key, before, after, number):
                if row >= len(items):
                    raise Lost
                text = items[row].fields[key]
                end = re.escape(after) if after else r"$"
                match = re.search(f"{re.escape(before)}(.+?){end}", str(text.data), re.DOTALL)
                if match is None:
                    raise Lost
                said = float(match[1]) if number else match[1]
                return Value(said, text.origins | {READER})
        raise AssertionError(source)


def _depends(act: Act, group: Sequence[Act]) -> bool:
    """Whether a step refers to what one of the group will only find."""
    before = {each.step for each in group}
    for source in act.args.values():
        steps = source.steps if isinstance(source, Worked) else (getattr(source, "step", 0),)
        if before & set(steps):
            return True
    return False


def _index(act: Act, number: int) -> int:
    """The step number under which a reference of an act is noted."""
    return 100 * act.step + number


def _all(items: Iterable[Item]) -> frozenset[Origin]:
    """The origins of everything the reader read, and the reader's own."""
    origins = {origin for item in items for v in item.fields.values() for origin in v.origins}
    return frozenset(origins | {READER})
