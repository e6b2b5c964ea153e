"""A new model's first calls of what leaves the house are asked about, whoever runs it.

What counts is a call that the owner let happen: one that failed or was taken back was looked at all
the same, and one that was refused was not made. It counts for the model that planned it, also where
another process, which runs another model or none, answers for it.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plam_agent import keys
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.errors import ToolError
from plam_agent.home import Home
from plam_agent.policy import decide, ledger
from plam_agent.policy.grants import issue
from plam_agent.policy.receipts import sign_receipt
from plam_agent.runtime import Performed, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.registry import Registry
from plam_agent.tools.standard import registry
from plam_agent.types import REQUEST, Approval, Call, Confirm, Effect, Result, Tool, Value, When
from tests.adversarial.scene import sign_rules, verbs
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

FIRST = 3
"""Instead of 20, so that the tests are short."""
RULES = """
  - id: send
    allow: mail.send
  - id: invite
    allow: calendar.create
"""
HELD = RULES.replace("allow: mail.send\n", "allow: mail.send\n    hold: 2m\n")
PLAN = {"steps": [{"tool": "mail.send", "args": {"to": "@a1", "body": " hello"}}]}
SAID = frozenset({REQUEST})
AT = When("Friday", datetime(2026, 11, 27, 13, tzinfo=UTC))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first few calls instead of twenty."""
    monkeypatch.setattr(decide, "PROBATION", FIRST)
    monkeypatch.setattr("plam_agent.admission.PROBATION", FIRST)


@dataclasses.dataclass
class Mail:
    """A mail tool that only counts, or fails, and can be taken back."""

    sent: int = 0
    fails: bool = False

    async def run(self, context: Any, args: Any) -> Result:
        if self.fails:
            raise ToolError("the server said no")
        self.sent += 1
        return Result(summary="sent", undo={"number": self.sent})

    async def undo(self, context: Any, data: Any) -> str:
        return "taken back"

    def tool(self, known: Tool) -> Tool:
        return dataclasses.replace(known, run=self.run, undo=self.undo, complete=None)


@asynccontextmanager
async def opened(
    home: Home, mail: Mail, model: str = "", *, holds: bool = False, ask: Any = None
) -> AsyncIterator[Runtime]:
    tools = [mail.tool(each) if each.name == "mail.send" else each for each in registry()]
    policy = await asyncio.to_thread(home.policy)
    async with Connections() as connections:
        yield Runtime(home, policy, Registry(tools), connections, ask=ask, model=model, holds=holds)


class Owner:
    """Says yes, or no, to everything that is put before them; counts the questions."""

    def __init__(self, house: House, home: Home, *, yes: bool = True) -> None:
        self._key = keys.open_approval(house.path, PASSPHRASE)
        self._home = home
        self._yes = yes
        self._policy = home.policy().hash
        self.asked: list[str] = []

    async def __call__(self, call: Call, decision: Confirm, preview: str) -> Approval | bool:
        self.asked.append("; ".join(decision.reasons))
        if not self._yes:
            return False
        return sign_receipt(self._key, call, self._policy, self._home.now())


async def send(runtime: Runtime, model: str) -> Performed:
    """One request through the agent with a model of this fingerprint."""
    engine = ScriptedEngine(lambda _: PLAN)
    engine.fingerprint = model
    answer = await Agent(runtime, engine).ask("write to papa@example.org saying hello")
    return answer.calls[-1]


async def test_each_models_first_calls_are_asked_about_and_a_restart_changes_nothing(
    house: House,
) -> None:
    sign_rules(house, RULES, "")
    mail = Mail()
    ended: dict[str, list[int]] = {}
    for model in ("base", "base adapter-1", "base", "base adapter-1"):
        with house.open() as home:
            owner = Owner(house, home)
            async with opened(home, mail, model, ask=owner) as runtime:
                done = [await send(runtime, model) for _ in range(FIRST - 1)]
            assert [each.outcome.verb for each in done] == ["done"] * len(done)
            ended.setdefault(model, []).append(len(owner.asked))
            said = f"its first {FIRST} calls of mail.send are asked about"
            assert all(said in each for each in owner.asked)
            home.journal.verify(ledger.check)

    # Two, then one of two: the third was the last that is asked about, for each model by itself.
    assert ended == {"base": [2, 1], "base adapter-1": [2, 1]}
    assert mail.sent == 8


