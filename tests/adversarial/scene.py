"""The scene of an attack: a real home and runtime, tools that only count, and a hijacked caller.

What is replaced is the far end of the tools that leave the house: instead of sending and paying
they note that they ran. Keys, policy, grants, decision, receipts, ledger and journal are real.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from plam_agent import config, keys
from plam_agent.agent import Agent, Answer
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.policy import grants
from plam_agent.policy.grants import Grant
from plam_agent.policy.receipts import sign_receipt
from plam_agent.runtime import Ask, Performed, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Arguments, Plays, Registry, params_of
from plam_agent.tools.standard import registry
from plam_agent.types import (
    REQUEST,
    Approval,
    Call,
    Effect,
    Money,
    Origin,
    Result,
    Role,
    Tool,
    Value,
)
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

ATTACKER = "thief@evil.example"
MAIL = Origin("maildir", "INBOX/1/7")
SAID = frozenset({REQUEST})
FROM_MAIL = frozenset({MAIL})

RULES = """
  - id: look
    allow: [mail.search, mail.read, calendar.search, contacts.search, files.list,
      files.search, files.read]
  - id: family-mail
    allow: mail.send
    where: {to: {in: [family]}, attachments: none}
  - id: small
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 20.00 EUR}}
    budget: 60.00 EUR/month
  - id: tidy
    allow: [mail.move, mail.flag]
    where: {to: [Archive]}
  - id: mine
    allow: [calendar.create, calendar.move, contacts.add, files.write]
"""
PEOPLE = "people:\n  family: [papa@example.org, lea@example.org]\n"
OTHERWISE = "otherwise:\n  confirm: [mail.send, mail.reply, purchase.buy, files.*, calendar.*]\n"


class Buying(Arguments):
    """Order something."""

    merchant: Annotated[str, Plays(Role.DESTINATION, required=True)] = ""
    total: Annotated[Money | None, Plays(Role.MONEY, required=True)] = None
    item: Annotated[str, Plays(Role.QUOTE)] = ""


def sign_rules(house: House, rules: str = RULES, otherwise: str = OTHERWISE) -> None:
    """Put a policy with these rules in force."""

    def text(before: str) -> str:
        head = [re.search(rf"(?m)^{name}:.*$", before) for name in TOP]
        lines = "\n".join(found[0] for found in head if found)
        return f"{lines}\n{PEOPLE}rules:{rules}{otherwise}"

    house.edit_policy(text)


def with_files(house: House, folder: Path) -> None:
    """Give the house a folder of files, the account `docs`."""
    settings = config.load(house.path)
    docs = Account("docs", "files", "folder", {"path": str(folder)})
    config.save(house.path, dataclasses.replace(settings, accounts=(*settings.accounts, docs)))


TOP = ("plam", "serial", "owner", "device", "expires")


@dataclass
class Scene:
    """A home under attack; `effects` are the calls of the counting tools that really ran."""

    house: House
    home: Home
    runtime: Runtime
    effects: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _runs: Iterator[int] = field(default_factory=itertools.count)

    def whole(self) -> tuple[Grant, ...]:
        """The widest grant there is: everything the policy allows, for an hour."""
        home = self.home
        until = home.now() + timedelta(hours=1)
        return (
            grants.issue(
                home.device,
                None,
                holder=home.device.public,
                not_after=until,
                policy=self.runtime.policy.hash,
            ),
        )

    def call(
        self, tool: str, origins: frozenset[Origin] = SAID, *, run: str = "", **args: Any
    ) -> Call:
        """A frozen call in a run of its own; an argument is data or a Value."""
        known = self.runtime.registry.get(tool)
        assert known is not None
        values = {
            name: data if isinstance(data, Value) else Value(data, origins)
            for name, data in args.items()
        }
        account = self.home.default_account(known.account) if known.account else None
        return Call(
            run=run or f"attack-{next(self._runs)}",
            step=1,
            account=account.name if account else "mail",
            tool=tool,
            effect=known.effect,
            reversible=known.reversible,
            args=tuple(values.items()),
            roles=tuple((param.name, param.role) for param in known.params),
        )

    def mail(self, *to: str, origins: frozenset[Origin] = SAID, **more: Any) -> Call:
        """A mail that says hello."""
        given = {"to": to, "body": Value("hello", SAID), **more}
        return self.call("mail.send", origins, **given)

    def buy(self, minor: int = 500, currency: str = "EUR", **more: Any) -> Call:
        """Flowers for an amount."""
        given = {"merchant": "flowers.example", "total": Money(minor, currency), **more}
        return self.call("purchase.buy", **given)

    async def submit(
        self, call: Call, chain: Sequence[Grant] | None = None, **ways: Any
    ) -> Performed:
        """Have a call performed, under the widest grant unless another is given."""
        return await self.runtime.perform(call, self.whole() if chain is None else chain, **ways)

    async def decided(self, call: Call) -> str:
        """How a call would be decided, under the widest grant."""
        return (await self.runtime.rehearse(call, self.whole())).decision.verb

    async def asked(self, words: str, plan: Any) -> Answer:
        """Ask the agent, with a model that answers with this plan."""
        return await Agent(self.runtime, ScriptedEngine(lambda _: plan)).ask(words)

    async def receipt(self, call: Call) -> Approval:
        """The owner's yes to exactly this call."""
        key = await asyncio.to_thread(keys.open_approval, self.house.path, PASSPHRASE)
        return sign_receipt(key, call, self.runtime.policy.hash, self.home.now())


