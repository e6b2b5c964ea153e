"""A home whose agent remembers: a runtime with a memory, and what the owner says to questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from plam_agent import keys
from plam_agent.agent import Agent, Answer
from plam_agent.home import Home
from plam_agent.memory.memory import Memory, Tier
from plam_agent.planner.prompt import Prompt
from plam_agent.policy.receipts import sign_receipt
from plam_agent.recollecting import Recollecting
from plam_agent.runtime import Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import everything
from plam_agent.types import PASTE, REQUEST, Approval, Call, Confirm
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

PLANS = "Turn the owner's words"


@dataclass
class Session:
    """One session of a home with a memory."""

    home: Home
    runtime: Runtime
    memory: Recollecting

    async def ask(
        self,
        words: str,
        plan: Any = None,
        *,
        engine: ScriptedEngine | None = None,
        composes: bool = True,
        pasted: bool = False,
    ) -> Answer:
        engine = engine or ScriptedEngine(lambda _: plan)
        agent = Agent(self.runtime, engine, composes=composes, told=self.memory.told)
        return await agent.ask(words, PASTE if pasted else REQUEST)

    async def all(self, *tiers: Tier) -> list[Memory]:
        await self.memory.catch_up()
        memory = await self.memory.opened()
        return await asyncio.to_thread(lambda: list(memory.memories.all(tiers or None)))


@asynccontextmanager
async def session(house: House, *, says_yes: bool = False) -> AsyncIterator[Session]:
    """A session; with `says_yes` the owner agrees to whatever is asked."""
    key = keys.open_approval(house.path, PASSPHRASE) if says_yes else None
    with house.open() as home:
        policy = home.policy()

        async def yes(call: Call, decision: Confirm, preview: str) -> Approval:
            assert key is not None
            return sign_receipt(key, call, policy.hash, house.clock())

        async with Connections() as connections, Recollecting(home) as memory:
            runtime = Runtime(
                home,
                policy,
                everything(),
                connections,
                ask=yes if says_yes else None,
                model="scripted",
                memory=memory,
            )
            yield Session(home, runtime, memory)


def planners(engine: ScriptedEngine) -> list[Prompt]:
    """The prompts that a planner saw, and no reader."""
    return [each for each in engine.prompts if each.system.startswith(PLANS)]


def replies(plan: Any, reading: Callable[[Prompt], Any]) -> ScriptedEngine:
    """An engine that plans as it is told and reads as `reading` says."""
    return ScriptedEngine(
        lambda prompt: plan if prompt.system.startswith(PLANS) else reading(prompt)
    )