async def test_another_tool_is_as_new_as_before(house: House) -> None:
    sign_rules(house, RULES, "")
    mail = Mail()
    with house.open() as home:
        owner = Owner(house, home)
        async with opened(home, mail, "base", ask=owner) as runtime:
            for _ in range(FIRST):
                await send(runtime, "base")
            sent = await send(runtime, "base")
            tool = runtime.registry.get("calendar.create")
            assert tool is not None
            given = {"title": "lunch", "when": AT, "attendees": ("papa@example.org",)}
            args = tuple((name, Value(data, SAID)) for name, data in given.items())
            roles = tuple((param.name, param.role) for param in tool.params)
            call = Call("r", 1, "calendar", tool.name, Effect.SEND, False, args, roles)
            grant = issue(
                home.device, None, holder=home.device.public,
                not_after=home.now() + timedelta(hours=1), policy=runtime.policy.hash,
            )  # fmt: skip
            invited = await runtime.rehearse(call, (grant,))

    assert verbs(sent) == ("allow", "done")
    assert invited.decision.verb == "confirm"
    assert "its first 3 calls of calendar.create" in "; ".join(invited.decision.reasons)


async def test_a_failed_call_and_one_taken_back_count_and_a_refused_one_does_not(
    house: House,
) -> None:
    sign_rules(house, RULES, "")
    mail = Mail()
    with house.open() as home:
        no, yes = Owner(house, home, yes=False), Owner(house, home)
        async with opened(home, mail, "base", ask=no) as runtime:
            refused = await send(runtime, "base")
        async with opened(home, mail, "base", ask=yes) as runtime:
            mail.fails = True
            failed = await send(runtime, "base")
            mail.fails = False
            done = await send(runtime, "base")
            undone = await runtime.undo(done.outcome.event)
            third = await send(runtime, "base")
            fourth = await send(runtime, "base")

    assert [each.outcome.verb for each in (refused, failed, done)] == ["refused", "failed", "done"]
    assert undone.verb == "done"
    assert (third.decision.verb, fourth.decision.verb) == ("confirm", "allow")
    assert len(yes.asked) == FIRST


async def test_a_yes_from_another_process_counts_for_the_model_that_asked(house: House) -> None:
    sign_rules(house, RULES, "")
    mail = Mail()
    for _ in range(FIRST):
        with house.open() as home:
            async with opened(home, mail, "base") as runtime:
                asked = await send(runtime, "base")
                assert asked.outcome.verb == "pending"
        with house.open() as home:
            key = keys.open_approval(home.path, PASSPHRASE)
            # Whoever answers has no model, as `plam approvals` and the service do.
            async with opened(home, mail) as runtime:
                done = await Approvals(runtime).approve(asked.outcome.approval, key)  # type: ignore[union-attr]
                assert done.outcome.verb == "done"
    with house.open() as home:
        async with opened(home, mail, "base") as runtime:
            known = await send(runtime, "base")
        async with opened(home, mail, "other") as runtime:
            other = await send(runtime, "other")
        async with opened(home, mail) as runtime:
            none = await send(runtime, "")

    assert verbs(known) == ("allow", "done")
    assert verbs(other) == verbs(none) == ("confirm", "pending")


async def test_what_is_held_is_decided_again_as_the_model_that_planned_it(house: House) -> None:
    """Let go by a process without a model, a known model's call runs and a new one's still asks."""
    sign_rules(house, HELD, "")
    mail = Mail()
    with house.open() as home:
        owner = Owner(house, home)
        async with opened(home, mail, "base", ask=owner) as runtime:
            for _ in range(FIRST):
                await send(runtime, "base")
        async with opened(home, mail, "base", holds=True) as runtime:
            held = await send(runtime, "base")
        house.clock.advance(minutes=3)
        async with opened(home, mail, holds=True) as runtime:
            approvals = Approvals(runtime)
            waiting = await approvals.waiting()
            released = await approvals.release(waiting[0])

    assert verbs(held) == ("allow", "held")
    assert verbs(released) == ("allow", "done")
    assert mail.sent == FIRST + 1