@contextlib.asynccontextmanager
async def scene(
    house: House,
    rules: str = RULES,
    *,
    otherwise: str = OTHERWISE,
    ask: Ask | None = None,
    more: Sequence[Tool] = (),
    real: Sequence[str] = (),
) -> AsyncIterator[Scene]:
    """Open a home under these rules; what leaves it is only counted, save the tools in `real`."""
    sign_rules(house, rules, otherwise)
    effects: list[tuple[str, dict[str, Any]]] = []
    buying = Tool(
        "purchase.buy", "Order something", Effect.SPEND, Buying, params_of(Buying), run=ran("x")
    )
    tools = [
        dataclasses.replace(each, run=counted(effects, each.name), complete=None)
        if each.effect >= Effect.SEND and each.name not in real
        else each
        for each in (*registry(), buying, *more)
    ]
    with house.open() as home:
        async with Connections() as connections:
            runtime = Runtime(
                home, home.policy(), Registry(tools), connections, ask=ask, model="scripted"
            )
            yield Scene(house, home, runtime, effects)


def counted(effects: list[tuple[str, dict[str, Any]]], name: str) -> Callable[..., Any]:
    """A run that notes its arguments and does nothing."""

    async def run(context: Any, args: Any) -> Result:
        effects.append((name, args.model_dump()))
        return Result(summary="done")

    return run


def ran(summary: str) -> Callable[..., Any]:
    """A run that does nothing."""

    async def run(context: Any, args: Any) -> Result:
        return Result(summary=summary)

    return run


class Hijacked:
    """A caller that was taken over: after a step it submits calls of its own, as that run."""

    def __init__(
        self, scene: Scene, after: str, forge: Callable[[Call], Mapping[str, Any]]
    ) -> None:
        """After the tool `after` ran, submit what `forge` makes of that call, under its grants.

        `forge` gives `call`, and may give `grants`.
        """
        self.performed: list[Performed] = []
        perform = scene.runtime.perform

        async def spy(call: Call, chain: Sequence[Grant], **ways: Any) -> Performed:
            result = await perform(call, chain, **ways)
            if call.tool == after and not self.performed:
                made = forge(call)
                self.performed.append(
                    await perform(made["call"], made.get("grants", chain), asked=0)
                )
            return result

        scene.runtime.perform = spy  # type: ignore[method-assign]


def verbs(performed: Performed) -> tuple[str, str]:
    """How a call was decided and how it ended."""
    return performed.decision.verb, performed.outcome.verb
