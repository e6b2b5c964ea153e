"""What a scenario is, and how one makes a call."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from plam_agent.binding import Bound
from plam_agent.freezing import freeze
from plam_agent.policy import grants
from plam_agent.runtime import Performed, Runtime
from plam_agent.types import CONTACTS, REQUEST, Event, Value
from tests.crash.world import World

State = Literal["before", "after", "twice", "gone"]
Facts = dict[str, Any]
Say = Callable[[str], None]
"""Tells the owner that an effect was done; what was told must be there for ever."""


@dataclass(frozen=True)
class Scenario:
    """One thing the agent does.

    `prepare` makes what it acts on and `setup` does what came before with the agent itself. `act`
    does it in the process that is killed, and `look` says how each of its effects stands on the
    servers. Where there is a `first` act, it died at the boundary `first_dies` before, and `act`
    is what comes after. `key` names the effect that an intent is for. What goes on `by_itself`
    does so after every crash; anything else is asked for again only where it did not happen. `dav`
    is the kind of account, beside mail and files, that it acts on.
    """

    name: str
    act: Callable[[Runtime, World, Facts, Say], Awaitable[None]]
    look: Callable[[World, Facts], Mapping[str, State]]
    prepare: Callable[[World], Facts] = lambda world: {}
    dav: str = ""
    key: Callable[[Event], str] = lambda event: ""
    setup: Callable[[Runtime, World, Facts], Awaitable[None]] | None = None
    by_itself: bool = False
    undoes: bool = False
    first: Callable[[Runtime, World, Facts, Say], Awaitable[None]] | None = None
    first_dies: str = ""


def counted(before: int, after: int) -> State:
    """The state of something that is in one of two places."""
    if before + after > 1:
        return "twice"
    return "after" if after else "before" if before else "gone"


async def call(runtime: Runtime, tool: str, versions: Any = (), **args: Any) -> Performed:
    """One call, as if the owner had said all of its arguments."""
    found = runtime.registry.get(tool)
    assert found is not None
    values = {name: Value(data, frozenset({REQUEST, CONTACTS})) for name, data in args.items()}
    run = f"run-{secrets.token_hex(6)}"
    frozen = await freeze(runtime, run, 1, found, Bound(values, tuple(versions)), 1.0)
    return await runtime.perform(frozen, (granted(runtime, tool),))


def granted(runtime: Runtime, *tools: str) -> grants.Grant:
    home = runtime.home
    return grants.issue(
        home.device,
        None,
        holder=home.device.public,
        not_after=home.now() + timedelta(minutes=10),
        policy=runtime.policy.hash,
        tools=tools,
    )


def tell(performed: Performed, say: Say, key: str = "") -> None:
    if performed.outcome.verb == "done":
        say(key)
